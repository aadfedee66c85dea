/** The workflows of issuance-svc's worker: this file is the root of its bundle. */
import type { CardWriteResult } from '@cardwright/contracts/workflow/card-write.contract';
import type { taskQueue } from '@cardwright/contracts/workflow/names';
import type { SagaInput, sagaKinds, SagaTypeWith } from '@cardwright/contracts/workflow/saga-kinds';

export { issueCard } from './issue-card.workflow.js';
export { recycleCard } from './recycle-card.workflow.js';
export { reprovisionCard } from './reprovision-card.workflow.js';
export { activateCard } from './activate-card.workflow.js';
export { holdCertificate } from './hold-certificate.workflow.js';
export { lockCard } from './lock-card.workflow.js';
export { reconcileRecords } from './reconcile-records.workflow.js';
export { resetPin } from './reset-pin.workflow.js';
export { updateCard } from './update-card.workflow.js';
export { revokeCertificate } from './revoke-certificate.workflow.js';

/** Does not compile while a row of saga-kinds.ts on this queue has no workflow here. */
export type SagaWorkflowsOffered = Offering<typeof import('./index.js')>;
type Offering<Offered extends SagaWorkflows> = Offered;
type SagaWorkflows = {
  [Type in SagaTypeWith<'taskQueue', typeof taskQueue.issuance> as (typeof sagaKinds)[Type]['workflow']]: (
    input: SagaInput<Type>,
  ) => Promise<CardWriteResult>;
};
