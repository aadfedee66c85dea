/**
 * Inputs, results and messages of the card-writing workflows (issue, recycle, activate, reprovision, update, PIN reset). Everything here goes into
 * Temporal's history, encrypted by the payload codec: still never a PIN, PUK or key, sealed or not.
 */
import type { KeyReferenceName } from '../card/card-model.js';
import type { RevocationReason } from '../card/revocation-reason.js';
import type { PinRefusal } from './saga-kind.js';

export interface CardWriteInput {
  requestId: string;
  tenantId: string;
  deviceId: string;
  personId: string | null;
  workstationId: string;
  correlationId: string;
  /** The state from which a saga continues in a new run. Absent in runs that an older release started. */
  resume?: SagaResume;
}
/**
 * The state that a run takes over from the previous one. Either the history had become long (continue-as-new), or the previous run was lost
 * (terminated, timed out, gone with Temporal's database) and issuance-svc has started another one.
 */
export interface SagaResume {
  attempt: number;
  /** The furthest that the saga has come, of its whole length. */
  percent: number;
  /** The saga has to be ended: the run begins with the undo. */
  cancelled?: { outcome: 'cancelled' | 'abandoned'; reason: string | null };
  /** It is parked, and nobody has decided yet. `until`: when it is given up, in milliseconds since 1970. */
  parked?: { code: string; message: string; stage: string; until: number };
  /** The card did not take the PIN of the attempt before. */
  pinRefused?: boolean;
  /** By which code, where a kind knows more than one. */
  pinRefusedWith?: PinRefusal | null;
}
/** Answer of the update `cancel`: how far the saga had come when it took it (workflow/cancel.ts). */
export interface CancelTaken {
  percent: number;
}
export interface IssueCardInput extends CardWriteInput {
  kind: 'issue';
  profileName: string;
  profileVersion: number;
  pinChange: 'holder' | 'none';
  planHash: string | null;
  /** How long the PIN is waited for before the card is left PENDING_ACTIVATION. */
  pinWaitMs: number;
  /** A parked saga is abandoned after this (72 h by default). */
  abandonAfterMs: number;
  /** A passkey is made, between the content and the PIN. Absent: none, and in inputs of earlier releases. */
  passkey?: true;
}
export interface RecycleCardInput extends CardWriteInput {
  kind: 'recycle';
  reason: string;
  abandonAfterMs: number;
}
export interface ActivateCardInput extends CardWriteInput {
  kind: 'activate';
}
/** The common input of reprovision and update, which replace keys on a card in use. */
export interface RewriteCardInput extends CardWriteInput {
  profileName: string;
  profileVersion: number;
  /** Code of the reasons catalogue. */
  reason: string;
  acceptHistoryLoss: boolean;
  planHash: string | null;
  /** How long each attempt waits for the PIN before the saga parks. */
  pinWaitMs: number;
  abandonAfterMs: number;
}
export interface ReprovisionCardInput extends RewriteCardInput {
  kind: 'reprovision';
}
/** Single key references; the card's PIN is asked and stays. */
export interface UpdateCardInput extends RewriteCardInput {
  kind: 'update';
  keyReferences: KeyReferenceName[];
}
/** PIN reset: a new PIN by the PUK, nothing else is written. */
export interface ResetPinInput extends CardWriteInput {
  kind: 'unlock';
  reason: string;
  pinWaitMs: number;
  abandonAfterMs: number;
}
/** A change of a PIN that is known, by the old one; nothing else is written. */
export interface ChangePinInput extends CardWriteInput {
  kind: 'change-pin';
  pinWaitMs: number;
  abandonAfterMs: number;
}
/** A new passkey on a card in use, in the place of the one that it had; nothing else is written. */
export interface MakePasskeyInput extends CardWriteInput {
  kind: 'passkey';
  pinWaitMs: number;
  abandonAfterMs: number;
}
/** Blocks the PIN on the card; the card's content stays. */
export interface LockCardInput extends CardWriteInput {
  kind: 'lock';
  reason: string;
  abandonAfterMs: number;
}
/** One certificate to be revoked, with the 18 h clock: outlives the saga that caused it (design.md section 2, F08). */
export interface RevocationInput {
  tenantId: string;
  deviceId: string;
  issuerId: string;
  serialNumberHex: string;
  /** RFC 5280 reason. */
  reason: RevocationReason;
  requestedAt: string;
  dueAt: string;
  correlationId: string;
}
/** One certificate that a suspension holds or its end releases; what is wanted stands in its row, because it may change again. */
export interface CertificateHoldInput {
  tenantId: string;
  deviceId: string;
  issuerId: string;
  serialNumberHex: string;
  correlationId: string;
}
/** The row says what is awaited; times ISO 8601. */
export interface PropagationInput {
  tenantId: string;
  requestId: string;
  deviceId: string;
  correlationId: string;
  remindAt: string;
  endsAt: string;
}
/** Compares record and CA for every device that has certificates (F06). */
export interface ReconcileRecordsInput {
  tenantId: string;
}
export interface CardWriteResult {
  requestId: string;
  /** `done`: the result of kinds without a word of their own. */
  outcome:
    | 'done'
    | 'active'
    | 'pending-activation'
    | 'cancelled'
    | 'abandoned'
    | 'recycled'
    | 'activated'
    | 'reprovisioned'
    | 'pin-reset'
    | 'pin-changed'
    | 'updated'
    | 'locked';
}

/** Types of the workflows that write no card, as Temporal shows them; those of card sagas stand in saga-kinds.ts. */
export const workflowType = {
  revokeCertificate: 'revokeCertificate',
  holdCertificate: 'holdCertificate',
  propagateCredentials: 'propagateCredentials',
  reconcileRecords: 'reconcileRecords',
} as const;

/** Updates that people cause; decisionId is single use and was written by issuance-svc after authorising. */
export const pinSuppliedUpdate = 'pinSupplied';
export const pinSkippedUpdate = 'pinSkipped';
/** These three may also be sent from the Temporal UI (empty decisionId), and are audited as such. */
export const retryUpdate = 'retry';
export const cancelUpdate = 'cancel';
export const moveToWorkstationUpdate = 'moveToWorkstation';
/** Signal: the card of this saga was inserted at its workstation. */
export const cardInsertedSignal = 'cardInserted';
/** Signal: the card of this saga, which has ended, was put in again. */
export const cardReinsertedSignal = 'cardReinserted';
/** Signal: the card session that waits for a PIN is gone (card taken out, agent restarted, lease lost), and its key with it. */
export const cardSessionLostSignal = 'cardSessionLost';
/** Names the attempt, because a late signal says nothing about a later session. */
export interface CardSessionLost {
  attempt: number;
}
export const sagaStateQuery = 'sagaState';

export interface DecisionArgument {
  decisionId?: string;
  workstationId?: string;
  reason?: string;
  /** The stage that waited for the PIN which was supplied; absent: the one of the device's PIN. */
  stage?: string;
}
