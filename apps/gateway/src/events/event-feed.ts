/**
 * A page of the feed of events, waited for where there is none yet. Issuance-svc tells every gateway that the feed has grown; since that is at most once,
 * the feed is looked at from time to time as well. No state here.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { FeedPage, FeedRequest } from '@cardwright/contracts/nats/event-feed';
import { feedGrewSubject } from '@cardwright/contracts/nats/subjects';
import { NATS_CONNECTION } from '@cardwright/service-kit/nats/nats.module';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Caller } from '../auth/auth.guard.js';
import { Mailbox } from './mailbox.js';

const lookAgainMs = 5_000;

@Injectable()
export class EventFeed {
  constructor(
    private readonly rpc: RpcClient,
    @Inject(NATS_CONNECTION) private readonly nats: NatsConnection,
  ) {}

  page(asked: FeedRequest, caller: Caller): Promise<FeedPage> {
    return this.rpc.issuance('events.list', asked, caller);
  }

  /** As soon as there is an event, or after `waitMs` without one. Rejects with the errors of `events.list`. */
  async next(asked: FeedRequest, waitMs: number, caller: Caller, signal: AbortSignal): Promise<FeedPage> {
    const until = Date.now() + waitMs;
    const grown = new Mailbox<true>(signal);
    // Before the first look, so that nothing falls between.
    const subscription = this.nats.subscribe(feedGrewSubject, { callback: () => grown.put(true) });
    try {
      for (let after = asked.after; ;) {
        const page = await this.page({ ...asked, ...(after !== undefined && { after }) }, caller);
        const left = until - Date.now();
        if (page.rows.length > 0 || left <= 0 || signal.aborted) return page;
        after = page.nextCursor;
        await grown.take(Math.min(left, lookAgainMs));
      }
    } finally {
      subscription.unsubscribe();
    }
  }
}
