/** The workflows of issuance-svc's worker: this file is the root of its bundle. */
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
