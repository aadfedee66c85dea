/**
 * One action on many: each by the function that does it to one alone, which authorises it, has its own transaction and writes its own audit row. All have
 * one correlation id. What is refused for one holds up no other.
 */
import { Injectable, Logger } from '@nestjs/common';
import type { BulkRequest, BulkResult } from '@cardwright/contracts/nats/bulk-actions';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { isUuid } from '@cardwright/contracts/uuid';
import { refusalOf, say } from '@cardwright/contracts/words/say';
import type { Asked } from '../domain/asked.js';
import { rolesOf } from '../domain/authorisation.js';
import { checkReason, requireWords } from '../domain/reason-check.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { LifecycleRequests } from '../records/lifecycle/lifecycle-requests.js';
import { ReprovisionRequests } from '../sagas/rewrite/reprovision-requests.service.js';
import { SagaDecisions } from '../sagas/steer/saga-decisions.service.js';
import { distinctIds, kindOf } from './selection.js';

type Envelope = Asked<'bulk.act'>;

@Injectable()
export class BulkRuns {
  private readonly logger = new Logger(BulkRuns.name);

  constructor(
    private readonly access: AuthorisationService,
    private readonly lifecycle: LifecycleRequests,
    private readonly reprovisions: ReprovisionRequests,
    private readonly decisions: SagaDecisions,
  ) {}

  /** In the order of the ids. Throws REQUEST_INVALID {field}, BULK_TOO_MANY {most}, REASON_*; then nothing is done. */
  async act(envelope: Envelope): Promise<{ bulkId: string; rows: BulkResult[] }> {
    const { action, bulkId = envelope.correlationId } = envelope.body;
    const { of, most, reasonUse } = kindOf(action);
    const ids = distinctIds(envelope.body.ids, most);
    if (envelope.body.bulkId !== undefined && !isUuid(bulkId))
      throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'bulkId' });
    const actor = await this.access.authorise(envelope, 'bulk.act');
    if (reasonUse !== null) checkReason(envelope.body, reasonUse, rolesOf(actor));
    if (action === 'cancel') requireWords(envelope.body.reason, say('why.cancelled'));
    // The key is that of the whole request: as the key of each it would make them one and the same.
    const { idempotencyKey: _, ...rest } = envelope;
    const one = (id: string) => this.one({ ...rest, correlationId: bulkId }, id);
    // A saga answers when its workflow has taken the decision; records are changed one after the other, which locks one card at a time.
    if (of === 'sagas') return { bulkId, rows: await Promise.all(ids.map(one)) };
    const rows: BulkResult[] = [];
    for (const id of ids) rows.push(await one(id));
    return { bulkId, rows };
  }

  private async one(envelope: Envelope, id: string): Promise<BulkResult> {
    try {
      await this.perform(envelope, envelope.body, id);
      return { id, error: null };
    } catch (error) {
      if (!isCardwrightError(error)) this.logger.error(error);
      return { id, error: refusalOf(isCardwrightError(error) ? error : new CardwrightError('INTERNAL')) };
    }
  }

  private async perform(
    envelope: Envelope,
    { action, reason = '', reasonText }: BulkRequest,
    id: string,
  ): Promise<void> {
    const body = { deviceId: id, reason, ...(reasonText !== undefined && { reasonText }) };
    switch (action) {
      case 'suspend':
        return this.lifecycle.suspend({ ...envelope, body });
      case 'resume':
        return this.lifecycle.resume({ ...envelope, body });
      case 'request-reprovision':
        await this.reprovisions.create({ ...envelope, body });
        return;
      case 'retry':
        await this.decisions.retry({ ...envelope, body: { requestId: id } });
        return;
      case 'cancel':
        await this.decisions.cancel({ ...envelope, body: { requestId: id, reason } });
    }
  }
}
