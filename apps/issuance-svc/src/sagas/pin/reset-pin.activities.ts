/**
 * The activities of the PIN reset: the card is read, the holder's new PIN is set by the PUK in one batch, the record follows. The card
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
import type { Admitted } from '../../records/requests/admitted.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { PinRecord } from './pin-record.js';
import { SagaEnd } from '../run/saga-end.js';
import { newPinSentence, SagaProgressService } from '../run/saga-progress.service.js';
import { PinCard } from './pin-card.js';
import { SagaUndo } from '../run/undo.js';
import type { Behind, OffersActivities } from '../run/kind-providers.js';

@Injectable()
export class ResetPinActivities implements OffersActivities<'UNLOCK'> {
  constructor(
    private readonly records: SagaRecords,
    private readonly card: PinCard,
    private readonly record: PinRecord,
    private readonly progress: SagaProgressService,
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
   * Reads only; then the holder may choose (D21). A card whose PUK is blocked cannot be helped this way. refused: the card did not take the
   * PIN of the attempt before.
   */
  async openForPinReset(call: Admitted & { refused?: boolean }): Promise<void> {
    await this.progress.enter(call);
    const { image, model, ownership, session } = await this.card.opener.open(call);
    if (image.puk.blocked) throw new CardwrightError('CARD_PUK_BLOCKED');
    await this.records.saveIntent(call, planPinReset(image, model, ownership), image, session);
    await this.progress.awaitPin(call, 'UNLOCK', newPinSentence(call.refused));
  }

  async resetHolderPin(call: StageCall): Promise<void> {
    await this.progress.enter(call);
    await this.card.write(call);
  }

  /** By how far it had come: in the attempt that waits for the PIN nothing was written, any other may have set the new one. */
  private async compensate(call: StageCall): Promise<void> {
    const { state, percent } = await this.records.request(call.input.requestId);
    const untouched = call.attempt === 1 && (state === 'AWAITING_USER' || !hasReached('UNLOCK', 'new-pin', percent));
    const sentence = untouched
      ? 'Stopped. Nothing on the card was changed'
      : 'Stopped. The card has its old PIN, or the new one if that was set before; reset it again if neither is known';
    await this.sagaEnd.cancelOnly(call, sentence);
  }

  async commitPinReset(call: Admitted): Promise<void> {
    const sentence = 'The new PIN is set; PIN and PUK have all their tries';
    await this.record.commit(call, { pin: 'set', action: 'device.pin-reset', sentence });
  }
}
