/** The gateway's parts. Order of the guards: first who is there, then since when that is proved, then how often. */
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { HealthRegistry } from '@cardwright/service-kit/health/health-registry';
import { NATS_CONNECTION } from '@cardwright/service-kit/nats/nats.module';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { NatsConnection } from '@nats-io/transport-node';
import { AuthGuard } from './auth/auth.guard.js';
import { OidcIssuer } from './auth/oidc-issuer.js';
import { SessionService } from './auth/session.service.js';
import { SignInController } from './auth/sign-in.controller.js';
import { StepUp, StepUpGuard } from './auth/step-up.guard.js';
import { CardSignInController } from './card-sign-in/card-sign-in.controller.js';
import { GATEWAY_CONFIG, type GatewayConfig } from './config/config.js';
import { BridgeSigner } from './bridge/bridge-signer.js';
import { BridgeController } from './http/bridge.controller.js';
import { EventFeedController } from './http/event-feed.controller.js';
import { EventsController } from './http/events.controller.js';
import { EventFeed } from './events/event-feed.js';
import { SagaEvents } from './events/saga-events.js';
import { StreamPlaces } from './events/stream-places.js';
import { AgentPackageFilesController, AgentPackagesController } from './http/agent-packages.controller.js';
import { AgentPackages } from './http/agent-packages.js';
import { AuditController } from './http/audit.controller.js';
import {
  ModelsController,
  ProfilesController,
  RelyingPartiesController,
  StockBatchesController,
  VaultKeyController,
} from './http/catalogue.controller.js';
import { CertificatesController } from './http/certificates.controller.js';
import { CodecController } from './http/codec.controller.js';
import { DevicesController, InspectionsController } from './http/devices.controller.js';
import { FindingsController, ReconcileController } from './http/findings.controller.js';
import { HealthController } from './http/health.controller.js';
import { IdempotencyKeyInterceptor } from './http/idempotency-key.js';
import { LocationInterceptor } from './openapi/location.js';
import { PeopleController } from './http/people.controller.js';
import { PkiFilesController } from './http/pki-files.controller.js';
import { PeopleFiles } from './http/people-files.js';
import { CaCertificates } from './http/ca-certificates.js';
import { CrlFiles } from './http/crl-files.js';
import { PasskeyDeletionsController, ReasonsController, RevocationsController } from './http/reasons.controller.js';
import { SagasController } from './http/sagas.controller.js';
import { SearchController } from './http/search.controller.js';
import { SavedViewsController } from './http/saved-views.controller.js';
import { PersonWizardStepController, WizardStepController } from './http/wizard-step.controller.js';
import { PersonSessionsController, SessionsController } from './http/sessions.controller.js';
import { SystemController } from './http/system.controller.js';
import { BulkActionsController } from './http/bulk-actions.controller.js';
import { CampaignsController } from './http/campaigns.controller.js';
import { RoleGrantsController } from './http/role-grants.controller.js';
import { RolloutsController } from './http/rollouts.controller.js';
import { UpdateOffersController } from './http/update-offers.controller.js';
import { ProfileProposalsController } from './http/profile-proposals.controller.js';
import { DeploymentCodesController } from './http/deployment-codes.controller.js';
import { WorkstationsController } from './http/workstations.controller.js';
import { LabReaders } from './lab/lab-readers.js';
import { LabController } from './lab/lab.controller.js';
import { SignInLinkController } from './lab/sign-in-link.controller.js';
import { SignInLinks } from './lab/sign-in-links.js';
import { PasskeySignInController } from './passkey-sign-in/passkey-sign-in.controller.js';
import { RateLimitGuard } from './limits/rate-limit.guard.js';
import { RequestCounter } from './limits/request-counter.js';
import { ProblemFilter } from './problem-details/problem.filter.js';
import { inputValidation } from './problem-details/validation.pipe.js';
import { TemporalUiController } from './temporal-ui/temporal-ui.controller.js';

@Module({
  controllers: [
    SystemController,
    SearchController,
    SessionsController,
    SavedViewsController,
    PersonSessionsController,
    WizardStepController,
    PersonWizardStepController,
    PeopleController,
    ModelsController,
    StockBatchesController,
    VaultKeyController,
    ProfilesController,
    RelyingPartiesController,
    WorkstationsController,
    BridgeController,
    AgentPackagesController,
    AgentPackageFilesController,
    DeploymentCodesController,
    ProfileProposalsController,
    InspectionsController,
    BulkActionsController,
    DevicesController,
    CertificatesController,
    CampaignsController,
    RolloutsController,
    UpdateOffersController,
    ReconcileController,
    FindingsController,
    ReasonsController,
    RevocationsController,
    PasskeyDeletionsController,
    EventFeedController,
    EventsController,
    SagasController,
    AuditController,
    RoleGrantsController,
    SignInController,
    CodecController,
    PkiFilesController,
    HealthController,
    TemporalUiController,
  ],
})
export class AppModule {
  static with(config: GatewayConfig, connection: NatsConnection, health: HealthRegistry): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        ...(config.labReadersSocket === null ? [] : [LabController]),
        ...(config.cardSignIn === null ? [] : [CardSignInController]),
        ...(config.passkeySignIn === null ? [] : [PasskeySignInController]),
        ...(config.labSignInDir === null ? [] : [SignInLinkController]),
      ],
      providers: [
        { provide: GATEWAY_CONFIG, useValue: config },
        { provide: NATS_CONNECTION, useValue: connection },
        { provide: RpcClient, useValue: new RpcClient(connection) },
        { provide: HealthRegistry, useValue: health },
        OidcIssuer,
        SessionService,
        RequestCounter,
        SagaEvents,
        EventFeed,
        StreamPlaces,
        CaCertificates,
        CrlFiles,
        PeopleFiles,
        BridgeSigner,
        AgentPackages,
        LabReaders,
        StepUp,
        SignInLinks,
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_GUARD, useClass: StepUpGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyKeyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: LocationInterceptor },
        { provide: APP_PIPE, useFactory: inputValidation },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
