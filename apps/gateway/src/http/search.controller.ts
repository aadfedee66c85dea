/** One search over people, cards, certificates, requests and workstations. What does not answer in time is said, and the rest is shown. */
import { Get, Query } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { exactFirst, type Found, type SearchKind } from '@cardwright/contracts/nats/search';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Operation } from '../openapi/operation.js';
import type { Searched } from '../openapi/replies.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { GlobalSearchQuery } from './dto/search.dto.js';
import { isAway } from './pki-context.js';

/** Asked side by side, by the service that has it: certificates are the vault's. */
const parts: readonly (readonly SearchKind[])[] = [['person', 'card', 'request', 'workstation'], ['certificate']];
/** Somebody looks at the field while they type. */
const waitMs = 2_500;

@ApiController('search')
export class SearchController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('Find anything by what is known of it', {
    says:
      'People by name or external id, cards by serial number, label or identity, certificates by serial number (hex, with or without colons) or ' +
      'subject, requests by id, workstations by name. Exact ones first, a few of each, and only what the lists show to whoever asks.',
  })
  @Reply('search.show')
  async search(@Query() { query, limit }: GlobalSearchQuery, @CurrentCaller() caller: Caller): Promise<Searched> {
    const answers = await Promise.all(
      parts.map((kinds) => this.ask({ query, kinds, ...(limit && { limit }) }, caller)),
    );
    const found = answers.flatMap((answer) => (answer instanceof CardwrightError ? [] : [answer]));
    // Nothing of it is there to be shown.
    if (found.length === 0) throw answers[0];
    return {
      hits: exactFirst(found.flatMap((part) => part.hits)),
      more: found.flatMap((part) => part.more),
      unanswered: parts.flatMap((kinds, index) => (answers[index] instanceof CardwrightError ? kinds : [])),
    };
  }

  /** Rejects with what is wrong about the question; answers with what kept the service from it. */
  private async ask(
    body: { query: string; kinds: readonly SearchKind[]; limit?: number },
    caller: Caller,
  ): Promise<Found | CardwrightError> {
    try {
      return await this.rpc.issuance('search.find', body, caller, { timeoutMs: waitMs });
    } catch (error) {
      if (error instanceof CardwrightError && isAway(error)) return error;
      throw error;
    }
  }
}
