/** Requests about the relying parties that profiles may name, and what the vault has to be known by there: authorise, then the services. */
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import type { Answer, Asked } from '../domain/asked.js';
import { callContextOf, contextOf } from '../persistence/change-context.js';
import { ProfileService } from '../records/profiles/profile.service.js';

@Controller()
export class RelyingPartyController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly profiles: ProfileService,
    private readonly rpc: RpcClient,
  ) {}

  @MessagePattern(issuanceSubject('relying-parties.list'))
  async list(@Payload() asked: Asked<'relying-parties.list'>): Answer<'relying-parties.list'> {
    await this.access.authorise(asked, 'relying-parties.list');
    return { relyingParties: [...this.profiles.passkeyMakers()].map(([id, makers]) => ({ id, makers: [...makers] })) };
  }

  @MessagePattern(issuanceSubject('relying-parties.certificates'))
  async certificates(@Payload() asked: Asked<'relying-parties.certificates'>): Answer<'relying-parties.certificates'> {
    await this.access.authorise(asked, 'relying-parties.certificates');
    const { relyingPartyId } = asked.body;
    return this.rpc.pki('relying-parties.certificates', { relyingPartyId }, callContextOf(contextOf(asked)));
  }
}
