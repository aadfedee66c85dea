/**
 * The activities of the PIN reset: they read the card, set the holder's new PIN by the PUK in one batch, and update the record. The card
 * proves by its management key that it is ours before the PUK is sent to it. Each may be repeated.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { hasReached } from '@cardwright/contracts/workflow/stages';
import { planPinReset } from '@cardwright/card-plan/plan-pin-reset';
import type {
  ResetPinActivities as Contract,
  StageCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import { say } from '@cardwright/contracts/words/say';
import { askedNew } from '../../domain/pin-sentence.js';
import type { Admitted } from '../../records/requests/admitted.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { PinRecord } from './pin-record.js';
import { SagaEnd } from '../run/saga-end.js';
import { SagaStages } from '../run/saga-stages.js';
import { PinCard } from './pin-card.js';
import { SagaUndo } from '../run/undo.js';
import type { Behind, OffersActivities } from '../run/kind-providers.js';

@Injectable()
export class ResetPinActivities implements OffersActivities<'UNLOCK'> {
  constructor(
    private readonly records: SagaRecords,
    private readonly card: PinCard,
    private readonly record: PinRecord,
    private readonly stages: SagaStages,
    private readonly sagaEnd: SagaEnd,
    private readonly undo: SagaUndo,
  ) {}

  offered(): Behind<Contract> {
    return {
      openForPinReset: (call) => this.openForPinReset(call),
      resetHolderPin: (call) => this.resetHolderPin(call),
      commitPinReset: (call) => this.commitPinReset(call),
      compensatePinReset: (call) => this.undo.run(call, () => this.compensate(call)),
    };
  }

  /**
   * Only reads the card; afterwards the holder may choose a PIN (D21). A PIN reset cannot help a card whose PUK is blocked. refused: the
   * card did not accept the PIN of the previous attempt.
   */
  async openForPinReset(call: Admitted & { refused?: boolean }): Promise<void> {
    await this.stages.enter(call);
    const { image, model, ownership, session } = await this.card.opener.open(call);
    if (image.puk.blocked) throw new CardwrightError('CARD_PUK_BLOCKED');
    await this.records.saveIntent(call, planPinReset(image, model, ownership), image, session);
    await this.stages.awaitPin(call, 'UNLOCK', askedNew(call.refused));
  }

  async resetHolderPin(call: StageCall): Promise<void> {
    await this.card.write(call);
  }

  /**
   * What the record says depends on how far the saga had come: while it waits for the PIN nothing was written, otherwise the new PIN may
   * have been set.
   */
  private async compensate(call: StageCall): Promise<void> {
    const { state, percent } = await this.records.request(call.input.requestId);
    const untouched = call.attempt === 1 && (state === 'AWAITING_USER' || !hasReached('UNLOCK', 'new-pin', percent));
    const sentence = untouched ? say('saga.stopped-untouched') : say('pin.reset-unclear');
    await this.sagaEnd.cancelOnly(call, sentence);
  }

  async commitPinReset(call: Admitted): Promise<void> {
    const sentence = say('pin.reset');
    await this.record.commit(call, { pin: 'set', action: 'device.pin-reset', sentence });
  }
}
