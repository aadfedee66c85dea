/** A saga as people see it: its row, its progress, who has to do something, and how work went. */
import type { Identification } from '../access/identification.js';
import type { CardStepKind } from '../card/card-step.js';
import type { CardSagaType, WaitingRequestType } from '../workflow/saga-kinds.js';
import type { SaidIn } from '../said.js';

/** Request states of model.md section 3, without approvals. */
export type RequestState =
  | 'READY'
  | 'IN_PROGRESS'
  | 'AWAITING_USER'
  | 'INTERRUPTED'
  | 'FAILED'
  | 'CANCELLING'
  | 'CANCELLED'
  | 'COMPLETED'
  | 'SUPERSEDED'
  | 'WITHDRAWN';

/**
 * UNLOCK sets a new PIN by the PUK, whether the old one is blocked or forgotten; LOCK blocks it. UPDATE replaces single keys with their
 * certificates. REPLACE_TEMP and REPLACE_PERM belong
 * to the card that is replaced, write no card and wait (READY) until their successor, issued for them, is active.
 */
export type RequestType = CardSagaType | WaitingRequestType;

export interface SagaRow extends SaidIn<'sentence' | 'errorMessage' | 'cancelEffect'> {
  requestId: string;
  workflowId: string;
  type: RequestType;
  state: RequestState;
  /** Which input is waited for while AWAITING_USER. */
  awaiting: 'pin' | null;
  stage: string;
  percent: number;
  sentence: string;
  stuckReason: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  /** Programs that may hold the card, where that is why it stopped (CARD_BUSY); empty: none is known. Absent from an older service. */
  busyPrograms?: string[];
  deviceId: string;
  personId: string | null;
  personName: string | null;
  profileName: string | null;
  profileVersion: number | null;
  workstationId: string;
  attempt: number;
  roundTrips: number;
  apdus: number;
  requestedBy: string;
  correlationId: string;
  createdAt: string;
  updatedAt: string;
  finishedAt: string | null;
  /** show-temporary-pin: while the passkey of a card with one PIN is made. Not known to an older service. */
  actions: ('retry' | 'cancel' | 'supply-pin' | 'reveal-initial-pin' | 'show-temporary-pin')[];
  /** What a cancel would do now, in a sentence; null where there is nothing to cancel. */
  cancelEffect: string | null;
  /** Whether the card was put in again since; null: not needed, or not known. Absent from a server of an earlier version. */
  reinsertion?: Reinsertion | null;
  /** How the holder was identified by whoever issues the card; null: not asked. Absent from a server of an earlier version. */
  identifiedBy?: Identification | null;
  /** Who has to do something before it goes on; null: nobody. Absent from a server of an earlier version. */
  attention?: { kind: AttentionKind; waitsFor: WaitsFor } | null;
  /** The person whose card it is about asked for it: whoever helps that person may have it go on. Absent from an older service. */
  begunByHolder?: boolean;
}

/** pin: a PIN has to be typed. stuck: something has to be set right first (`stuckReason`). */
export type AttentionKind = 'pin' | 'stuck';

/**
 * cardholder: they type a PIN, or put in the card for work that they began themselves. operator: whoever helps at the workstation, or decides.
 * administrator: a part of the system is away or refuses.
 */
export type WaitsFor = 'cardholder' | 'operator' | 'administrator';

export interface WeekOfWork {
  /** A Monday, `YYYY-MM-DD`; weeks begin at midnight UTC. */
  startsOn: string;
  completed: number;
  /** Cancelled, or overtaken by other work, after it had begun. */
  cancelled: number;
  /** From the begin to the end of what was completed, in two significant digits; null: nothing was. */
  medianSeconds: number | null;
}

export interface KindOfWork {
  type: RequestType;
  /** Oldest first, without gaps. */
  weeks: WeekOfWork[];
}

/**
 * `PROPAGATED`: put in again, and a fresh PKCS#11 session shows every new certificate. `NOT_SEEN`: put in again, and the session shows others;
 * looked at again at the next insertion. `NOT_VERIFIED`: put in again, and nobody could look. `NOT_REINSERTED`: not within a day.
 * `SUPERSEDED`: another saga has written the card since.
 */
export type ReinsertionState =
  'AWAITING_REINSERT' | 'NOT_SEEN' | 'PROPAGATED' | 'NOT_VERIFIED' | 'NOT_REINSERTED' | 'SUPERSEDED';

/** After a saga that brought new certificates: programs see them only after the card was taken out and put in again. Times ISO 8601. */
export interface Reinsertion {
  state: ReinsertionState;
  askedAt: string;
  /** When the card was taken out, as far as it was seen. */
  removedAt: string | null;
  insertedAt: string | null;
  /** Where it was put in again. */
  workstationId: string | null;
  remindedAt: string | null;
  endedAt: string | null;
  /** Then nobody looks any more. */
  endsAt: string;
  certificates: { keyReference: string; serialNumberHex: string; thumbprint: string | null; seen: boolean }[];
  /** Why nobody could look; null otherwise. */
  why: string | null;
}

export interface SagaProgress extends SaidIn<'sentence'> {
  requestId: string;
  /** Grows by one per row; the SSE event id. */
  sequence: number;
  at: string;
  kind: 'stage' | 'step' | 'state' | 'error';
  stage: string;
  percent: number;
  state: RequestState;
  awaiting: 'pin' | null;
  sentence: string;
  code?: string;
  /** index counts from 0 within the batch of `total` steps: what lies between two stages can be shown with it. */
  step?: {
    kind: CardStepKind;
    subject?: string;
    phase: 'started' | 'finished' | 'failed';
    index?: number;
    total?: number;
    /** With `started`: it goes on when the card is touched, or with the window that the system has opened at the computer with the card. */
    waitsFor?: 'touch' | 'window';
  };
}
