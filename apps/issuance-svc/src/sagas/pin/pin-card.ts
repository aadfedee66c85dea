/**
 * What PIN reset and lock do with the card: open it, then one batch in which the card proves by its management key that it is ours
 * before the steps of the plan's PIN phase. May be repeated like every batch; the card session ends with it.
 */
import { Injectable } from '@nestjs/common';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { contextOf } from '../../card/batch-sender.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { CardConversation } from '../../card/card-conversation.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { CardOpener } from '../../card/open-card.js';
import { CardVault } from '../../card/card-vault.js';
import { SagaStages } from '../run/saga-stages.js';

@Injectable()
export class PinCard {
  constructor(
    readonly opener: CardOpener,
    private readonly records: SagaRecords,
    private readonly stages: SagaStages,
    private readonly conversation: CardConversation,
    private readonly vault: CardVault,
  ) {}

  async write(call: StageCall): Promise<void> {
    const { intent, session } = await this.records.session(call);
    const device = await this.records.device(call.input.deviceId);
    await this.stages.enter(call, session.lease);
    await this.conversation.run(
      call,
      { session, intent, device },
      { sequence: batchSequence.pin, steps: intent.plan.phases.pin!, then: 'close' },
    );
    // If the initial PIN was still in place, it is now void.
    await this.vault.forgetOperationPin(contextOf(call), session);
  }
}
