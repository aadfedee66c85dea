/**
 * How card workflows call the activities of issuance-svc: on which queue, how long, how often, and which codes are not worth a second try.
 * Workflow sandbox: no Node, no Nest.
 */
import { proxyActivities, type ActivityInterfaceFor, type ActivityOptions } from '@temporalio/workflow';
import type {
  KeyReplacementActivities,
  SagaCareActivities,
  StageCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import type { TaskQueue } from '@cardwright/contracts/workflow/names';
import type { SagaActivities } from './saga-definition.js';

type UndoName<Own> = Extract<keyof Own, `compensate${string}`>;
type Finishing = keyof Pick<KeyReplacementActivities, 'finishReference'>;

/** Own: the activities of the kind of saga. */
export interface CardProxies<Own extends object> {
  /** The activities from which the stages of a saga are built. */
  cards: Omit<Own, UndoName<Own> | Finishing>;
  /**
   * After a cancel, the key reference that was begun is finished if all services needed for it answer at once. The cancel waits no longer
   * than that.
   */
  finishing: Pick<Own, Extract<Finishing, keyof Own>>;
  undo: Pick<Own, UndoName<Own>>;
  /** What the saga skeleton calls, with this saga's own undo. */
  saga(compensate: SagaActivities['compensate']): SagaActivities;
}

/**
 * A card step may take long (RSA on a slow card). The worker sends a heartbeat for every activity, so that Temporal notices a lost one. The
 * proxies wait for services that are away for minutes (CA, database). A failure that only a person can mend fails at once and parks the
 * saga. A cancel waits for the running activity, because the next one must not run while a batch is still at work on the card.
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
 * Parking and undo are repeated without an end, because nobody would take care of the card of a saga that gave up here. Each try is short,
 * so that a lost one is noticed; the pauses grow to half a minute. Their activities let no failure count as final.
 */
const endless: ActivityOptions = {
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
};

/** Bookkeeping without a card is quick and is repeated for as long as the database is away. */
const bookkeeping: ActivityOptions = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
};

/** A person waits for this answer. If the agent is away or the card is not there, the move is refused at once or after half a minute. */
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
    activitiesInWords<Activities>({ ...options, ...(taskQueue !== undefined && { taskQueue }) });
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

type Called = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** Beside each activity the Temporal UI shows what its stage does, in the words of the stage. A call without a stage has none. */
export function activitiesInWords<Activities extends object>(options: ActivityOptions): Activities {
  const activities: ActivityInterfaceFor<Called> = proxyActivities<Called>(options);
  return new Proxy({} as Activities, {
    get:
      (_, name) =>
      (...args: unknown[]) => {
        const summary = summaryOf(args[0]);
        return activities[name as string]!.executeWithOptions({ ...options, ...(summary && { summary }) }, args);
      },
  });
}

const summaryOf = (call: unknown): string | undefined =>
  (call as Partial<StageCall> | undefined)?.stage?.sentence.slice(0, longestSummary);
/** Of Temporal, in bytes; sentences of stages are shorter by far. */
const longestSummary = 200;
