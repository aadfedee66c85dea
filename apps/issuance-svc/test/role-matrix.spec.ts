/** [SP 800-53 AC-5, AC-6] Every request x every role x self, others and blank cards, held against the table as it is written down. */
import { describe, expect, it } from '@jest/globals';
import type { Role } from '@cardwright/contracts/access/role';
import { authorise, permissionsOf, type ActorContext, type Grant, type Target } from '../src/domain/authorisation.js';
import { endpoints, type Endpoint } from '../src/domain/endpoints.js';
import { permissions } from '@cardwright/contracts/access/role-table';
import { matrix, outsideMatrix, type Mark, type Side } from './support/role-matrix.js';

const grant = (role: Role, extra: Partial<Grant> = {}): Grant => ({
  role,
  groupScope: '*',
  profileScope: '*',
  grantedPermissions: [],
  ...extra,
});
const person = (...grants: Grant[]): ActorContext => ({
  personId: 'me',
  actorText: 'person:me@spec',
  signedIn: true,
  grants: [grant('CH'), ...grants],
});
const targets = { own: { personId: 'me' }, others: { personId: 'you' }, blank: { personId: null } } as const;

function outcome(who: ActorContext, endpoint: string, side: Side, duties?: 'single-operator'): string {
  try {
    authorise(who, endpoint as Endpoint, targets[side], duties);
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const expected: Readonly<Record<Mark, readonly [plain: string, withGrants: string]>> = {
  x: ['allowed', 'allowed'],
  p: ['AUTH_FORBIDDEN', 'allowed'],
  s: ['AUTH_SEPARATION_OF_DUTIES', 'AUTH_SEPARATION_OF_DUTIES'],
  '-': ['AUTH_FORBIDDEN', 'AUTH_FORBIDDEN'],
};

describe('the role matrix', () => {
  it('has a row for every request', () => {
    const written = new Set(matrix.map(({ endpoint }) => endpoint));
    expect([...written, ...outsideMatrix].sort()).toEqual([...endpoints].sort());
  });

  it.each(matrix)('$endpoint by $role, $side: $mark', ({ endpoint, side, role, mark }) => {
    const plain = outcome(person(grant(role)), endpoint, side);
    const granted = outcome(person(grant(role, { grantedPermissions: permissions })), endpoint, side);
    expect([plain, granted]).toEqual(expected[mark]);
  });
});

describe('[D02] somebody else’s card', () => {
  /** Refused, and the same role may do it with a card of its own. */
  const refusedForOthers = matrix.filter(({ side, mark }) => side === 'others' && mark === '-');
  const mayWithOwn = ({ endpoint, role }: (typeof matrix)[number]): boolean =>
    matrix.some((row) => row.endpoint === endpoint && row.role === role && row.side === 'own' && row.mark !== '-');
  const theirs = { personId: 'you', cardOf: 'you' };
  const refusal = (who: ActorContext, endpoint: string, target: Target): unknown => {
    try {
      return authorise(who, endpoint as Endpoint, target);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each(refusedForOthers)('$endpoint by $role is said as that where they may with their own', (row) => {
    const { endpoint, role } = row;
    const code = mayWithOwn(row) ? 'AUTH_NOT_YOUR_DEVICE' : 'AUTH_FORBIDDEN';
    expect(refusal(person(grant(role)), endpoint, theirs)).toBe(code);
    // About no card: a person, or a card to be given to somebody.
    expect(refusal(person(grant(role)), endpoint, { personId: 'you' })).toBe('AUTH_FORBIDDEN');
    // Who is no person has no card of their own.
    expect(refusal({ ...person(grant(role)), personId: null }, endpoint, theirs)).toBe('AUTH_FORBIDDEN');
  });

  it('is the answer for a card of nobody and for one that is out of scope too, and never for one’s own', () => {
    expect(refusal(person(), 'devices.get', { personId: null, cardOf: null })).toBe('AUTH_NOT_YOUR_DEVICE');
    const north = person(grant('IO', { groupScope: 'North' }));
    expect(refusal(north, 'devices.get', { ...theirs, organizationalUnit: 'South' })).toBe('AUTH_NOT_YOUR_DEVICE');
    expect(refusal(person(grant('IO')), 'devices.activate', { personId: 'me', cardOf: 'me' })).toBe('AUTH_FORBIDDEN');
    expect(refusal(person(), 'devices.terminate', theirs)).toBe('AUTH_FORBIDDEN');
  });
});

/** What gives a person a credential, makes one good, sets its PIN or reads a secret. */
const giving = [
  'devices.plan',
  'devices.issue',
  'devices.plan-reprovision',
  'devices.reprovision',
  'devices.plan-update',
  'devices.update',
  'devices.request-reprovision',
  'devices.replace',
  'devices.activate',
  'devices.resume',
  'devices.reset-pin',
  'sagas.pin-key',
  'sagas.supply-pin',
  'sagas.skip-pin',
  'sagas.passkey-options',
  'sagas.passkey-made',
  'sagas.show-temporary-pin',
  'sagas.retry',
  'sagas.reveal-initial-pin',
];

describe('separation of duties / several roles in one identity', () => {
  const all = (['HD', 'IO', 'SO', 'PA', 'IC', 'KR', 'AP'] as const).map((role) =>
    grant(role, { grantedPermissions: permissions }),
  );

  it.each(giving)('an administrator with every operator’s role: refused for others, %s', (endpoint) => {
    const everything = person(grant('SA', { grantedPermissions: permissions }), ...all);
    expect(outcome(everything, endpoint, 'others')).toBe('AUTH_SEPARATION_OF_DUTIES');
    const client = { ...everything, personId: null };
    expect(outcome(client, endpoint, 'others')).toBe('AUTH_SEPARATION_OF_DUTIES');
  });

  it.each(giving)('without the administrator’s role the same identity may: %s', (endpoint) => {
    expect(outcome(person(...all), endpoint, 'others')).toBe('allowed');
  });

  it.each(['devices.issue', 'devices.reprovision', 'devices.update', 'sagas.retry', 'sagas.reveal-initial-pin'])(
    'an administrator does nothing of the kind for themselves: %s',
    (endpoint) => expect(outcome(person(grant('SA')), endpoint, 'own')).toBe('AUTH_SEPARATION_OF_DUTIES'),
  );

  it.each(['SA', 'IO', 'SO', 'PA'] as const)('%s in one corner of the organisation is enough', (role) => {
    const corner = grant(role, { groupScope: 'North', profileScope: 'piv-four' });
    expect(outcome(person(corner), 'devices.issue', 'own')).toBe('AUTH_SEPARATION_OF_DUTIES');
  });

  it('a cardholder’s own issue stays self-service', () => {
    expect(outcome(person(), 'devices.issue', 'own')).toBe('allowed');
    expect(outcome(person(grant('HD')), 'devices.issue', 'own')).toBe('allowed');
  });

  it('what the administrator may do stays: cards are locked, suspended, terminated, recycled, sagas cancelled', () => {
    const everything = person(grant('SA'), ...all);
    for (const endpoint of [
      'devices.lock',
      'devices.suspend',
      'devices.terminate',
      'devices.recycle',
      'sagas.cancel',
      'people.import',
    ])
      expect([endpoint, outcome(everything, endpoint, 'others')]).toEqual([endpoint, 'allowed']);
  });

  it('the user interface gets no permissions that cannot be used', () => {
    const offered = permissionsOf(person(grant('SA'), ...all));
    for (const permission of ['card.run', 'card.activate', 'request.create', 'secret.reveal'])
      expect(offered).not.toContain(permission);
    expect(offered).toEqual(expect.arrayContaining(['system.manage', 'card.terminate', 'own.manage']));
    expect(permissionsOf(person(grant('SA'), ...all), 'single-operator')).toContain('card.run');
  });

  it('single-operator: one person holds every duty, and still runs no operator’s workflow on a card of their own [C16]', () => {
    const alone = person(grant('SA'), ...all);
    for (const endpoint of giving)
      expect([endpoint, outcome(alone, endpoint, 'others', 'single-operator')]).toEqual([endpoint, 'allowed']);
    expect(outcome(alone, 'devices.issue', 'own', 'single-operator')).toBe('allowed');
    expect(outcome(alone, 'devices.activate', 'own', 'single-operator')).toBe('AUTH_FORBIDDEN');
  });
});
