/**
 * Restores data objects before an attempt plans. The previous attempt may have left them filled up or torn, if it was cut while it asked
 * the card for room. Afterwards the card is as it was, also if the saga is cancelled now. May be repeated: the agent answers a batch that
 * it knows.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { putBack } from '@cardwright/card-plan/put-back';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { attemptBefore } from '../../records/requests/begun.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { CardConversation } from '../../card/card-conversation.js';
import type { OpenedCard } from '../../card/open-card.js';

@Injectable()
export class FilledObjects {
  constructor(
    private readonly database: DataSource,
    private readonly conversation: CardConversation,
  ) {}

  /** Answers the image of the card afterwards. Sends no batch if nothing has to be restored. */
  async putBack(call: StageCall, opened: OpenedCard): Promise<CardImage> {
    const { touched, image: now } = opened;
    const before = touched ? await attemptBefore(this.database.manager, call.input.requestId, call.attempt) : null;
    const { filling = [] } = before?.session ?? {};
    if (before === null || filling.length === 0) return now;
    const { steps, image } = putBack(filling, before.beforeImage, now);
    if (steps.length > 0)
      await this.conversation.run(call, opened, {
        sequence: batchSequence.putBack,
        steps: [],
        bound: steps,
        then: 'opened-batch',
      });
    return image;
  }
}
