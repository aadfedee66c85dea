/** What is said when work at a card is asked for, and what its dry run warns of. */
import type { Identification } from '../access/identification.js';
import type { ReplacementKind } from '../card/reasons.js';
import type { SaidIn } from '../said.js';

export interface IssueCardRequest {
  deviceId: string;
  personId: string;
  profileName: string;
  workstationId: string;
  readerName?: string;
  /** holder: the PIN is asked for and the card becomes ACTIVE. none: initial PIN stays, the card ends PENDING_ACTIVATION (C15). */
  pinChange: 'holder' | 'none';
  /** From a dry run: the run stops with REQUEST_PLAN_CHANGED when the plan differs. */
  planHash?: string;
  reason?: string;
  /** Only where the card keeps a PUK or management key that everybody knows, and never in PIV mode. Needs a reason in words. */
  acceptWellKnown?: boolean;
  /** This card takes the place of another one: person and profile are the request's, and so is the expiry (model.md section 5). */
  replacementRequestId?: string;
  /** Client's own key: the same key gives the same saga. */
  idempotencyKey?: string;
  /** How whoever issues the card made sure who its holder is. Recorded; not for one's own card. PERSON_NOT_IDENTIFIED where it is needed (docs/people-and-roles.md). */
  identifiedBy?: Identification;
}

/** [B06] A blank card (AVAILABLE) is bound to a person, who sets it up where it is put in. */
export interface BindCardRequest {
  deviceId: string;
  personId: string;
  profileName: string;
  /** In words; goes into the audit. */
  reason?: string;
  /** Of a card that cannot change a PUK or management key that everybody knows; its holder cannot answer for that. Needs a reason. */
  acceptWellKnown?: boolean;
  /** [B07] It takes the place of another card: person and profile are the request's. */
  replacementRequestId?: string;
}

/**
 * A replacement (model.md sections 1, 3, 5): suspends or terminates the old card at once where the reason says so, and waits for a new
 * one that is issued for it (`replacementRequestId`).
 */
export interface ReplaceCardRequest {
  deviceId: string;
  kind: ReplacementKind;
  /** A reason of the catalogue with use `replace`; FORGOTTEN and MISPLACED are temporary, all others permanent. */
  reason: string;
  reasonText?: string;
  /** The profile of the new card; absent: as the old one. */
  profileName?: string;
}

/** Reprovision (requirements D01-D23): the card is written anew from the record, with the latest version of its profile. */
export interface ReprovisionCardRequest {
  deviceId: string;
  workstationId: string;
  readerName?: string;
  /** A reason of the catalogue with use `reprovision` (D19). */
  reason: string;
  /** Needed for reasons that ask for words. */
  reasonText?: string;
  /** Only where the old 9D key can neither be moved nor recovered: mail encrypted to it becomes unreadable. Needs reasonText. */
  acceptHistoryLoss?: boolean;
  /** As for an issue; needs reasonText. What was accepted at the issue need not be accepted again. */
  acceptWellKnown?: boolean;
  /** From the dry run: the run stops with REQUEST_PLAN_CHANGED when the plan differs. */
  planHash?: string;
  idempotencyKey?: string;
}

/**
 * Update: single keys of the card are made anew with their certificates (A03 `cert.renew`); everything else stays byte for byte, the
 * PIN too, which the holder types once (A12).
 */
export interface UpdateCardRequest extends ReprovisionCardRequest {
  /**
   * `9A`, `9C`, `9D`, `9E`, each in the profile; at least one, unless the reason is one that sets a new management key: that alone then. The
   * reason is one of the catalogue with use `update`.
   */
  keyReferences: string[];
}

/** What the dry run of a reprovision or an update shows besides the plan (D20, F04). */
export interface ReprovisionWarnings extends SaidIn<'operator' | 'holder'> {
  /** Certificates that will be revoked or replaced, and why. */
  replaced: ({
    keyReference: string;
    serialNumberHex: string;
    notAfter: string | null;
    effect: string;
  } & SaidIn<'effect'>)[];
  /** Text for the operator: effects on card and account. */
  operator: string;
  /** Shorter text for the cardholder. */
  holder: string;
  /** The key that mail was encrypted to before: stays on the card, is lost, or is not among these. For who words it in another language. */
  oldMailKey?: 'moved' | 'lost' | 'none';
}

/** Suspend, resume, terminate: the record changes at once, the CA follows by its own durable job (F08). */
export interface LifecycleRequest {
  deviceId: string;
  reason: string;
  reasonText?: string;
}
