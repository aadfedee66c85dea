/**
 * Workflow ids, task queues and search attributes. Ids are business keys: a second start is a duplicate, not a second
 * card. They and the search attributes are plain text in Temporal, so they hold ids only (design.md section 2).
 */
export const taskQueue = {
  /** Workflows of issuance-svc, with their activities. */
  issuance: 'issuance',
  /** The card activities of issuance-svc for workflows of other services: a worker of its own, so that these never crowd out the others. */
  issuanceCards: 'issuance-cards',
  /** Workflows of update-svc. */
  update: 'update',
  pki: 'pki',
} as const;
export type TaskQueue = (typeof taskQueue)[keyof typeof taskQueue];
export const temporalNamespace = 'cardwright';

/** At most one card-writing saga per device in the whole system. */
export const cardWriteWorkflowId = (deviceId: string): string => `device/${deviceId}/write`;

/** One durable job per certificate, whatever saga caused it. */
export const revocationWorkflowId = (issuerId: string, serialNumberHex: string): string =>
  `revocation/${issuerId}/${serialNumberHex}`;

/** Hold and release of one certificate on behalf of a suspension: one job, so that they never overtake each other. */
export const certificateHoldWorkflowId = (issuerId: string, serialNumberHex: string): string =>
  `hold/${issuerId}/${serialNumberHex}`;

/** Watches that the card of this saga is put in again and its new certificates are seen. Holds neither the card nor its lease. */
export const propagationWorkflowId = (requestId: string): string => `propagation/${requestId}`;

/** The Temporal schedule that compares record and CA by night (F06), and the id that its workflows begin with. */
export const reconciliationScheduleId = 'reconciliation/records';

export const searchAttribute = {
  kind: 'CardwrightSagaKind',
  stage: 'CardwrightStage',
  device: 'CardwrightDevice',
  workstation: 'CardwrightWorkstation',
  stuckReason: 'CardwrightStuckReason',
  person: 'CardwrightPerson',
} as const;
