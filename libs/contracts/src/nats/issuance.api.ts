/**
 * Person-facing requests that issuance-svc serves on `cw.v1.issuance.<name>`; published by the gateway only, which vouches
 * for `actor` in the envelope. Every one of them passes the one authorisation function (model.md section 6).
 */
import type { SagaTrace } from '../card/apdu-trace.js';
import type { AttestationVerdict } from '../card/attestation.js';
import type { CardFacts } from '../card/card-facts.js';
import type { CardImage } from '../card/card-image.js';
import type { CardModel } from '../card/card-model.js';
import type { CredentialProfile, CredentialProfileVersion, PinRule } from '../card/credential-profile.js';
import type { CardStepKind } from '../card/card-step.js';
import type { KeptSecret } from '../card/well-known-secrets.js';
import type { Finding, FindingRow } from '../card/findings.js';
import type { Reason, ReasonUse, ReplacementKind } from '../card/reasons.js';
import type { AuditRow, AuditVerification } from './audit-rows.js';
import type { ReaderState, SignedSessionKey } from './edge.api.js';
import type { CertificateRow } from './pki.api.js';
import type { PlanSummary } from './plan-summary.js';
import type { Role } from '../access/role.js';
import type { Page, PageRequest, RequestOf, Rpc } from './rpc.js';
import type { CardAction, CardSagaType, sagaKinds, SagaOperation, WaitingRequestType } from '../workflow/saga-kinds.js';

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
  organizationalUnit: string | null;
  enabled: boolean;
  createdAt: string;
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

export interface ImportProblem {
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
}

/** One card of a replacement that has taken place, as its other card names it. */
export interface ReplacementLink {
  requestId: string;
  kind: ReplacementKind;
  /** Code of the reasons catalogue. */
  reason: string;
  /** The other card. */
  deviceId: string;
  label: string;
  state: DeviceState;
  since: string;
}
export interface OpenReplacement {
  requestId: string;
  kind: ReplacementKind;
  reason: string;
  profileName: string;
  requestedAt: string;
  /** Withdrawing it gives the card back to its holder: it was suspended by this request. */
  restores: boolean;
  /** The card that is being issued for it, if one is. */
  successorDeviceId: string | null;
}

/** What inspection shows: the card, whether we know it, and what could be done now (each "no" with its reason). */
export interface InspectionReply {
  device: Device;
  image: CardImage;
  model: CardModel;
  actions: {
    action: CardAction;
    possible: boolean;
    code?: string;
    reason?: string;
  }[];
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
  /** `9A`, `9C`, `9D`, `9E`: at least one, each in the profile. The reason is one of the catalogue with use `update`. */
  keyReferences: string[];
}

/** What the dry run of a reprovision or an update shows besides the plan (D20, F04). */
export interface ReprovisionWarnings {
  /** Certificates that will be revoked or replaced, and why. */
  replaced: { keyReference: string; serialNumberHex: string; notAfter: string | null; effect: string }[];
  /** Text for the operator: effects on card and account. */
  operator: string;
  /** Shorter text for the cardholder. */
  holder: string;
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
  reason: string;
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

export interface SagaRow {
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
  actions: ('retry' | 'cancel' | 'supply-pin' | 'reveal-initial-pin')[];
  /** What a cancel would do now, in a sentence; null where there is nothing to cancel. */
  cancelEffect: string | null;
}

export interface SagaProgress {
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
  };
}

export interface Workstation {
  workstationId: string;
  name: string;
  agentNkey: string | null;
  agentVersion: string | null;
  enrolledAt: string | null;
  lastSeenAt: string | null;
  revokedAt: string | null;
  online: boolean;
}

export interface IssuanceApi {
  /** separationOfDuties: whether one person alone may hold every duty here; absent from an older service, which enforces nothing. */
  'me.get': Rpc<
    Record<string, never>,
    {
      person: Person | null;
      roles: Role[];
      permissions: string[];
      separationOfDuties?: 'enforced' | 'single-operator';
    }
  >;
  /**
   * Sessions of browsers (docs/decisions/0007). The id is known by its SHA-256 only, so that whoever reads the record cannot become
   * anybody. Once for each sign-in, by the person whose it is.
   */
  'sessions.start': Rpc<
    { sessionSha256Hex: string; idleSeconds: number; absoluteSeconds: number },
    { expiresAt: string }
  >;
  /** Whether it goes on; the id is the authority. touch: somebody uses it, so that it does not end as idle. */
  'sessions.check': Rpc<{ sessionSha256Hex: string; touch: boolean }, { active: boolean }>;
  /** ended: false when it had ended before. */
  'sessions.end': Rpc<{ sessionSha256Hex: string }, { ended: boolean }>;
  /** Throws PERSON_IMPORT_UNREADABLE, PERSON_IMPORT_REJECTED {problems, file}; then nothing was imported. */
  'people.import': Rpc<ImportPeopleRequest, ImportedPeople>;
  'people.import.begin': Rpc<Record<string, never>, StagedImport>;
  /** A piece that comes again replaces the one of its number. */
  'people.import.piece': Rpc<{ importId: string; number: number; dataBase64: string }, { received: number }>;
  /** All pieces as one file, all or nothing; asked again, the same answer. A dry run keeps the pieces. */
  'people.import.commit': Rpc<
    { importId: string; pieces: number; encoding?: string; dryRun?: boolean },
    ImportedPeople
  >;
  'people.import.discard': Rpc<{ importId: string }, { discarded: true }>;
  /** externalId: exactly this one, so one row or none. query: part of a name or id. */
  'people.list': Rpc<{ query?: string; externalId?: string } & PageRequest, Page<Person>>;
  'people.get': Rpc<{ personId: string }, { person: Person }>;
  /** In the order in which they are matched. site: ids of the rows that this installation added itself. */
  'models.list': Rpc<Record<string, never>, { models: CardModel[]; site?: string[] }>;
  'models.validate': Rpc<
    { definition: unknown },
    { valid: boolean; problems: { path: string; message: string }[]; model?: CardModel }
  >;
  /** A row of the installation's own, new or changed. It is matched before the models that ship. */
  'models.publish': Rpc<{ definition: unknown }, { model: CardModel; changed: boolean }>;
  /** It matches no card any more, until it is published again. */
  'models.withdraw': Rpc<{ modelId: string; reason: string }, { changed: boolean }>;
  'stock-batches.list': Rpc<
    PageRequest,
    Page<{ stockBatchId: string; name: string; modelId: string; createdAt: string }>
  >;
  /** jwe: the batch's initial 9B, PIN and PUK sealed to the vault's key. */
  'stock-batches.import': Rpc<
    { name: string; modelId: string; serials: string[]; jwe: string },
    { stockBatchId: string; devices: number }
  >;
  'vault-key.get': Rpc<Record<string, never>, { publicJwk: Record<string, unknown>; kid: string }>;
  /** withdrawnAt: since when nothing is issued with it; null: in use. */
  'profiles.list': Rpc<
    PageRequest,
    Page<{ name: string; title: string; version: number; publishedAt: string; withdrawnAt: string | null }>
  >;
  'profiles.get': Rpc<{ name: string; version?: number }, { profile: CredentialProfileVersion }>;
  'profiles.publish': Rpc<{ definition: unknown }, { profile: CredentialProfileVersion; changed: boolean }>;
  /** No card is issued or reprovisioned with it any more, until it is published again. */
  'profiles.withdraw': Rpc<{ name: string; reason: string }, { changed: boolean }>;
  'profiles.diff': Rpc<
    { name: string; from: number; to: number },
    { changes: { path: string; before: unknown; after: unknown }[] }
  >;
  'profiles.validate': Rpc<
    { definition: unknown },
    { valid: boolean; problems: { path: string; message: string }[]; definition?: CredentialProfile }
  >;
  /** name: exactly this one, and not revoked, so one row or none. */
  'workstations.list': Rpc<{ name?: string } & PageRequest, Page<Workstation>>;
  /** identity: only the reader that holds this card, as far as the agent has read it. */
  'workstations.readers': Rpc<{ workstationId: string; identity?: string }, { readers: ReaderState[] }>;
  /** The one-time code carries the transport root's SHA-256; shown once, stored as a hash. */
  'workstations.enrolment-code': Rpc<{ name: string }, { workstationId: string; code: string; expiresAt: string }>;
  /**
   * No actor: the code is the authority. proofBase64Url: the agent's signature (libs/sealing, enrolment-proof); without it EDGE_OUTDATED,
   * which agents from before know.
   */
  'workstations.enrol': Rpc<
    { code: string; agentNkey: string; agentVersion: string; proofBase64Url?: string },
    {
      workstationId: string;
      jwt: string;
      expiresAt: string;
      natsUrl: string;
      transportCaPem: string;
      vaultPublicJwk: Record<string, unknown>;
    }
  >;
  'workstations.revoke': Rpc<{ workstationId: string; reason: string }, { workstation: Workstation }>;
  /** identity (`<scheme>:<value>`): exactly this card, so one row or none. label: exactly this label, which several may have. */
  'devices.list': Rpc<
    {
      query?: string;
      identity?: string;
      label?: string;
      state?: DeviceState;
      personId?: string;
      mine?: boolean;
    } & PageRequest,
    Page<Device>
  >;
  'devices.get': Rpc<{ deviceId: string }, { device: DeviceDetail }>;
  /**
   * identity: the card with this identity, known or not, in whichever reader it is. readerName: what is in that reader, so that another card
   * there is said (CARD_WRONG_DEVICE) although the one that is meant may be in the next reader.
   */
  'devices.inspect': Rpc<
    { workstationId: string; readerName?: string; identity?: string; deviceId?: string },
    InspectionReply
  >;
  'devices.plan': Rpc<Omit<IssueCardRequest, 'planHash' | 'idempotencyKey'>, { plan: PlanSummary }>;
  'devices.issue': Rpc<IssueCardRequest, { saga: SagaRow }>;
  'devices.activate': Rpc<{ deviceId: string; reason?: string }, { saga: SagaRow }>;
  'devices.recycle': Rpc<
    { deviceId: string; workstationId: string; readerName?: string; reason: string },
    { saga: SagaRow }
  >;
  /** Dry run of a reprovision on the real card: reads only (D16, D20, D21, F04). */
  'devices.plan-reprovision': Rpc<
    Omit<ReprovisionCardRequest, 'planHash' | 'idempotencyKey'>,
    { plan: PlanSummary; warnings: ReprovisionWarnings }
  >;
  'devices.reprovision': Rpc<ReprovisionCardRequest, { saga: SagaRow }>;
  /**
   * [D14] A reprovision that waits (READY) for the holder, who runs it as "Reprovision my card"; it needs no card. `sagas.cancel`
   * withdraws it. A newer one supersedes it.
   */
  'devices.request-reprovision': Rpc<
    Pick<ReprovisionCardRequest, 'deviceId' | 'reason' | 'reasonText' | 'acceptHistoryLoss'>,
    { saga: SagaRow }
  >;
  /** Dry run of an update on the real card: reads only. */
  'devices.plan-update': Rpc<
    Omit<UpdateCardRequest, 'planHash' | 'idempotencyKey'>,
    { plan: PlanSummary; warnings: ReprovisionWarnings }
  >;
  'devices.update': Rpc<UpdateCardRequest, { saga: SagaRow }>;
  /** A new PIN by the PUK; the old one is not asked. Waits for the holder's PIN like an issue. */
  'devices.reset-pin': Rpc<
    { deviceId: string; workstationId: string; readerName?: string; reason: string; reasonText?: string },
    { saga: SagaRow }
  >;
  /** Blocks the PIN on the card; `devices.reset-pin` is the way back. A blocked one stays blocked and that is recorded. */
  'devices.lock': Rpc<
    { deviceId: string; workstationId: string; readerName?: string; reason: string; reasonText?: string },
    { saga: SagaRow }
  >;
  /** Withdrawn by `sagas.cancel` while it waits. Throws LIFECYCLE_REPLACEMENT_OPEN for a second one of the same card. */
  'devices.replace': Rpc<ReplaceCardRequest, { saga: SagaRow; device: Device }>;
  'devices.suspend': Rpc<LifecycleRequest, { device: Device }>;
  'devices.resume': Rpc<LifecycleRequest, { device: Device }>;
  'devices.terminate': Rpc<LifecycleRequest, { device: Device }>;
  /**
   * Compares record and CA, and the card too where its workstation is named. repair: what needs no card is set right; a
   * finding that was mended is among `repaired` and no longer open.
   */
  'devices.reconcile': Rpc<
    { deviceId: string; workstationId?: string; readerName?: string; repair?: boolean },
    { device: Device; cardRead: boolean; findings: FindingRow[]; repaired: Finding[] }
  >;
  /** Newest first. open: only what is not cleared. */
  'findings.list': Rpc<{ deviceId?: string; open?: boolean } & PageRequest, Page<FindingRow>>;
  'reasons.list': Rpc<{ use?: ReasonUse }, { reasons: Reason[] }>;
  'revocations.list': Rpc<{ deviceId?: string; open?: boolean } & PageRequest, Page<RevocationRow>>;
  'sagas.list': Rpc<
    { state?: RequestState; type?: RequestType; deviceId?: string; personId?: string; stuck?: boolean } & PageRequest,
    Page<SagaRow>
  >;
  'sagas.get': Rpc<{ requestId: string }, { saga: SagaRow }>;
  'sagas.timeline': Rpc<{ requestId: string; afterSequence?: number }, { rows: SagaProgress[] }>;
  /** What went over the link to the card, redacted at the agent (F05). */
  'sagas.trace': Rpc<{ requestId: string }, { trace: SagaTrace }>;
  'sagas.retry': Rpc<{ requestId: string; workstationId?: string }, { saga: SagaRow }>;
  'sagas.cancel': Rpc<{ requestId: string; reason: string }, { saga: SagaRow; effect: string }>;
  /**
   * The key to seal the PIN to, the rule, and the time that a seal is judged by (ISO); only while AWAITING_USER(pin). asks: a PIN that is
   * chosen, or the one that the card has.
   */
  'sagas.pin-key': Rpc<
    { requestId: string },
    {
      sessionKey: SignedSessionKey;
      agentNkey: string;
      pinRule: PinRule;
      asks: 'new-pin' | 'card-pin';
      serverTime: string;
    }
  >;
  /** The two entries of the PIN are compared where they are typed, so only one arrives here. The agent checks it against the PIN rule. */
  'sagas.supply-pin': Rpc<{ requestId: string; jwe: string }, { saga: SagaRow }>;
  /** Gives up the PIN entry: the card ends PENDING_ACTIVATION (C15). */
  'sagas.skip-pin': Rpc<{ requestId: string }, { saga: SagaRow }>;
  'sagas.reveal-initial-pin': Rpc<
    { requestId: string; recipientJwk: Record<string, unknown>; reason: string },
    { jwe: string }
  >;
  'audit.list': Rpc<{ object?: string; action?: string } & PageRequest, Page<AuditRow>>;
  'audit.verify': Rpc<Record<string, never>, { chains: AuditVerification[] }>;
  'role-grants.list': Rpc<
    PageRequest,
    Page<{ personId: string; role: Role; groupScope: string; profileScope: string }>
  >;
  /** Temporal payloads (JSON of the Payload protobuf), for the gateway's codec endpoint. */
  'codec.decode': Rpc<{ payloads: unknown[] }, { payloads: unknown[] }>;
  /** Authorises a look at the Temporal UI / codec: throws AUTH_FORBIDDEN. */
  'codec.authorise': Rpc<Record<string, never>, { allowed: true }>;
}

/** Between services, on `cw.v1.issuance-internal.<name>`. */
export interface IssuanceInternalApi {
  'lease.check': Rpc<
    { requestId: string; deviceId: string; workstationId: string; fencingToken: number },
    { open: boolean }
  >;
  /** Read model of update-svc: pages of devices in a stable order. */
  'devices.export': Rpc<PageRequest, Page<DeviceExport>>;
  /** One round of the orphan sweeper now (faults.md I1). all: every live certificate, not only those of requests that closed lately. */
  'orphans.sweep': Rpc<{ all?: boolean }, { checked: number; findings: Finding[] }>;
  /**
   * Begins a saga of any kind for a service that has found it due, after every check that a person's request has to pass, but the person's
   * rights: NATS permissions say which services may ask, and the envelope's actor (kind `system`) which one it was. A request that waits for
   * the card is the one that is begun. Throws as the request of the kind does.
   */
  'sagas.begin': Rpc<SagaToBegin, { saga: SagaRow }>;
}
/** `request`: what a person asks to have a saga of this kind started; of a kind that people do not start, the card and why. */
export type SagaToBegin = { [Type in CardSagaType]: { type: Type; request: StartRequest<Type> } }[CardSagaType];
export type StartRequest<Type extends CardSagaType> = `devices.${(typeof sagaKinds)[Type]['action']}` extends infer Name
  ? Name extends keyof IssuanceApi
    ? RequestOf<IssuanceApi, Name>
    : { deviceId: string; workstationId: string; readerName?: string; reason: string; reasonText?: string }
  : never;
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
}
