/** The role table against model.md section 6 as it is printed, scopes, claims (SP 800-53 AC). The matrix: test/role-matrix.spec.ts. */
import { describe, expect, it } from '@jest/globals';
import type { Role } from '@cardwright/contracts/access/role';
import { authorise, listScopes, permissionsOf, separated, type ActorContext, type Grant } from './authorisation.js';
import { endpointRules, endpoints, type Endpoint } from './endpoints.js';
import { defaultRoleClaimMap, grantsOfClaims, parseRoleClaimMap } from './role-claims.js';
import { gradeOf, permissions, roles } from '@cardwright/contracts/access/role-table';

const grant = (role: Role, extra: Partial<Grant> = {}): Grant => ({
  role,
  groupScope: '*',
  profileScope: '*',
  grantedPermissions: [],
  ...extra,
});
const actor = (...grants: Grant[]): ActorContext => ({
  personId: 'me',
  actorText: 'person:me@spec',
  signedIn: true,
  grants,
});
const allows = (who: ActorContext, endpoint: Endpoint, target = {}): boolean => {
  try {
    authorise(who, endpoint, target);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'AUTH_FORBIDDEN' });
    return false;
  }
};

/** The rows of model.md section 6 that have endpoints, copied as printed: CH HD IO AP SO KR PA IC AU SA SV. */
const printed = {
  'own.manage': 'x x x x x x x x x x -',
  'others.view': '- x x x x - - p x - p',
  'request.create': '- x x - x - - - - - p',
  'card.run': '- - x - - - - - - - -',
  'card.activate': '- p x - x - - - - - -',
  'secret.reveal': '- - p - x - - - - - -',
  'stock.manage': '- - x - - - - x - - p',
  'profile.edit': '- - - - - - x - - - -',
  'profile.approve': '- - - x x - x - - - -',
  'audit.read': '- - - - x - - - x - p',
  'system.manage': '- - - - - - - - - x -',
  'lease.break': '- - p - x - - - - p -',
} as const;

describe('the role table', () => {
  for (const [permission, row] of Object.entries(printed))
    it(`is model.md's row for ${permission}`, () => {
      const grades = roles.map((role) => gradeOf(role, permission as keyof typeof printed));
      expect(grades).toEqual(row.split(' ').map((mark) => ({ x: 'yes', p: 'if-granted', '-': 'no' })[mark]));
    });
});

describe('whoever is nobody', () => {
  it('asks everybody to sign in, but for an enrolment code or the id of a session', () => {
    const nobody: ActorContext = { personId: null, actorText: 'nobody', signedIn: false, grants: [] };
    for (const endpoint of endpoints)
      if (
        ['workstations.enrol', 'sessions.check', 'sessions.end'].includes(endpoint) ||
        /^(bridge|card-sign-in|passkey-sign-in)\./.test(endpoint)
      )
        expect(authorise(nobody, endpoint)).toEqual([]);
      else expect(() => authorise(nobody, endpoint)).toThrow(expect.objectContaining({ code: 'AUTH_REQUIRED' }));
  });

  it('gives nothing to a signed-in identity without a role but a look at itself', () => {
    for (const endpoint of endpoints)
      if (endpointRules[endpoint].access === 'permission') expect(allows(actor(), endpoint)).toBe(false);
    expect(authorise(actor(), 'me.get')).toEqual([]);
  });
});

describe('separation of duties', () => {
  it('[C16] refuses to activate one’s own card, whatever the role', () => {
    for (const role of roles)
      expect(
        allows(actor(grant(role, { grantedPermissions: permissions })), 'devices.activate', { personId: 'me' }),
      ).toBe(false);
    expect(() => authorise(actor(grant('IO')), 'devices.activate', { personId: 'me' })).toThrow(/card of their own/);
  });

  it('lets an operator renew their own card as its holder, and issue to others only', () => {
    expect(authorise(actor(grant('IO')), 'devices.reprovision', { personId: 'me' })).toEqual(['own.manage']);
    expect(authorise(actor(grant('IO')), 'devices.issue', { personId: 'somebody' })).toEqual(['card.run']);
  });

  it('counts a role that the sign-in has set aside, and lets it do nothing', () => {
    const holder: ActorContext = { ...actor(grant('CH')), setAside: ['CH', 'SA', 'HD'] };
    expect(allows(holder, 'people.list')).toBe(false);
    expect(() => authorise(holder, 'devices.reprovision', { personId: 'me' })).toThrow(
      expect.objectContaining({
        code: 'AUTH_SEPARATION_OF_DUTIES',
        details: { endpoint: 'devices.reprovision', role: 'SA' },
      }),
    );
    expect(allows({ ...holder, setAside: ['CH', 'HD'] }, 'devices.reprovision', { personId: 'me' })).toBe(true);
  });

  it('drops every other role beside the auditor’s', () => {
    expect(separated([grant('AU'), grant('SA'), grant('CH'), grant('IO')]).map(({ role }) => role)).toEqual([
      'AU',
      'CH',
    ]);
    expect(separated([grant('SA'), grant('IO')])).toHaveLength(2);
  });

  it('keeps the administrator from issuing and from secrets', () => {
    const administrator = actor(grant('SA', { grantedPermissions: permissions }));
    expect(allows(administrator, 'devices.issue', { personId: 'somebody' })).toBe(false);
    expect(allows(administrator, 'sagas.reveal-initial-pin', { personId: 'somebody' })).toBe(false);
  });
});

describe('scopes', () => {
  const north = actor(grant('IO', { groupScope: 'North', profileScope: 'piv-four' }));
  const target = (organizationalUnit: string | null, profileName = 'piv-four') => ({
    personId: 'somebody',
    organizationalUnit,
    profileName,
  });

  it('reach the group, what is below it, and nothing beside it', () => {
    expect(allows(north, 'devices.issue', target('North'))).toBe(true);
    expect(allows(north, 'devices.issue', target('North/Lab'))).toBe(true);
    expect(allows(north, 'devices.issue', target('Northern'))).toBe(false);
    expect(allows(north, 'devices.issue', target('South'))).toBe(false);
    expect(allows(north, 'devices.issue', target(null))).toBe(false);
  });

  it('reach the profile, and a blank card that has none', () => {
    expect(allows(north, 'devices.issue', target('North', 'rsa-legacy'))).toBe(false);
    expect(allows(north, 'devices.recycle', { personId: null, profileName: null })).toBe(true);
  });

  it('limit lists', () => {
    expect(listScopes(north, 'devices.list')).toEqual([{ groupScope: 'North', profileScope: 'piv-four' }]);
    const everywhere = actor(grant('HD'), grant('IO', { groupScope: 'North' }));
    expect(listScopes(everywhere, 'devices.list')).toBeNull();
  });

  it('are never combined: one group, and one profile, are not everything', () => {
    const two = actor(grant('HD', { groupScope: 'North' }), grant('HD', { profileScope: 'piv-four' }));
    expect(listScopes(two, 'devices.list')).toEqual([
      { groupScope: 'North', profileScope: '*' },
      { groupScope: '*', profileScope: 'piv-four' },
    ]);
    // Only grants that hold the permission count.
    const useless = actor(grant('CH'), grant('HD', { groupScope: 'North' }));
    expect(listScopes(useless, 'devices.list')).toEqual([{ groupScope: 'North', profileScope: '*' }]);
  });
});

describe('claims', () => {
  it('become roles by the map only', () => {
    const grants = grantsOfClaims(['issuance-operator', 'nonsense', 'toString', '__proto__'], defaultRoleClaimMap);
    expect(grants).toEqual([grant('IO')]);
    expect(permissionsOf(actor(...grants))).toContain('card.run');
  });

  it('may carry scopes and conditional permissions', () => {
    const map = parseRoleClaimMap(
      '{"map":{"hd-north":{"role":"HD","groupScope":"North","grantedPermissions":["card.activate"]},"all":["IO","SO"]}}',
    );
    expect(grantsOfClaims(['hd-north'], map)).toEqual([
      grant('HD', { groupScope: 'North', grantedPermissions: ['card.activate'] }),
    ]);
    expect(grantsOfClaims(['all'], map).map(({ role }) => role)).toEqual(['IO', 'SO']);
  });

  it('refuses / a map with an unknown role or permission', () => {
    expect(() => parseRoleClaimMap('{"map":{"x":"KING"}}')).toThrow(TypeError);
    expect(() => parseRoleClaimMap('{"map":{"x":{"role":"HD","grantedPermissions":["card.burn"]}}}')).toThrow(
      TypeError,
    );
    expect(() => parseRoleClaimMap('[]')).toThrow(TypeError);
    expect(parseRoleClaimMap('{"rolesClaim":"roles"}')).toBe(defaultRoleClaimMap);
  });
});

describe('a saga that its holder began', () => {
  const theirs = { personId: 'grace', cardOf: 'grace', organizationalUnit: 'North', profileName: 'piv-four' };
  const begun = { ...theirs, begunByHolder: true };
  const outcome = (who: ActorContext, endpoint: Endpoint, target: object): string => {
    try {
      authorise(who, endpoint, target);
      return 'allowed';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const desk = actor(grant('HD'));
  const elsewhere = actor(grant('HD', { groupScope: 'South' }));
  it.each<[string, ActorContext, Endpoint, object, string]>([
    ['goes on by the help desk', desk, 'sagas.retry', begun, 'allowed'],
    ['goes on by a security officer', actor(grant('SO')), 'sagas.retry', begun, 'allowed'],
    ['goes on by an operator, as any', actor(grant('IO')), 'sagas.retry', begun, 'allowed'],
    ['not in another unit', elsewhere, 'sagas.retry', begun, 'AUTH_NOT_YOUR_DEVICE'],
    ['not one that somebody else began', desk, 'sagas.retry', theirs, 'AUTH_NOT_YOUR_DEVICE'],
    ['not one of nobody', desk, 'sagas.retry', { begunByHolder: true }, 'AUTH_FORBIDDEN'],
    ['not by an auditor', actor(grant('AU')), 'sagas.retry', begun, 'AUTH_NOT_YOUR_DEVICE'],
    [
      'not beside an administrator’s role',
      actor(grant('HD'), grant('SA')),
      'sagas.retry',
      begun,
      'AUTH_SEPARATION_OF_DUTIES',
    ],
    ['is not cancelled by the help desk', desk, 'sagas.cancel', begun, 'AUTH_NOT_YOUR_DEVICE'],
    ['takes no PIN from the help desk', desk, 'sagas.supply-pin', begun, 'AUTH_NOT_YOUR_DEVICE'],
    ['nor is its PIN left out by it', desk, 'sagas.skip-pin', begun, 'AUTH_NOT_YOUR_DEVICE'],
  ])('%s', (_, who, endpoint, target, expected) => expect(outcome(who, endpoint, target)).toBe(expected));
});
