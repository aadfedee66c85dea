/** Offers of card updates over NATS: `cw.v1.pki.offers.*`. Delegation only. */
import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { pkiSubject } from '@cardwright/contracts/nats/subjects';
import { OfferSigner } from '../agent-signer/offer-signer.js';
import type { Answer, Ask } from './handler.js';

@Controller()
export class OffersController {
  constructor(private readonly offers: OfferSigner) {}

  @MessagePattern(pkiSubject('offers.sign'))
  sign(ask: Ask<'offers.sign'>): Answer<'offers.sign'> {
    return this.offers.sign(ask.body.statement);
  }
}
