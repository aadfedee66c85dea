import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '@cardwright/service-kit/config/env';
import { gatewayConfig } from './config.js';

const enough = {
  OIDC_ISSUER: 'https://id.example.org/realm/',
  SESSION_KEY: 'k'.repeat(43),
  PUBLIC_URL: 'https://cards.example.org/',
};
function problems(env: Record<string, string>): readonly string[] {
  try {
    gatewayConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems;
  }
}

describe('configuration', () => {
  it('keeps the issuer as it is written and shortens only our own URL', () => {
    const config = gatewayConfig(enough);
    expect([config.oidc.issuer, config.publicUrl]).toEqual([
      'https://id.example.org/realm/',
      'https://cards.example.org',
    ]);
    expect(config.oidc).toMatchObject({
      rolesClaim: 'roles',
      externalIdClaim: 'external_id',
      audience: 'urn:cardwright:api',
    });
  });

  it('takes the names of the claims from ROLE_CLAIM_MAP', () => {
    const map = JSON.stringify({ rolesClaim: 'realm_access.roles', map: {} });
    expect(gatewayConfig({ ...enough, ROLE_CLAIM_MAP: map }).oidc).toMatchObject({
      rolesClaim: 'realm_access.roles',
      externalIdClaim: 'external_id',
    });
  });

  it.each([
    ['plain HTTP to the issuer', { OIDC_ISSUER: 'http://id.example.org' }, 'OIDC_ISSUER'],
    ['plain HTTP to us', { PUBLIC_URL: 'http://cards.example.org' }, 'PUBLIC_URL'],
    ['a host that only begins like the loopback', { PUBLIC_URL: 'http://127.0.0.1.example.org' }, 'PUBLIC_URL'],
    ['a short session key', { SESSION_KEY: 'secret' }, 'SESSION_KEY'],
    ['no session key', { SESSION_KEY: '' }, 'SESSION_KEY'],
    ['a certificate without its key', { HTTP_CERT_FILE: '/cert.pem' }, 'HTTP_KEY_FILE'],
    ['a claim map that is no JSON', { ROLE_CLAIM_MAP: 'roles' }, 'ROLE_CLAIM_MAP'],
  ])('refuses %s', (_, env, name) => expect(problems({ ...enough, ...env }).join()).toContain(name));

  it.each([
    [undefined, false],
    ['false', false],
    ['0', false],
    // What it could be before: one proxy, not everything that is written in the header.
    ['true', 1],
    ['2', 2],
    ['10.0.0.0/8, 2001:db8::/32,192.0.2.1', ['10.0.0.0/8', '2001:db8::/32', '192.0.2.1']],
  ])('trusts proxies / %s', (text, trusted) =>
    expect(gatewayConfig({ ...enough, ...(text && { HTTP_TRUST_PROXY: text }) }).trustProxy).toEqual(trusted),
  );

  it.each(['yes', '11', '-1', '10.0.0.0/33', '10.0.0.0/8/8', 'proxy.example.org', '10.0.0.0/8,', '*'])(
    'refuses proxies / %s',
    (text) => expect(problems({ ...enough, HTTP_TRUST_PROXY: text }).join()).toContain('HTTP_TRUST_PROXY'),
  );

  it('demands RFC 9068 access tokens unless the issuer does not follow it', () => {
    expect(gatewayConfig(enough).oidc.accessTokenType).toBe('at+jwt');
    expect(gatewayConfig({ ...enough, OIDC_ACCESS_TOKEN_TYPE: 'JWT' }).oidc.accessTokenType).toBe('JWT');
    expect(problems({ ...enough, OIDC_ACCESS_TOKEN_TYPE: 'any' }).join()).toContain('OIDC_ACCESS_TOKEN_TYPE');
  });

  it('has a lab only where it is asked for, and never where others can reach it', () => {
    expect(gatewayConfig(enough).labReadersSocket).toBeNull();
    const lab = { ...enough, LAB_READERS_SOCKET: '/home/ada/simulated.sock' };
    expect(gatewayConfig(lab).labReadersSocket).toBe('/home/ada/simulated.sock');
    const refused = 'LAB_READERS_SOCKET is for a gateway on the loopback address alone (HTTP_HOST)';
    for (const host of ['0.0.0.0', '::', '10.0.0.7']) expect(problems({ ...lab, HTTP_HOST: host })).toContain(refused);
  });

  it('has links that sign in without the issuer in the lab alone, never where anything of it can be reached from elsewhere', () => {
    const folder = { LAB_SIGN_IN_DIR: '/home/ada/sign-in-links' };
    const lab = {
      ...{ ...folder, SESSION_KEY: enough.SESSION_KEY, LAB_READERS_SOCKET: '/home/ada/simulated.sock' },
      ...{ PUBLIC_URL: 'http://127.0.0.1:7800', OIDC_ISSUER: 'http://127.0.0.1:7801' },
    };
    expect(gatewayConfig(enough).labSignInDir).toBeNull();
    expect(gatewayConfig(lab).labSignInDir).toBe('/home/ada/sign-in-links');
    const refused = 'LAB_SIGN_IN_DIR is for the lab of npm start alone: ';
    for (const [beyond, why] of [
      [{ LAB_READERS_SOCKET: '' }, 'there are no simulated readers here'],
      [{ HTTP_HOST: '0.0.0.0' }, 'HTTP_HOST is not the loopback'],
      [{ PUBLIC_URL: 'https://cards.example.org' }, 'PUBLIC_URL is not on the loopback'],
      [{ OIDC_ISSUER: 'https://id.example.org' }, 'OIDC_ISSUER is not on the loopback'],
      [{ HTTP_CERT_FILE: '/cert.pem' }, 'HTTP_CERT_FILE is set'],
      [{ HTTP_TRUST_PROXY: '1' }, 'HTTP_TRUST_PROXY is set'],
    ] as const)
      expect(problems({ ...lab, ...beyond })).toContain(refused + why);
    expect(problems({ ...enough, ...folder })).toHaveLength(3);
  });

  it('takes plain HTTP on the loopback', () => {
    for (const host of ['127.0.0.1', 'localhost:7800', '[::1]:7800'])
      expect(problems({ ...enough, PUBLIC_URL: `http://${host}`, OIDC_ISSUER: `http://${host}/` })).toEqual([]);
  });
});
