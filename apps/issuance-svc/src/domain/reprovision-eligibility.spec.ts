import { describe, expect, it } from '@jest/globals';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import { deviceStates } from './device-lifecycle.js';
import { reprovisionRefusal, type ReprovisionCase } from './reprovision-eligibility.js';

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
const active: ReprovisionCase = {
  device: { state: 'ACTIVE', personId: 'p', expiresOn: '2029-11-20' },
  person: { enabled: true, approved: true },
  profile,
  profileWithdrawn: false,
  image: { interface: 'contact', puk },
  today: '2029-11-20',
};
const code = (changes: Partial<ReprovisionCase>): string =>
  reprovisionRefusal({ ...active, ...changes })?.code ?? 'possible';
const device = (changes: Partial<ReprovisionCase['device']>) => ({ device: { ...active.device, ...changes } });

describe('reprovisionRefusal', () => {
  it('[D16] lets an active card of an enabled holder pass, on its last day too', () => {
    expect(code({})).toBe('possible');
  });

  it('[D06] refuses every other state, naming it', () => {
    for (const state of deviceStates.filter((each) => each !== 'ACTIVE')) {
      const refusal = reprovisionRefusal({ ...active, ...device({ state }) });
      expect(refusal?.code).toBe('LIFECYCLE_NOT_ACTIVE');
      expect(refusal?.sentence).toMatch(/^(This card|A card in state [A-Z_]+) .+/);
    }
  });

  it.each<[string, Partial<ReprovisionCase>, string]>([
    ['a card of nobody', device({ personId: null, state: 'AVAILABLE' }), 'LIFECYCLE_UNASSIGNED'],
    ['[D07] a disabled holder', { person: { enabled: false, approved: true } }, 'PERSON_DISABLED'],
    ['a card that expired yesterday', { today: '2029-11-21' }, 'LIFECYCLE_CARD_EXPIRED'],
    ['a withdrawn profile', { profileWithdrawn: true }, 'PROFILE_WITHDRAWN'],
    ['[D12] a contactless card', { image: { interface: 'contactless', puk } }, 'CARD_INTERFACE_UNSUPPORTED'],
    ['a blocked PUK', { image: { interface: 'contact', puk: { ...puk, blocked: true } } }, 'CARD_PUK_BLOCKED'],
  ])('refuses %s', (_what, changes, expected) => {
    expect(code(changes)).toBe(expected);
  });

  it('[D08] asks for an approval in PIV mode only', () => {
    const person = { enabled: true, approved: false };
    expect(code({ person })).toBe('possible');
    expect(code({ person, profile: { ...profile, pivMode: true } })).toBe('PERSON_NOT_APPROVED');
  });
});
