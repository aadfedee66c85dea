/**
 * The activities of a lock (B05): they read the card, block its PIN in one batch, and update the record. A PIN that was already blocked
 * stays blocked and is recorded. Each may be repeated.
 */
import { Injectable } from '@nestjs/common';
import { planLock } from '@cardwright/card-plan/plan-lock';
import { hasReached } from '@cardwright/contracts/workflow/stages';
import type {
  EndedOnRecord,
  LockActivities,
  StageCall,
  UndoCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import { say } from '@cardwright/contracts/words/say';
import type { Admitted } from '../../records/requests/admitted.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { PinRecord } from './pin-record.js';
import { SagaEnd } from '../run/saga-end.js';
import { SagaStages } from '../run/saga-stages.js';
import { PinCard } from './pin-card.js';
import { SagaUndo } from '../run/undo.js';
import type { Behind, OffersActivities } from '../run/kind-providers.js';

@Injectable()
export class LockCardActivities implements OffersActivities<'LOCK'> {
  constructor(
    private readonly records: SagaRecords,
    private readonly card: PinCard,
    private readonly record: PinRecord,
    private readonly stages: SagaStages,
    private readonly sagaEnd: SagaEnd,
    private readonly undo: SagaUndo,
  ) {}

  offered(): Behind<LockActivities> {
    return {
      openForLock: (call) => this.openForLock(call),
      blockPin: (call) => this.blockPin(call),
      commitLock: (call) => this.commitLock(call),
      compensateLock: (call) => this.compensateLock(call),
    };
  }

  async openForLock(call: Admitted): Promise<void> {
    await this.stages.enter(call);
    const { image, model, session } = await this.card.opener.open(call);
    await this.records.saveIntent(call, planLock(image, model), image, session);
  }

  async blockPin(call: StageCall): Promise<void> {
    await this.card.write(call);
  }

  async commitLock(call: Admitted): Promise<void> {
    const { beforeImage } = await this.records.intent(call);
    // A later attempt may find the PIN blocked by an earlier one.
    const before = call.attempt === 1 && beforeImage.pin.blocked;
    const sentence = say(before ? 'pin.blocked-before' : 'pin.blocked');
    const details = { blockedBefore: before };
    await this.record.commit(call, { pin: 'blocked', action: 'device.locked', sentence, details });
  }

  /** A blocked PIN cannot be undone here, because only the holder may choose a new PIN. */
  compensateLock(call: UndoCall): Promise<EndedOnRecord | null> {
    return this.undo.run(call, async () => {
      const { percent } = await this.records.request(call.input.requestId);
      const sentence =
        call.attempt === 1 && !hasReached('LOCK', 'block', percent)
          ? say('saga.stopped-untouched')
          : say('pin.lock-unclear');
      await this.sagaEnd.cancelOnly(call, sentence);
    });
  }
}
