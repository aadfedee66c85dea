/** Everything that runs and steers card sagas, as Nest providers. The record services come from the app module. */
import { CardInsertionController } from '../nats/card-insertion.controller.js';
import { SagaController } from '../nats/saga.controller.js';
import { CardActivitiesProvider } from '../activities/card-activities.js';
import { IssueCardActivities } from '../activities/issue-card.activities.js';
import { IssueSupport } from '../activities/issue-support.js';
import { CardOpener } from '../activities/open-card.js';
import { FilledObjects } from '../activities/filled-objects.js';
import { ActivateDeviceActivities } from '../activities/activate-device.activities.js';
import { RecycleCardActivities } from '../activities/recycle-card.activities.js';
import { KeyChecks } from '../activities/key-checks.js';
import { KeyReplacement } from '../activities/key-replacement.js';
import { ReprovisionCardActivities } from '../activities/reprovision-card.activities.js';
import { LockCardActivities } from '../activities/lock-card.activities.js';
import { PinCard } from '../activities/pin-card.js';
import { ResetPinActivities } from '../activities/reset-pin.activities.js';
import { RewriteOpener } from '../activities/rewrite-opener.js';
import { UpdateCardActivities } from '../activities/update-card.activities.js';
import { SagaActivitiesProvider } from '../activities/saga.activities.js';
import { SagaUndo } from '../activities/undo.js';
import { AttestationGate } from '../card-work/attestation-gate.js';
import { BatchSender } from '../card-work/batch-sender.js';
import { CardConversation } from '../card-work/card-conversation.js';
import { CardLearning } from '../card-work/card-learning.js';
import { CertificateChecks } from '../card-work/certificate-check.js';
import { CardVault } from '../card-work/card-vault.js';
import { StockValues } from '../card-work/stock-values.js';
import { SagaRecords } from '../card-work/saga-records.js';
import { OvertakenSagas } from '../lifecycle/overtaken-sagas.js';
import { HoldActivities } from '../revocations/hold.activities.js';
import { Successions } from '../replacements/successions.js';
import { ReconcilerActivities } from '../reconciler/reconciler.activities.js';
import { ReconciliationSchedule } from '../reconciler/reconciliation-schedule.js';
import { RevocationActivities } from '../revocations/revocation.activities.js';
import { RevocationStarter } from '../revocations/revocation-starter.service.js';
import { WorkflowWorker } from '../workflow-worker.js';
import { CodecService } from './codec.service.js';
import { GivingWays } from './giving-way.js';
import { HolderPinCards } from './holder-pin.cards.js';
import { InitialPinReveal } from './initial-pin-reveal.service.js';
import { HolderPinService } from './holder-pin.service.js';
import { IssueRecord } from './issue-record.js';
import { LostSessions } from './lost-sessions.js';
import { LostWorkflows } from './lost-workflows.js';
import { PinRecord } from './pin-record.js';
import { PreflightDoctor } from './preflight-doctor.js';
import { PreflightService } from './preflight.service.js';
import { RecycleRecord } from './recycle-record.js';
import { ReprovisionPlanner } from './reprovision-planner.js';
import { ReprovisionRecord } from './reprovision-record.js';
import { PinControl } from './pin-control.service.js';
import { ReprovisionRequests } from './reprovision-requests.service.js';
import { RewriteControl, RewritePreflight } from './rewrite-control.service.js';
import { SagaControlRecords } from './saga-control.records.js';
import { SagaControlService } from './saga-control.service.js';
import { SagaEnd } from './saga-end.js';
import { SagaProgressService } from './saga-progress.service.js';
import { SagaStarter } from './saga-starter.service.js';
import { WaitingReprovisions } from './waiting-reprovisions.js';
import { WaitingSagas } from './waiting-sagas.js';

export const sagaControllers = [SagaController, CardInsertionController];
export const sagaProviders = [
  ActivateDeviceActivities,
  AttestationGate,
  BatchSender,
  CardActivitiesProvider,
  CardConversation,
  CardLearning,
  CardOpener,
  CardVault,
  CertificateChecks,
  CodecService,
  HoldActivities,
  ReconcilerActivities,
  ReconciliationSchedule,
  GivingWays,
  HolderPinCards,
  HolderPinService,
  InitialPinReveal,
  IssueCardActivities,
  IssueRecord,
  FilledObjects,
  IssueSupport,
  LockCardActivities,
  KeyChecks,
  KeyReplacement,
  LostSessions,
  LostWorkflows,
  OvertakenSagas,
  PinCard,
  PinControl,
  PinRecord,
  PreflightDoctor,
  PreflightService,
  RecycleCardActivities,
  RecycleRecord,
  ReprovisionCardActivities,
  ReprovisionPlanner,
  ReprovisionRecord,
  ReprovisionRequests,
  ResetPinActivities,
  RevocationActivities,
  RevocationStarter,
  RewriteControl,
  RewriteOpener,
  RewritePreflight,
  SagaActivitiesProvider,
  SagaControlRecords,
  SagaControlService,
  SagaEnd,
  SagaProgressService,
  SagaRecords,
  SagaStarter,
  SagaUndo,
  StockValues,
  Successions,
  UpdateCardActivities,
  WaitingReprovisions,
  WaitingSagas,
  WorkflowWorker,
];
