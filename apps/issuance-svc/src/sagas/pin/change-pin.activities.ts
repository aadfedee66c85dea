/**
 * The activities of a change of a PIN that is known: they read the card, change its PIN by the old one in one batch, and update the record. A
 * PIN that the card refused is never sent again, and the last try is never used without a person's consent.
 */
import { Injectable } from '@nestjs/common';
import { planPinChange } from '@cardwright/card-plan/plan-pin-change';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  ChangePinActivities as Contract,
  StageCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import { hasReached } from '@cardwright/contracts/workflow/stages';
import { say } from '@cardwright/contracts/words/say';
import type { Admitted } from '../../records/requests/admitted.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import type { Behind, OffersActivities } from '../run/kind-providers.js';
import { keepingLastTry } from '../run/last-try.js';
import { SagaEnd } from '../run/saga-end.js';
import { SagaStages } from '../run/saga-stages.js';
import { SagaUndo } from '../run/undo.js';
import { PinCard } from './pin-card.js';
import { PinRecord } from './pin-record.js';

@Injectable()
export class ChangePinActivities implements OffersActivities<'CHANGE_PIN'> {
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
      openForPinChange: (call) => this.openForPinChange(call),
      changeHolderPin: (call) => this.changeHolderPin(call),
      commitPinChange: (call) => this.commitPinChange(call),
      compensatePinChange: (call) => this.undo.run(call, () => this.compensate(call)),
    };
  }

  /** Only reads the card. The card of an attempt that was cut off while it changed the PIN may have the new one already. */
  async openForPinChange(call: Admitted & { refused: PinRefusal | null }): Promise<void> {
    const { percent } = await this.records.request(call.input.requestId);
    await this.stages.enter(call);
    const { image, model, session } = await this.card.opener.open(call);
    if (image.pin.blocked) throw new CardwrightError('CARD_PIN_BLOCKED');
    const { retriesRemaining: left, retriesTotal: total } = image.pin;
    // A card that lacks a try has taken no new PIN: that would have given it back.
    const lacksTry = left !== null && total !== null && left < total;
    const cutOff = call.refused === null && !lacksTry && hasReached('CHANGE_PIN', 'change', percent);
    await this.records.saveIntent(call, planPinChange(image, model, cutOff), image, session);
    await this.stages.awaitPin(call, 'CHANGE_PIN', { refusedWith: call.refused, cutOff, triesLeft: left });
  }

  async changeHolderPin(call: StageCall): Promise<void> {
    await keepingLastTry(() => this.card.write(call));
  }

  async commitPinChange(call: Admitted): Promise<void> {
    const sentence = say('pin.changed');
    await this.record.commit(call, { pin: 'set', action: 'device.pin-changed', sentence });
  }

  /** Before the stage `change` nothing was sent to the card. A card whose PIN is changed counts as such only with its record. */
  private async compensate(call: StageCall): Promise<void> {
    const { percent } = await this.records.request(call.input.requestId);
    const sentence = hasReached('CHANGE_PIN', 'change', percent)
      ? say('pin.change-unclear')
      : say('saga.stopped-untouched');
    await this.sagaEnd.cancelOnly(call, sentence);
  }
}
