/**
 * Which permission every person-facing endpoint needs (contracts IssuanceApi), as data. `own`: the target belongs to the
 * person who asks; `others`: it belongs to somebody else or to nobody (`unowned`,
 * where that differs). Several permissions: any one of them is enough. Who may plan and start a saga stands in the row of its kind
 * (contracts workflow/saga-kinds.ts). An endpoint that is missing here does not compile.
 */
import type { IssuanceApi, RequestType } from '@cardwright/contracts/nats/issuance.api';
import type { Permitted } from '@cardwright/contracts/workflow/saga-kind';
import {
  cardSagaTypes,
  isCardSaga,
  sagaKinds,
  waitingRequests,
  type CardAction,
  type CardSagaType,
} from '@cardwright/contracts/workflow/saga-kinds';
import type { Permission } from './roles.js';

export type Endpoint = keyof IssuanceApi;
export type EndpointRule =
  | { access: 'permission'; own: readonly Permission[]; others: readonly Permission[]; unowned?: readonly Permission[] }
  /** Any authenticated actor, known as a person or not. */
  | { access: 'signed-in' }
  /** No actor: what is handed over (a one-time code, a session's id) is the authority. */
  | { access: 'bearer' };

const always = (...permissions: Permission[]): EndpointRule => ({
  access: 'permission',
  own: permissions,
  others: permissions,
});
const ownOr = (...others: Permission[]): EndpointRule => ({ access: 'permission', own: ['own.manage'], others });

/** Of a kind that people do not start, it is only what decisions about its sagas go by. */
export const startEndpoint = (type: CardSagaType): StartEndpoint =>
  `devices.${sagaKinds[type].action}` as StartEndpoint;
type StartEndpoint = Extract<Endpoint, `devices.${CardAction}`>;
type PlanEndpoint = NonNullable<(typeof sagaKinds)[CardSagaType]['plan']>['request'];

const ruleOf = ({ own, others }: Permitted): EndpointRule => ({ access: 'permission', own, others });
const sagaRules = Object.fromEntries(
  cardSagaTypes.flatMap((type): [Endpoint, EndpointRule][] => {
    const { start, plan } = sagaKinds[type];
    const rules: [Endpoint, EndpointRule][] = [[startEndpoint(type), ruleOf(start)]];
    return plan === null ? rules : [...rules, [plan.request, ruleOf(plan)]];
  }),
) as Readonly<Record<`devices.${CardAction}` | PlanEndpoint, EndpointRule>>;

export const endpointRules: Readonly<Record<Endpoint, EndpointRule>> = {
  'me.get': { access: 'signed-in' },
  'sessions.start': { access: 'signed-in' },
  'sessions.check': { access: 'bearer' },
  'sessions.end': { access: 'bearer' },
  'people.import': always('system.manage'),
  'people.import.begin': always('system.manage'),
  'people.import.piece': always('system.manage'),
  'people.import.commit': always('system.manage'),
  'people.import.discard': always('system.manage'),
  'people.list': always('others.view', 'system.manage'),
  'people.get': ownOr('others.view', 'system.manage'),
  'models.list': always('catalogue.read'),
  'models.validate': always('profile.edit'),
  'models.publish': always('profile.edit'),
  'models.withdraw': always('profile.edit'),
  'stock-batches.list': always('stock.manage'),
  'stock-batches.import': always('stock.manage'),
  'vault-key.get': always('stock.manage'),
  'profiles.list': always('catalogue.read'),
  'profiles.get': always('catalogue.read'),
  'profiles.publish': always('profile.edit'),
  'profiles.withdraw': always('profile.edit'),
  'profiles.diff': always('catalogue.read'),
  'profiles.validate': always('profile.edit'),
  'workstations.list': always('workstation.view'),
  'workstations.readers': always('workstation.use'),
  'workstations.enrolment-code': always('system.manage'),
  'workstations.enrol': { access: 'bearer' },
  'workstations.revoke': always('system.manage'),
  // Whoever may not see others' rows gets a list of their own.
  'devices.list': ownOr('others.view'),
  'devices.get': ownOr('others.view'),
  'devices.inspect': {
    access: 'permission',
    own: ['own.manage'],
    others: ['others.view'],
    unowned: ['card.inspect'],
  },
  ...sagaRules,
  // [D14] For somebody else: whoever holds the card starts their own at once.
  'devices.request-reprovision': { access: 'permission', own: [], others: ['request.create'] },
  'devices.replace': { access: 'permission', own: [], others: ['request.create'] },
  // A holder reports their own card; the others act by role.
  'devices.suspend': ownOr('card.suspend'),
  'devices.resume': { access: 'permission', own: [], others: ['card.suspend'] },
  'devices.terminate': { access: 'permission', own: [], others: ['card.terminate'] },
  'devices.reconcile': { access: 'permission', own: [], others: ['request.create', 'stock.manage'] },
  'findings.list': always('others.view', 'audit.read'),
  'reasons.list': always('catalogue.read'),
  'revocations.list': always('others.view', 'audit.read'),
  'sagas.list': ownOr('others.view'),
  'sagas.get': ownOr('others.view'),
  'sagas.timeline': ownOr('others.view'),
  'sagas.trace': always('others.view', 'saga.inspect'),
  // Of some kinds these ask for what starting them asks for (`endpointFor`).
  'sagas.retry': ownOr('card.run'),
  'sagas.cancel': ownOr('card.run', 'stock.manage', 'lease.break'),
  // The holder types the PIN, at an issuer's workstation too; the server cannot tell whose fingers they are.
  'sagas.pin-key': ownOr('card.run'),
  'sagas.supply-pin': ownOr('card.run'),
  'sagas.skip-pin': ownOr('card.run'),
  'sagas.reveal-initial-pin': ownOr('secret.reveal'),
  'audit.list': always('audit.read'),
  'audit.verify': always('audit.read'),
  'role-grants.list': always('role.view'),
  'codec.decode': always('saga.inspect'),
  'codec.authorise': always('saga.inspect'),
};
export const endpoints = Object.keys(endpointRules) as Endpoint[];

/** Whose rule a decision about this request goes by: its own, or that of what started the request (`decidedLikeStart` of its kind). */
export function endpointFor({ type }: { type: RequestType }, endpoint: Endpoint): Endpoint {
  if (!isCardSaga(type)) return waitingRequests[type].action;
  const { decidedLikeStart } = sagaKinds[type];
  const likeStart = decidedLikeStart === 'all' || (decidedLikeStart === 'retry' && endpoint === 'sagas.retry');
  return likeStart ? startEndpoint(type) : endpoint;
}
