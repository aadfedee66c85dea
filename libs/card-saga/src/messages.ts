/** Temporal messages of card-writing sagas, defined once; the names are contracts (workflow/card-write.contract.ts). */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import {
  cancelUpdate,
  cardInsertedSignal,
  cardSessionLostSignal,
  moveToWorkstationUpdate,
  retryUpdate,
  sagaStateQuery,
  type CancelTaken,
  type CardSessionLost,
  type DecisionArgument,
} from '@cardwright/contracts/workflow/card-write.contract';

export const retry = defineUpdate<void, [DecisionArgument]>(retryUpdate);
export const cancel = defineUpdate<CancelTaken, [DecisionArgument]>(cancelUpdate);
export const moveToWorkstation = defineUpdate<void, [DecisionArgument]>(moveToWorkstationUpdate);
export const cardInserted = defineSignal(cardInsertedSignal);
export const cardSessionLost = defineSignal<[CardSessionLost]>(cardSessionLostSignal);
export const sagaState = defineQuery<{ stage: string; attempt: number; stuck: string | null }>(sagaStateQuery);
