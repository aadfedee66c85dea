/**
 * Which calls of a card activity are let in. Workflows run in other services too, which hold no right to write a card: a call counts only
 * where the request on record has this very workflow, on the queues of its kind. Pure.
 */
import { taskQueue, type TaskQueue } from '@cardwright/contracts/workflow/names';
import type { SagaKind } from '@cardwright/contracts/workflow/saga-kind';
import { isCardSaga, sagaKind, type CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';

/** Who calls, as Temporal says it of an activity task. */
export interface Calling {
  workflowId: string | undefined;
  workflowType: string | undefined;
  /** Where the activity was scheduled. */
  taskQueue: string;
}

/** What of the call is not the request's; null: it may be carried out. types: the kinds of saga that have this activity. */
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

/** Own workflows call on their own queue. Those of other services have a queue of their own, so that they crowd out nobody. */
const activitiesOf = (workflows: TaskQueue): TaskQueue =>
  workflows === taskQueue.issuance ? taskQueue.issuance : taskQueue.issuanceCards;

const cardActivityQueues = ({ taskQueue: now, movedFrom }: SagaKind): readonly string[] =>
  [now, ...(movedFrom === undefined ? [] : [movedFrom])].map(activitiesOf);
