/** Requests about proposed versions of profiles: authorise, then the service. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { say } from '@cardwright/contracts/words/say';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Answer, Asked } from '../domain/asked.js';
import { requireWords } from '../domain/reason-check.js';
import { contextOf } from '../persistence/change-context.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { ProfileProposals } from '../records/profiles/profile-proposals.js';

@Controller()
export class ProfileProposalController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly proposals: ProfileProposals,
  ) {}

  @MessagePattern(issuanceSubject('profile-proposals.create'))
  async create(@Payload() asked: Asked<'profile-proposals.create'>): Answer<'profile-proposals.create'> {
    const { personId } = await this.access.authorise(asked, 'profile-proposals.create');
    requireWords(asked.body.reason, say('why.profile'));
    return this.proposals.create(asked.body, { context: contextOf(asked), personId });
  }

  @MessagePattern(issuanceSubject('profile-proposals.list'))
  async list(@Payload() asked: Asked<'profile-proposals.list'>): Answer<'profile-proposals.list'> {
    await this.access.authorise(asked, 'profile-proposals.list');
    return this.proposals.list(asked.tenantId, asked.body);
  }

  @MessagePattern(issuanceSubject('profile-proposals.get'))
  async get(@Payload() asked: Asked<'profile-proposals.get'>): Answer<'profile-proposals.get'> {
    await this.access.authorise(asked, 'profile-proposals.get');
    return this.proposals.get(asked.tenantId, asked.body.proposalId);
  }

  @MessagePattern(issuanceSubject('profile-proposals.approve'))
  async approve(@Payload() asked: Asked<'profile-proposals.approve'>): Answer<'profile-proposals.approve'> {
    const { personId } = await this.access.authorise(asked, 'profile-proposals.approve');
    return this.proposals.approve(asked.body, { context: contextOf(asked), personId });
  }

  @MessagePattern(issuanceSubject('profile-proposals.decline'))
  async decline(@Payload() asked: Asked<'profile-proposals.decline'>): Answer<'profile-proposals.decline'> {
    const { personId } = await this.access.authorise(asked, 'profile-proposals.decline');
    requireWords(asked.body.reason, say('why.proposal'));
    return this.proposals.decline(asked.body, { context: contextOf(asked), personId });
  }
}
