/**
 * How card workflows call the activities of issuance-svc: on which queue, how long, how often, and which codes are not worth a second try.
 * Workflow sandbox: no Node, no Nest.
 */
import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type {
  KeyReplacementActivities,
  SagaCareActivities,
} from '@cardwright/contracts/workflow/card-activities.contract';
import type { TaskQueue } from '@cardwright/contracts/workflow/names';
import type { SagaActivities } from './saga-definition.js';

type UndoName<Own> = Extract<keyof Own, `compensate${string}`>;
type Finishing = keyof Pick<KeyReplacementActivities, 'finishReference'>;

/** Own: the activities of the kind of saga. */
export interface CardProxies<Own extends object> {
  /** What the stages of a saga are made of. */
  cards: Omit<Own, UndoName<Own> | Finishing>;
  /** After a cancel, the key reference that was begun is finished where everybody who is needed for it answers; nobody waits longer. */
  finishing: Pick<Own, Extract<Finishing, keyof Own>>;
  undo: Pick<Own, UndoName<Own>>;
  /** What the saga skeleton calls, with this saga's own undo. */
  saga(compensate: SagaActivities['compensate']): SagaActivities;
}

/**
 * A card step may take long (RSA on a slow card): the heartbeat, which the worker gives for every activity, tells a living one from a lost
 * one. Parts that are away for minutes (CA, database) are waited for; what only a person can mend fails at once and parks the saga. A cancel
 * is waited for: what comes next must not run beside a batch that is still at work on the card.
 */
const patience: ActivityOptions = {
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '30 minutes',
  heartbeatTimeout: '20 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: {
    initialInterval: '500 milliseconds',
    backoffCoefficient: 2,
    maximumInterval: '5 seconds',
    nonRetryableErrorTypes: ['CARD_ABSENT', 'CARD_AMBIGUOUS', 'CARD_WRONG_DEVICE', 'PIN_KEY_EXPIRED', 'PIN_POLICY'],
  },
};

/**
 * Parking and undo: without an end, because a saga that gave up here would leave its card to nobody. Each try is short, so that a lost one is
 * noticed; the pauses grow to half a minute. Their activities let no failure count as final.
 */
const endless: ActivityOptions = {
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
};

/** Bookkeeping without a card: quick, and repeated for as long as the database is away. */
const bookkeeping: ActivityOptions = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
};

/** A person waits for the answer: an agent that is away or a card that is not there refuses the move, at once or in half a minute. */
const answering: ActivityOptions = {
  startToCloseTimeout: '35 seconds',
  scheduleToCloseTimeout: '40 seconds',
  retry: {
    initialInterval: '1 second',
    maximumAttempts: 3,
    nonRetryableErrorTypes: ['CARD_ABSENT', 'CARD_AMBIGUOUS', 'CARD_WRONG_DEVICE', 'EDGE_UNREACHABLE'],
  },
};

/**
 * taskQueue: where the activities are served, for the workflows of other services (`issuance-cards`). Those of issuance-svc give none: the
 * activities are on their own queue then, and only there can the server hand one out with the workflow task (eager dispatch).
 */
export function cardProxies<Own extends object>(taskQueue?: TaskQueue): CardProxies<Own> {
  const on = <Activities extends object>(options: ActivityOptions): Activities =>
    proxyActivities<Record<string, () => Promise<unknown>>>({
      ...options,
      ...(taskQueue !== undefined && { taskQueue }),
    }) as unknown as Activities;
  const { parkSaga } = on<Pick<SagaCareActivities, 'parkSaga'>>(endless);
  const { useDecision } = on<Pick<SagaCareActivities, 'useDecision'>>(bookkeeping);
  const { moveTo } = on<Pick<SagaCareActivities, 'moveTo'>>(answering);
  return {
    cards: on(patience),
    finishing: on({ ...patience, scheduleToCloseTimeout: '90 seconds' }),
    undo: on(endless),
    saga: (compensate) => ({ useDecision, moveTo, parkSaga, compensate }),
  };
}
