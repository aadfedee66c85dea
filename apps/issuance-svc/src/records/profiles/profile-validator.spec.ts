import { describe, expect, it } from '@jest/globals';
import { inGerman } from '@cardwright/contracts/words/in-german';
import { cardModels } from '@cardwright/card-plan/models/card-models';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import { builtInProfiles } from './built-in.js';
import { keyAlgorithms } from '../../domain/key-names.js';
import { diffProfiles } from './profile-diff.js';
import { validateProfile } from './profile-validator.js';

const known = ['piv-authentication', 'piv-digital-signature', 'piv-key-management', 'piv-card-authentication'].map(
  (name) => ({ name, keyAlgorithms }),
);
const builtIn = (name: string): CredentialProfile =>
  structuredClone((builtInProfiles() as CredentialProfile[]).find((profile) => profile.name === name)!);
const parties = (...ids: string[]) => new Map(ids.map((id) => [id, ['agent'] as const]));
const problemsOf = (definition: unknown): [string, string][] =>
  validateProfile(definition, cardModels, known, parties('contoso')).problems.map(({ path, message }) => [
    path,
    message,
  ]);

describe('credential profiles', () => {
  it('has four built-in ones, all valid', () => {
    const names = (builtInProfiles() as CredentialProfile[]).map(({ name }) => name);
    expect(names).toEqual(['authentication-only', 'key-history-24', 'piv-four', 'rsa-legacy']);
    for (const definition of builtInProfiles()) expect(problemsOf(definition)).toEqual([]);
  });

  const cases: [string, string, (profile: CredentialProfile & Record<string, unknown>) => void, string][] = [
    [
      'a key reference used twice',
      'piv-four',
      (p) => set(p.credentials[1]!, 'keyReference', '9A'),
      '/credentials/1/keyReference',
    ],
    [
      'a container used twice',
      'piv-four',
      (p) => set(p.credentials[1]!, 'container', 'authentication'),
      '/credentials/1/container',
    ],
    [
      'an unknown algorithm',
      'piv-four',
      (p) => set(p.credentials[0]!, 'algorithm', 'RSA1024'),
      '/credentials/0/algorithm',
    ],
    [
      'X25519 for signing',
      'authentication-only',
      (p) => set(p.credentials[0]!, 'algorithm', 'X25519'),
      '/credentials/0/algorithm',
    ],
    ['a PIN shorter than PIV allows', 'piv-four', (p) => set(p.pin, 'minLength', 4), '/pin/minLength'],
    [
      'a PIN range that is empty',
      'piv-four',
      (p) => {
        set(p.pin, 'minLength', 8);
        set(p.pin, 'maxLength', 6);
      },
      '/pin/minLength',
    ],
    ['a lifetime beyond six years', 'piv-four', (p) => set(p, 'cardLifetimeDays', 2193), '/cardLifetimeDays'],
    [
      'a certificate that outlives its card',
      'piv-four',
      (p) => set(p.credentials[0]!, 'validityDays', 1096),
      '/credentials/0/validityDays',
    ],
    [
      'a renewal window as long as the certificate',
      'piv-four',
      (p) => {
        set(p.credentials[0]!, 'validityDays', 90);
        set(p.credentials[0]!, 'renewalWindowDays', 90);
      },
      '/credentials/0/renewalWindowDays',
    ],
    [
      'a renewal that would have to gain more than a certificate lasts',
      'piv-four',
      (p) => {
        set(p.credentials[0]!, 'validityDays', 90);
        set(p.credentials[0]!, 'minimumGainDays', 91);
      },
      '/credentials/0/minimumGainDays',
    ],
    [
      'an unknown certificate profile',
      'piv-four',
      (p) => set(p.credentials[0]!, 'certificateProfile', 'nope'),
      '/credentials/0/certificateProfile',
    ],
    [
      'history on a model that cannot import',
      'key-history-24',
      (p) => set(p, 'models', ['nist-strict']),
      '/keyHistory',
    ],
    [
      'history without its object',
      'key-history-24',
      (p) => set(p.dataObjects, 'keyHistory', false),
      '/dataObjects/keyHistory',
    ],
    ['an unknown model', 'piv-four', (p) => set(p, 'models', ['abacus']), '/models/0'],
    [
      'a signature key from the archive',
      'piv-four',
      (p) => set(p.credentials[1]!, 'keyOrigin', 'archived'),
      '/credentials/1/keyOrigin',
    ],
    [
      'a retired reference with a new key',
      'piv-four',
      (p) => set(p.credentials[2]!, 'keyReference', '82'),
      '/credentials/2/keyOrigin',
    ],
    ['a PIN for 9E', 'piv-four', (p) => set(p.credentials[3]!, 'pinPolicy', 'always'), '/credentials/3/pinPolicy'],
    ['an unknown member', 'piv-four', (p) => set(p, 'colour', 'red'), '/colour'],
    [
      'a passkey for a relying party that is not configured',
      'piv-four',
      (p) => set(p, 'passkey', { relyingParty: 'fabrikam' }),
      '/passkey/relyingParty',
    ],
    [
      'a passkey on a model without a FIDO application',
      'authentication-only',
      (p) => {
        set(p, 'models', ['nist-strict']);
        set(p, 'passkey', { relyingParty: 'contoso' });
      },
      '/passkey',
    ],
    [
      'a FIDO PIN that may be shorter than FIDO allows',
      'piv-four',
      (p) => set(p, 'passkey', { relyingParty: 'contoso', minPinLength: 3 }),
      '/passkey/minPinLength',
    ],
    [
      'a model of FIDO keys that is no AAGUID in lower case',
      'piv-four',
      (p) => set(p, 'passkey', { relyingParty: 'contoso', aaguids: ['7CA5D7A1-C0DE-4F1D-8001-000000000001'] }),
      '/passkey/aaguids/0',
    ],
    [
      '[C27] a passkey for cards with one PIN, on a model that has two',
      'piv-four',
      (p) => {
        set(p, 'models', ['vendor-5']);
        set(p, 'passkey', { relyingParty: 'contoso', fidoPin: 'shared' });
      },
      '/passkey/fidoPin',
    ],
    ['an empty list of credentials', 'piv-four', (p) => set(p, 'credentials', []), '/credentials'],
    ['a name that is not one', 'piv-four', (p) => set(p, 'name', '../etc'), '/name'],
  ];
  for (const [title, base, break_, path] of cases)
    it(`refuses / ${title}`, () => {
      const profile = builtIn(base) as CredentialProfile & Record<string, unknown>;
      break_(profile);
      const { problems } = validateProfile(profile, cardModels, known, parties('contoso'));
      expect(problems.map(({ path: at }) => at)).toContain(path);
      expect(problems.filter(({ said }) => said?.message === undefined)).toEqual([]);
    });

  it('says what is wrong in German too', () => {
    const profile = builtIn('piv-four');
    profile.credentials[0]!.validityDays = profile.cardLifetimeDays + 1;
    const { problems } = validateProfile({ ...profile, title: 7 }, cardModels, known, parties());
    const outlives = validateProfile(profile, cardModels, known, parties()).problems;
    expect([...problems, ...outlives].map(({ path, said }) => [path, inGerman(said!.message!)])).toEqual([
      ['/title', 'muss string sein'],
      ['/credentials/0/validityDays', 'Ein Zertifikat kann nicht länger gelten als seine Karte'],
    ]);
  });

  it('[C32] refuses a FIDO PIN that is longer than the card’s, where the card has one PIN for everything', () => {
    const shared = cardModels.map((model) =>
      model.id === 'vendor-5' ? { ...model, fido: { pin: 'shared' as const } } : model,
    );
    const problems = (minPinLength: number) =>
      validateProfile(
        { ...builtIn('piv-four'), models: ['vendor-5'], passkey: { relyingParty: 'contoso', minPinLength } },
        shared,
        known,
        parties('contoso'),
      ).problems;
    expect(problems(8)).toEqual([]);
    expect(problems(9)).toMatchObject([
      {
        path: '/passkey/minPinLength',
        message: 'vendor-5 has one PIN for everything, of 8 characters at most; passkeys would need 9',
      },
    ]);
  });

  it('refuses passkeys that say which key they are on a model whose cards cannot, and leaves others to the card', () => {
    const problems = (can: { enterpriseAttestation?: boolean }) => {
      const fido = { pin: 'separate' as const, ...can };
      const models = cardModels.map((model) => (model.id === 'vendor-5' ? { ...model, fido } : model));
      const passkey = { relyingParty: 'contoso', enterpriseAttestation: true };
      const profile = { ...builtIn('piv-four'), models: ['vendor-5'], passkey };
      return validateProfile(profile, models, known, parties('contoso')).problems;
    };
    expect([problems({}), problems({ enterpriseAttestation: true })]).toEqual([[], []]);
    expect(problems({ enterpriseAttestation: false })).toMatchObject([
      {
        path: '/passkey/enterpriseAttestation',
        message: 'vendor-5 cannot say its serial number when it makes a passkey',
      },
    ]);
  });

  it('takes a passkey for a configured relying party, on the models with a FIDO application', () => {
    const passkey = { relyingParty: 'contoso', minPinLength: 6, forcePinChange: true, onReprovision: 'renew' };
    expect(problemsOf({ ...builtIn('piv-four'), passkey })).toEqual([]);
    expect(problemsOf({ ...builtIn('piv-four'), models: ['vendor-5'], passkey })).toEqual([]);
  });

  it('takes a passkey that its holder makes where the relying party has a way for it, and without rules for its PIN', () => {
    const makers = new Map([
      ['contoso', ['agent', 'platform']],
      ['portal', ['agent', 'platform', 'browser']],
      ['keycloak', ['browser']],
    ] as const);
    const problems = (passkey: object) =>
      validateProfile({ ...builtIn('piv-four'), passkey }, cardModels, known, makers).problems.map(
        ({ path, message }) => ({ path, message }),
      );
    expect(problems({ relyingParty: 'portal', madeBy: 'browser' })).toEqual([]);
    expect(problems({ relyingParty: 'portal', madeBy: 'agent', minPinLength: 6 })).toEqual([]);
    expect(problems({ relyingParty: 'keycloak', madeBy: 'browser' })).toEqual([]);
    expect(problems({ relyingParty: 'keycloak' })).toMatchObject([
      {
        path: '/passkey/madeBy',
        message:
          'The agent makes no passkeys for keycloak: the holder registers them on its own page ("madeBy": "browser")',
      },
    ]);
    expect(problems({ relyingParty: 'contoso', madeBy: 'browser' })).toMatchObject([
      {
        path: '/passkey/madeBy',
        message:
          'contoso is neither our own portal nor has it a page where people register passkeys: the agent makes them',
      },
    ]);
    const byPin = { minPinLength: 6, forcePinChange: true, enterpriseAttestation: true };
    expect(problems({ relyingParty: 'contoso', ...byPin })).toEqual([]);
    expect(problems({ relyingParty: 'portal', madeBy: 'browser', ...byPin })).toMatchObject([
      { path: '/passkey/minPinLength', message: 'Only where the agent makes the passkey' },
      { path: '/passkey/forcePinChange', message: 'Only where the agent makes the passkey' },
      { path: '/passkey/enterpriseAttestation', message: 'Only where the agent makes the passkey' },
    ]);
    expect(problems({ relyingParty: 'contoso', madeBy: 'platform' })).toEqual([]);
    expect(problems({ relyingParty: 'keycloak', madeBy: 'platform' })).toMatchObject([
      {
        path: '/passkey/madeBy',
        message: 'keycloak takes passkeys on its own page alone: the holder registers them there ("madeBy": "browser")',
      },
    ]);
    expect(problems({ relyingParty: 'contoso', madeBy: 'platform', minPinLength: 6 })).toMatchObject([
      { path: '/passkey/minPinLength', message: 'Only where the agent makes the passkey' },
    ]);
    expect(problems({ relyingParty: 'portal', madeBy: 'phone' }).map(({ path }) => path)).toEqual(['/passkey/madeBy']);
  });

  it('takes models of FIDO keys that one of the named card models is', () => {
    const [ours, others] = ['7ca5d7a1-c0de-4f1d-8001-000000000001', '3f2b7c1e-0000-4000-8000-0000000000cc'];
    const vendor = cardModels.find(({ id }) => id === 'vendor-5')!;
    const models = [{ ...vendor, fido: { pin: 'separate' as const, aaguids: [ours] } }];
    const problems = (aaguids: string[]) =>
      validateProfile(
        { ...builtIn('piv-four'), models: ['vendor-5'], passkey: { relyingParty: 'contoso', aaguids } },
        models,
        known,
        parties('contoso'),
      ).problems;
    expect(problems([others, ours])).toEqual([]);
    expect(problems([others])).toMatchObject([
      { path: '/passkey/aaguids', message: `None of these is a vendor-5: ${ours}` },
    ]);
  });

  it('names the relying parties that there are, or says that there is none', () => {
    const passkey = { relyingParty: 'fabrikam' };
    const message = (ids: string[]) =>
      validateProfile({ ...builtIn('piv-four'), passkey }, cardModels, known, parties(...ids)).problems[0]!.message;
    expect(message(['contoso', 'entra'])).toBe(
      'No relying party is called fabrikam; these are: contoso, entra (RELYING_PARTIES, docs/relying-parties.md)',
    );
    expect(message([])).toBe(
      'No relying party is called fabrikam; none is configured (RELYING_PARTIES, docs/relying-parties.md)',
    );
  });

  it('refuses / what no model can do', () => {
    const profile = builtIn('authentication-only');
    const none = validateProfile(
      profile,
      [{ ...cardModels.find(({ id }) => id === 'nist-strict')!, algorithms: { '9A': ['RSA2048'] } }],
      known,
      parties(),
    );
    expect(none.problems.map(({ path }) => path)).toEqual(['/credentials']);
  });

  it('refuses / anything but an object', () => {
    for (const nonsense of [null, 1, 'x', [], undefined]) expect(problemsOf(nonsense)).toHaveLength(1);
  });
});

describe('[F12] the difference of two versions', () => {
  it('matches rows by container and names what changed', () => {
    const before = builtIn('piv-four');
    const after = builtIn('piv-four');
    set(after, 'title', 'New');
    set(after, 'credentials', [...after.credentials].reverse());
    set(after.credentials[3]!, 'algorithm', 'ECCP384');
    expect(diffProfiles(before, after)).toEqual([
      { path: '/credentials/authentication/algorithm', before: 'ECCP256', after: 'ECCP384' },
      { path: '/title', before: 'PIV, four certificates', after: 'New' },
    ]);
    expect(diffProfiles(before, { ...before, models: ['vendor-5'] })).toEqual([
      { path: '/models', before: null, after: ['vendor-5'] },
    ]);
    expect(diffProfiles(before, before)).toEqual([]);
  });
});

function set(target: object, member: string, value: unknown): void {
  (target as Record<string, unknown>)[member] = value;
}
