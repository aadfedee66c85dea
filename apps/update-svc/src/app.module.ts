/** Wires update-svc: the read model and its feeds, what is due and offered, the answers, the worker of the update saga, the audit chain. */
import { Module, type DynamicModule } from '@nestjs/common';
import type { TemporalConfig } from '@cardwright/workflow-kit/worker/temporal-address';
import { AuditModule } from '@cardwright/service-kit/audit/audit.module';
import { CampaignCards } from './campaigns/campaign-cards.js';
import { CampaignChanges } from './campaigns/campaign-changes.js';
import { CampaignClock } from './campaigns/campaign-clock.js';
import { CampaignCreation } from './campaigns/campaign-creation.js';
import { CampaignDecisions } from './campaigns/campaign-decisions.js';
import { CampaignFailures } from './campaigns/campaign-failures.js';
import { PresenceQuestions } from './check/presence-questions.js';
import { UpdateCheckService } from './check/update-check.service.js';
import { UPDATE_CONFIG, type UpdateConfig } from './config/config.js';
import { Clock } from './config/clock.js';
import { EdgeController } from './nats/edge.controller.js';
import { PresenceController } from './nats/presence.controller.js';
import { CampaignController } from './nats/campaign.controller.js';
import { RolloutController } from './nats/rollout.controller.js';
import { UpdateController } from './nats/update.controller.js';
import { Notices } from './offers/notices.js';
import { OfferAnswers } from './offers/offer-answers.js';
import { OfferClock } from './offers/offer-clock.js';
import { OfferGlance } from './offers/offer-glance.js';
import { OfferOutbox } from './offers/offer-outbox.js';
import { OfferOutcomes } from './offers/offer-outcomes.js';
import { OfferQueries } from './offers/offer-queries.js';
import { OfferSignatures } from './offers/offer-signatures.js';
import { Reminders } from './offers/reminders.js';
import { OfferRefresh } from './offers/offer-refresh.js';
import { SagaFiguresCache } from './offers/saga-figures.js';
import { UnaskedSagas } from './offers/unasked-sagas.js';
import { CampaignCardRepository } from './persistence/campaign-card.repository.js';
import { CampaignRepository } from './persistence/campaign.repository.js';
import { CheckedCardRepository } from './persistence/checked-card.repository.js';
import { DeviceStateRepository } from './persistence/device-state.repository.js';
import { OfferMailRepository } from './persistence/offer-mail.repository.js';
import { OfferRepository } from './persistence/offer.repository.js';
import { OfferSignatureRepository } from './persistence/offer-signature.repository.js';
import { PresenceRepository } from './persistence/presence.repository.js';
import { RolloutCardRepository } from './persistence/rollout-card.repository.js';
import { RolloutRepository } from './persistence/rollout.repository.js';
import { SagaRunRepository } from './persistence/saga-run.repository.js';
import { Admission } from './read-model/admission.js';
import { DeviceFeed } from './read-model/device-feed.js';
import { ReadModelRebuild } from './read-model/read-model-rebuild.js';
import { RequestFeed } from './read-model/request-feed.js';
import { RolloutAdmission } from './rollouts/rollout-admission.js';
import { RolloutChanges } from './rollouts/rollout-changes.js';
import { RolloutClock } from './rollouts/rollout-clock.js';
import { RolloutDecisions } from './rollouts/rollout-decisions.js';
import { RolloutFailures } from './rollouts/rollout-failures.js';
import { TEMPORAL_CONFIG, WorkflowWorker } from './workflow-worker.js';

@Module({})
export class AppModule {
  /** temporal: read once everything else is there. */
  static register(config: UpdateConfig, temporal: () => TemporalConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [AuditModule],
      controllers: [EdgeController, PresenceController, CampaignController, RolloutController, UpdateController],
      providers: [
        { provide: UPDATE_CONFIG, useValue: config },
        { provide: TEMPORAL_CONFIG, useFactory: temporal },
        Clock,
        CheckedCardRepository,
        DeviceStateRepository,
        OfferRepository,
        PresenceRepository,
        SagaRunRepository,
        Notices,
        SagaFiguresCache,
        OfferRefresh,
        OfferSignatureRepository,
        OfferSignatures,
        OfferAnswers,
        OfferGlance,
        OfferQueries,
        UnaskedSagas,
        OfferClock,
        OfferOutcomes,
        OfferOutbox,
        OfferMailRepository,
        Reminders,
        RolloutRepository,
        RolloutCardRepository,
        RolloutChanges,
        RolloutClock,
        RolloutAdmission,
        RolloutFailures,
        RolloutDecisions,
        CampaignRepository,
        CampaignCardRepository,
        CampaignChanges,
        CampaignCards,
        CampaignClock,
        CampaignFailures,
        CampaignDecisions,
        CampaignCreation,
        Admission,
        UpdateCheckService,
        PresenceQuestions,
        ReadModelRebuild,
        DeviceFeed,
        RequestFeed,
        WorkflowWorker,
      ],
    };
  }
}
