/** The workflows of update-svc's worker: this file is the root of its bundle. */
import type { CardWriteResult } from '@cardwright/contracts/workflow/card-write.contract';
import type { taskQueue } from '@cardwright/contracts/workflow/names';
import type { SagaInput, sagaKinds, SagaTypeWith } from '@cardwright/contracts/workflow/saga-kinds';

export { updateCard } from '../sagas/update-card.workflow.js';

/** Does not compile while a row of saga-kinds.ts on this queue has no workflow here. */
export type SagaWorkflowsOffered = Offering<typeof import('./index.js')>;
type Offering<Offered extends SagaWorkflows> = Offered;
type SagaWorkflows = {
  [Type in SagaTypeWith<'taskQueue', typeof taskQueue.update> as (typeof sagaKinds)[Type]['workflow']]: (
    input: SagaInput<Type>,
  ) => Promise<CardWriteResult>;
};
