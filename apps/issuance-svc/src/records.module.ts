/**
 * Everything of issuance-svc but sagas: people, profiles, stock, devices, requests, workstations, audit. Needs NATS and
 * Postgres, no Temporal; sagas stand on what it exports.
 */
import { AuditModule } from '@cardwright/service-kit/audit/audit.module';
import { IdempotencyInterceptor } from '@cardwright/service-kit/idempotency/idempotency.interceptor';
import { IdempotencyKeys } from '@cardwright/service-kit/idempotency/idempotency-keys';
import { OutboxModule } from '@cardwright/service-kit/outbox/outbox.module';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AuditService } from './records/audit/audit.service.js';
import { EventFeedController } from './api/event-feed.controller.js';
import { EventFeed } from './records/feed/event-feed.js';
import { FeedCollector } from './records/feed/feed-collector.js';
import { DeviceHistory } from './records/audit/device-history.js';
import { WorkWeeks } from './records/requests/work-weeks.js';
import { RepeatedEntriesRunner } from './records/audit/repeated-entries.runner.js';
import { AuthorisationService, ROLE_CLAIM_MAP } from './records/authorisation/authorisation.service.js';
import { RoleChanges } from './records/authorisation/role-changes.js';
import { RoleGrantService } from './records/authorisation/role-grant.service.js';
import { DUTIES, SeparationOfDuties } from './records/authorisation/separation-of-duties.js';
import { ISSUANCE_CONFIG, type IssuanceConfig } from './config/config.js';
import { CardModelRegistry } from './records/models/card-model-registry.js';
import { DeviceRepository } from './records/devices/device.repository.js';
import { DeviceService } from './records/devices/device.service.js';
import { CardActions } from './card/card-actions.js';
import { InspectionService } from './card/inspection.service.js';
import { LeaseService } from './records/leases/lease.service.js';
import { EndedCard } from './records/devices/ended-card.js';
import { LifecycleChanges } from './records/lifecycle/lifecycle-changes.js';
import { LifecycleRequests } from './records/lifecycle/lifecycle-requests.js';
import { LifecycleService } from './records/lifecycle/lifecycle.service.js';
import { CardModelController } from './api/card-model.controller.js';
import { LeaseController } from './api/lease.controller.js';
import { ReplacementController } from './api/replacement.controller.js';
import { RoleGrantController } from './api/role-grant.controller.js';
import { SagaViewController } from './api/saga-view.controller.js';
import { StepProgressController } from './api/step-progress.controller.js';
import { StockController } from './api/stock.controller.js';
import { AuditController } from './api/audit.controller.js';
import { DeploymentCodeController } from './api/deployment-code.controller.js';
import { CertificateController } from './api/certificate.controller.js';
import { DeviceController } from './api/device.controller.js';
import { LifecycleController } from './api/lifecycle.controller.js';
import { PeopleController } from './api/people.controller.js';
import { ProfileController } from './api/profile.controller.js';
import { RelyingPartyController } from './api/relying-party.controller.js';
import { ProfileProposalController } from './api/profile-proposal.controller.js';
import { ReconcilerController } from './api/reconciler.controller.js';
import { CampaignController } from './api/campaign.controller.js';
import { RolloutController } from './api/rollout.controller.js';
import { CardSignInController } from './api/card-sign-in.controller.js';
import { PasskeySignInController } from './api/passkey-sign-in.controller.js';
import { BridgeController } from './api/bridge.controller.js';
import { SearchController } from './api/search.controller.js';
import { SavedViewController } from './api/saved-view.controller.js';
import { WizardStepController } from './api/wizard-step.controller.js';
import { SessionController } from './api/session.controller.js';
import { WorkstationController } from './api/workstation.controller.js';
import { CardNews } from './records/mail/card-news.js';
import { MailNotices } from './records/mail/mail-notices.js';
import { MailReminders } from './records/mail/reminders.js';
import { MailController } from './api/mail.controller.js';
import { MailRepository } from './records/mail/mail.repository.js';
import { OnePerson } from './records/people/one-person.js';
import { PeopleImport } from './records/people/people-import.service.js';
import { PeopleService } from './records/people/people.service.js';
import { HolderIdentification } from './records/people/holder-identification.js';
import { PersonPhotos } from './records/people/person-photos.js';
import { PersonAccounts } from './records/people/person-accounts.js';
import { StagedImports } from './records/people/staged-imports.js';
import { ProfileService } from './records/profiles/profile.service.js';
import { ProfileProposals } from './records/profiles/profile-proposals.js';
import { ProfileVersions } from './records/profiles/profile-versions.js';
import { ProfileProposalRepository } from './records/profiles/profile-proposal.repository.js';
import { PasskeyEnds } from './records/passkeys/passkey-ends.js';
import { PasskeySuspensions } from './records/passkeys/passkey-suspensions.js';
import { PasskeyDeletionList } from './records/passkeys/passkey-deletion-list.js';
import { PasskeyPages } from './records/passkeys/passkey-pages.js';
import { PasskeyRecords } from './records/passkeys/passkey-records.js';
import { ClientAssertions } from './relying-parties/client-assertions.js';
import { configuredRelyingParties } from './relying-parties/configured/configured-relying-parties.js';
import { OwnPasskeys } from './relying-parties/own/own-passkeys.js';
import { RelyingParties } from './relying-parties/relying-parties.js';
import { ProfileWithdrawals } from './records/profiles/profile-withdrawals.js';
import { FindingRepository } from './records/findings/finding.repository.js';
import { OrphanRepository } from './jobs/reconciler/orphan.repository.js';
import { OrphanSweeper } from './jobs/reconciler/orphan-sweeper.js';
import { PasskeyWitnesses } from './jobs/reconciler/passkey-witnesses.js';
import { ReconcilerService } from './jobs/reconciler/reconciler.service.js';
import { RecordFactsRepository } from './jobs/reconciler/record-facts.repository.js';
import { RecordRepair } from './jobs/reconciler/record-repair.js';
import { RevokedAtCa } from './jobs/reconciler/revoked-at-ca.js';
import { ReconciliationRounds } from './jobs/reconciler/reconciliation-rounds.js';
import { GroupCards } from './records/replacements/group-cards.js';
import { ReplacementFollower } from './jobs/replacements/replacement-follower.js';
import { ReplacementAskRepository } from './records/devices/replacement-ask.repository.js';
import { ReplacementAsks } from './records/replacements/replacement-asks.service.js';
import { ReplacementRepository } from './records/devices/replacement.repository.js';
import { ReplacementService } from './records/replacements/replacement.service.js';
import { DecisionService } from './records/requests/decision.service.js';
import { RepeatedRequests } from './records/repeats/repeated-requests.js';
import { RequestRepository } from './records/requests/request.repository.js';
import { RequestService } from './records/requests/request.service.js';
import { StepEventRepository } from './records/requests/step-event.repository.js';
import { StepEventService } from './records/requests/step-events.service.js';
import { CertificateList } from './records/credentials/certificate-list.js';
import { CertificateRepository } from './records/credentials/certificate.repository.js';
import { HoldRepository } from './records/credentials/hold.repository.js';
import { ReinsertionRepository } from './records/reinsertions/reinsertion.repository.js';
import { RevocationRepository } from './records/credentials/revocation.repository.js';
import { RevocationService } from './records/credentials/revocation.service.js';
import { SearchService } from './records/search/search.service.js';
import { SeedService } from './seed.service.js';
import { BridgeRepository } from './records/sessions/bridge.repository.js';
import { BridgeService } from './records/sessions/bridge.service.js';
import { CardSignInRepository } from './records/sessions/card-sign-in.repository.js';
import { CardSignInService } from './records/sessions/card-sign-in.service.js';
import { PasskeySignInService } from './records/sessions/passkey-sign-in.service.js';
import { SavedViewRepository } from './records/views/saved-view.repository.js';
import { WizardStepRepository } from './records/sessions/wizard-step.repository.js';
import { SessionRepository } from './records/sessions/session.repository.js';
import { StockDescriptions } from './records/stock/stock-descriptions.js';
import { StockService } from './records/stock/stock.service.js';
import { TraceStore } from './records/traces/trace-store.js';
import { AgentRevocations } from './records/workstations/agent-revocations.js';
import { HolderPlaces } from './records/workstations/holder-places.js';
import { WorkstationDiagnosis } from './records/workstations/workstation-diagnosis.js';
import { HeardAgents } from './records/workstations/heard-agents.js';
import { SilentAgents } from './records/workstations/silent-agents.js';
import { WorkstationList } from './records/workstations/workstation-list.js';
import { WorkstationRepository } from './records/workstations/workstation.repository.js';
import { DeploymentCodeRepository } from './records/workstations/deployment-code.repository.js';
import { DeploymentCodeService } from './records/workstations/deployment-code.service.js';
import { DeploymentPlaces } from './records/workstations/deployment-place.js';
import { EnrolmentService } from './records/workstations/enrolment.service.js';
import { WorkstationService } from './records/workstations/workstation.service.js';

const services: Provider[] = [
  AgentRevocations,
  AuditService,
  AuthorisationService,
  CardModelRegistry,
  DecisionService,
  DeviceHistory,
  DeviceRepository,
  DeviceService,
  HolderIdentification,
  HoldRepository,
  CardActions,
  CardNews,
  InspectionService,
  LeaseService,
  MailNotices,
  MailReminders,
  MailRepository,
  OnePerson,
  PeopleImport,
  PeopleService,
  PersonAccounts,
  PersonPhotos,
  PasskeyEnds,
  OwnPasskeys,
  PasskeyPages,
  PasskeyRecords,
  PasskeyDeletionList,
  PasskeySuspensions,
  ClientAssertions,
  {
    provide: RelyingParties,
    useFactory: (config: IssuanceConfig, assertions: ClientAssertions, passkeys: OwnPasskeys) =>
      configuredRelyingParties(config.relyingParties, assertions, passkeys, config.passkeyRoots),
    inject: [ISSUANCE_CONFIG, ClientAssertions, OwnPasskeys],
  },
  ProfileService,
  ProfileProposalRepository,
  ProfileProposals,
  ProfileVersions,
  ProfileWithdrawals,
  RepeatedRequests,
  RequestRepository,
  RequestService,
  ReinsertionRepository,
  RevocationRepository,
  RevocationService,
  RoleChanges,
  RoleGrantService,
  SearchService,
  SeparationOfDuties,
  StagedImports,
  StockDescriptions,
  StockService,
  TraceStore,
  HeardAgents,
  SilentAgents,
  HolderPlaces,
  WorkstationDiagnosis,
  WorkstationList,
  WorkstationRepository,
  EnrolmentService,
  DeploymentCodeRepository,
  DeploymentCodeService,
  DeploymentPlaces,
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
  ReplacementAskRepository,
  ReplacementAsks,
  ReplacementRepository,
  ReplacementService,
];

/** Compares record, card and CA (F06). No other module depends on it. */
const reconciler: Provider[] = [
  FindingRepository,
  OrphanRepository,
  OrphanSweeper,
  PasskeyWitnesses,
  ReconcilerService,
  ReconciliationRounds,
  RecordFactsRepository,
  RecordRepair,
  RevokedAtCa,
];

const idempotency: Provider = {
  provide: APP_INTERCEPTOR,
  useFactory: (database: DataSource, repeated: RepeatedRequests) =>
    new IdempotencyInterceptor(new IdempotencyKeys(database), (operation, envelope) =>
      repeated.answer(operation, envelope),
    ),
  inject: [DataSource, RepeatedRequests],
};

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
        EventFeedController,
        CertificateController,
        DeviceController,
        LifecycleController,
        MailController,
        PeopleController,
        ProfileController,
        RelyingPartyController,
        ProfileProposalController,
        ReconcilerController,
        CampaignController,
        RolloutController,
        SearchController,
        SavedViewController,
        SessionController,
        WizardStepController,
        BridgeController,
        CardSignInController,
        PasskeySignInController,
        WorkstationController,
        DeploymentCodeController,
        CardModelController,
        LeaseController,
        ReplacementController,
        RoleGrantController,
        SagaViewController,
        StepProgressController,
        StockController,
      ],
      providers: [
        ...settings,
        idempotency,
        ...services,
        ...lifecycle,
        ...reconciler,
        RepeatedEntriesRunner,
        WorkWeeks,
        EventFeed,
        FeedCollector,
        SeedService,
        CertificateList,
        CertificateRepository,
        SavedViewRepository,
        SessionRepository,
        WizardStepRepository,
        CardSignInRepository,
        CardSignInService,
        PasskeySignInService,
        BridgeRepository,
        BridgeService,
        StepEventRepository,
        StepEventService,
      ],
      exports: [...settings, ...services, ...lifecycle, FindingRepository, ReconcilerService, StepEventService],
    };
  }
}
