/** Credential profiles, card models and stock over NATS: one line per handler. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { CardModelRequests } from './card-model.requests.js';
import { ProfileRequests } from './profile.requests.js';
import { StockRequests } from './stock.requests.js';
import type { Answer, Asked } from './asked.js';

@Controller()
export class ProfileController {
  constructor(
    private readonly profiles: ProfileRequests,
    private readonly stock: StockRequests,
    private readonly models: CardModelRequests,
  ) {}

  @MessagePattern(issuanceSubject('profiles.list'))
  list(@Payload() asked: Asked<'profiles.list'>): Answer<'profiles.list'> {
    return this.profiles.list(asked);
  }

  @MessagePattern(issuanceSubject('profiles.get'))
  get(@Payload() asked: Asked<'profiles.get'>): Answer<'profiles.get'> {
    return this.profiles.get(asked);
  }

  @MessagePattern(issuanceSubject('profiles.publish'))
  publish(@Payload() asked: Asked<'profiles.publish'>): Answer<'profiles.publish'> {
    return this.profiles.publish(asked);
  }

  @MessagePattern(issuanceSubject('profiles.withdraw'))
  withdraw(@Payload() asked: Asked<'profiles.withdraw'>): Answer<'profiles.withdraw'> {
    return this.profiles.withdraw(asked);
  }

  @MessagePattern(issuanceSubject('profiles.diff'))
  diff(@Payload() asked: Asked<'profiles.diff'>): Answer<'profiles.diff'> {
    return this.profiles.diff(asked);
  }

  @MessagePattern(issuanceSubject('profiles.validate'))
  validate(@Payload() asked: Asked<'profiles.validate'>): Answer<'profiles.validate'> {
    return this.profiles.validate(asked);
  }

  @MessagePattern(issuanceSubject('models.list'))
  listModels(@Payload() asked: Asked<'models.list'>): Answer<'models.list'> {
    return this.models.list(asked);
  }

  @MessagePattern(issuanceSubject('models.validate'))
  validateModel(@Payload() asked: Asked<'models.validate'>): Answer<'models.validate'> {
    return this.models.validate(asked);
  }

  @MessagePattern(issuanceSubject('models.publish'))
  publishModel(@Payload() asked: Asked<'models.publish'>): Answer<'models.publish'> {
    return this.models.publish(asked);
  }

  @MessagePattern(issuanceSubject('models.withdraw'))
  withdrawModel(@Payload() asked: Asked<'models.withdraw'>): Answer<'models.withdraw'> {
    return this.models.withdraw(asked);
  }

  @MessagePattern(issuanceSubject('stock-batches.list'))
  stockBatches(@Payload() asked: Asked<'stock-batches.list'>): Answer<'stock-batches.list'> {
    return this.stock.list(asked);
  }

  @MessagePattern(issuanceSubject('stock-batches.import'))
  importStock(@Payload() asked: Asked<'stock-batches.import'>): Answer<'stock-batches.import'> {
    return this.stock.import(asked);
  }

  @MessagePattern(issuanceSubject('vault-key.get'))
  vaultKey(@Payload() asked: Asked<'vault-key.get'>): Answer<'vault-key.get'> {
    return this.stock.vaultKey(asked);
  }
}
