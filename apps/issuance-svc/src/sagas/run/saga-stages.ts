/**
 * The stages of a saga as the record knows them: which one is at work, whom it waits for, and the lease that each stage goes on with. One call
 * per stage; the request row, its timeline and the live message follow from it (records/requests/request.service.ts).
 */
import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import type { PasskeySagaType, PinSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { passkeyStageOf, pinStageOf } from '@cardwright/contracts/workflow/stages';
import type { Sentence } from '@cardwright/contracts/said';
import { passkeyStageWords } from '@cardwright/contracts/words/rows';
import { errorFixOf, errorTitleOf, say } from '@cardwright/contracts/words/say';
import { sagaLeaseMs } from '../../card/open-card.js';
import { isPlain, pinSentence } from '../../domain/pin-sentence.js';
import { LeaseService } from '../../records/leases/lease.service.js';
import { RequestService } from '../../records/requests/request.service.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { StepEventService } from '../../records/requests/step-events.service.js';

const nowhere = { before: false, now: false };

@Injectable()
export class SagaStages {
  constructor(
    private readonly requests: RequestService,
    private readonly steps: StepEventService,
    private readonly leases: LeaseService,
    private readonly records: SagaRecords,
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

  /** Reports the stage that waits for the holder's PIN before the workflow enters it. The intent of this attempt is there. */
  async awaitPin(call: StageCall, type: PinSagaType, asked: PinAsked): Promise<void> {
    const { stage, percent } = pinStageOf(type);
    await this.steps.flush(call.input.requestId);
    // What says more than that says it in every attempt.
    const { before, now } = isPlain(type, asked) ? await this.askedInAttempts(call, stage) : nowhere;
    const said: PinAsked = before ? { ...asked, again: true } : asked;
    await this.records.savePinAsked(call, said);
    // This wait has begun already, and the activity that reports it is repeated.
    if (now) return;
    await this.requests.mark(call.input.requestId, {
      state: 'AWAITING_USER',
      awaiting: 'pin',
      stage,
      percent,
      attempt: call.attempt,
      sentence: pinSentence(type, said),
    });
  }

  /**
   * Reports that the holder is waited for before a passkey is made. refused: why the try before came to nothing, which the request is stuck with
   * until somebody tries again. words: what is waited for, where it is not a PIN, and what is said where none was made. May be repeated.
   */
  async awaitPasskey(
    call: StageCall,
    type: PasskeySagaType,
    refused: ErrorCode | null,
    words: { asks?: Sentence; none?: Sentence } = {},
  ): Promise<void> {
    const asked = passkeyStageOf(type);
    const { stage, percent } = asked;
    const none = refused === 'FIDO_USER_CANCELLED' ? words.none : undefined;
    const error = refused === null ? null : (none ?? errorTitleOf(refused));
    const { requestId } = call.input;
    await this.steps.flush(requestId);
    await this.requests.mark(requestId, {
      ...({ state: 'AWAITING_USER', awaiting: 'pin', stage, percent, attempt: call.attempt } as const),
      stuckReason: refused,
      errorCode: refused,
      errorMessage: error?.text ?? null,
      errorSaid: error?.said ?? null,
      sentence:
        refused === null || error === null
          ? (words.asks ?? passkeyStageWords(type, asked))
          : (none ?? say('saga.stopped-by', { error, fix: errorFixOf(refused) })),
    });
  }

  /** Whether a PIN was asked for in this stage of an attempt before, and in this one. */
  private async askedInAttempts(
    { attempt, input: { requestId } }: StageCall,
    stage: string,
  ): Promise<{ before: boolean; now: boolean }> {
    // Of a first attempt there is nothing to look up.
    return attempt === 1 ? nowhere : this.requests.wasAskedForPin(requestId, attempt, stage);
  }

  /** The card is free for another saga. Safe to repeat. */
  async leave(lease: LeaseToken): Promise<void> {
    await this.leases.release(lease);
  }
}
