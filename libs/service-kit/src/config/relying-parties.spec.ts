import { describe, expect, it } from '@jest/globals';
import { EnvReader } from './env.js';
import { type EntraRelyingParty, readRelyingParties, tokenEndpoint } from './relying-parties.js';

const ids = {
  tenantId: '3f2b7c1e-0000-4000-8000-0000000000aa',
  clientId: '3f2b7c1e-0000-4000-8000-0000000000bb',
};
const entra = { id: 'entra', kind: 'entra', ...ids };

const own = { id: 'portal', kind: 'own', rpId: 'example.org', origins: ['https://cards.example.org'] };
const loopback = { ...own, rpId: '127.0.0.1', origins: ['http://127.0.0.1:8080'] };

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
      { ...entra, graphUrl: 'https://graph.microsoft.com', loginUrl: 'https://login.microsoftonline.com' },
    ]);
    expect(tokenEndpoint(rows[0] as EntraRelyingParty)).toBe(
      'https://login.microsoftonline.com/3f2b7c1e-0000-4000-8000-0000000000aa/oauth2/v2.0/token',
    );
  });

  it('takes http on loopback, for the double', () => {
    const urls = { graphUrl: 'http://127.0.0.1:8790', loginUrl: 'http://localhost:8790/' };
    expect(read([{ ...entra, ...urls }])).toMatchObject({
      problems: [],
      rows: [{ graphUrl: 'http://127.0.0.1:8790', loginUrl: 'http://localhost:8790' }],
    });
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

  it.each<[string, unknown]>([
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
    ['row 1 is of no kind that there is: entra, own', [{ ...entra, kind: 'okta' }]],
    ['row 1 has no id of lower-case letters, digits and hyphens', [{ ...entra, id: 'Entra ID' }]],
    ['row 1 needs tenantId and clientId, UUIDs', [{ ...entra, clientId: 'example.org' }]],
    ['row 1 has an unknown member "clientSecret"', [{ ...entra, clientSecret: 'x' }]],
    ['names an id twice', [entra, entra]],
    ...['http://graph.example.org', 'https://graph.example.org/v1.0', 'https://u:p@graph.example.org'].map(
      (graphUrl): [string, unknown] => [
        'row 1 has a graphUrl or loginUrl that is no https:// origin (http:// on loopback alone)',
        [{ ...entra, graphUrl }],
      ],
    ),
  ])('%s', (problem, value) => expect(read(value).problems).toEqual([`RELYING_PARTIES ${problem}`]));
});
