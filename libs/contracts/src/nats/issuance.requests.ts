/**
 * Person-facing requests that issuance-svc serves on `cw.v1.issuance.<name>`: body and answer of each, and who may send it. The gateway
 * alone publishes them and vouches for `actor` in the envelope. Every one of them passes the one authorisation function (model.md
 * section 6).
 */
import type { BridgeState } from '../workstation/bridge.js';
import type { BrowserSession } from '../access/browser-session.js';
import type { ToldStep, WizardStep } from '../access/wizard-step.js';
import type { AuthenticationMethod } from '../access/card-sign-in.js';
import type { PasskeyAssertion } from '../access/passkey-sign-in.js';
import type { PersonPhoto } from '../access/person-photo.js';
import type { DeploymentCode } from '../workstation/deployment-code.js';
import type { Reminder } from '../update/reminder.js';
import type { SagaTrace } from '../card/apdu-trace.js';
import type { CardModel } from '../card/card-model.js';
import type { PinRule } from '../card/credential-profile.js';
import type { Finding, FindingFilter, FindingRow } from '../card/findings.js';
import type { Reason, ReasonUse } from '../card/reasons.js';
import type { AuditFilter, AuditRow, AuditVerification } from './audit-rows.js';
import type { CertificateFilter, CertificateSort, ListedCertificate } from './certificate-list.js';
import type { DeviceHistoryRow } from './device-history.js';
import type { FeedPage, FeedRequest } from './event-feed.js';
import type { ReaderState, SignedSessionKey } from './edge.api.js';
import type { CertificateWithChain } from './pki.api.js';
import type { DefinitionProblem } from '../card/definition-problem.js';
import type { PlanSummary } from './plan-summary.js';
import { decisionRules } from '../workflow/decision-rules.js';
import type { ProfileApi } from './profile.requests.js';
import type { NewRoleGrant, Permission, Role, RoleGrant, RoleMeaning } from '../access/role.js';
import type { Page, PageRequest, RequestOf, Rpc } from './rpc.js';
import type {
  DeviceFilter,
  DeviceSort,
  Exportable,
  PasskeyDeletionState,
  PersonFilter,
  PersonSort,
  SagaFilter,
  SagaSort,
  Sorted,
} from './list-filters.js';
import type { Found, SearchKind } from './search.js';
import type {
  Person,
  PersonChanges,
  PersonFields,
  ImportPeopleRequest,
  ImportedPeople,
  StagedImport,
  Device,
  DeviceDetail,
  CertificateDetail,
  DeviceExport,
  InspectionReply,
  IssueCardRequest,
  BindCardRequest,
  ReplaceCardRequest,
  ReprovisionCardRequest,
  UpdateCardRequest,
  ReprovisionWarnings,
  LifecycleRequest,
  PasskeyDeletionRow,
  RevocationRow,
  KindOfWork,
  SagaRow,
  SagaProgress,
  WaitsFor,
} from './issuance.api.js';
import type { BulkPreview, BulkRequest, BulkResult, BulkSelection } from './bulk-actions.js';
import type { SavedView, ViewedList } from './saved-views.js';
import type { DueRow, OfferRow } from '../update/update-offer.js';
import type { CardAction, CardSagaType, PlanRequest, sagaKinds } from '../workflow/saga-kinds.js';
import type { AskedFor, Permitted, PinAsked } from '../workflow/saga-kind.js';
import type { BrowserPasskey, BrowserPasskeyOptions, PasskeyPage } from '../access/browser-passkey.js';
import type { AgentLogPage, DoctorReport, LogLevel } from '../workstation/diagnosis.js';
import type {
  Workstation,
  WorkstationDetail,
  WorkstationFilter,
  WorkstationPolicyState,
  WorkstationSort,
} from '../workstation/workstation.js';
import type { SaidIn } from '../said.js';

export interface IssuanceApi extends ProfileApi {
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
   * anybody. Once for each sign-in, by the person whose it is. authenticatedAt: when the issuer last had them prove who they are; absent
   * from a gateway of the release before. browser, system: their names, such as `Firefox` and `Linux`, where they are known. renewsSha256Hex: the
   * session of the same person that this one goes on from: it ends, and at which workstation its browser is stays known. amr: how they proved who they
   * are, where that was here; with `sc` nobody knows since when (docs/decisions/0014).
   */
  'sessions.start': Rpc<
    {
      sessionSha256Hex: string;
      idleSeconds: number;
      absoluteSeconds: number;
      authenticatedAt?: string;
      browser?: string;
      system?: string;
      renewsSha256Hex?: string;
      amr?: readonly AuthenticationMethod[];
    },
    { expiresAt: string }
  >;
  /** Whether it goes on; the id is the authority. touch: somebody uses it, so that it does not end as idle. */
  'sessions.check': Rpc<
    { sessionSha256Hex: string; touch: boolean },
    /**
     * pairedWorkstationId: at which computer this browser is (`bridge.pair`); null: nobody knows. authenticatedSecondsAgo: since its person
     * proved who they are (docs/decisions/0013); null: not known. Both absent from an older service.
     */
    { active: boolean; pairedWorkstationId?: string | null; authenticatedSecondsAgo?: number | null }
  >;
  /** ended: false when it had ended before. */
  'sessions.end': Rpc<{ sessionSha256Hex: string }, { ended: boolean }>;
  /**
   * Sign-in with the card (docs/decisions/0014). The gateway has seen in a TLS handshake that somebody uses the key of this certificate, which our CA has
   * signed for client authentication and whose time it is. From here on the code is good once, for `cardSignInSeconds`, with this challenge. Throws
   * AUTH_CARD_REFUSED {cause: CardSignInRefusal}.
   */
  'card-sign-in.prove': Rpc<
    { serialNumberHex: string; certificateSha256Hex: string; challenge: string; codeSha256Hex: string },
    { proved: true }
  >;
  /** Whose card it was: that identity is signed in. The code is used up, whoever brings it. Throws AUTH_CARD_REFUSED {cause}. */
  'card-sign-in.redeem': Rpc<
    { challenge: string; codeSha256Hex: string },
    { iss: string; sub: string; externalId: string; displayName: string }
  >;
  /**
   * Sign-in with a passkey. challenge: the gateway made it for this browser, and its time is not over. Whose passkey it is: that identity is signed
   * in. The challenge is used up by a right answer. Throws AUTH_PASSKEY_REFUSED {cause: PasskeySignInRefusal}, RELYING_PARTY_NOT_CONFIGURED.
   */
  'passkey-sign-in.redeem': Rpc<
    { challenge: string; assertion: PasskeyAssertion },
    { iss: string; sub: string; externalId: string; displayName: string }
  >;
  /**
   * The workstation bridge (docs/decisions/0012), for a session that goes on; its id is the authority. The gateway has signed a challenge and sends it
   * nowhere before this is answered. Throws AUTH_REQUIRED, REQUEST_RATE_LIMITED.
   */
  'bridge.open': Rpc<{ sessionSha256Hex: string; jtiSha256Hex: string }, { opened: true }>;
  /** The code that an agent has made up for a challenge of this very session, once. Throws AUTH_REQUIRED, BRIDGE_CODE_REFUSED. */
  'bridge.pair': Rpc<{ sessionSha256Hex: string; codeSha256Hex: string }, BridgeState>;
  /** The code that an agent shows, as somebody typed it, once. Throws as `bridge.pair`, and REQUEST_RATE_LIMITED after a few wrong ones. */
  'bridge.pair-typed': Rpc<{ sessionSha256Hex: string; codeSha256Hex: string }, BridgeState>;
  /** Throws AUTH_REQUIRED. */
  'bridge.state': Rpc<{ sessionSha256Hex: string }, BridgeState>;
  /** unpaired: false where it was not paired. */
  'bridge.unpair': Rpc<{ sessionSha256Hex: string }, { unpaired: boolean }>;
  /** One's own that go on, last used first. sessionSha256Hex: of the one that asks, which is said to be `current`. */
  'sessions.list': Rpc<{ sessionSha256Hex?: string }, { sessions: BrowserSession[] }>;
  /** Of one's own: this one, or all, or all but the one of exceptSha256Hex. ended: how many went on until now. */
  'sessions.end-own': Rpc<{ sessionId?: string; exceptSha256Hex?: string }, { ended: number }>;
  /** All of a person, whoever they are signed in as now; they can sign in again. Throws PERSON_NOT_FOUND. */
  'sessions.end-of-person': Rpc<{ personId: string; reason: string }, { ended: number }>;
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
  /** One's own views of a list, by name. */
  'views.list': Rpc<{ list: ViewedList }, { views: SavedView[] }>;
  /** formerName: it is renamed. Throws VIEW_TOO_MANY {most}, VIEW_NOT_FOUND, VIEW_NAME_TAKEN. */
  'views.save': Rpc<{ list: ViewedList; formerName?: string } & SavedView, { view: SavedView }>;
  'views.delete': Rpc<{ list: ViewedList; name: string }, { deleted: boolean }>;
  /** The step that one's own page shows; sessionSha256Hex: of the browser, which has one step. Throws AUTH_PERSON_UNKNOWN. */
  'wizard-step.tell': Rpc<ToldStep & { sessionSha256Hex?: string }, { told: true }>;
  /** left: whether there was one. */
  'wizard-step.leave': Rpc<{ sessionSha256Hex?: string }, { left: boolean }>;
  /** step: the one that changed last, in whatever browser of the person; null: no wizard is open. Throws PERSON_NOT_FOUND. */
  'people.wizard-step': Rpc<{ personId: string }, { step: WizardStep | null }>;
  /** What an action would do to each of a selection now. Changes nothing, and writes nothing into the audit. Throws BULK_TOO_MANY {most}. */
  'bulk.preview': Rpc<BulkSelection, BulkPreview>;
  /** Each as the action on one alone; one that is refused holds up no other. Throws BULK_TOO_MANY {most}, REASON_*. */
  'bulk.act': Rpc<BulkRequest, { bulkId: string; rows: BulkResult[] }>;
  /** By name without a `sort`. Throws REQUEST_EXPORT_TOO_LARGE {most}. */
  'people.list': Rpc<PersonFilter & Sorted<PersonSort> & PageRequest & Exportable, Page<Person>>;
  /** photo: what is on record, without it; null: none. Absent from an older service. */
  'people.get': Rpc<{ personId: string }, { person: Person; photo?: PersonPhoto | null }>;
  /** Throws PERSON_PHOTO_NOT_FOUND. */
  'people.photo.get': Rpc<{ personId: string }, { photo: PersonPhoto; dataBase64: string }>;
  /** In the place of another one. What it is, its own bytes say. Throws PERSON_PHOTO_INVALID, and PERSON_INVALID for a photo of oneself. */
  'people.photo.put': Rpc<{ personId: string; dataBase64: string }, { photo: PersonPhoto }>;
  'people.photo.delete': Rpc<{ personId: string }, { deleted: boolean }>;
  /** Throws PERSON_EXTERNAL_ID_TAKEN, PERSON_INVALID {problems: PersonProblem[]}. */
  'people.create': Rpc<PersonFields, { person: Person }>;
  /**
   * `versions`: what the person has to be at, else nothing is written; null: whatever it is at. Throws PERSON_NOT_FOUND, PERSON_CHANGED {version},
   * PERSON_INVALID {problems: PersonProblem[]}, PERSON_ACCOUNT_SHARED for a person whose external id is another's too.
   */
  'people.change': Rpc<{ personId: string; versions: string[] | null; changes: PersonChanges }, { person: Person }>;
  /** In the order in which they are matched. site: ids of the rows that this installation added itself. */
  'models.list': Rpc<Record<string, never>, { models: CardModel[]; site?: string[] }>;
  'models.validate': Rpc<{ definition: unknown }, { valid: boolean; problems: DefinitionProblem[]; model?: CardModel }>;
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
  /**
   * name: exactly this one, and not revoked, so one row or none. query: part of the name, the id or the system. online: as it was heard last, at
   * most `agentSilentAfterMs` ago; version: of the agent; readers: none, some, or some with a card in them.
   */
  /** Of a list each row says what its agent answers now; of an export, what is on record. */
  'workstations.list': Rpc<WorkstationFilter & Sorted<WorkstationSort> & PageRequest & Exportable, Page<Workstation>>;
  /** How many there are in all, revoked ones left out, and of which kinds: for whoever looks for those that are behind. */
  'workstations.summary': Rpc<
    Record<string, never>,
    {
      total: number;
      online: number;
      versions: { version: string | null; count: number }[];
      policies: { policy: WorkstationPolicyState; count: number }[];
    }
  >;
  /**
   * What the doctor of its agent finds now, and what the agent logged; `level`: the least that is shown. Whose cards are in its readers is left out
   * for whoever may not see others' devices. Throws EDGE_UNREACHABLE, EDGE_OUTDATED {agentVersion} of an agent that is too old to be asked.
   */
  'workstations.doctor': Rpc<{ workstationId: string }, DoctorReport>;
  'workstations.logs': Rpc<{ workstationId: string; since?: string; limit?: number; level?: LogLevel }, AgentLogPage>;
  /** A revoked one too. */
  'workstations.get': Rpc<{ workstationId: string }, { workstation: WorkstationDetail }>;
  /** identity: only the reader that holds this card, as far as the agent has read it. */
  'workstations.readers': Rpc<{ workstationId: string; identity?: string }, { readers: ReaderState[] }>;
  /** The one-time code carries the transport root's SHA-256; shown once, stored as a hash. */
  'workstations.enrolment-code': Rpc<{ name: string }, { workstationId: string; code: string; expiresAt: string }>;
  /**
   * No actor: the code is the authority. proofBase64Url: the agent's signature (libs/sealing, enrolment-proof); without it EDGE_OUTDATED,
   * which agents from before know. hostName: with a deployment code, in the signature too; the name of the workstation is made of it.
   */
  'workstations.enrol': Rpc<
    { code: string; agentNkey: string; agentVersion: string; proofBase64Url?: string; hostName?: string },
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
  /** Until then a deployment code may enrol a computer of this name in the place of the one on record, once: it was set up again. */
  'workstations.allow-enrolment': Rpc<
    { workstationId: string; reason: string },
    { workstation: Workstation; until: string }
  >;
  /** days: so long it is good. The code is shown once, stored as a hash. */
  'deployment-codes.create': Rpc<
    { places: number; days: number; group?: string; namePattern?: string },
    { deploymentCode: DeploymentCode; code: string }
  >;
  /** Newest first. */
  'deployment-codes.list': Rpc<PageRequest, Page<DeploymentCode>>;
  /** It enrols nobody any more; what was enrolled stays. May be repeated. */
  'deployment-codes.revoke': Rpc<{ deploymentCodeId: string; reason: string }, { deploymentCode: DeploymentCode }>;
  /** Oldest first without a `sort`. Throws REQUEST_EXPORT_TOO_LARGE {most}. */
  'devices.list': Rpc<{ mine?: boolean } & DeviceFilter & Sorted<DeviceSort> & PageRequest & Exportable, Page<Device>>;
  /** What a day of work begins with, of the cards that the actor may see; each number is that of a filter of `devices.list`. */
  'devices.overview': Rpc<
    Record<string, never>,
    { expiring: { withinDays: number; cards: number }[]; replacementsAsked: number }
  >;
  /**
   * What fits a text (`shortestSearch` characters and more) among what the lists show to this actor; of kinds whose list they may not see,
   * nothing. limit: per kind, at most 20.
   */
  'search.find': Rpc<{ query: string; kinds: readonly SearchKind[]; limit?: number }, Found>;
  'devices.get': Rpc<{ deviceId: string }, { device: DeviceDetail }>;
  /**
   * What happened to the card, its sagas and its certificates, and who did it; newest first. For whoever may see others' cards; of sagas and
   * certificates that are outside of a limited role (a former holder's, another profile's) nothing. requestId: only of this saga. Throws
   * LIFECYCLE_DEVICE_NOT_FOUND.
   */
  'devices.history': Rpc<{ deviceId: string; requestId?: string } & PageRequest, Page<DeviceHistoryRow>>;
  /**
   * identity: the card with this identity, known or not, in whichever reader it is. readerName: what is in that reader, so that another card
   * there is said (CARD_WRONG_DEVICE) although the one that is meant may be in the next reader.
   */
  'devices.inspect': Rpc<
    { workstationId: string; readerName?: string; identity?: string; deviceId?: string },
    InspectionReply
  >;
  'devices.plan': Rpc<Omit<IssueCardRequest, 'planHash' | 'idempotencyKey' | 'identifiedBy'>, { plan: PlanSummary }>;
  'devices.issue': Rpc<IssueCardRequest, { saga: SagaRow }>;
  /**
   * [B06] Binds a blank card to a person. The issue waits (READY): the person is offered it wherever the card is put in, and nobody else is.
   * `sagas.cancel` of it is the same as `devices.unbind`. Throws LIFECYCLE_TRANSITION for a card that is not AVAILABLE, PERSON_DISABLED,
   * PROFILE_NOT_FOUND, PROFILE_WITHDRAWN, LIFECYCLE_GROUP_OCCUPIED; and for a replacement as `devices.issue`.
   */
  'devices.bind': Rpc<BindCardRequest, { saga: SagaRow; device: Device }>;
  /** The card is AVAILABLE again, and what was offered is withdrawn. Throws LIFECYCLE_TRANSITION for a card that is not ASSIGNED. */
  'devices.unbind': Rpc<{ deviceId: string; reason: string }, { device: Device }>;
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
  'devices.reset-pin': Rpc<PinWorkRequest, { saga: SagaRow }>;
  /** A holder changes the PIN of their own card by the one that it has. Waits for both, which are sealed together (pin-change). */
  'devices.change-pin': Rpc<Omit<PinWorkRequest, 'reason' | 'reasonText'>, { saga: SagaRow }>;
  /**
   * A new passkey on a card in use, in the place of the one that it had; waits for the PIN for passkeys and a touch like an issue. Throws
   * LIFECYCLE_NOT_ACTIVE, LIFECYCLE_TRANSITION where the profile makes none, CARD_UNSUPPORTED, FIDO_*, RELYING_PARTY_*.
   */
  'devices.passkey': Rpc<Omit<PinWorkRequest, 'reason' | 'reasonText'>, { saga: SagaRow }>;
  /**
   * [B05] A PIN reset that waits (READY) for its holder, who is offered to choose a new PIN wherever the card is put in. `sagas.cancel` withdraws
   * it; a newer one, a PIN reset at a workstation and a newer lock supersede it. Throws REASON_*, LIFECYCLE_NOT_ACTIVE.
   */
  'devices.request-pin-reset': Rpc<Pick<PinWorkRequest, 'deviceId' | 'reason' | 'reasonText'>, { saga: SagaRow }>;
  /** Blocks the PIN on the card; `devices.reset-pin` is the way back. A blocked one stays blocked and that is recorded. */
  'devices.lock': Rpc<PinWorkRequest, { saga: SagaRow }>;
  /**
   * [B05] A lock that waits (READY) for the card: it begins by itself when the card is in a reader of any workstation. `sagas.cancel`
   * withdraws it. A newer one, and a lock at a workstation, supersede it. Throws REASON_*, LIFECYCLE_NOT_ACTIVE.
   */
  'devices.request-lock': Rpc<Pick<PinWorkRequest, 'deviceId' | 'reason' | 'reasonText'>, { saga: SagaRow }>;
  /**
   * What its holder was offered, when, and what they did; newest first. due: what is due or will be, the earliest first, the same on every
   * page. Throws AUTH_NOT_YOUR_DEVICE, as both that follow.
   */
  'devices.update-offers': Rpc<{ deviceId: string } & PageRequest, Page<OfferRow> & { due: DueRow[] }>;
  /** Throws REQUEST_NOT_FOUND. */
  'update-offers.get': Rpc<{ offerId: string }, { offer: OfferRow }>;
  /**
   * "Update now" on the page: the saga of the offer's kind, begun as the person who asks, by the checks of that kind. Asked again, it answers
   * with the same saga. Throws REQUEST_NOT_FOUND, REQUEST_OFFER_CLOSED {state}, and as the request of the kind does.
   */
  'update-offers.begin': Rpc<{ offerId: string }, { saga: SagaRow }>;
  /** Withdrawn by `sagas.cancel` while it waits. Throws LIFECYCLE_REPLACEMENT_OPEN for a second one of the same card. */
  'devices.replace': Rpc<ReplaceCardRequest, { saga: SagaRow; device: Device }>;
  /**
   * A holder asks for a new card in the place of their own; one that is said to be lost or stolen is suspended at once. Asked again while it is
   * open, nothing changes. Throws REASON_NOT_ALLOWED, LIFECYCLE_NOT_ACTIVE, LIFECYCLE_TEMPORARY_CARD, LIFECYCLE_REPLACEMENT_OPEN.
   */
  'devices.ask-replacement': Rpc<LifecycleRequest, { device: Device }>;
  /** By an operator, with words that the holder reads; by the holder, who takes it back. Throws REQUEST_NOT_FOUND where nothing is open. */
  'devices.decline-replacement': Rpc<{ deviceId: string; reason: string }, { device: Device }>;
  'devices.suspend': Rpc<LifecycleRequest, { device: Device }>;
  /** By its holder only where mayBeFoundAgain; else LIFECYCLE_NOT_FOUND_AGAIN. */
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
  /** Newest first. */
  'findings.list': Rpc<FindingFilter & PageRequest & Exportable, Page<FindingRow>>;
  'reasons.list': Rpc<{ use?: ReasonUse }, { reasons: Reason[] }>;
  /**
   * contents: what the certificate says, read from itself. certificateDerBase64, chainDerBase64: DER; the chain begins with its issuer and ends
   * with a root. Throws PKI_CERTIFICATE_NOT_FOUND, AUTH_NOT_YOUR_DEVICE.
   */
  'certificates.get': Rpc<
    { serialNumberHex: string },
    { certificate: CertificateDetail } & Omit<CertificateWithChain, 'certificate'>
  >;
  /** Newest first. A certificate whose archived key is on several cards has a row for each. Throws REQUEST_CURSOR_OF_OTHER_ORDER. */
  'certificates.list': Rpc<
    CertificateFilter & Sorted<CertificateSort> & PageRequest & Exportable,
    Page<ListedCertificate>
  >;
  'revocations.list': Rpc<{ deviceId?: string; open?: boolean } & PageRequest & Exportable, Page<RevocationRow>>;
  /** Newest first. */
  'passkey-deletions.list': Rpc<
    { deviceId?: string; state?: PasskeyDeletionState } & PageRequest,
    Page<PasskeyDeletionRow>
  >;
  'sagas.list': Rpc<SagaFilter & Sorted<SagaSort> & PageRequest & Exportable, Page<SagaRow>>;
  /** How many sagas wait for somebody, of those that the actor may see; at most 1000 are counted, and `more` says that there are more. */
  'sagas.attention': Rpc<Record<string, never>, { total: number; more: boolean; waitsFor: Record<WaitsFor, number> }>;
  /** How work went in the last twelve weeks, of the cards that the actor may see; a few minutes old. */
  'sagas.weeks': Rpc<Record<string, never>, { kinds: KindOfWork[] }>;
  'sagas.get': Rpc<{ requestId: string }, { saga: SagaRow }>;
  'sagas.timeline': Rpc<{ requestId: string; afterSequence?: number }, { rows: SagaProgress[] }>;
  /** What went over the link to the card, redacted at the agent (F05). */
  'sagas.trace': Rpc<{ requestId: string }, { trace: SagaTrace }>;
  'sagas.retry': Rpc<{ requestId: string; workstationId?: string }, { saga: SagaRow }>;
  'sagas.cancel': Rpc<{ requestId: string; reason: string }, { saga: SagaRow; effect: string } & SaidIn<'effect'>>;
  /**
   * The key to seal the PIN to, the rule, and the time that a seal is judged by (ISO); only while AWAITING_USER(pin). asks: a PIN that is
   * chosen, or the one that the card has; the PIN of passkeys is sealed with the purpose fido-pin; for `touch` nothing is typed, and
   * `sagas.retry` tries again.
   */
  'sagas.pin-key': Rpc<
    { requestId: string },
    {
      sessionKey: SignedSessionKey;
      agentNkey: string;
      pinRule: PinRule;
      asks: AskedFor;
      /** Absent from an older service. */
      asked?: PinAsked;
      /** The card has one PIN, which is asked for at a sign-in with a passkey too. Absent: it has two, or none for passkeys. */
      forPasskeysToo?: boolean;
      serverTime: string;
    }
  >;
  /** The two entries of the PIN are compared where they are typed, so only one arrives here. The agent checks it against the PIN rule. */
  'sagas.supply-pin': Rpc<{ requestId: string; jwe: string }, { saga: SagaRow }>;
  /**
   * What a browser at the card's computer is asked to make (WebAuthn Level 3 section 5.4), where the saga waits for that: each answer is another
   * challenge, and the one before it is good for nothing. Where the relying party has a page for that: its address. Throws LIFECYCLE_TRANSITION,
   * RELYING_PARTY_*.
   */
  'sagas.passkey-options': Rpc<{ requestId: string }, BrowserPasskeyOptions | PasskeyPage>;
  /**
   * What came of it; null: on a page of the relying party, which is asked. It counts only once the card of the saga has said that it holds it. Throws
   * LIFECYCLE_TRANSITION, REQUEST_INVALID {field}, RELYING_PARTY_CHALLENGE_EXPIRED.
   */
  'sagas.passkey-made': Rpc<{ requestId: string; made: BrowserPasskey | null }, { saga: SagaRow }>;
  /** Gives up the PIN entry: the card ends PENDING_ACTIVATION (C15). */
  'sagas.skip-pin': Rpc<{ requestId: string }, { saga: SagaRow }>;
  /**
   * [C30] The PIN that a card has while its passkey is made, where that is the PIN of everything: sealed by the agent that drew it. Throws
   * LIFECYCLE_TRANSITION, PIN_KEY_EXPIRED: the card session is over. It is of no use once the holder has chosen a PIN.
   */
  'sagas.show-temporary-pin': Rpc<{ requestId: string; recipientJwk: Record<string, unknown> }, { jwe: string }>;
  'sagas.reveal-initial-pin': Rpc<
    { requestId: string; recipientJwk: Record<string, unknown>; reason: string },
    { jwe: string }
  >;
  /** Newest first. Throws REQUEST_EXPORT_TOO_LARGE {most}. */
  'audit.list': Rpc<AuditFilter & PageRequest & Exportable, Page<AuditRow>>;
  'audit.verify': Rpc<Record<string, never>, { chains: AuditVerification[] }>;
  /** What happened, for programs of others (event-feed.ts). Throws REQUEST_CURSOR_GONE. */
  'events.list': Rpc<FeedRequest, FeedPage>;
  'role-grants.list': Rpc<{ personId?: string } & PageRequest & Exportable, Page<RoleGrant>>;
  /** What each role that can be given allows: the role table as it is now. */
  'role-grants.meanings': Rpc<Record<string, never>, { roles: RoleMeaning[] }>;
  /**
   * It counts from the person's next request. groupScope, profileScope: everywhere without them. changed: false where the person has exactly this. Throws
   * PERSON_NOT_FOUND, PROFILE_NOT_FOUND, REQUEST_INVALID {field}, ROLE_OWN_GRANT, ROLE_GRANTED_ALREADY {roleGrantId, grantedPermissions} (with other
   * permissions), ROLE_AUDITOR_ALONE {roles}.
   */
  'role-grants.create': Rpc<NewRoleGrant, { roleGrant: RoleGrant; changed: boolean }>;
  /** It stops counting with the person's next request. Throws ROLE_GRANT_NOT_FOUND, ROLE_LAST_ADMINISTRATOR. */
  'role-grants.revoke': Rpc<{ roleGrantId: string; reason: string }, { roleGrant: RoleGrant }>;
  /** Temporal payloads (JSON of the Payload protobuf), for the gateway's codec endpoint. */
  'codec.decode': Rpc<{ payloads: unknown[] }, { payloads: unknown[] }>;
  /** Authorises a look at the Temporal UI / codec: throws AUTH_FORBIDDEN. workflowId: whose history is looked at, which goes into the audit. */
  'codec.authorise': Rpc<{ workflowId?: string }, { allowed: true }>;
}

interface PinWorkRequest {
  deviceId: string;
  workstationId: string;
  readerName?: string;
  reason: string;
  reasonText?: string;
  /** The same one again begins nothing new. */
  idempotencyKey?: string;
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
   * the card is the one that is begun; a lock only where one waits (LIFECYCLE_TRANSITION: it was withdrawn). Throws as the request of the kind
   * does.
   */
  'sagas.begin': Rpc<SagaToBegin, { saga: SagaRow }>;
  /**
   * Holders are reminded by mail of updates that are due. on: false where there is no mail. May be repeated: the same offer, kind and deadline is told
   * once. Throws REQUEST_INVALID {field}.
   */
  'mail.remind': Rpc<{ reminders: Reminder[] }, { on: boolean }>;
}
/** `request`: what a person asks to have a saga of this kind started; of a kind that people do not start, the card and why. */
export type SagaToBegin = { [Type in CardSagaType]: { type: Type; request: StartRequest<Type> } }[CardSagaType];
export type StartRequest<Type extends CardSagaType> = `devices.${(typeof sagaKinds)[Type]['action']}` extends infer Name
  ? Name extends keyof IssuanceApi
    ? RequestOf<IssuanceApi, Name>
    : { deviceId: string; workstationId: string; readerName?: string; reason: string; reasonText?: string }
  : never;

/**
 * own: the target belongs to the person who asks. others: it belongs to somebody else, or to nobody (`unowned`, where that differs). begunByHolder:
 * besides `others`, where the saga was asked for by the person whose card it is about.
 */
export type EndpointRule =
  | ({ access: 'permission'; unowned?: readonly Permission[]; begunByHolder?: readonly Permission[] } & Permitted)
  /** Any authenticated actor, known as a person or not. */
  | { access: 'signed-in' }
  /** No actor: what is handed over (a one-time code, a session's id) is the authority. */
  | { access: 'bearer' };

const always = (...permissions: Permission[]): EndpointRule => ({
  access: 'permission',
  own: permissions,
  others: permissions,
});
const permitted = (by: Permitted) => ({ access: 'permission', ...by }) as const;
const ownOr = (...others: Permission[]): EndpointRule => permitted({ own: ['own.manage'], others });

/**
 * Who may send which request; a request that is missing here does not compile. Who may plan and start a saga stands in the row of its
 * kind (workflow/saga-kinds.ts).
 */
export const requestRules: Readonly<
  Record<Exclude<keyof IssuanceApi, `devices.${CardAction}` | PlanRequest>, EndpointRule>
> = {
  'me.get': { access: 'signed-in' },
  'sessions.start': { access: 'signed-in' },
  'sessions.check': { access: 'bearer' },
  'sessions.end': { access: 'bearer' },
  'card-sign-in.prove': { access: 'bearer' },
  'card-sign-in.redeem': { access: 'bearer' },
  'passkey-sign-in.redeem': { access: 'bearer' },
  'bridge.open': { access: 'bearer' },
  'bridge.pair': { access: 'bearer' },
  'bridge.pair-typed': { access: 'bearer' },
  'bridge.state': { access: 'bearer' },
  'bridge.unpair': { access: 'bearer' },
  'sessions.list': { access: 'signed-in' },
  'sessions.end-own': { access: 'signed-in' },
  'views.list': { access: 'signed-in' },
  'views.save': { access: 'signed-in' },
  'views.delete': { access: 'signed-in' },
  'wizard-step.tell': { access: 'signed-in' },
  'wizard-step.leave': { access: 'signed-in' },
  // Each of the selection is authorised as the action on it alone.
  'bulk.preview': { access: 'signed-in' },
  'bulk.act': { access: 'signed-in' },
  // Who keeps a lost card from being used, and who says that a person has no rights any more.
  'sessions.end-of-person': ownOr('card.suspend', 'system.manage'),
  'people.import': always('system.manage'),
  'people.import.begin': always('system.manage'),
  'people.import.piece': always('system.manage'),
  'people.import.commit': always('system.manage'),
  'people.import.discard': always('system.manage'),
  'people.list': always('others.view', 'system.manage'),
  'people.create': always('system.manage'),
  'people.change': always('system.manage'),
  'people.get': ownOr('others.view', 'system.manage'),
  'people.wizard-step': ownOr('holder.assist'),
  'people.photo.get': ownOr('others.view', 'system.manage'),
  // Whoever says what somebody looks like gives them no card.
  'people.photo.put': always('system.manage'),
  'people.photo.delete': always('system.manage'),
  'models.list': always('catalogue.read'),
  'models.validate': always('profile.edit'),
  'models.publish': always('profile.edit'),
  'models.withdraw': always('profile.edit'),
  'stock-batches.list': always('stock.manage'),
  'stock-batches.import': always('stock.manage'),
  'vault-key.get': always('stock.manage'),
  'profiles.list': always('catalogue.read'),
  'profiles.get': always('catalogue.read'),
  'profiles.publish': always('profile.edit'),
  'profiles.withdraw': always('profile.edit'),
  'profile-proposals.create': always('profile.edit'),
  'profile-proposals.list': always('profile.edit', 'profile.approve'),
  'profile-proposals.get': always('profile.edit', 'profile.approve'),
  'profile-proposals.approve': always('profile.approve'),
  'profile-proposals.decline': always('profile.edit', 'profile.approve'),
  'profiles.diff': always('catalogue.read'),
  'profiles.validate': always('profile.edit'),
  'relying-parties.list': always('catalogue.read'),
  'relying-parties.certificates': always('relying-party.view'),
  'profiles.versions': always('others.view', 'profile.edit', 'profile.approve'),
  'rollouts.list': always('others.view', 'profile.edit'),
  'rollouts.get': always('others.view', 'profile.edit'),
  'rollouts.plan': always('others.view', 'profile.edit', 'profile.approve'),
  'rollouts.advance': always('profile.edit'),
  'rollouts.pause': always('profile.edit'),
  'rollouts.resume': always('profile.edit'),
  'rollouts.stop': always('profile.edit'),
  'campaigns.count': always('profile.edit'),
  'campaigns.create': always('profile.edit'),
  'campaigns.list': always('others.view', 'profile.edit'),
  'campaigns.get': always('others.view', 'profile.edit'),
  'campaigns.cards': always('others.view', 'profile.edit'),
  'campaigns.pause': always('profile.edit'),
  'campaigns.resume': always('profile.edit'),
  'campaigns.stop': always('profile.edit'),
  'workstations.list': always('workstation.view'),
  'workstations.summary': always('workstation.view'),
  'workstations.get': always('workstation.view'),
  'workstations.doctor': always('workstation.diagnose'),
  'workstations.logs': always('workstation.diagnose'),
  'workstations.readers': always('workstation.use'),
  'workstations.enrolment-code': always('system.manage'),
  'workstations.enrol': { access: 'bearer' },
  'workstations.revoke': always('system.manage'),
  'workstations.allow-enrolment': always('system.manage'),
  'deployment-codes.create': always('system.manage'),
  'deployment-codes.list': always('system.manage'),
  'deployment-codes.revoke': always('system.manage'),
  // Whoever may not see others' rows gets a list of their own.
  'devices.list': ownOr('others.view'),
  'devices.overview': always('others.view'),
  // Whoever has any of the lists that it looks through.
  'search.find': always('others.view', 'workstation.view', 'system.manage'),
  'devices.get': ownOr('others.view'),
  // Says which operator did what and why: no holder's page, of no card.
  'devices.history': always('others.view'),
  'devices.inspect': {
    access: 'permission',
    own: ['own.manage'],
    others: ['others.view'],
    unowned: ['card.inspect'],
  },
  'devices.bind': { access: 'permission', own: [], others: ['request.create'] },
  'devices.unbind': { access: 'permission', own: [], others: ['request.create'] },
  // [D14] For somebody else: whoever holds the card starts their own at once.
  'devices.request-reprovision': { access: 'permission', own: [], others: ['request.create'] },
  // As a lock that begins at once.
  'devices.request-lock': { access: 'permission', own: [], others: ['card.unlock'] },
  'devices.request-pin-reset': { access: 'permission', own: [], others: ['card.unlock'] },
  'devices.replace': { access: 'permission', own: [], others: ['request.create'] },
  'devices.ask-replacement': { access: 'permission', own: ['own.manage'], others: [] },
  'devices.decline-replacement': ownOr('request.create'),
  // A holder reports their own card, and takes back what they reported themselves; the others act by role.
  'devices.suspend': ownOr('card.suspend'),
  'devices.resume': ownOr('card.suspend'),
  'devices.terminate': { access: 'permission', own: [], others: ['card.terminate'] },
  'devices.reconcile': { access: 'permission', own: [], others: ['request.create', 'stock.manage'] },
  'devices.update-offers': ownOr('others.view'),
  'update-offers.get': ownOr('others.view'),
  // What the kind of the offer asks for is asked besides.
  'update-offers.begin': ownOr('card.run', 'card.unlock'),
  'findings.list': always('others.view', 'audit.read'),
  'reasons.list': always('catalogue.read'),
  'certificates.get': ownOr('others.view'),
  'certificates.list': always('others.view'),
  'revocations.list': always('others.view', 'audit.read'),
  'passkey-deletions.list': always('others.view', 'audit.read'),
  'sagas.list': ownOr('others.view'),
  'sagas.attention': ownOr('others.view'),
  'sagas.weeks': always('others.view'),
  'sagas.get': ownOr('others.view'),
  'sagas.timeline': ownOr('others.view'),
  'sagas.trace': always('others.view', 'saga.inspect'),
  // Of some kinds these ask for what starting them asks for (`endpointFor`).
  // Beside a holder who began it: it goes on, here or at another workstation; what it writes, the holder has decided.
  'sagas.retry': { ...permitted(decisionRules.retry), begunByHolder: ['holder.assist'] },
  'sagas.cancel': permitted(decisionRules.cancel),
  // The holder types the PIN, at an issuer's workstation too; the server cannot tell whose fingers they are.
  'sagas.pin-key': ownOr('card.run'),
  'sagas.supply-pin': permitted(decisionRules['supply-pin']),
  'sagas.passkey-options': permitted(decisionRules['make-passkey']),
  'sagas.passkey-made': permitted(decisionRules['make-passkey']),
  'sagas.skip-pin': ownOr('card.run'),
  'sagas.show-temporary-pin': permitted(decisionRules['show-temporary-pin']),
  'sagas.reveal-initial-pin': permitted(decisionRules['reveal-initial-pin']),
  'audit.list': always('audit.read'),
  'audit.verify': always('audit.read'),
  // Of everything: a grant that is limited to a unit or a profile is refused.
  'events.list': always('others.view'),
  'role-grants.list': always('role.view'),
  'role-grants.meanings': always('role.view'),
  'role-grants.create': always('system.manage'),
  'role-grants.revoke': always('system.manage'),
  'codec.decode': always('saga.inspect'),
  'codec.authorise': always('saga.inspect'),
};
