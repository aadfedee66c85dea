import { describe, expect, it } from '@jest/globals';
import { requireSelfService, isSelfService } from './self-service.js';
import type { ActorContext, Grant } from './authorisation.js';

const blank = { state: 'AVAILABLE' as const, personId: null, profileName: null };
const bound = { state: 'ASSIGNED' as const, personId: 'grace', profileName: 'piv-four' };
const given = (device: typeof blank | typeof bound, name: string, selfService?: boolean) => () =>
  requireSelfService({
    device,
    personId: 'grace',
    profile: { name, ...(selfService !== undefined && { selfService }) },
  });

describe('requireSelfService', () => {
  it('[C08] lets a holder choose a profile that says so', () => {
    expect(given(blank, 'my-card', true)()).toBe('chosen');
  });

  it.each([[undefined], [false]])('[C08] refuses one whose selfService is %s', (selfService) => {
    expect(given(blank, 'piv-four', selfService)).toThrow(
      expect.objectContaining({ code: 'PROFILE_NOT_SELF_SERVICE', details: { name: 'piv-four' } }),
    );
  });

  it('[B06] lets a bound card be issued with the profile that it is bound with, and no other', () => {
    expect(given(bound, 'piv-four')()).toBe('bound');
    expect(given(bound, 'my-card', true)).toThrow(
      expect.objectContaining({ code: 'PROFILE_NOT_SELF_SERVICE', details: { name: 'my-card', bound: 'piv-four' } }),
    );
  });
});

describe('isSelfService', () => {
  const actor = (personId: string | null, ...roles: Grant['role'][]): ActorContext => ({
    ...{ personId, actorText: 'person:x', signedIn: true },
    grants: roles.map((role) => ({ role, groupScope: '*', profileScope: '*', grantedPermissions: [] })),
  });

  it('is of holders, whatever they help with', () => {
    expect(isSelfService(actor('grace', 'CH'), 'grace')).toBe(true);
    expect(isSelfService(actor('grace', 'CH', 'HD'), 'grace')).toBe(true);
  });

  it('is not of a card for somebody else, nor of one person who holds every duty', () => {
    expect(isSelfService(actor('grace', 'CH'), 'ada')).toBe(false);
    expect(isSelfService(actor(null), 'ada')).toBe(false);
    expect(isSelfService(actor('ada', 'CH', 'IO', 'SO', 'SA'), 'ada')).toBe(false);
  });
});
