/**
 * Everything of issuance-svc but sagas: people, profiles, stock, devices, requests, workstations, audit. Needs NATS and
 * Postgres, no Temporal; sagas stand on what it exports.
 */
import { AuditModule } from '@cardwright/service-kit/audit/audit.module';
import { OutboxModule } from '@cardwright/service-kit/outbox/outbox.module';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { AuditRequests } from './api/audit.requests.js';
import { AuditService } from './records/audit/audit.service.js';
import { RepeatedEntriesRunner } from './records/audit/repeated-entries.runner.js';
import { AuthorisationService, ROLE_CLAIM_MAP } from './records/authorisation/authorisation.service.js';
import { RoleGrantService } from './records/authorisation/role-grant.service.js';
import { DUTIES, SeparationOfDuties } from './records/authorisation/separation-of-duties.js';
import { ISSUANCE_CONFIG, type IssuanceConfig } from './config/config.js';
import { CardModelRegistry } from './records/models/card-model-registry.js';
import { CardModelRequests } from './api/card-model.requests.js';
import { DeviceRepository } from './records/devices/device.repository.js';
import { DeviceRequests } from './api/device.requests.js';
import { DeviceService } from './records/devices/device.service.js';
import { InspectedDevices, InspectionService } from './card/inspection.service.js';
import { LeaseService } from './records/leases/lease.service.js';
import { EndedCard } from './records/devices/ended-card.js';
import { LifecycleChanges } from './records/lifecycle/lifecycle-changes.js';
import { LifecycleRequests } from './api/lifecycle.requests.js';
import { LifecycleService } from './records/lifecycle/lifecycle.service.js';
import { AuditController } from './api/audit.controller.js';
import { DeviceController } from './api/device.controller.js';
import { EdgeController } from './api/edge.controller.js';
import { InternalController } from './api/internal.controller.js';
import { LifecycleController } from './api/lifecycle.controller.js';
import { PeopleController } from './api/people.controller.js';
import { ProfileController } from './api/profile.controller.js';
import { ReconcilerController } from './api/reconciler.controller.js';
import { SessionController } from './api/session.controller.js';
import { WorkstationController } from './api/workstation.controller.js';
import { PeopleRequests } from './api/people.requests.js';
import { PeopleImport } from './records/people/people-import.service.js';
import { PeopleService } from './records/people/people.service.js';
import { PersonAccounts } from './records/people/person-accounts.js';
import { StagedImports } from './records/people/staged-imports.js';
import { ProfileRequests } from './api/profile.requests.js';
import { ProfileService } from './records/profiles/profile.service.js';
import { ProfileWithdrawals } from './records/profiles/profile-withdrawals.js';
import { FindingRepository } from './records/findings/finding.repository.js';
import { OrphanRepository } from './jobs/reconciler/orphan.repository.js';
import { OrphanSweeper } from './jobs/reconciler/orphan-sweeper.js';
import { ReconciledDevices, ReconcilerRequests } from './api/reconciler.requests.js';
import { ReconcilerService } from './jobs/reconciler/reconciler.service.js';
import { RecordFactsRepository } from './jobs/reconciler/record-facts.repository.js';
import { RecordRepair } from './jobs/reconciler/record-repair.js';
import { ReconciliationRounds } from './jobs/reconciler/reconciliation-rounds.js';
import { GroupCards } from './records/replacements/group-cards.js';
import { ReplacementFollower } from './jobs/replacements/replacement-follower.js';
import { ReplacementRepository } from './records/devices/replacement.repository.js';
import { ReplacementRequests } from './api/replacement.requests.js';
import { ReplacementService } from './records/replacements/replacement.service.js';
import { DecisionService } from './records/requests/decision.service.js';
import { RequestRepository } from './records/requests/request.repository.js';
import { RequestService } from './records/requests/request.service.js';
import { SagaRequests } from './api/saga.requests.js';
import { StepEventRepository } from './records/requests/step-event.repository.js';
import { StepEventService } from './records/requests/step-events.service.js';
import { HoldRepository } from './records/credentials/hold.repository.js';
import { RevocationRepository } from './records/credentials/revocation.repository.js';
import { RevocationService } from './records/credentials/revocation.service.js';
import { SeedService } from './seed.service.js';
import { SessionRepository } from './records/sessions/session.repository.js';
import { SessionRequests } from './api/session.requests.js';
import { StockDescriptions } from './records/stock/stock-descriptions.js';
import { StockRequests } from './api/stock.requests.js';
import { StockService } from './records/stock/stock.service.js';
import { TraceRequests } from './api/trace.requests.js';
import { TraceStore } from './records/traces/trace-store.js';
import { AgentRevocations } from './records/workstations/agent-revocations.js';
import { WorkstationRepository } from './records/workstations/workstation.repository.js';
import { WorkstationRequests } from './api/workstation.requests.js';
import { EnrolmentService } from './records/workstations/enrolment.service.js';
import { WorkstationService } from './records/workstations/workstation.service.js';

const services: Provider[] = [
  AgentRevocations,
  AuditService,
  AuthorisationService,
  CardModelRegistry,
  DecisionService,
  DeviceRepository,
  DeviceService,
  HoldRepository,
  InspectedDevices,
  InspectionService,
  LeaseService,
  PeopleImport,
  PeopleService,
  PersonAccounts,
  ProfileService,
  ProfileWithdrawals,
  RequestRepository,
  RequestService,
  RevocationRepository,
  RevocationService,
  RoleGrantService,
  SeparationOfDuties,
  StagedImports,
  StockDescriptions,
  StockService,
  TraceStore,
  WorkstationRepository,
  EnrolmentService,
  WorkstationService,
];

/** The life of an issued card (model.md section 1). */
const lifecycle: Provider[] = [
  EndedCard,
  GroupCards,
  LifecycleChanges,
  LifecycleRequests,
  LifecycleService,
  ReplacementFollower,
  ReplacementRepository,
  ReplacementRequests,
  ReplacementService,
];

/** Record, card and CA compared (F06); nothing else stands on it. */
const reconciler: Provider[] = [
  FindingRepository,
  OrphanRepository,
  OrphanSweeper,
  ReconciledDevices,
  ReconcilerRequests,
  ReconcilerService,
  ReconciliationRounds,
  RecordFactsRepository,
  RecordRepair,
];

@Module({})
export class RecordsModule {
  static register(config: IssuanceConfig): DynamicModule {
    const settings: Provider[] = [
      { provide: ISSUANCE_CONFIG, useValue: config },
      { provide: ROLE_CLAIM_MAP, useValue: config.roleClaimMap },
      { provide: DUTIES, useValue: config.duties },
    ];
    return {
      module: RecordsModule,
      imports: [AuditModule, OutboxModule.register({ makesStream: true })],
      controllers: [
        AuditController,
        DeviceController,
        EdgeController,
        InternalController,
        LifecycleController,
        PeopleController,
        ProfileController,
        ReconcilerController,
        SessionController,
        WorkstationController,
      ],
      providers: [
        ...settings,
        ...services,
        ...lifecycle,
        ...reconciler,
        AuditRequests,
        DeviceRequests,
        CardModelRequests,
        PeopleRequests,
        ProfileRequests,
        RepeatedEntriesRunner,
        SagaRequests,
        SeedService,
        SessionRepository,
        SessionRequests,
        StepEventRepository,
        StepEventService,
        StockRequests,
        TraceRequests,
        WorkstationRequests,
      ],
      exports: [...settings, ...services, ...lifecycle, ReconcilerService, StepEventService],
    };
  }
}
