/**
 * What a saga reports when it does not go on: a stage that is repeated, a saga that is stuck, an undo that fails. The request row, its timeline
 * and the live message follow from it (records/requests/request.service.ts).
 */
import { Context } from '@temporalio/activity';
import { Injectable } from '@nestjs/common';
import { busyPrograms } from '@cardwright/contracts/errors/busy-programs';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { StageCall, StageFailure } from '@cardwright/contracts/workflow/card-activities.contract';
import type { Said } from '@cardwright/contracts/said';
import { errorFixOf, errorWords, saidBy, say } from '@cardwright/contracts/words/say';
import { RequestService } from '../../records/requests/request.service.js';
import { StepEventService } from '../../records/requests/step-events.service.js';

/** A shorter problem is not reported. */
const quietMs = 10_000;

@Injectable()
export class SagaTroubles {
  constructor(
    private readonly requests: RequestService,
    private readonly steps: StepEventService,
  ) {}

  /** The saga then appears in the list of stuck sagas. If the database itself fails, nothing can be written. */
  async undoFails(call: StageCall, error: unknown): Promise<void> {
    const failed = error instanceof CardwrightError ? error : new CardwrightError('INTERNAL');
    const { code } = failed;
    await this.requests
      .mark(call.input.requestId, {
        state: 'CANCELLING',
        stuckReason: code,
        errorCode: code,
        ...messageOf(failed),
        busyPrograms: busyPrograms(failed),
        sentence: say('saga.undo-fails', { error: errorWords(failed), fix: errorFixOf(code) }),
      })
      .catch(() => undefined);
  }

  /**
   * When an activity is repeated for longer than a moment, its stage reports why, once for each reason. call: the argument of the activity.
   */
  async repeats(error: CardwrightError, call: Partial<StageCall> | undefined): Promise<void> {
    if (call?.input?.requestId === undefined || call.stage === undefined) return;
    if (Date.now() - Context.current().info.scheduledTimestampMs < quietMs) return;
    const { input, attempt, stage } = call;
    const { code } = error;
    const note = {
      sentence: say('saga.waits', { error: errorWords(error), fix: errorFixOf(code) }),
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
      ...messageOf(failure),
      busyPrograms: [...(failure.programs ?? [])],
      sentence: say('saga.stopped-by', { error: errorWords(failure), fix: errorFixOf(failure.code) }),
    });
  }
}

const messageOf = (failure: StageFailure): { errorMessage: string; errorSaid: Said | null } => ({
  errorMessage: failure.message,
  errorSaid: saidBy(failure) ?? null,
});
