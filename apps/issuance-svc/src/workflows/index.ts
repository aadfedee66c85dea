/** The workflows of issuance-svc's worker: this file is the root of its bundle. */
import type { CardWriteResult } from '@cardwright/contracts/workflow/card-write.contract';
import type { taskQueue } from '@cardwright/contracts/workflow/names';
import type { SagaInput, sagaKinds, SagaTypeWith } from '@cardwright/contracts/workflow/saga-kinds';

export { issueCard } from '../sagas/issue/issue-card.workflow.js';
export { recycleCard } from '../sagas/recycle/recycle-card.workflow.js';
export { reprovisionCard } from '../sagas/rewrite/reprovision-card.workflow.js';
export { activateCard } from '../sagas/issue/activate-card.workflow.js';
export { holdCertificate } from '../jobs/revocations/hold-certificate.workflow.js';
export { changePin } from '../sagas/pin/change-pin.workflow.js';
export { makePasskey } from '../sagas/passkey/make-passkey.workflow.js';
export { lockCard } from '../sagas/pin/lock-card.workflow.js';
export { propagateCredentials } from '../jobs/reinsertions/propagate-credentials.workflow.js';
export { reconcileRecords } from '../jobs/reconciler/reconcile-records.workflow.js';
export { resetPin } from '../sagas/pin/reset-pin.workflow.js';
export { updateCard } from '../sagas/rewrite/update-card.workflow.js';
export { revokeCertificate } from '../jobs/revocations/revoke-certificate.workflow.js';

/**
 * Every row of saga-kinds.ts that is on this queue now, or was in the previous release, needs a workflow here; otherwise this does not
 * compile.
 */
export type SagaWorkflowsOffered = Offering<typeof import('./index.js')>;
type Offering<Offered extends SagaWorkflows> = Offered;
type Here = SagaTypeWith<'taskQueue' | 'movedFrom', typeof taskQueue.issuance>;
type SagaWorkflows = {
  [Type in Here as (typeof sagaKinds)[Type]['workflow']]: (input: SagaInput<Type>) => Promise<CardWriteResult>;
};
