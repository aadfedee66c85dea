/**
 * How card workflows call activities: how long, how often, and which codes are not worth a second try. Sandbox: no Node, no Nest.
 */
import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { SagaActivities } from '@cardwright/card-saga/card-saga';
import type { CardActivities, SagaCareActivities } from '@cardwright/contracts/workflow/card-activities.contract';

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

export const cardActivities =
  proxyActivities<Omit<CardActivities, UndoName | 'parkSaga' | 'finishReference'>>(patience);

/** After a cancel, the key reference that was begun is finished where everybody who is needed for it answers; nobody waits longer. */
export const finishingActivities = proxyActivities<Pick<CardActivities, 'finishReference'>>({
  ...patience,
  scheduleToCloseTimeout: '90 seconds',
});

/**
 * Parking and undo: without an end, because a saga that gave up here would leave its card to nobody. Each try is short, so that a lost one is
 * noticed; the pauses grow to half a minute. Their activities let no failure count as final.
 */
const endless: ActivityOptions = {
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
};

type UndoName = Extract<keyof CardActivities, `compensate${string}`>;
export const undoActivities = proxyActivities<Pick<CardActivities, UndoName>>(endless);
const parkActivities = proxyActivities<Pick<SagaCareActivities, 'parkSaga'>>(endless);

/** Bookkeeping without a card: quick, and repeated for as long as the database is away. */
export const decisionActivities = proxyActivities<Pick<SagaCareActivities, 'useDecision'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});

/** A person waits for the answer: an agent that is away or a card that is not there refuses the move, at once or in half a minute. */
const moveActivities = proxyActivities<Pick<SagaCareActivities, 'moveTo'>>({
  startToCloseTimeout: '35 seconds',
  scheduleToCloseTimeout: '40 seconds',
  retry: {
    initialInterval: '1 second',
    maximumAttempts: 3,
    nonRetryableErrorTypes: ['CARD_ABSENT', 'CARD_AMBIGUOUS', 'CARD_WRONG_DEVICE', 'EDGE_UNREACHABLE'],
  },
});

/** What the saga skeleton calls, with this saga's own undo. Named one by one: an activity proxy has no members to spread. */
export const sagaActivities = (compensate: SagaActivities['compensate']): SagaActivities => ({
  useDecision: decisionActivities.useDecision,
  moveTo: moveActivities.moveTo,
  parkSaga: parkActivities.parkSaga,
  compensate,
});
