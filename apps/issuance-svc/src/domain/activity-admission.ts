/**
 * Decides which calls of a card activity are admitted. Workflows also run in other services, which have no right to write cards. So a call
 * is admitted only if the request on record belongs to the calling workflow and the call came on a queue of the request's kind. Pure.
 */
import { taskQueue, type TaskQueue } from '@cardwright/contracts/workflow/names';
import type { SagaKind } from '@cardwright/contracts/workflow/saga-kind';
import { isCardSaga, sagaKind, type CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';

/** The caller, as Temporal reports it for an activity task. */
export interface Calling {
  workflowId: string | undefined;
  workflowType: string | undefined;
  /** Where the activity was scheduled. */
  taskQueue: string;
}

/**
 * Names the property of the call that does not match the request; null: the call is admitted. types: the kinds of saga that have this
 * activity.
 */
export function admissionRefusal(
  request: { type: string; workflowId: string },
  types: readonly CardSagaType[],
  calling: Calling,
): 'kind' | 'workflowId' | 'workflowType' | 'taskQueue' | null {
  const { type } = request;
  if (!isCardSaga(type) || !types.includes(type)) return 'kind';
  if (calling.workflowId !== request.workflowId) return 'workflowId';
  const kind = sagaKind(type);
  if (calling.workflowType !== kind.workflow) return 'workflowType';
  return cardActivityQueues(kind).includes(calling.taskQueue) ? null : 'taskQueue';
}

/**
 * Workflows of this service call on its own queue. Workflows of other services use a separate queue, so that they cannot crowd out the
 * first.
 */
const activitiesOf = (workflows: TaskQueue): TaskQueue =>
  workflows === taskQueue.issuance ? taskQueue.issuance : taskQueue.issuanceCards;

const cardActivityQueues = ({ taskQueue: now, movedFrom }: SagaKind): readonly string[] =>
  [now, ...(movedFrom === undefined ? [] : [movedFrom])].map(activitiesOf);
