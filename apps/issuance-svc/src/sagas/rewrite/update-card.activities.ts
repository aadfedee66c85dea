/**
 * The activities of the update saga: they open the card, verify its PIN once, and then write key references and content as in a reprovision
 * (key-replacement.ts). A refused PIN is never sent again, and the last try is never used without a person's consent.
 */
import { Context } from '@temporalio/activity';
import { Injectable } from '@nestjs/common';
import { bindSteps } from '@cardwright/card-plan/bind';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  EndedOnRecord,
  UndoCall,
  UpdateActivities,
  UpdateCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import { batchSequence } from '../../domain/batch-sequence.js';
import { present } from '../../card/card-opening.js';
import { CardOpenings } from '../../card/card-openings.js';
import type { Admitted } from '../../records/requests/admitted.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { askedFirst } from '../../domain/pin-sentence.js';
import { rewriteOf } from '../../domain/reprovision-eligibility.js';
import { ReprovisionRecord } from './reprovision-record.js';
import { keepingLastTry } from '../run/last-try.js';
import { SagaEnd } from '../run/saga-end.js';
import { KeyReplacement } from './key-replacement.js';
import { RewriteOpener } from './rewrite-opener.js';
import { SagaUndo } from '../run/undo.js';
import type { Behind, OffersActivities } from '../run/kind-providers.js';

@Injectable()
export class UpdateCardActivities implements OffersActivities<'UPDATE'> {
  constructor(
    private readonly records: SagaRecords,
    private readonly openings: CardOpenings,
    private readonly opener: RewriteOpener,
    private readonly keys: KeyReplacement,
    private readonly record: ReprovisionRecord,
    private readonly sagaEnd: SagaEnd,
    private readonly undo: SagaUndo,
  ) {}

  offered(): Behind<UpdateActivities> {
    return {
      ...this.keys.offered(),
      openForUpdate: (call) => this.openForUpdate(call),
      verifyCardPin: (call) => this.verifyCardPin(call),
      finishUpdate: (call) => this.finishUpdate(call),
      compensateUpdate: (call) => this.compensateUpdate(call),
    };
  }

  /**
   * Answers how many key references are left and whether one was begun. refused: the PIN that was typed before was wrong. Throws
   * CARD_PIN_BLOCKED before the holder is asked for the PIN.
   */
  async openForUpdate(
    call: Admitted<UpdateCall> & { refused: boolean },
  ): Promise<{ references: number; begun: boolean }> {
    const rewrite = rewriteOf('UPDATE', call.reprovision.keyReferences, call.reprovision.reason);
    const { plan, image, begun } = await this.opener.open(call, rewrite);
    const { blocked, retriesRemaining: left } = image.pin;
    if (blocked) throw new CardwrightError('CARD_PIN_BLOCKED');
    const refusedWith = call.refused ? 'CARD_PIN_INCORRECT' : null;
    await this.keys.stages.awaitPin(call, 'UPDATE', { ...askedFirst(left), refusedWith });
    return { references: plan.references.length, begun };
  }

  async verifyCardPin(call: UpdateCall): Promise<void> {
    const { plan, session } = await this.keys.enter(call);
    const verify = plan.phases.verify!;
    const opening = this.openings.ofBatch(verify, plan.opening);
    const asked = opening.nextStep(session);
    await keepingLastTry(async () => {
      const { results } = await this.keys.batches.run(call, batchSequence.cardPin, session.lease, async () => ({
        // A card may forget its witness when another command comes, so it is asked for a new one.
        steps: [...bindSteps(verify, {}), ...present(asked)],
      }));
      opening.keepNext(session, asked, results);
      await this.records.saveSession(call, session);
    });
  }

  /** Writes the last certificate, and Key History and Security Object if they changed; then updates the record. */
  async finishUpdate(call: Admitted<UpdateCall>): Promise<void> {
    const ended = Context.current().info.attempt > 1 && this.sagaEnd.hasEnded(call);
    const work = await this.keys.enter(call, !ended);
    if (!ended) {
      await this.keys.writeRest(call, work);
      await this.record.commitUpdate(call);
    }
    await this.keys.stages.leave(work.session.lease);
  }

  compensateUpdate(call: UpdateCall & UndoCall): Promise<EndedOnRecord | null> {
    return this.undo.run(call, () => this.record.giveUpUpdate(call, call.outcome, call.reason));
  }
}
