import { describe, expect, it } from '@jest/globals';
import type { FidoImage } from '@cardwright/contracts/card/fido-image';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { say } from '@cardwright/contracts/words/say';
import type { PasskeyPages } from '../../records/passkeys/passkey-pages.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import type { PasskeyObstacle, RelyingParty } from '../../relying-parties/relying-party.port.js';
import type { OldPasskeys } from './old-passkeys.js';
import { PasskeyReadiness, readyFido } from './passkey-readiness.js';

const aaguid = '7ca5d7a1-c0de-4f1d-8001-000000000001';
const blank: FidoImage = {
  ...{ aaguid, versions: ['FIDO_2_1'], pinSet: false, pinTriesLeft: null, mustChangePin: false, minPinLength: 4 },
  ...{ credentialsLeft: 25, enterpriseAttestation: 'off' },
};
const card = (changes: Partial<FidoImage> = {}, pin: 'separate' | 'shared' = 'separate') => ({
  image: { applications: { FIDO2: { ...blank, ...changes } } },
  model: { id: 'vendor-5', fido: { pin }, pin: ofPiv },
});
const device = { deviceId: 'd-1' };
const nobodyOnPage = { requireAlone: () => Promise.resolve() } as unknown as PasskeyPages;
const noneThere = { requireNone: () => Promise.resolve() } as unknown as OldPasskeys;
const ofPiv = { minLength: 6, maxLength: 8, alphabet: 'numeric' as const, maxTries: 8 };
const profile = {
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric' as const },
  passkey: { relyingParty: 'entra' },
};
const codeOf = (work: () => unknown): unknown => {
  try {
    work();
    return 'ready';
  } catch (error) {
    return (error as CardwrightError).code;
  }
};

describe('[C26] whether a card can get a passkey', () => {
  it.each<[string, ReturnType<typeof card>, string]>([
    ['a new one', card(), 'ready'],
    ['one that does not say how much room it has', card({ credentialsLeft: null }), 'ready'],
    ['[C28] one with a PIN', card({ pinSet: true, pinTriesLeft: 8 }), 'ready'],
    ['one whose PIN is blocked', card({ pinSet: true, pinTriesLeft: 0 }), 'FIDO_PIN_BLOCKED'],
    ['one whose PIN must be changed', card({ pinSet: true, mustChangePin: true }), 'FIDO_PIN_MUST_CHANGE'],
    [
      'one whose PIN is that of the whole card, and is blocked',
      card({ pinSet: true, pinTriesLeft: 0 }, 'shared'),
      'ready',
    ],
    [
      '[C32] one with one PIN for everything, of which passkeys ask more characters than the rest takes',
      card({ pinSet: true, minPinLength: 9 }, 'shared'),
      'CARD_CAPABILITY_MISSING',
    ],
    ['the same with a PIN of its own for passkeys', card({ minPinLength: 9 }), 'ready'],
    ['one that is full', card({ credentialsLeft: 0 }), 'FIDO_KEY_FULL'],
    [
      'one without the application',
      { image: { applications: {} } as never, model: { id: 'vendor-5', fido: { pin: 'separate' }, pin: ofPiv } },
      'CARD_UNSUPPORTED',
    ],
  ])('%s', (_name, asked, expected) => expect(codeOf(() => readyFido(asked, profile))).toBe(expected));
});

describe('[C27] a profile that is for one kind of PIN', () => {
  it.each<['separate' | 'shared', 'separate' | 'shared', string]>([
    ['separate', 'separate', 'ready'],
    ['shared', 'shared', 'ready'],
    ['separate', 'shared', 'CARD_UNSUPPORTED'],
    ['shared', 'separate', 'CARD_UNSUPPORTED'],
  ])('%s, with a card whose PIN is %s', (fidoPin, pin, expected) => {
    const asked = { ...profile, passkey: { ...profile.passkey, fidoPin } };
    expect(codeOf(() => readyFido(card({ pinSet: true, pinTriesLeft: 8 }, pin), asked))).toBe(expected);
  });
});

describe('a profile that wants keys to say which key they are', () => {
  it.each<['on' | 'off' | 'cannot', string]>([
    ['on', 'ready'],
    ['off', 'ready'],
    ['cannot', 'CARD_CAPABILITY_MISSING'],
  ])('a key where that is %s: %s', (enterpriseAttestation, expected) => {
    const asked = { ...profile, passkey: { ...profile.passkey, enterpriseAttestation: true } };
    expect(codeOf(() => readyFido(card({ enterpriseAttestation }), asked))).toBe(expected);
    expect(codeOf(() => readyFido(card({ enterpriseAttestation }), profile))).toBe('ready');
  });
});

describe('a key that makes passkeys by its fingerprint reader alone', () => {
  it.each<['agent' | 'browser' | 'platform' | undefined, boolean | undefined, string]>([
    [undefined, false, 'CARD_CAPABILITY_MISSING'],
    ['agent', false, 'CARD_CAPABILITY_MISSING'],
    ['browser', false, 'ready'],
    ['platform', false, 'ready'],
    ['agent', true, 'ready'],
    ['agent', undefined, 'ready'],
  ])('made by %s, by PIN: %s', (madeBy, makesPasskeysByPin, expected) => {
    const asked = { ...profile, passkey: { ...profile.passkey, ...(madeBy && { madeBy }) } };
    const said = makesPasskeysByPin === undefined ? {} : { makesPasskeysByPin };
    expect(codeOf(() => readyFido(card(said), asked))).toBe(expected);
  });
});

describe('a profile with rules for the PIN of passkeys', () => {
  it.each<[string, object, Partial<FidoImage>, string]>([
    ['a longer PIN', { minPinLength: 6 }, { takesPinRules: false }, 'CARD_CAPABILITY_MISSING'],
    ['a PIN to be changed', { forcePinChange: true }, { takesPinRules: false }, 'CARD_CAPABILITY_MISSING'],
    ['a length that it asks anyway', { minPinLength: 6 }, { takesPinRules: false, minPinLength: 6 }, 'ready'],
    ['a longer PIN, which it takes', { minPinLength: 6, forcePinChange: true }, { takesPinRules: true }, 'ready'],
    ['a longer PIN, and nobody says whether it takes it', { minPinLength: 6 }, {}, 'ready'],
    ['none', {}, { takesPinRules: false }, 'ready'],
  ])('%s', (_name, rules, changes, expected) => {
    const asked = { ...profile, passkey: { ...profile.passkey, ...rules } };
    expect(codeOf(() => readyFido(card(changes), asked))).toBe(expected);
  });
});

describe('[C26] what the relying party has against it', () => {
  const lease: LeaseToken = { requestId: 'r-1', deviceId: 'd-1', workstationId: 'ws-1', fencingToken: 1 };
  const person = { personId: 'p-1', objectId: null, displayName: 'Ada', upn: 'ada@example.test', email: null };
  const asked: unknown[][] = [];
  const require = (answer: () => Promise<PasskeyObstacle[]>, held: LeaseToken) => {
    const party = {
      obstacles: (...all: unknown[]) => {
        asked.push(all);
        return answer();
      },
    } as unknown as RelyingParty;
    const readiness = new PasskeyReadiness(new RelyingParties(new Map([['entra', party]])), nobodyOnPage, noneThere);
    const context = { tenantId: 'default', correlationId: 'c-1', lease: held };
    return readiness.require(context, profile, person, { ...card(), device });
  };
  const obstacle = { setting: 'isSelfServiceRegistrationAllowed', says: say('passkey.no-self-service') };

  it('is not even asked where profile or card model have another model of key', async () => {
    const readiness = new PasskeyReadiness(new RelyingParties(new Map()), nobodyOnPage, noneThere);
    const context = { tenantId: 'default', correlationId: 'c-1', lease };
    const other = '3f2b7c1e-0000-4000-8000-0000000000cc';
    await expect(
      readiness.require(context, { ...profile, passkey: { relyingParty: 'entra', aaguids: [other] } }, person, {
        ...card(),
        device,
      }),
    ).rejects.toMatchObject({
      code: 'FIDO_MODEL_NOT_ACCEPTED',
      message: `The credential profile does not accept passkeys from keys of the model ${aaguid}`,
      details: { aaguid, by: 'profile' },
    });
    const model = { id: 'acme-key', fido: { pin: 'separate' as const, aaguids: [other] }, pin: ofPiv };
    await expect(readiness.require(context, profile, person, { ...card(), device, model })).rejects.toMatchObject({
      code: 'FIDO_MODEL_NOT_ACCEPTED',
      message: `The key says that it is of the model ${aaguid}, which is none of the card model acme-key`,
      details: { aaguid, by: 'model', model: 'acme-key' },
    });
  });

  it('is asked for this person and this model', async () => {
    await require(() => Promise.resolve([]), lease);
    expect(asked).toMatchObject([[{ lease }, { personId: 'p-1', userName: 'ada@example.test' }, aaguid]]);
  });

  it('is said with the name of its setting', async () => {
    await expect(require(() => Promise.resolve([obstacle]), lease)).rejects.toMatchObject({
      code: 'RELYING_PARTY_REFUSED',
      message:
        '"Allow self-service set up" is off in the passkey policy of the tenant. (isSelfServiceRegistrationAllowed)',
      details: { relyingParty: 'entra', setting: 'isSelfServiceRegistrationAllowed' },
    });
  });

  it('is asked after another card, where the person is sent to a page for each', async () => {
    const conflict = new CardwrightError('REQUEST_CONFLICT');
    const asked: object[] = [];
    const requireAlone = (row: object) => {
      asked.push(row);
      return Promise.reject(conflict);
    };
    const party = { page: undefined, obstacles: () => Promise.resolve([]) };
    const readiness = (page: unknown) =>
      new PasskeyReadiness(
        new RelyingParties(new Map([['sso', { ...party, page } as unknown as RelyingParty]])),
        {
          requireAlone,
        } as unknown as PasskeyPages,
        noneThere,
      ).require(
        { tenantId: 'default', correlationId: 'c-1', lease: null },
        { ...profile, passkey: { relyingParty: 'sso', madeBy: 'browser' } },
        person,
        { ...card(), device },
      );
    await readiness(undefined);
    await expect(readiness(() => Promise.resolve())).rejects.toBe(conflict);
    expect(asked).toEqual([{ personId: 'p-1', relyingParty: 'sso', deviceId: 'd-1' }]);
  });

  it('is not known where the relying party does not answer while a card is held: that is an error', async () => {
    const away = () => Promise.reject(new CardwrightError('RELYING_PARTY_UNAVAILABLE'));
    await expect(require(away, lease)).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
  });
});

describe('[C26] what is known of it before a card is held', () => {
  const person = { personId: 'p-1', objectId: null, displayName: 'Ada', upn: 'ada@example.test', email: null };
  const asked: unknown[] = [];
  const foresee = (answer: () => Promise<PasskeyObstacle[]>, image = card()) => {
    const obstacles = (context: unknown) => {
      asked.push(context);
      return answer();
    };
    const parties = new RelyingParties(new Map([['entra', { obstacles } as unknown as RelyingParty]]));
    const context = { tenantId: 'default', correlationId: 'c-1' };
    return new PasskeyReadiness(parties, nobodyOnPage, noneThere).foresee(context, profile, person, {
      ...image,
      device,
    });
  };

  it('is asked of the policy alone, for no card', async () => {
    expect(await foresee(() => Promise.resolve([]))).toEqual({ relyingParty: 'entra', isKnown: true });
    expect(asked).toEqual([{ tenantId: 'default', correlationId: 'c-1', lease: null, policyOnly: true }]);
  });

  it('is said with the name of its setting', async () => {
    const says = say('passkey.no-self-service');
    const closed = () => Promise.resolve([{ setting: 'isSelfServiceRegistrationAllowed', says }]);
    await expect(foresee(closed)).rejects.toMatchObject({
      code: 'RELYING_PARTY_REFUSED',
      details: { relyingParty: 'entra', setting: 'isSelfServiceRegistrationAllowed' },
    });
  });

  it.each(['RELYING_PARTY_UNAVAILABLE', 'REQUEST_RATE_LIMITED', 'PKI_SIGNER_UNAVAILABLE'] as const)(
    'is nothing where nobody answers (%s), and that is no refusal',
    async (code) => {
      const away = () => Promise.reject(new CardwrightError(code));
      expect(await foresee(away)).toEqual({ relyingParty: 'entra', isKnown: false });
    },
  );

  it.each(['RELYING_PARTY_PERSON_UNKNOWN', 'RELYING_PARTY_REFUSED', 'RELYING_PARTY_NOT_CONFIGURED'] as const)(
    'is what no other time would mend: %s',
    async (code) => {
      await expect(foresee(() => Promise.reject(new CardwrightError(code)))).rejects.toMatchObject({ code });
    },
  );

  it('is not asked for a card that is not ready', async () => {
    const before = asked.length;
    await expect(foresee(() => Promise.resolve([]), card({ credentialsLeft: 0 }))).rejects.toMatchObject({
      code: 'FIDO_KEY_FULL',
    });
    expect(asked).toHaveLength(before);
  });
});

describe('[C26] a new passkey of a card in use, on a page that makes none beside the old one', () => {
  const person = { personId: 'p-1', objectId: null, displayName: 'Ada', upn: 'ada@example.test', email: null };
  const excluded = new CardwrightError('FIDO_CREDENTIAL_EXCLUDED');
  const has = card({ pinSet: true, pinTriesLeft: 8 });
  const page = () => Promise.resolve();
  const ready = async (
    {
      image = has,
      madeBy = 'browser' as 'browser' | 'agent',
      replaces = true,
      ...party
    }: object & {
      image?: ReturnType<typeof card>;
      madeBy?: 'browser' | 'agent';
      replaces?: boolean;
      pageExcludes?: true;
    },
    old: () => Promise<void> = () => Promise.reject(excluded),
  ) => {
    const found = { obstacles: () => Promise.resolve([]), page, ...party } as unknown as RelyingParty;
    const asked: unknown[][] = [];
    const requireNone = (...all: unknown[]) => {
      asked.push(all);
      return old();
    };
    const readiness = new PasskeyReadiness(new RelyingParties(new Map([['entra', found]])), nobodyOnPage, {
      requireNone,
    } as unknown as OldPasskeys);
    const rule = { ...profile, passkey: { relyingParty: 'entra', madeBy } };
    const context = { tenantId: 'default', correlationId: 'c-1' };
    const code = await readiness.foresee(context, rule, person, { ...image, device }, { replaces }).then(
      ({ isKnown }) => isKnown,
      (error: CardwrightError) => error.code,
    );
    return { code, asked: asked.map(([, ...rest]) => rest) };
  };
  const excludes = { pageExcludes: true } as const;

  it('is refused before a card is held, where the person is known by it there', async () => {
    expect(await ready(excludes)).toEqual({ code: 'FIDO_CREDENTIAL_EXCLUDED', asked: [['entra', person, 'd-1']] });
  });

  it('is not refused where nobody says what is known there', async () => {
    const away = () => Promise.reject(new CardwrightError('RELYING_PARTY_UNAVAILABLE'));
    expect((await ready(excludes, away)).code).toBe(false);
  });

  it.each<[string, Parameters<typeof ready>[0]]>([
    ['made by the agent', { ...excludes, madeBy: 'agent' }],
    ['at a page that makes another', {}],
    ['of a new card', { ...excludes, replaces: false }],
    ['on a key that was reset', { ...excludes, image: card() }],
  ])('is not asked after %s', async (_name, asked) => {
    expect(await ready(asked)).toEqual({ code: true, asked: [] });
  });
});
