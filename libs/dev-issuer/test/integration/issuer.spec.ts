/** The three ways in, as a browser, a CLI and a script use them: over HTTP, with a cookie jar of our own. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { onFreePorts } from '@cardwright/embedded-servers/ports';
import { demoAccounts } from '../../src/accounts.js';
import { startDevIssuer, type DevIssuer } from '../../src/issuer.js';

let issuer: DevIssuer;
const callback = 'http://127.0.0.1:9/auth/callback';

beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y, d } = privateKey.export({ format: 'jwk' });
  issuer = await onFreePorts({ port: undefined }, ({ port }) =>
    startDevIssuer({
      port,
      publicUrls: ['http://127.0.0.1:9'],
      gatewaySecret: 'gateway-secret',
      scriptsSecret: 'scripts-secret',
      cookieKey: 'cookie-key',
      jwks: { keys: [{ kty, crv, x, y, d, use: 'sig', alg: 'ES256', kid: 'k1' }] },
    }),
  );
});
afterAll(() => issuer.stop());

/** Follows redirects within the issuer and keeps cookies; stops at the first URL outside. */
class Browser {
  private readonly cookies = new Map<string, string>();
  async open(url: string, form?: Record<string, string>): Promise<{ url: string; body: string }> {
    let next = new URL(url, issuer.issuer).href;
    let body: URLSearchParams | undefined = form && new URLSearchParams(form);
    for (;;) {
      if (!next.startsWith(issuer.issuer)) return { url: next, body: '' };
      const response = await fetch(next, {
        method: body ? 'POST' : 'GET',
        ...(body ? { body } : {}),
        headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        redirect: 'manual',
      });
      for (const line of response.headers.getSetCookie()) {
        const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
        this.cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (!location) return { url: next, body: await response.text() };
      next = new URL(location, next).href;
      body = undefined;
    }
  }
}

async function token(
  form: Record<string, string>,
  basic?: string,
): Promise<{ status: number; json: Record<string, string> }> {
  const response = await fetch(`${issuer.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: basic ? { authorization: `Basic ${Buffer.from(basic).toString('base64')}` } : {},
  });
  return { status: response.status, json: (await response.json()) as Record<string, string> };
}

const claims = (jwt: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

describe('development issuer', () => {
  it('signs a person in with an authorization code and PKCE, roles and external id in both tokens', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      client_id: 'cardwright-gateway',
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: callback,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 's1',
      nonce: 'n1',
    });
    const browser = new Browser();
    const login = await browser.open(`/auth?${query.toString()}`);
    for (const { name } of demoAccounts) expect(login.body).toContain(name);
    const back = new URL((await browser.open(login.url, { login: 'ada' })).url);
    expect(back.origin + back.pathname).toBe(callback);
    const { json } = await token(
      {
        grant_type: 'authorization_code',
        code: back.searchParams.get('code') ?? '',
        redirect_uri: callback,
        code_verifier: verifier,
      },
      'cardwright-gateway:gateway-secret',
    );
    expect(claims(json['id_token'])).toMatchObject({
      sub: 'ada',
      nonce: 'n1',
      external_id: 'E1001',
      name: 'Ada Lovelace',
      roles: ['cardholder', 'issuance-operator'],
    });
    expect(claims(json['access_token'])).toMatchObject({
      iss: issuer.issuer,
      aud: 'urn:cardwright:api',
      sub: 'ada',
      client_id: 'cardwright-gateway',
      external_id: 'E1001',
      roles: ['cardholder', 'issuance-operator'],
    });
  });

  it('refuses / no PKCE, a foreign redirect, an unknown person', async () => {
    const base = { client_id: 'cardwright-gateway', response_type: 'code', scope: 'openid', state: 's' };
    const noPkce = await new Browser().open(
      `/auth?${new URLSearchParams({ ...base, redirect_uri: callback }).toString()}`,
    );
    expect(new URL(noPkce.url).searchParams.get('error')).toBe('invalid_request');
    const foreign = new URLSearchParams({
      ...base,
      redirect_uri: 'http://127.0.0.1:10/steal',
      code_challenge: 'x'.repeat(43),
    });
    const refused = await new Browser().open(`/auth?${foreign.toString()}`);
    expect(refused.url.startsWith(issuer.issuer)).toBe(true);
    expect(refused.body).toContain('invalid_redirect_uri');
    const browser = new Browser();
    const good = new URLSearchParams({
      ...base,
      redirect_uri: callback,
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    const login = await browser.open(`/auth?${good.toString()}`);
    const answer = await browser.open(login.url, { login: 'mallory' });
    expect(new URL(answer.url).searchParams.get('error')).toBe('access_denied');
  });

  it('signs a command line in with the device grant', async () => {
    const started = await fetch(`${issuer.issuer}/device/auth`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'cardwright-cli', scope: 'openid profile offline_access' }),
    });
    const device = (await started.json()) as Record<string, string>;
    const poll = () =>
      token({
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: device['device_code'] ?? '',
        client_id: 'cardwright-cli',
      });
    expect((await poll()).json['error']).toBe('authorization_pending');
    const browser = new Browser();
    const form = await browser.open(device['verification_uri_complete'] ?? '');
    const hidden = (html: string) =>
      Object.fromEntries(
        [...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map((match) => [match[1] ?? '', match[2] ?? '']),
      );
    const confirm = await browser.open('/device', hidden(form.body));
    const { abort: _, ...yes } = { abort: '', ...hidden(confirm.body) };
    const login = await browser.open('/device', yes);
    const done = await browser.open(login.url, { login: 'sofia' });
    expect(done.body).toContain('You are signed in');
    const { json } = await poll();
    expect(claims(json['access_token'])).toMatchObject({
      sub: 'sofia',
      aud: 'urn:cardwright:api',
      external_id: 'E1004',
    });
    expect(json['refresh_token']).toBeTruthy();
  });

  it('gives a script a token of an issuance operator, nothing else and no person [separation of duties]', async () => {
    const { json } = await token({ grant_type: 'client_credentials' }, 'cardwright-scripts:scripts-secret');
    const content = claims(json['access_token']);
    expect(content).toMatchObject({
      aud: 'urn:cardwright:api',
      client_id: 'cardwright-scripts',
      sub: 'cardwright-scripts',
    });
    expect(content['roles']).toEqual(['issuance-operator']);
    expect(content['external_id']).toBeUndefined();
    expect((await token({ grant_type: 'client_credentials' }, 'cardwright-scripts:wrong')).status).toBe(401);
  });
});
