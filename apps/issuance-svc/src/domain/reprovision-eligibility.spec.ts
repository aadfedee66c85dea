import { describe, expect, it } from '@jest/globals';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import { deviceStates } from './device-lifecycle.js';
import { reprovisionRefusal, rewriteOf, updateRefusal, type ReprovisionCase } from './reprovision-eligibility.js';

const profile: CredentialProfile = {
  name: 'p',
  title: 'p',
  application: 'PIV',
  cardLifetimeDays: 365,
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric' },
  initialPin: 'none',
  credentials: [],
  dataObjects: { securityObject: true },
};
const puk = { retriesRemaining: 3, retriesTotal: 3, factory: false, blocked: false };
const pin = puk;
const blocked = { ...puk, retriesRemaining: 0, blocked: true };
const active: ReprovisionCase = {
  device: { state: 'ACTIVE', personId: 'p', expiresOn: '2029-11-20', health: 'ok' },
  person: { enabled: true, approved: true },
  profile,
  profileWithdrawn: false,
  image: { interface: 'contact', pin, puk },
  today: '2029-11-20',
};
const code = (changes: Partial<ReprovisionCase>): string =>
  reprovisionRefusal({ ...active, ...changes })?.code ?? 'possible';
const device = (changes: Partial<ReprovisionCase['device']>) => ({ device: { ...active.device, ...changes } });

describe('what is to be made anew', () => {
  const invalid = expect.objectContaining({ code: 'REQUEST_INVALID', details: { field: 'keyReferences' } });

  it('[A12] is said by the request that asks', () => {
    expect(rewriteOf('REPROVISION', undefined, 'RENEW')).toEqual({ type: 'REPROVISION' });
    expect(rewriteOf('UPDATE', ['9A', '9D'], 'RENEW')).toEqual({ type: 'UPDATE', keyReferences: ['9A', '9D'] });
  });

  it.each([[undefined], [null], [[]], ['9A'], [{}]])('is no update for the keys %j', (keys) => {
    expect(() => rewriteOf('UPDATE', keys, 'RENEW')).toThrow(invalid);
  });

  it('may be the management key alone', () => {
    expect(rewriteOf('UPDATE', [], 'KEYSET_ROTATION')).toEqual({ type: 'UPDATE', keyReferences: [] });
    expect(() => rewriteOf('UPDATE', undefined, 'KEYSET_ROTATION')).toThrow(invalid);
  });

  it.each([[['9A']], [[]], [null]])('is no reprovision for the keys %j', (keys) => {
    expect(() => rewriteOf('REPROVISION', keys, 'KEYSET_ROTATION')).toThrow(invalid);
  });
});

describe('reprovisionRefusal', () => {
  it('[D16] lets an active card of an enabled holder pass, on its last day too', () => {
    expect(code({})).toBe('possible');
  });

  it('[D06] refuses every other state, naming it', () => {
    for (const state of deviceStates.filter((each) => each !== 'ACTIVE')) {
      const refusal = reprovisionRefusal({ ...active, ...device({ state }) });
      expect(refusal?.code).toBe(state === 'EXPIRED' ? 'LIFECYCLE_CARD_EXPIRED' : 'LIFECYCLE_NOT_ACTIVE');
      expect(refusal?.sentence.text).toMatch(/^(This card|A card in state [A-Z_]+) .+/);
    }
  });

  it.each<[string, Partial<ReprovisionCase>, string]>([
    ['a card of nobody', device({ personId: null, state: 'AVAILABLE' }), 'LIFECYCLE_UNASSIGNED'],
    ['[D07] a disabled holder', { person: { enabled: false, approved: true } }, 'PERSON_DISABLED'],
    ['a card that expired yesterday', { today: '2029-11-21' }, 'LIFECYCLE_CARD_EXPIRED'],
    ['a card that the record calls expired', device({ state: 'EXPIRED' }), 'LIFECYCLE_CARD_EXPIRED'],
    ['a withdrawn profile', { profileWithdrawn: true }, 'PROFILE_WITHDRAWN'],
    [
      '[D12] a contactless card',
      { image: { ...active.image, interface: 'contactless' } },
      'CARD_INTERFACE_UNSUPPORTED',
    ],
    ['a blocked PUK', { image: { ...active.image, puk: blocked } }, 'CARD_PUK_BLOCKED'],
  ])('refuses %s', (_what, changes, expected) => {
    expect(code(changes)).toBe(expected);
  });

  it('[D08] asks for an approval in PIV mode only', () => {
    const person = { enabled: true, approved: false };
    expect(code({ person })).toBe('possible');
    expect(code({ person, profile: { ...profile, pivMode: true } })).toBe('PERSON_NOT_APPROVED');
  });
});

describe('advice of a refusal', () => {
  it('nothing irreversible, unless it says what is lost', () => {
    const cases = [
      ...deviceStates.map((state) => device({ state })),
      ...[{ personId: null }, { expiresOn: '2020-01-01' }, { health: 'interrupted' as const }].map(device),
      { profileWithdrawn: true },
      { person: { enabled: false, approved: true } },
      { image: { ...active.image, pin: blocked, puk: blocked } },
      { image: { ...active.image, interface: 'contactless' as const } },
    ];
    const sentences = cases.flatMap((changes) => {
      const asked = { ...active, ...changes };
      return [reprovisionRefusal(asked), updateRefusal(asked)].flatMap((refusal) => refusal?.sentence.text ?? []);
    });
    const irreversible = sentences.filter((sentence) => /\b(recycle|terminate|dispose|wipe)\b/i.test(sentence));
    expect(new Set(irreversible)).toEqual(
      new Set([
        'This card was cancelled: take another one. A recycle, which erases it, makes it blank for a new issue',
      ]),
    );
  });
});

describe('updateRefusal', () => {
  const updated = (changes: Partial<ReprovisionCase>): string =>
    updateRefusal({ ...active, ...changes })?.code ?? 'possible';

  it.each<[string, Partial<ReprovisionCase>, string]>([
    ['lets an active card pass', {}, 'possible'],
    ['needs no PUK', { image: { ...active.image, puk: blocked } }, 'possible'],
    [
      '[A12] refuses a blocked PIN, which it asks for',
      { image: { ...active.image, pin: blocked } },
      'CARD_PIN_BLOCKED',
    ],
    ['[D06] refuses what a reprovision refuses', device({ state: 'SUSPENDED' }), 'LIFECYCLE_NOT_ACTIVE'],
    ['leaves a card that is half written to a reprovision', device({ health: 'interrupted' }), 'LIFECYCLE_TRANSITION'],
  ])('%s', (_what, changes, expected) => {
    expect(updated(changes)).toBe(expected);
  });
});
