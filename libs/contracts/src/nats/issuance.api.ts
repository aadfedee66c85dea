/** What issuance-svc speaks of in its requests and answers; issuance.requests.ts says which these are. */
import type { Identification } from '../access/identification.js';
import type { AttestationVerdict } from '../card/attestation.js';
import type { CardFacts } from '../card/card-facts.js';
import type { CardImage } from '../card/card-image.js';
import type { CardModel, KeyReferenceName } from '../card/card-model.js';
import type { CardStepKind } from '../card/card-step.js';
import type { KeptSecret } from '../card/well-known-secrets.js';
import type { Finding } from '../card/findings.js';
import type { ReasonCode, ReplacementKind } from '../card/reasons.js';
import type { ReplacementAsk } from '../card/replacement-ask.js';
import type { PasskeyEnd } from '../card/passkey-end.js';
import type { RevocationReason } from '../card/revocation-reason.js';
import type { SuspensionReason } from '../card/suspension.js';
import type { CertificateRow } from './pki.api.js';
import type { WriteRefusal } from '../update/update-offer.js';
import type { CardAction, CardSagaType, SagaOperation, WaitingRequestType } from '../workflow/saga-kinds.js';
import type { SaidIn } from '../said.js';

/** Lifecycle states of model.md section 1 that exist. */
export type DeviceState =
  | 'REGISTERED'
  | 'AVAILABLE'
  | 'ASSIGNED'
  | 'ISSUING'
  | 'ISSUE_FAILED'
  | 'PENDING_ACTIVATION'
  | 'ACTIVE'
  | 'SUSPENDED'
  | 'REPLACED'
  | 'TERMINATED'
  | 'EXPIRED'
  | 'RECYCLING'
  | 'DISPOSED';
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
export type CredentialState =
  | 'REQUESTED'
  | 'ISSUED_OFF_CARD'
  | 'ON_CARD'
  | 'VERIFIED'
  | 'ACTIVE'
  | 'HELD'
  | 'REVOKE_PENDING'
  | 'REVOKED'
  | 'SUPERSEDED'
  | 'EXPIRED'
  | 'ABANDONED';

export interface Person {
  personId: string;
  externalId: string;
  displayName: string;
  givenName: string;
  surname: string;
  email: string | null;
  upn: string | null;
  sid: string | null;
  /** Of the person in Entra ID or Keycloak, a UUID. Absent from an older service. */
  objectId?: string | null;
  organizationalUnit: string | null;
  enabled: boolean;
  createdAt: string;
  /** Absent from an older service. */
  updatedAt?: string;
  /** Another one after each change; what a change of the person names. Absent from an older service. */
  version?: string;
}

/** What is said of a person whom one request brings in. Empty or null: none; a person with one name leaves one of the two empty. */
export interface PersonFields {
  externalId: string;
  givenName?: string | null;
  surname?: string | null;
  /** Made of the two names where it is none. */
  displayName?: string | null;
  email?: string | null;
  upn?: string | null;
  sid?: string | null;
  /** Of the person in Entra ID or Keycloak, a UUID. */
  objectId?: string | null;
  /** `Engineering/Compilers`. */
  organizationalUnit?: string | null;
  /** true without it. */
  enabled?: boolean;
}
/** What is not named stays (RFC 7396). The external id never changes. */
export type PersonChanges = Omit<PersonFields, 'externalId'>;

/** In the details of PERSON_INVALID. `field` null: the person as a whole. */
export interface PersonProblem extends SaidIn<'message'> {
  field: keyof PersonFields | null;
  code: 'MISSING' | 'INVALID' | 'TAKEN' | 'OWN_ROW';
  message: string;
}

/** A table of people: `csv`, text as it is, or `fileBase64`, the bytes of a file. */
export interface ImportPeopleRequest {
  csv?: string;
  fileBase64?: string;
  /** Label of an encoding (`windows-1250`), where the file does not say so itself. */
  encoding?: string;
  dryRun?: boolean;
}
export interface ImportedPeople {
  created: number;
  updated: number;
  unchanged: number;
  file?: ImportedFile;
}
/** How a file was understood. */
export interface ImportedFile {
  encoding: string;
  /** `,` `;` `|` or a tab. */
  delimiter: string;
  /** Its header is line 1, unless blank lines or `sep=` stand above. */
  headerLine: number;
  /** Besides header and blank rows. */
  rows: number;
  blankRows: number;
  columns: ImportedColumn[];
}
export interface ImportedColumn {
  /** As it stands in the file. */
  header: string;
  /** What it was read as; null: not read. */
  column: string | null;
  filled: number;
  /** Values that are stored in another form than in the file: blanks, invisible characters, the case of a domain. */
  changed: number;
  /** Up to three values as they are stored; those with letters beyond ASCII first. */
  examples: string[];
}
/** A file that comes in pieces; nothing of it counts before it is committed. */
export interface StagedImport {
  importId: string;
  /** At most so many bytes in one piece. */
  pieceBytes: number;
  /** Counting from 1. */
  maximumPieces: number;
  /** It is thrown away then. */
  expiresAt: string;
}

export interface ImportProblem extends SaidIn<'message'> {
  /** Line of the file, counting from 1. */
  line: number;
  column: string | null;
  /** TAKEN: another person, who is not in this file, has the value already. OWN_ROW: it would change whoever imports. */
  code: 'MISSING' | 'INVALID' | 'DUPLICATE_IN_FILE' | 'TAKEN' | 'UNKNOWN_COLUMN' | 'WRONG_COLUMN_COUNT' | 'OWN_ROW';
  message: string;
}

export interface Credential {
  container: string;
  keyReference: string;
  algorithm: string;
  keyOrigin: 'card' | 'archived';
  state: CredentialState;
  serialNumberHex: string | null;
  notAfter: string | null;
  attested: boolean;
  /** What the card's attestation of the key was worth; null: not asked for. */
  attestation?: AttestationVerdict | null;
}

/** A certificate of a card as the CA has it, and where our record says that it is. */
export interface CertificateDetail extends CertificateRow {
  /** Of the credential: whether it is on its card, and counts. */
  credentialState: CredentialState;
  container: string;
  deviceLabel: string;
  /** Whom it names; null: nobody. */
  personId: string | null;
  personName: string | null;
}

export interface Device {
  deviceId: string;
  identityText: string;
  label: string;
  modelId: string;
  state: DeviceState;
  operation: 'idle' | 'checking' | SagaOperation;
  health: 'ok' | 'interrupted' | 'drift' | 'damaged';
  pin: 'initial' | 'set' | 'must-change' | 'blocked' | null;
  /** `factory`: the published factory values. `stock`: those of its stock batch. `customer-v<N>`: our own. */
  keyset: string;
  personId: string | null;
  personName: string | null;
  profileName: string | null;
  profileVersion: number | null;
  /** `YYYY-MM-DD`; fixed at bind. */
  expiresOn: string | null;
  cardUuid: string | null;
  workstationId: string | null;
  activeRequestId: string | null;
  createdAt: string;
  updatedAt: string;
  /** Why it is suspended; empty: it is not, or was before reasons were kept. Absent from an older service. */
  suspendedFor?: SuspensionReason[];
  /** What the saga that has it waits for; null: for nobody. Absent where the device is an answer to something else, and from an older service. */
  attention?: AttentionKind | null;
  /** The end of its earliest current certificate; null: it has none. Absent as `attention` is. */
  certificatesExpireAt?: string | null;
}
export interface DeviceDetail extends Device {
  /** Whose initial PIN, PUK and management key the card came with; absent from an older service. */
  stockBatch?: { stockBatchId: string; name: string };
  /** What it keeps of its stock batch: shared by the cards of the batch, or known to everybody. */
  keeps?: KeptSecret[];
  /** What this card was found not to do, though its model says that it can. */
  cardFacts?: CardFacts;
  credentials: Credential[];
  certificates: CertificateRow[];
  /** The card that this one stands for, for a time or for good. */
  replaces: ReplacementLink | null;
  /** The card that stands for this one. */
  replacedBy: ReplacementLink | null;
  /** What waits for a new card. */
  openReplacement: OpenReplacement | null;
  /** What its holder asked for last; null: nothing. Absent from an older service. */
  replacementAsk?: ReplacementAsk | null;
  /** By whom a blank card was bound to the person who sets it up; null: it is not. Absent from an older service. */
  binding?: CardBinding | null;
}

/** [B06] A blank card that its person sets up where it is put in: the request that waits for that. */
export interface CardBinding {
  requestId: string;
  profileName: string;
  boundBy: string;
  boundAt: string;
  reasonText: string | null;
  /** [B07] The card in whose place it is set up; null: none. */
  replaces: Pick<ReplacementLink, 'requestId' | 'kind' | 'reason' | 'deviceId' | 'label'> | null;
}

/** One card of a replacement that has taken place, as its other card names it. */
export interface ReplacementLink {
  requestId: string;
  kind: ReplacementKind;
  reason: ReasonCode;
  /** The other card. */
  deviceId: string;
  label: string;
  state: DeviceState;
  since: string;
}
export interface OpenReplacement {
  requestId: string;
  kind: ReplacementKind;
  reason: ReasonCode;
  profileName: string;
  requestedAt: string;
  /** Withdrawing it gives the card back to its holder: it was suspended by this request. */
  restores: boolean;
  /** The card that is being issued for it, or is bound to it, if one is. */
  successorDeviceId: string | null;
}

/** What inspection shows: the card, whether we know it, and what could be done now (each "no" with its code and a sentence). */
export interface InspectionReply {
  device: Device;
  image: CardImage;
  model: CardModel;
  actions: ({
    action: CardAction;
    possible: boolean;
    code?: string;
    message?: string;
  } & SaidIn<'message'>)[];
  /** Where card, record and CA do not agree (F06). */
  findings?: Finding[];
}

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

/** A revocation that is due, running or done (F08). */
export interface RevocationRow {
  serialNumberHex: string;
  issuerId: string;
  deviceId: string;
  keyReference: string;
  reason: RevocationReason;
  state: 'pending' | 'done';
  /** How often the CA was asked. */
  attempts: number;
  lastErrorCode: string | null;
  requestedAt: string;
  /** The 18 h clock; a date that has passed is overdue. */
  dueAt: string;
  doneAt: string | null;
  workflowId: string;
}

/** A passkey that its relying party is to delete, or has deleted: which one, whose card it is on, and the clock, that of revocations. */
export interface PasskeyDeletionRow {
  passkeyId: string;
  /** Of the work by which it was made. */
  requestId: string;
  deviceId: string;
  deviceLabel: string;
  personId: string;
  /** null: the record has this person no more. */
  personName: string | null;
  /** As credential profiles name it. */
  relyingParty: string;
  /** By which the relying party lists it. */
  displayName: string;
  /** The model of the key, as it says itself. */
  aaguid: string | null;
  why: PasskeyEnd;
  state: 'pending' | 'done';
  /** How often the relying party was asked. */
  attempts: number;
  /** Of the last try; null: none has failed, or it is done. */
  lastErrorCode: string | null;
  requestedAt: string;
  /** The 18 h clock; a date that has passed is overdue. */
  dueAt: string;
  doneAt: string | null;
}

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

/** A device as update-svc's read model has it. */
export interface DeviceExport {
  deviceId: string;
  identityText: string;
  state: DeviceState;
  personId: string | null;
  profileName: string | null;
  profileVersion: number | null;
  expiresOn: string | null;
  earliestNotAfter: string | null;
  /** Grows with every change of the device: an older event never overwrites a newer one. */
  revision: number;
  /** This and what follows are absent from an older issuance-svc: nothing is due by them then. */
  label?: string;
  pin?: Device['pin'];
  /** The saga that is at work on the card. */
  activeRequestId?: string | null;
  /** The certificates in use, or expired, that can be renewed: those of the profile version that the card was issued with, one per key reference. */
  certificates?: ExportedCertificate[];
  /** Sagas that wait (READY) until the card is there, oldest first. */
  waiting?: WaitingForCard[];
  /** Why the record refuses to have the card written now; null: it does not. */
  refused?: WriteRefusal | null;
  /** A newer version of its profile is published than the one that the card has; null: it has the newest, or none. */
  profileChange?: ExportedProfileChange | null;
  /** Certificates of its profile that somebody else revoked at the CA, and that stand on the card; one per key reference. */
  revoked?: ExportedRevocation[];
  /** When the newest version of its profile wants a new management key for it; null: never, or the card has none of ours. */
  managementKeyDueAt?: string | null;
  /** The card is to get a new passkey; null: it has the one that its profile wants, or its profile wants none. */
  passkeyDue?: ExportedPasskeyDue | null;
  /** The card model; null: not known. */
  modelId?: string | null;
}
/** PASSKEY_MISSING: what it had was deleted, and it is in use again. PASSKEY_RENEWAL: its profile wants a new one after a reprovision. */
export interface ExportedPasskeyDue {
  cause: 'PASSKEY_MISSING' | 'PASSKEY_RENEWAL';
  since: string;
}
export interface ExportedRevocation {
  keyReference: KeyReferenceName;
  /** When the record learned of it. */
  since: string;
}

/** What the newest version of the profile would change on this card. */
export interface ExportedProfileChange {
  version: number;
  publishedAt: string;
  /** Key references that the profile has and the card lacks. */
  added: KeyReferenceName[];
  /** Key references in use on the card that the profile has dropped. */
  removed: KeyReferenceName[];
  /** Key references whose key or certificate the profile wants otherwise than they were made. */
  changed: KeyReferenceName[];
  /** Something differs that is no single key: only a reprovision brings the card to this version. */
  reprovision: boolean;
}

/** When a certificate is renewed, from the row of the credential profile: its defaults are filled in. */
export interface ExportedCertificate {
  keyReference: KeyReferenceName;
  notAfter: string;
  renewalWindowDays: number;
  minimumGainDays: number;
  /** null: what the CA's certificate profile says. */
  validityDays: number | null;
  /** Since when the record has other data of its holder than it says; null: the same, or nobody knows. Absent from an older issuance-svc. */
  outdatedSince?: string | null;
  /** The CA that issued it, and which of its certificates it is. Absent from an older issuance-svc. */
  issuerId?: string;
  serialNumberHex?: string;
}

export interface WaitingForCard {
  requestId: string;
  type: CardSagaType;
  /** Code of the reasons catalogue. */
  reason: string | null;
  createdAt: string;
  /** [B07] Of an issue: the card takes the place of another one. Absent from an older issuance-svc. */
  replaces?: { kind: ReplacementKind; reason: string } | null;
}
