/** The vault as the client of relying parties, over NATS: `cw.v1.pki.relying-parties.*`. Delegation only; a lease is checked first. */
import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { pkiSubject } from '@cardwright/contracts/nats/subjects';
import { originOf } from '../audit/call-origin.js';
import { LeaseGate } from '../custody/lease-gate.js';
import { ClientAssertionSigner } from '../relying-parties/client-assertions.js';
import { ClientKeys } from '../relying-parties/client-keys.js';
import type { Answer, Ask } from './handler.js';

@Controller()
export class RelyingPartiesController {
  constructor(
    private readonly leases: LeaseGate,
    private readonly assertions: ClientAssertionSigner,
    private readonly keys: ClientKeys,
  ) {}

  @MessagePattern(pkiSubject('relying-parties.assert'))
  async assert(ask: Ask<'relying-parties.assert'>): Answer<'relying-parties.assert'> {
    const origin = originOf(ask);
    const lease = await this.leases.requireOpen(ask.body.lease, origin);
    return { clientAssertion: await this.assertions.forRegistration(ask.body.relyingPartyId, lease, origin) };
  }

  @MessagePattern(pkiSubject('relying-parties.assert-deletion'))
  async assertDeletion(ask: Ask<'relying-parties.assert-deletion'>): Answer<'relying-parties.assert-deletion'> {
    const { relyingPartyId, ...card } = ask.body;
    return { clientAssertion: await this.assertions.forDeletion(relyingPartyId, card, originOf(ask)) };
  }

  @MessagePattern(pkiSubject('relying-parties.assert-comparison'))
  async assertComparison(ask: Ask<'relying-parties.assert-comparison'>): Answer<'relying-parties.assert-comparison'> {
    const { relyingPartyId, ...card } = ask.body;
    return { clientAssertion: await this.assertions.forComparison(relyingPartyId, card, originOf(ask)) };
  }

  @MessagePattern(pkiSubject('relying-parties.assert-policy'))
  async assertPolicy(ask: Ask<'relying-parties.assert-policy'>): Answer<'relying-parties.assert-policy'> {
    return { clientAssertion: await this.assertions.forPolicy(ask.body.relyingPartyId, originOf(ask)) };
  }

  @MessagePattern(pkiSubject('relying-parties.certificates'))
  async certificates(ask: Ask<'relying-parties.certificates'>): Answer<'relying-parties.certificates'> {
    return { certificates: await this.keys.certificates(this.keys.relyingParty(ask.body.relyingPartyId)) };
  }
}
