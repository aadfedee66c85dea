/** The Nest providers that run and steer card sagas. The record services come from the app module. */
import { CardInsertionController } from './api/card-insertion.controller.js';
import { BulkController } from './api/bulk.controller.js';
import { SagaController } from './api/saga.controller.js';
import { UpdateOfferController } from './api/update-offer.controller.js';
import { BulkPreviews } from './bulk/bulk-previews.js';
import { BulkRuns } from './bulk/bulk-runs.js';
import { CardActivitiesProvider } from './sagas/card-activities.js';
import { kindProviders } from './sagas/kinds.js';
import { JobActivitiesProvider } from './jobs/job-activities.js';
import { SagaCertificates } from './sagas/issue/saga-certificates.js';
import { CardOpener } from './card/open-card.js';
import { FilledObjects } from './sagas/rewrite/filled-objects.js';
import { KeyChecks } from './sagas/issue/key-checks.js';
import { KeyReplacement } from './sagas/rewrite/key-replacement.js';
import { PinCard } from './sagas/pin/pin-card.js';
import { RewriteOpener } from './sagas/rewrite/rewrite-opener.js';
import { SagaActivitiesProvider } from './sagas/run/saga.activities.js';
import { RequestGate } from './sagas/run/request-gate.js';
import { SagaUndo } from './sagas/run/undo.js';
import { AttestationGate } from './card/attestation-gate.js';
import { BatchSender } from './card/batch-sender.js';
import { BatchSignatures } from './card/batch-signatures.js';
import { CardConversation } from './card/card-conversation.js';
import { CardLearning } from './card/card-learning.js';
import { CertificateChecks } from './card/certificate-check.js';
import { CardOpenings } from './card/card-openings.js';
import { CardVault } from './card/card-vault.js';
import { OldPasskeys } from './sagas/steer/old-passkeys.js';
import { PasskeyReadiness } from './sagas/steer/passkey-readiness.js';
import { ManagementKeyOpening } from './card/management-key-opening.js';
import { NoOpening } from './card/no-opening.js';
import { BrowserPasskeys } from './sagas/passkey/browser-passkeys.service.js';
import { passkeyProviders } from './sagas/issue/passkey-providers.js';
import { PasskeySwitches } from './jobs/passkeys/passkey-switches.js';
import { PasskeyDeletions } from './jobs/passkeys/passkey-deletions.js';
import { StockValues } from './card/stock-values.js';
import { SagaRecords } from './records/requests/saga-records.js';
import { DevicesToPublish } from './jobs/lifecycle/devices-to-publish.js';
import { Expiries } from './jobs/lifecycle/expiries.js';
import { OvertakenSagas } from './jobs/lifecycle/overtaken-sagas.js';
import { MailSender } from './jobs/mail/mail-sender.js';
import { HoldActivities } from './jobs/revocations/hold.activities.js';
import { Successions } from './records/replacements/successions.js';
import { ReconcilerActivities } from './jobs/reconciler/reconciler.activities.js';
import { ReconciliationSchedule } from './jobs/reconciler/reconciliation-schedule.js';
import { ReinsertionActivities } from './jobs/reinsertions/reinsertion.activities.js';
import { ReinsertionQuestion } from './jobs/reinsertions/reinsertion-question.js';
import { Reinsertions } from './jobs/reinsertions/reinsertions.service.js';
import { RevocationActivities } from './jobs/revocations/revocation.activities.js';
import { RevocationStarter } from './jobs/revocations/revocation-starter.service.js';
import { WorkflowWorker } from './workflow-worker.js';
import { CodecService } from './sagas/codec.service.js';
import { GivingWays } from './sagas/steer/giving-way.js';
import { HolderPinCards } from './sagas/pin/holder-pin.cards.js';
import { InitialPinReveal } from './sagas/pin/initial-pin-reveal.service.js';
import { TemporaryPin } from './sagas/pin/temporary-pin.service.js';
import { HolderPinService } from './sagas/pin/holder-pin.service.js';
import { IssueRecord } from './sagas/issue/issue-record.js';
import { LostSessions } from './sagas/run/lost-sessions.js';
import { LostWorkflows } from './sagas/run/lost-workflows.js';
import { PinRecord } from './sagas/pin/pin-record.js';
import { PreflightDoctor } from './card/preflight-doctor.js';
import { PreflightService } from './sagas/steer/preflight.service.js';
import { RecycleFido } from './sagas/recycle/recycle-fido.js';
import { RecycleRecord } from './sagas/recycle/recycle-record.js';
import { ReprovisionPlanner } from './card/reprovision-planner.js';
import { ReprovisionRecord } from './sagas/rewrite/reprovision-record.js';
import { ReprovisionRequests } from './sagas/rewrite/reprovision-requests.service.js';
import { RewritePreflight } from './sagas/rewrite/rewrite-preflight.js';
import { RequestSubjects } from './sagas/steer/request-subjects.js';
import { SagaBegins } from './sagas/saga-begins.js';
import { UpdateOffers } from './sagas/update-offers.js';
import { SagaDecisions } from './sagas/steer/saga-decisions.service.js';
import { SagaEnd } from './sagas/run/saga-end.js';
import { SagaStages } from './sagas/run/saga-stages.js';
import { SagaTroubles } from './sagas/run/saga-troubles.js';
import { SagaStarter } from './sagas/run/saga-starter.service.js';
import { CardBindings } from './sagas/issue/card-bindings.js';
import { WaitingStarts } from './sagas/steer/waiting-starts.js';
import { WaitingSagas } from './sagas/run/waiting-sagas.js';

export const sagaControllers = [BulkController, SagaController, CardInsertionController, UpdateOfferController];
export const sagaProviders = [
  ...kindProviders,
  AttestationGate,
  BatchSender,
  BatchSignatures,
  BulkPreviews,
  BulkRuns,
  CardActivitiesProvider,
  CardBindings,
  CardConversation,
  CardLearning,
  CardOpener,
  CardOpenings,
  CardVault,
  CertificateChecks,
  CodecService,
  HoldActivities,
  ReconcilerActivities,
  ReconciliationSchedule,
  DevicesToPublish,
  Expiries,
  GivingWays,
  HolderPinCards,
  HolderPinService,
  InitialPinReveal,
  TemporaryPin,
  IssueRecord,
  FilledObjects,
  SagaCertificates,
  JobActivitiesProvider,
  ManagementKeyOpening,
  NoOpening,
  KeyChecks,
  KeyReplacement,
  LostSessions,
  LostWorkflows,
  MailSender,
  OvertakenSagas,
  BrowserPasskeys,
  ...passkeyProviders,
  PasskeyDeletions,
  OldPasskeys,
  PasskeyReadiness,
  PasskeySwitches,
  PinCard,
  PinRecord,
  PreflightDoctor,
  PreflightService,
  RecycleFido,
  RecycleRecord,
  ReinsertionActivities,
  ReinsertionQuestion,
  Reinsertions,
  ReprovisionPlanner,
  ReprovisionRecord,
  ReprovisionRequests,
  RequestGate,
  RevocationActivities,
  RevocationStarter,
  RewriteOpener,
  RewritePreflight,
  SagaActivitiesProvider,
  SagaBegins,
  RequestSubjects,
  UpdateOffers,
  SagaDecisions,
  SagaEnd,
  SagaStages,
  SagaTroubles,
  SagaRecords,
  SagaStarter,
  SagaUndo,
  StockValues,
  Successions,
  WaitingStarts,
  WaitingSagas,
  WorkflowWorker,
];
