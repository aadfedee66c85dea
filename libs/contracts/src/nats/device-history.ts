/** What happened to a card, as whoever may look at the card reads it: rows of the audit trail without what only auditors need. */
import type { GivenReason } from '../card/reasons.js';
import type { RequestType } from './issuance.api.js';

export interface HistoryActor {
  /** system: one of the services by itself, or whoever used the Temporal UI. agent: of a workstation. */
  kind: 'person' | 'client' | 'agent' | 'system';
  /** As the audit trail has it: `person:<sub>@<iss>`, `client:<id>@<iss>`, `agent:<workstation id>`, `system:<service>`, `temporal-ui`. */
  text: string;
  /** null: no person of the record, or nobody's identity any more. */
  person: { displayName: string; externalId: string } | null;
}

export interface DeviceHistoryRow extends GivenReason {
  /** Names the row; grows with time. */
  entryId: string;
  /** ISO 8601, UTC. */
  at: string;
  actor: HistoryActor;
  /** As in the audit trail: `device.suspended`, `saga.retry`, `revocation.done`. */
  action: string;
  /** The work that did it, or to which it was done. */
  saga: { requestId: string; type: RequestType } | null;
  certificate: { serialNumberHex: string; keyReference: string } | null;
  /** Of a change of state: of the device, or of its saga. */
  from: string | null;
  to: string | null;
  /** What was found, or why the saga stopped. */
  code: string | null;
}
