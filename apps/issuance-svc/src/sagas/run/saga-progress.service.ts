/**
 * What a saga reports about itself while it runs: stage, waiting, stuck. One call per stage; the request row, its timeline and
 * the live message follow from it (requests/request.service.ts).
 */
import { Context } from '@temporalio/activity';
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { PinSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { pinStageOf } from '@cardwright/contracts/workflow/stages';
import type { StageCall, StageFailure } from '@cardwright/contracts/workflow/card-activities.contract';
import { RequestService } from '../../records/requests/request.service.js';
import { StepEventService } from '../../records/requests/step-events.service.js';

/** undefined: the last PIN was right, or there was none. */
export const newPinSentence = (refused = false): string | undefined =>
  refused ? `${errorCatalogue.CARD_PIN_REFUSED.title}. ${errorCatalogue.CARD_PIN_REFUSED.fix}` : undefined;

/** A shorter problem is not reported. */
const quietMs = 10_000;

@Injectable()
export class SagaProgressService {
  constructor(
    private readonly requests: RequestService,
    private readonly steps: StepEventService,
  ) {}

  async enter(call: StageCall): Promise<void> {
    await this.steps.flush(call.input.requestId);
    await this.requests.enterStage(call.input.requestId, {
      ...call.stage,
      attempt: call.attempt,
      workstationId: call.input.workstationId,
    });
  }

  /** Reports the stage that waits for the holder's PIN before the workflow enters it. asked: replaces the row's sentence. */
  async awaitPin(call: StageCall, type: PinSagaType, asked?: string): Promise<void> {
    const { stage, percent, sentence } = pinStageOf(type);
    await this.steps.flush(call.input.requestId);
    await this.requests.mark(call.input.requestId, {
      state: 'AWAITING_USER',
      awaiting: 'pin',
      stage,
      percent,
      attempt: call.attempt,
      sentence: asked ?? sentence,
    });
  }

  /** The saga then appears in the list of stuck sagas. If the database itself fails, nothing can be written. */
  async undoFails(call: StageCall, error: unknown): Promise<void> {
    const { code, message } =
      error instanceof CardwrightError ? error : { code: 'INTERNAL' as const, message: errorCatalogue.INTERNAL.title };
    await this.requests
      .mark(call.input.requestId, {
        state: 'CANCELLING',
        stuckReason: code,
        errorCode: code,
        errorMessage: message,
        sentence: `Cleaning up does not succeed yet: ${message}. ${errorCatalogue[code].fix} It is repeated by itself`,
      })
      .catch(() => undefined);
  }

  /**
   * When an activity is repeated for longer than a moment, its stage reports why, once for each reason. call: the argument of the activity.
   */
  async repeats({ code, message }: CardwrightError, call: Partial<StageCall> | undefined): Promise<void> {
    if (call?.input?.requestId === undefined || call.stage === undefined) return;
    if (Date.now() - Context.current().info.scheduledTimestampMs < quietMs) return;
    const { input, attempt, stage } = call;
    const note = {
      sentence: `It waits: ${message}. ${errorCatalogue[code].fix} It goes on by itself`,
      sourceKey: `waits/${attempt}/${stage.name}/${code}`,
      action: 'request.waits',
      details: { code, stage: stage.name },
    };
    // The call names its request, and nothing else of it is believed (request-gate.ts).
    await this.requests.note(input.requestId, note, await this.requests.get(input.requestId));
  }

  async park(call: StageCall, failure: StageFailure): Promise<void> {
    await this.steps.flush(call.input.requestId);
    await this.requests.mark(call.input.requestId, {
      state: 'FAILED',
      stuckReason: failure.code,
      errorCode: failure.code,
      errorMessage: failure.message,
      sentence: `${failure.message}. ${errorCatalogue[failure.code].fix}`,
    });
  }
}
