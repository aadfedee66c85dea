/**
 * Before an attempt plans: what the one before it left filled up or torn, because it was cut while it asked the card for room, is put
 * back. The card is then as it was, and a cancel finds it so. May be repeated: the agent answers a batch that it knows.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { putBack } from '@cardwright/card-plan/put-back';
import type { StageCall } from '@cardwright/card-saga/card-saga';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { BatchSender, contextOf } from '../card-work/batch-sender.js';
import { attemptBefore } from '../card-work/begun.js';
import { batchSequence } from '../card-work/batch-sequence.js';
import { CardVault, witnessOf } from '../card-work/card-vault.js';
import type { OpenedCard } from './open-card.js';

@Injectable()
export class FilledObjects {
  constructor(
    private readonly database: DataSource,
    private readonly batches: BatchSender,
    private readonly vault: CardVault,
  ) {}

  /** Answers the card as it is afterwards; nothing is sent where nothing was left. */
  async putBack(call: StageCall, opened: OpenedCard): Promise<CardImage> {
    const { touched, image: now } = opened;
    const before = touched ? await attemptBefore(this.database.manager, call.input.requestId, call.attempt) : null;
    const { filling = [] } = before?.session ?? {};
    if (before === null || filling.length === 0) return now;
    const { steps, image } = putBack(filling, before.beforeImage, now);
    if (steps.length > 0) await this.write(call, opened, steps);
    return image;
  }

  private async write(call: StageCall, { device, session }: OpenedCard, steps: CardStep[]): Promise<void> {
    const { lease } = session;
    const { algorithm } = session.witness!;
    const { results } = await this.batches.run(call, batchSequence.putBack, lease, async () => {
      const { authenticate } = await this.vault.openBatch(contextOf(call), session, {
        stockBatchId: device.stockBatchId,
        batchId: `${lease.requestId}/${call.attempt}/${batchSequence.putBack}`,
        steps,
      });
      return { steps: [authenticate, ...steps, { kind: 'request-witness', algorithm }] };
    });
    // The next batch proves the key.
    Object.assign(session, { answered: null, witness: witnessOf(results, algorithm) });
  }
}
