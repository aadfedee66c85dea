/** Requests about offers of card updates; what may be done with one is in the service behind it. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Answer, Asked } from '../domain/asked.js';
import { UpdateOffers } from '../sagas/update-offers.js';

@Controller()
export class UpdateOfferController {
  constructor(private readonly offers: UpdateOffers) {}

  @MessagePattern(issuanceSubject('devices.update-offers'))
  list(@Payload() asked: Asked<'devices.update-offers'>): Answer<'devices.update-offers'> {
    return this.offers.list(asked);
  }

  @MessagePattern(issuanceSubject('update-offers.get'))
  get(@Payload() asked: Asked<'update-offers.get'>): Answer<'update-offers.get'> {
    return this.offers.get(asked);
  }

  @MessagePattern(issuanceSubject('update-offers.begin'))
  begin(@Payload() asked: Asked<'update-offers.begin'>): Answer<'update-offers.begin'> {
    return this.offers.begin(asked);
  }
}
