/** Requests about the card model registry: authorise, then the registry. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { say } from '@cardwright/contracts/words/say';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { requireWords } from '../domain/reason-check.js';
import type { Answer, Asked } from '../domain/asked.js';
import { contextOf } from '../persistence/change-context.js';
import { CardModelRegistry } from '../records/models/card-model-registry.js';
import { isShipped } from '../records/models/card-model-rules.js';
import { validateModel } from '../records/models/card-model-validator.js';

@Controller()
export class CardModelController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly models: CardModelRegistry,
  ) {}

  @MessagePattern(issuanceSubject('models.list'))
  async list(@Payload() asked: Asked<'models.list'>): Answer<'models.list'> {
    await this.access.authorise(asked, 'models.list');
    const models = await this.models.list(asked.tenantId);
    return { models, site: models.flatMap(({ id }) => (isShipped(id) ? [] : [id])) };
  }

  @MessagePattern(issuanceSubject('models.validate'))
  async validate(@Payload() asked: Asked<'models.validate'>): Answer<'models.validate'> {
    await this.access.authorise(asked, 'models.validate');
    const validated = validateModel(asked.body.definition, await this.models.list(asked.tenantId));
    return { valid: 'model' in validated, ...validated };
  }

  @MessagePattern(issuanceSubject('models.publish'))
  async publish(@Payload() asked: Asked<'models.publish'>): Answer<'models.publish'> {
    await this.access.authorise(asked, 'models.publish');
    const validated = validateModel(asked.body.definition, await this.models.list(asked.tenantId));
    if (!('model' in validated))
      throw new CardwrightError('MODEL_INVALID', undefined, { problems: validated.problems });
    return this.models.publish(validated.model, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('models.withdraw'))
  async withdraw(@Payload() asked: Asked<'models.withdraw'>): Answer<'models.withdraw'> {
    await this.access.authorise(asked, 'models.withdraw');
    const { modelId, reason } = asked.body;
    requireWords(reason, say('why.model'));
    return this.models.withdraw(modelId, reason, contextOf(asked));
  }
}
