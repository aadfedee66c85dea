/**
 * The skeleton that every card-writing saga shares (model.md section 4): stages in order, cancellation at safe points,
 * parking with a reason that a person can remove, reopening the card after a lost session, abandoning after a time.
 * It never fails for a reason that a person can remove: it parks. Workflow sandbox: activities do all the work.
 */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { searchAttribute } from '@cardwright/contracts/workflow/names';
import type { CardWriteInput, DecisionArgument } from '@cardwright/contracts/workflow/card-write.contract';
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { decisionOf, refusal } from './decision.js';
import { cancel, cardInserted, moveToWorkstation, retry, sagaState } from './messages.js';
import { failureOf, reopens, waitsForCard, type StageFailure } from './failure.js';

/** Where the saga stands, for activities and for the database row. */
export interface StagePosition {
  name: string;
  percent: number;
  sentence: string;
}

export interface SagaStage extends StagePosition {
  /** The saga may stay here for long: shown by the search attribute too, which costs the server a write of its own. */
  waits?: boolean;
  run(call: StageCall): Promise<void>;
}
/** What every activity of a saga is called with. */
export interface StageCall {
  input: CardWriteInput;
  attempt: number;
  stage: StagePosition;
}

export interface SagaActivities {
  /** Consumes a single-use decision; without an id the message came from the Temporal UI and is audited as such. */
  useDecision(call: {
    input: CardWriteInput;
    decisionId: string | null;
    action: string;
    reason: string | null;
  }): Promise<void>;
  /** The card session ends, the request shows the reason; the lease stays with a parked saga's device. */
  parkSaga(call: StageCall & { failure: StageFailure }): Promise<void>;
  /** Undo, as far as this saga can: model.md section 4 "Compensation". */
  compensate(call: StageCall & { outcome: 'cancelled' | 'abandoned'; reason: string | null }): Promise<void>;
  /** Checks that the agent there reports this device. */
  moveTo(call: { input: CardWriteInput; workstationId: string }): Promise<void>;
}

export interface SagaDefinition {
  stages: readonly SagaStage[];
  activities: SagaActivities;
  abandonAfterMs: number;
  /** Failures after which this saga opens the card again, besides those after which each one does. */
  reopensAlso?: readonly ErrorCode[];
}

/** A lost card session is opened again without asking this many times in a row; then somebody should look at it. */
const reopenLimit = 3;

export class CardSaga {
  attempt = 1;
  cancelRequested = false;
  private cancelReason: string | null = null;
  private parked: StageFailure | null = null;
  private wake = false;
  /** The card was inserted since this attempt began. */
  private inserted = false;
  private position: StagePosition;

  constructor(
    readonly input: CardWriteInput,
    private readonly definition: SagaDefinition,
  ) {
    this.position = definition.stages[0]!;
    const { activities } = definition;
    setHandler(sagaState, () => ({
      stage: this.position.name,
      attempt: this.attempt,
      stuck: this.parked?.code ?? null,
    }));
    setHandler(
      retry,
      async (argument) => {
        await this.use('retry', argument);
        this.wake = true;
      },
      { validator: (argument) => this.requireParked(argument) },
    );
    setHandler(
      cancel,
      async (argument) => {
        await this.use('cancel', argument);
        this.cancelReason = decisionOf(argument).reason ?? null;
        this.cancelRequested = true;
      },
      { validator: (argument) => void decisionOf(argument) },
    );
    setHandler(
      moveToWorkstation,
      async (argument) => {
        const { workstationId } = decisionOf(argument);
        if (!workstationId) throw refusal('REQUEST_INVALID', 'The update needs a workstationId');
        await this.use('move', argument);
        await activities.moveTo({ input, workstationId });
        input.workstationId = workstationId;
        upsertSearchAttributes({ [searchAttribute.workstation]: [workstationId] });
        this.wake = true;
      },
      { validator: (argument) => this.requireParked(argument) },
    );
    setHandler(cardInserted, () => {
      this.inserted = true;
      if (this.parked !== null && waitsForCard(this.parked.code)) this.wake = true;
    });
  }

  /** Shows the stage in the Temporal UI and to the activities that follow. */
  enter(stage: SagaStage): void {
    this.position = stage;
    setCurrentDetails(`${stage.sentence} (attempt ${this.attempt}, ${stage.percent} %)`);
    if (stage.waits === true) upsertSearchAttributes({ [searchAttribute.stage]: [stage.name] });
  }

  call(): StageCall {
    const { name, percent, sentence } = this.position;
    return { input: this.input, attempt: this.attempt, stage: { name, percent, sentence } };
  }

  async run(): Promise<'done' | 'cancelled' | 'abandoned'> {
    const outcome = await this.runStages();
    // A decision that arrived last is still recorded before the workflow closes.
    await condition(allHandlersFinished);
    setCurrentDetails(outcome === 'done' ? 'Done: the card, the record and the CA agree' : `Ended: ${outcome}`);
    return outcome;
  }

  private async runStages(): Promise<'done' | 'cancelled' | 'abandoned'> {
    let reopened = 0;
    for (;;) {
      this.inserted = false;
      try {
        for (const stage of this.definition.stages) {
          // Between stages the card is at rest: the only place where a cancel takes effect.
          if (this.cancelRequested) return await this.stop('cancelled');
          this.enter(stage);
          await stage.run(this.call());
        }
        return 'done';
      } catch (error) {
        if (isCancellation(error)) {
          await CancellationScope.nonCancellable(() => this.stop('cancelled'));
          throw error;
        }
        const failure = failureOf(error);
        if (this.reopens(failure.code) && reopened < reopenLimit) reopened += 1;
        // It came back while the failure was on its way: nobody would tell of it again.
        else if (waitsForCard(failure.code) && this.inserted) reopened = 0;
        else {
          const outcome = await this.park(failure);
          if (outcome !== 'resumed') return await this.stop(outcome);
          reopened = 0;
        }
        this.attempt += 1;
      }
    }
  }

  private reopens(code: ErrorCode): boolean {
    return reopens(code) || (this.definition.reopensAlso ?? []).includes(code);
  }

  private async park(failure: StageFailure): Promise<'resumed' | 'cancelled' | 'abandoned'> {
    this.wake = false;
    // Before the activity: an insertion that comes while it runs must not be missed.
    this.parked = failure;
    await this.definition.activities.parkSaga({ ...this.call(), failure });
    upsertSearchAttributes({
      [searchAttribute.stage]: [this.position.name],
      [searchAttribute.stuckReason]: [failure.code],
    });
    setCurrentDetails(
      `Stuck at "${this.position.name}": ${failure.message}. ${errorCatalogue[failure.code].fix} Then send the update "retry"; ` +
        `"cancel" ends it, "moveToWorkstation" goes on elsewhere.`,
    );
    const inTime = await condition(() => this.wake || this.cancelRequested, this.definition.abandonAfterMs);
    this.parked = null;
    upsertSearchAttributes({ [searchAttribute.stuckReason]: [] });
    if (this.cancelRequested) return 'cancelled';
    return inTime ? 'resumed' : 'abandoned';
  }

  private async stop(outcome: 'cancelled' | 'abandoned'): Promise<'cancelled' | 'abandoned'> {
    setCurrentDetails(
      outcome === 'cancelled' ? 'Cancelled: cleaning up' : 'Given up after waiting too long: cleaning up',
    );
    await this.definition.activities.compensate({ ...this.call(), outcome, reason: this.cancelReason });
    return outcome;
  }

  private async use(action: string, argument: DecisionArgument): Promise<void> {
    const { decisionId, reason } = decisionOf(argument);
    const decision = { decisionId: decisionId || null, action, reason: reason || null };
    await this.definition.activities.useDecision({ input: this.input, ...decision });
  }

  private requireParked(argument: DecisionArgument): void {
    decisionOf(argument);
    if (this.parked === null) throw refusal('LIFECYCLE_TRANSITION', 'Only a stuck saga can be retried or moved');
  }
}
