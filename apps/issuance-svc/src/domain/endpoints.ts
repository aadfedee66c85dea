/** The permission that every person-facing endpoint needs, as data: from the contracts' table and from the rows of the kinds of sagas. */
import type { RequestType } from '@cardwright/contracts/nats/issuance.api';
import { requestRules, type EndpointRule, type IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { isDecidedLikeStart } from '@cardwright/contracts/workflow/decision-rules';
import type { Permitted } from '@cardwright/contracts/workflow/saga-kind';
import {
  cardSagaTypes,
  isCardSaga,
  sagaKinds,
  waitingRequests,
  type CardAction,
  type CardSagaType,
  type PlanRequest,
} from '@cardwright/contracts/workflow/saga-kinds';

export type Endpoint = keyof IssuanceApi;

/** For a kind that people do not start, this rule is used only for decisions about its sagas. */
export const startEndpoint = (type: CardSagaType): StartEndpoint =>
  `devices.${sagaKinds[type].action}` as StartEndpoint;
type StartEndpoint = Extract<Endpoint, `devices.${CardAction}`>;

const ruleOf = ({ own, others }: Permitted): EndpointRule => ({ access: 'permission', own, others });
const sagaRules = Object.fromEntries(
  cardSagaTypes.flatMap((type): [Endpoint, EndpointRule][] => {
    const { start, plan } = sagaKinds[type];
    const rules: [Endpoint, EndpointRule][] = [[startEndpoint(type), ruleOf(start)]];
    return plan === null ? rules : [...rules, [plan.request, ruleOf(plan)]];
  }),
) as Readonly<Record<StartEndpoint | PlanRequest, EndpointRule>>;

export const endpointRules: Readonly<Record<Endpoint, EndpointRule>> = { ...requestRules, ...sagaRules };
export const endpoints = Object.keys(endpointRules) as Endpoint[];

/**
 * The rule by which a decision about this request is authorised: its own, or the rule of the endpoint that started the request
 * (`decidedLikeStart` of its kind).
 */
export function endpointFor({ type }: { type: RequestType }, endpoint: Endpoint): Endpoint {
  if (!isCardSaga(type)) return waitingRequests[type].action;
  const likeStart = isDecidedLikeStart(type, endpoint === 'sagas.retry' ? 'retry' : 'other');
  return likeStart ? startEndpoint(type) : endpoint;
}
