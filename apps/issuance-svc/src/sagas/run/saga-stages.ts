/**
 * The stages of a saga as the record knows them: which one is at work, whom it waits for, and the lease that each stage goes on with. One call
 * per stage; the request row, its timeline and the live message follow from it (records/requests/request.service.ts).
 */
import { Injectable } from '@nestjs/common';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { pinStageOf } from '@cardwright/contracts/workflow/stages';
import { sagaLeaseMs } from '../../card/open-card.js';
import { LeaseService } from '../../records/leases/lease.service.js';
import { RequestService } from '../../records/requests/request.service.js';
import { StepEventService } from '../../records/requests/step-events.service.js';

/** undefined: the last PIN was right, or there was none. */
export const newPinSentence = (refused = false): string | undefined =>
  refused ? `${errorCatalogue.CARD_PIN_REFUSED.title}. ${errorCatalogue.CARD_PIN_REFUSED.fix}` : undefined;

/** A PIN that was typed was sealed to the card session that ended, and is kept nowhere. */
const pinAgainSentence =
  'The work on the card was cut off. A PIN is kept nowhere, so it is asked for again; what is done on the card stays done';

@Injectable()
export class SagaStages {
  constructor(
    private readonly requests: RequestService,
    private readonly steps: StepEventService,
    private readonly leases: LeaseService,
  ) {}

  /** lease: extended for the work of this stage. Throws LIFECYCLE_LEASE_LOST. */
  async enter(call: StageCall, lease?: LeaseToken): Promise<void> {
    await this.steps.flush(call.input.requestId);
    await this.requests.enterStage(call.input.requestId, {
      ...call.stage,
      attempt: call.attempt,
      workstationId: call.input.workstationId,
    });
    if (lease !== undefined) await this.leases.extend(lease, sagaLeaseMs);
  }

  /** Reports the stage that waits for the holder's PIN before the workflow enters it. asked: replaces the row's sentence. */
  async awaitPin(call: StageCall, type: PinSagaType, asked?: string): Promise<void> {
    const { stage, percent, sentence } = pinStageOf(type);
    await this.steps.flush(call.input.requestId);
    const again = asked === undefined && (await this.asksAgain(call));
    if (again === 'said') return;
    await this.requests.mark(call.input.requestId, {
      state: 'AWAITING_USER',
      awaiting: 'pin',
      stage,
      percent,
      attempt: call.attempt,
      sentence: asked ?? (again ? pinAgainSentence : sentence),
    });
  }

  /** said: this wait has begun already, and the activity that reports it is repeated. */
  private async asksAgain({ attempt, input: { requestId } }: StageCall): Promise<boolean | 'said'> {
    // Of a first attempt there is nothing to look up.
    if (attempt === 1) return false;
    const { before, now } = await this.requests.wasAskedForPin(requestId, attempt);
    return now ? 'said' : before;
  }

  /** The card is free for another saga. Safe to repeat. */
  async leave(lease: LeaseToken): Promise<void> {
    await this.leases.release(lease);
  }
}
