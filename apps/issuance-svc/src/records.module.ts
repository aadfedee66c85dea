/**
 * Everything of issuance-svc but sagas: people, profiles, stock, devices, requests, workstations, audit. Needs NATS and
 * Postgres, no Temporal; sagas stand on what it exports.
 */
import { AuditModule } from '@cardwright/service-kit/audit/audit.module';
import { OutboxModule } from '@cardwright/service-kit/outbox/outbox.module';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { AuditRequests } from './audit/audit.requests.js';
import { AuditService } from './audit/audit.service.js';
import { RepeatedEntriesRunner } from './audit/repeated-entries.runner.js';
import { AuthorisationService, ROLE_CLAIM_MAP } from './authorisation/authorisation.service.js';
import { RoleGrantService } from './authorisation/role-grant.service.js';
import { DUTIES, SeparationOfDuties } from './authorisation/separation-of-duties.js';
import { ISSUANCE_CONFIG, type IssuanceConfig } from './config.js';
import { CardModelRegistry } from './models/card-model-registry.js';
import { CardModelRequests } from './models/card-model.requests.js';
import { DeviceRepository } from './devices/device.repository.js';
import { DeviceRequests } from './devices/device.requests.js';
import { DeviceService } from './devices/device.service.js';
import { InspectedDevices, InspectionService } from './devices/inspection.service.js';
import { LeaseService } from './leases/lease.service.js';
import { EndedCard } from './lifecycle/ended-card.js';
import { LifecycleChanges } from './lifecycle/lifecycle-changes.js';
import { LifecycleRequests } from './lifecycle/lifecycle.requests.js';
import { LifecycleService } from './lifecycle/lifecycle.service.js';
import { AuditController } from './nats/audit.controller.js';
import { DeviceController } from './nats/device.controller.js';
import { EdgeController } from './nats/edge.controller.js';
import { InternalController } from './nats/internal.controller.js';
import { LifecycleController } from './nats/lifecycle.controller.js';
import { PeopleController } from './nats/people.controller.js';
import { ProfileController } from './nats/profile.controller.js';
import { ReconcilerController } from './nats/reconciler.controller.js';
import { SessionController } from './nats/session.controller.js';
import { WorkstationController } from './nats/workstation.controller.js';
import { PeopleRequests } from './people/people.requests.js';
import { PeopleImport } from './people/people-import.service.js';
import { PeopleService } from './people/people.service.js';
import { PersonAccounts } from './people/person-accounts.js';
import { StagedImports } from './people/staged-imports.js';
import { ProfileRequests } from './profiles/profile.requests.js';
import { ProfileService } from './profiles/profile.service.js';
import { ProfileWithdrawals } from './profiles/profile-withdrawals.js';
import { FindingRepository } from './reconciler/finding.repository.js';
import { OrphanRepository } from './reconciler/orphan.repository.js';
import { OrphanSweeper } from './reconciler/orphan-sweeper.js';
import { ReconciledDevices, ReconcilerRequests } from './reconciler/reconciler.requests.js';
import { ReconcilerService } from './reconciler/reconciler.service.js';
import { RecordFactsRepository } from './reconciler/record-facts.repository.js';
import { RecordRepair } from './reconciler/record-repair.js';
import { ReconciliationRounds } from './reconciler/reconciliation-rounds.js';
import { GroupCards } from './replacements/group-cards.js';
import { ReplacementFollower } from './replacements/replacement-follower.js';
import { ReplacementRepository } from './replacements/replacement.repository.js';
import { ReplacementRequests } from './replacements/replacement.requests.js';
import { ReplacementService } from './replacements/replacement.service.js';
import { DecisionService } from './requests/decision.service.js';
import { RequestRepository } from './requests/request.repository.js';
import { RequestService } from './requests/request.service.js';
import { SagaRequests } from './requests/saga.requests.js';
import { StepEventRepository } from './requests/step-event.repository.js';
import { StepEventService } from './requests/step-events.service.js';
import { HoldRepository } from './revocations/hold.repository.js';
import { RevocationRepository } from './revocations/revocation.repository.js';
import { RevocationService } from './revocations/revocation.service.js';
import { SeedService } from './seed.service.js';
import { SessionRepository } from './sessions/session.repository.js';
import { SessionRequests } from './sessions/session.requests.js';
import { StockDescriptions } from './stock/stock-descriptions.js';
import { StockRequests } from './stock/stock.requests.js';
import { StockService } from './stock/stock.service.js';
import { TraceRequests } from './traces/trace.requests.js';
import { TraceStore } from './traces/trace-store.js';
import { AgentRevocations } from './workstations/agent-revocations.js';
import { WorkstationRepository } from './workstations/workstation.repository.js';
import { WorkstationRequests } from './workstations/workstation.requests.js';
import { EnrolmentService } from './workstations/enrolment.service.js';
import { WorkstationService } from './workstations/workstation.service.js';

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
