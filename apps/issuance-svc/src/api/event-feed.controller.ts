/** Requests about the feed of events: authorise, then the feed. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { say } from '@cardwright/contracts/words/say';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import type { Answer, Asked } from '../domain/asked.js';
import { EventFeed } from '../records/feed/event-feed.js';

@Controller()
export class EventFeedController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly feed: EventFeed,
  ) {}

  /** A cursor of a part of the feed would say nothing of what was left out, so it is given as a whole or not at all. */
  @MessagePattern(issuanceSubject('events.list'))
  async list(@Payload() asked: Asked<'events.list'>): Answer<'events.list'> {
    const scopes = await this.access.listScopes(asked, 'events.list');
    if (scopes !== null) throw new CardwrightError('AUTH_FORBIDDEN', say('access.feed'), { endpoint: 'events.list' });
    return this.feed.page(asked.tenantId, asked.body);
  }
}
