/**
 * The activities of the reprovision saga: one opens the card, one runs per key reference (key-replacement.ts), and one writes the content
 * and the record. Each may be repeated at any point, like those of the issue.
 */
import { Context } from '@temporalio/activity';
import { Injectable } from '@nestjs/common';
import type {
  EndedOnRecord,
  ReprovisionActivities,
  ReprovisionCall,
  UndoCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import { askedNew } from '../../domain/pin-sentence.js';
import type { Admitted } from '../../records/requests/admitted.js';
import { ReprovisionRecord } from './reprovision-record.js';
import { SagaEnd } from '../run/saga-end.js';
import { KeyReplacement } from './key-replacement.js';
import { RewriteOpener } from './rewrite-opener.js';
import { SagaUndo } from '../run/undo.js';
import type { Behind, OffersActivities } from '../run/kind-providers.js';

@Injectable()
export class ReprovisionCardActivities implements OffersActivities<'REPROVISION'> {
  constructor(
    private readonly opener: RewriteOpener,
    private readonly keys: KeyReplacement,
    private readonly record: ReprovisionRecord,
    private readonly sagaEnd: SagaEnd,
    private readonly undo: SagaUndo,
  ) {}

  offered(): Behind<ReprovisionActivities> {
    return {
      ...this.keys.offered(),
      openForReprovision: (call) => this.openForReprovision(call),
      finishReprovision: (call) => this.finishReprovision(call),
      compensateReprovision: (call) => this.compensateReprovision(call),
    };
  }

  /** Answers how many key references are left. refused: the card did not accept the PIN of the previous attempt. */
  async openForReprovision(call: Admitted<ReprovisionCall> & { refused?: boolean }): Promise<{ references: number }> {
    const { plan } = await this.opener.open(call, { type: 'REPROVISION' });
    await this.keys.stages.awaitPin(call, 'REPROVISION', askedNew(call.refused));
    return { references: plan.references.length };
  }

  /** Writes the last certificate and the data objects, removes what is left over, and then updates the record. */
  async finishReprovision(call: Admitted<ReprovisionCall>): Promise<void> {
    const ended = Context.current().info.attempt > 1 && this.sagaEnd.hasEnded(call);
    const work = await this.keys.enter(call, !ended);
    if (!ended) {
      await this.keys.writeRest(call, work);
      await this.record.commit(call);
    }
    await this.keys.stages.leave(work.session.lease);
  }

  compensateReprovision(call: ReprovisionCall & UndoCall): Promise<EndedOnRecord | null> {
    return this.undo.run(call, () => this.record.giveUp(call, call.outcome, call.reason));
  }
}
