import { describe, expect, it } from '@jest/globals';
import { EnvReader } from './env.js';
import { keycloakAdminUrl, keycloakEndpoint } from './keycloak-relying-party.js';
import {
  assertionAudience,
  clientOf,
  readRelyingParties,
  tokenEndpoint,
  type VaultClientRow,
} from './relying-parties.js';

const ids = {
  tenantId: '3f2b7c1e-0000-4000-8000-0000000000aa',
  clientId: '3f2b7c1e-0000-4000-8000-0000000000bb',
};
const entra = { id: 'entra', kind: 'entra', ...ids };

const own = { id: 'portal', kind: 'own', rpId: 'example.org', origins: ['https://cards.example.org'] };
const loopback = { ...own, rpId: '127.0.0.1', origins: ['http://127.0.0.1:8080'] };

const keycloak = {
  ...{ id: 'sso', kind: 'keycloak', issuer: 'https://sso.example.org/realms/staff', clientId: 'cardwright-passkeys' },
  returnUrl: 'https://cards.example.org/',
};

const read = (value: unknown) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const reader = new EnvReader({ RELYING_PARTIES: text });
  return { rows: readRelyingParties(reader), problems: reader.problems };
};

describe('RELYING_PARTIES', () => {
  it('not set: there are none', () => expect(readRelyingParties(new EnvReader({}))).toEqual([]));

  it('names a tenant and its app registration, at the public cloud unless it says otherwise', () => {
    const { rows, problems } = read([{ ...entra, tenantId: entra.tenantId.toUpperCase() }]);
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      {
        ...{ ...entra, graphUrl: 'https://graph.microsoft.com', loginUrl: 'https://login.microsoftonline.com' },
        securityInfo: { url: 'https://mysignins.microsoft.com/security-info', rpId: 'login.microsoft.com' },
        settlesSeconds: 120,
      },
    ]);
    expect(tokenEndpoint(rows[0] as VaultClientRow)).toBe(
      'https://login.microsoftonline.com/3f2b7c1e-0000-4000-8000-0000000000aa/oauth2/v2.0/token',
    );
  });

  it('may name another client by which the policy is read before a card is held', () => {
    const policyClientId = '3f2b7c1e-0000-4000-8000-0000000000cc';
    const { rows, problems } = read([
      { ...entra, policyClientId: policyClientId.toUpperCase() },
      { ...keycloak, policyClientId: 'cardwright-reads' },
    ]);
    expect(problems).toEqual([]);
    const clients = (row: unknown) =>
      [true, false].map((policyOnly) => clientOf(row as VaultClientRow, { policyOnly }));
    expect(rows.map(clients)).toEqual([
      [policyClientId, '3f2b7c1e-0000-4000-8000-0000000000bb'],
      ['cardwright-reads', 'cardwright-passkeys'],
    ]);
    expect(read([entra]).rows.map(clients)).toEqual([Array(2).fill('3f2b7c1e-0000-4000-8000-0000000000bb')]);
  });

  it('takes http on loopback, for the double', () => {
    const urls = { graphUrl: 'http://127.0.0.1:8790', loginUrl: 'http://localhost:8790/' };
    expect(read([{ ...entra, ...urls }])).toMatchObject({
      problems: [],
      rows: [{ graphUrl: 'http://127.0.0.1:8790', loginUrl: 'http://localhost:8790', securityInfo: null }],
    });
  });

  it('takes another time in which a tenant settles, up to an hour', () => {
    expect(read([{ ...entra, settlesSeconds: 0 }])).toMatchObject({ problems: [], rows: [{ settlesSeconds: 0 }] });
    for (const settlesSeconds of [-1, 3601, 1.5, '120', null])
      expect(read([{ ...entra, settlesSeconds }]).problems).toEqual([
        expect.stringContaining('row 1 has settlesSeconds that is no whole number from 0 to 3600'),
      ]);
  });

  it('names the page of another cloud, which is not that of the global one', () => {
    const graphUrl = 'https://graph.example.org';
    const securityInfo = { url: 'https://signins.example.org/security-info', rpId: 'login.example.org' };
    expect(read([{ ...entra, graphUrl, securityInfo }])).toMatchObject({ problems: [], rows: [{ securityInfo }] });
    expect(read([{ ...entra, graphUrl }])).toMatchObject({ problems: [], rows: [{ securityInfo: null }] });
    expect(read([{ ...entra, securityInfo: null }])).toMatchObject({ problems: [], rows: [{ securityInfo: null }] });
  });

  it('names our own portal, for every model unless it says otherwise', () => {
    const aaguids = ['3F2B7C1E-0000-4000-8000-0000000000CC'];
    expect(read([own, entra])).toMatchObject({
      problems: [],
      rows: [
        {
          ...{ ...own, name: 'Cardwright', origins: ['https://cards.example.org'] },
          ...{ aaguids: null, attestationRootsDir: null },
        },
        { kind: 'entra' },
      ],
    });
    expect(read([{ ...own, name: 'Card office', aaguids }])).toMatchObject({
      problems: [],
      rows: [{ name: 'Card office', aaguids: ['3f2b7c1e-0000-4000-8000-0000000000cc'] }],
    });
    const attestationRootsDir = '/etc/cardwright/fido-roots';
    expect(read([{ ...own, attestationRootsDir }])).toMatchObject({ problems: [], rows: [{ attestationRootsDir }] });
    const here = { rpId: 'localhost', origins: ['http://localhost:8080'] };
    expect(read([{ ...own, ...here }])).toMatchObject({ problems: [], rows: [here] });
  });

  it('names a realm of Keycloak and the client in it', () => {
    const { rows, problems } = read([{ ...keycloak, issuer: `${keycloak.issuer}/` }]);
    expect(problems).toEqual([]);
    const [row] = rows;
    expect(row).toEqual({
      ...keycloak,
      ...{ adminUrl: 'https://sso.example.org', credentialType: 'webauthn-passwordless' },
    });
    if (row?.kind !== 'keycloak') throw new Error('of another kind');
    expect(keycloakAdminUrl(row)).toBe('https://sso.example.org/admin/realms/staff');
    expect(keycloakEndpoint(row, 'auth')).toBe('https://sso.example.org/realms/staff/protocol/openid-connect/auth');
    expect(tokenEndpoint(row)).toBe('https://sso.example.org/realms/staff/protocol/openid-connect/token');
    expect(assertionAudience(row)).toBe('https://sso.example.org/realms/staff');
  });

  it('a realm below a path, with another address for administration', () => {
    const below = { issuer: 'https://example.org/auth/realms/staff', credentialType: 'webauthn' };
    const admin = ({ rows, problems }: ReturnType<typeof read>) => ({
      problems,
      urls: rows.map((row) => row.kind === 'keycloak' && keycloakAdminUrl(row)),
    });
    expect(admin(read([{ ...keycloak, ...below }]))).toEqual({
      problems: [],
      urls: ['https://example.org/auth/admin/realms/staff'],
    });
    expect(admin(read([{ ...keycloak, ...below, adminUrl: 'http://127.0.0.1:8080/auth/' }]))).toEqual({
      problems: [],
      urls: ['http://127.0.0.1:8080/auth/admin/realms/staff'],
    });
  });

  it.each<[string, unknown]>([
    ...['https://sso.example.org', 'http://sso.example.org/realms/staff', `${keycloak.issuer}?x`].map(
      (issuer): [string, unknown] => [
        'row 1 needs issuer, https:// (http:// on loopback alone) with /realms/ and the name at the end',
        [{ ...keycloak, issuer }],
      ],
    ),
    [
      'row 1 has an adminUrl that is no https:// address (http:// on loopback alone)',
      [{ ...keycloak, adminUrl: 'http://sso.example.org' }],
    ],
    [
      'row 1 needs returnUrl, an https:// address (http:// on loopback alone)',
      [{ ...keycloak, returnUrl: 'javascript:x' }],
    ],
    ['row 1 needs clientId', [{ ...keycloak, clientId: '' }]],
    ['row 1 has a policyClientId that is no UUID', [{ ...entra, policyClientId: 'reads' }]],
    ['row 1 has a policyClientId that names no client', [{ ...keycloak, policyClientId: '' }]],
    ['row 1 has a credentialType other than webauthn-passwordless, webauthn', [{ ...keycloak, credentialType: 'otp' }]],
    ['row 1 has an unknown member "clientSecret"', [{ ...keycloak, clientSecret: 'x' }]],
    ['has two rows of kind own', [own, { ...own, id: 'other' }]],
    ['row 1 needs rpId, a host name in lower case (no address)', [{ ...own, rpId: 'Example.org' }]],
    ['row 1 needs rpId, a host name in lower case (no address)', [loopback]],
    ['row 1 has an unknown member "graphUrl"', [{ ...own, graphUrl: 'https://graph.example.org' }]],
    ['row 1 has aaguids that are no list of UUIDs', [{ ...own, aaguids: ['YubiKey 5'] }]],
    ['row 1 has aaguids that are no list of UUIDs', [{ ...own, aaguids: [] }]],
    ['row 1 has an attestationRootsDir that is no folder', [{ ...own, attestationRootsDir: '' }]],
    ['row 1 has a name of no letters, or over 64', [{ ...own, name: '' }]],
    ...[[], ['https://cards.example.com'], ['https://notexample.org'], ['http://cards.example.org']].map(
      (origins): [string, unknown] => [
        'row 1 needs origins: https:// (http:// on loopback alone), each with rpId as its host or the end of it',
        [{ ...own, origins }],
      ],
    ),
    ['is not JSON', 'entra'],
    ['is not a JSON array', entra],
    ['row 1 is not an object', ['entra']],
    ['row 1 is of no kind that there is: entra, keycloak, own', [{ ...entra, kind: 'okta' }]],
    ['row 1 has no id of lower-case letters, digits and hyphens', [{ ...entra, id: 'Entra ID' }]],
    ['row 1 needs tenantId and clientId, UUIDs', [{ ...entra, clientId: 'example.org' }]],
    ['row 1 has an unknown member "clientSecret"', [{ ...entra, clientSecret: 'x' }]],
    ...[
      'https://signins.example.org',
      { url: 'https://signins.example.org' },
      { url: 'http://signins.example.org', rpId: 'login.example.org' },
      { url: 'https://signins.example.org', rpId: 'login.example.org', tenant: 'x' },
    ].map((securityInfo): [string, unknown] => [
      'row 1 has a securityInfo that is not {"url", "rpId"}: an https:// address (http:// on loopback alone) and a host name',
      [{ ...entra, securityInfo }],
    ]),
    ['names an id twice', [entra, entra]],
    ...['http://graph.example.org', 'https://graph.example.org/v1.0', 'https://u:p@graph.example.org'].map(
      (graphUrl): [string, unknown] => [
        'row 1 has a graphUrl or loginUrl that is no https:// origin (http:// on loopback alone)',
        [{ ...entra, graphUrl }],
      ],
    ),
  ])('%s', (problem, value) => expect(read(value).problems).toEqual([`RELYING_PARTIES ${problem}`]));
});
