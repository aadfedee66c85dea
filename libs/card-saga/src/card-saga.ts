/**
 * The skeleton that every card-writing saga shares (model.md section 4): stages in order, cancellation, parking with a reason that a person
 * can remove, reopening the card after a lost session, abandoning after a time. It never fails: what a person can remove parks it, and
 * parking and undo are repeated for as long as it takes. Workflow sandbox: activities do all the work.
 */
import type { EndedOnRecord, StageCall, StageFailure } from '@cardwright/contracts/workflow/card-activities.contract';
import {
  ActivityFailure,
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  continueAsNew,
  isCancellation,
  patched,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { cancelRule } from '@cardwright/contracts/workflow/cancel';
import { searchAttribute } from '@cardwright/contracts/workflow/names';
import type { CardWriteInput, SagaResume } from '@cardwright/contracts/workflow/card-write.contract';
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { failureOf, reopens, waitsForCard } from './failure.js';
import { listen } from './handlers.js';
import type { SagaActivities, SagaDefinition, SagaStage, StagePosition } from './saga-definition.js';
import { untilDone } from './until-done.js';

export type { SagaActivities, SagaDefinition, SagaStage, StagePosition } from './saga-definition.js';

type Ended = 'done' | 'cancelled' | 'abandoned';
interface Parked extends StageFailure {
  stage: string;
  /** When it is given up, in milliseconds since 1970. */
  until: number;
}

/** A lost card session is opened again automatically this many times in a row. After that the saga waits for a person. */
const reopenLimit = 3;
/** Names of changes in what a history holds (docs/workflows.md). */
const changes = {
  cancelReachesActivities: 'cancel-reaches-activities-2026-11',
  cancelBeforeParking: 'cancel-before-parking-2026-11',
  timeoutTellsItsCause: 'timeout-tells-its-cause-2026-11',
  batchConflictReopens: 'batch-conflict-reopens-2026-11',
  freeCardWakes: 'free-card-wakes-2026-11',
} as const;

export class CardSaga {
  attempt: number;
  /** Set by a decision, or by a stage for which nobody came in time. */
  cancelRequested = false;
  parked: Parked | null = null;
  /** Whether somebody has said that they try again, while a stage waits for that; null: none does. */
  triedAgain: boolean | null = null;
  private cancelReason: string | null = null;
  private wake = false;
  /** The card was inserted since this attempt began. */
  private inserted = false;
  private position: StagePosition;
  private furthest: number;
  /** The scope of the stage that runs; null between stages. */
  private running: CancellationScope | null = null;
  private stopped: Ended | null = null;

  constructor(
    readonly input: CardWriteInput,
    private readonly definition: SagaDefinition,
  ) {
    const { resume } = input;
    const { stages, activities } = definition;
    this.attempt = resume?.attempt ?? 1;
    this.furthest = resume?.percent ?? 0;
    this.position = stages.find(({ name }) => name === resume?.parked?.stage) ?? stages[0]!;
    // This runs before the handlers are set: messages that came while the previous run ended are taken first.
    if (resume?.parked) this.parked = { ...resume.parked, code: resume.parked.code as ErrorCode };
    listen(this, activities, {
      state: () => ({ stage: this.position.name, attempt: this.attempt, stuck: this.parked?.code ?? null }),
      wakeUp: () => {
        if (this.triedAgain === null) this.wake = true;
        else this.triedAgain = true;
      },
      cancel: (reason) => this.takeCancel(reason),
      cardInserted: () => {
        this.inserted = true;
        if (this.parked !== null && this.goesOnWithCard(this.parked.code)) this.wake = true;
      },
    });
  }

  get hasTriedAgain(): boolean {
    return this.triedAgain === true;
  }

  get activities(): SagaActivities {
    return this.definition.activities;
  }

  /** Shows the stage in the Temporal UI and to the activities that follow. */
  enter(stage: SagaStage): void {
    this.position = stage;
    this.furthest = Math.max(this.furthest, stage.percent);
    setCurrentDetails(`${stage.sentence} (attempt ${this.attempt}, ${stage.percent} %)`);
    if (stage.waits === true) upsertSearchAttributes({ [searchAttribute.stage]: [stage.name] });
  }

  /** As people read it; its name is for queries. */
  private inWords(stage: string): string {
    return this.definition.stages.find(({ name }) => name === stage)?.sentence ?? stage;
  }

  call(): StageCall {
    const { name, percent, sentence } = this.position;
    return { input: this.input, attempt: this.attempt, stage: { name, percent, sentence } };
  }

  async run(): Promise<Ended> {
    let outcome: Ended;
    try {
      outcome = await this.runStages();
      // A decision that arrived last is still recorded before the workflow closes.
      await condition(allHandlersFinished);
    } catch (error) {
      // Either an administrator cancels the workflow itself, or this run ends and a new one continues (continue-as-new).
      if (!CancellationScope.current().consideredCancelled) throw error;
      await CancellationScope.nonCancellable(() => this.stop('cancelled'));
      // A stage may have failed at that moment: this is not why the workflow ends.
      if (error instanceof ActivityFailure && !isCancellation(error)) throw new CancelledFailure('Workflow cancelled');
      throw error;
    }
    setCurrentDetails(outcome === 'done' ? 'Done: the card, the record and the CA agree' : `Ended: ${outcome}`);
    return outcome;
  }

  private async runStages(): Promise<Ended> {
    const { resume } = this.input;
    if (resume?.cancelled) return this.resumeCancelled(resume.cancelled);
    let reopened = 0;
    if (this.parked !== null) {
      const outcome = await this.waitParked(this.parked);
      if (outcome !== 'resumed') return this.stop(outcome);
      this.attempt += 1;
    }
    for (;;) {
      await this.beginAnewIfLong();
      this.inserted = false;
      const ended = await this.runAttempt();
      if (typeof ended === 'string') return ended;
      if (this.reopens(ended.code) && reopened < reopenLimit) reopened += 1;
      // The card came back while the failure was being reported. Nothing would report the card a second time.
      else if (waitsForCard(ended.code) && this.inserted) reopened = 0;
      else {
        const outcome = await this.park(ended);
        if (outcome === 'cancelled' || outcome === 'abandoned') return this.stop(outcome);
        if (outcome !== 'resumed') return outcome.ended === 'completed' ? 'done' : 'cancelled';
        reopened = 0;
      }
      this.attempt += 1;
    }
  }

  /** Runs all stages once, from the first; returns the reason why they stopped. */
  private async runAttempt(): Promise<Ended | StageFailure> {
    try {
      for (const stage of this.definition.stages) {
        if (this.cancelRequested) return await this.stop('cancelled');
        this.enter(stage);
        await this.runStage(stage);
      }
      return 'done';
    } catch (error) {
      if (CancellationScope.current().consideredCancelled) throw error;
      const failure = failureOf(error, () => patched(changes.timeoutTellsItsCause));
      const cancelled = this.cancelRequested || failure.code === 'LIFECYCLE_CANCELLED';
      if (!cancelled || !patched(changes.cancelBeforeParking)) return failure;
      // The record knows of a cancel before the handler here has ended. The handler brings the reason.
      await condition(() => this.cancelRequested || allHandlersFinished());
      return this.stop('cancelled');
    }
  }

  private async runStage(stage: SagaStage): Promise<void> {
    this.running = new CancellationScope({ cancellable: true });
    try {
      await this.running.run(() => stage.run(this.call()));
    } finally {
      this.running = null;
    }
  }

  /**
   * Answers how far the saga had come. An activity that waits or repeats is cancelled now; a batch that is at work on the card is finished
   * first.
   */
  private takeCancel(reason: string | null): { percent: number } {
    this.cancelReason = reason;
    this.cancelRequested = true;
    if (this.running !== null && patched(changes.cancelReachesActivities)) this.running.cancel();
    return { percent: this.furthest };
  }

  private goesOnWithCard(code: ErrorCode): boolean {
    // In older histories it waited for a person.
    return code === 'CARD_BUSY' ? patched(changes.freeCardWakes) : waitsForCard(code);
  }

  private reopens(code: ErrorCode): boolean {
    // In older histories the saga parked here.
    if (code === 'EDGE_BATCH_CONFLICT') return patched(changes.batchConflictReopens);
    return reopens(code) || (this.definition.reopensAlso ?? []).includes(code);
  }

  private async park(failure: StageFailure): Promise<'resumed' | 'cancelled' | 'abandoned' | EndedOnRecord> {
    const { activities, abandonAfterMs } = this.definition;
    this.wake = false;
    // Reset before the activity runs, so that an insertion during the activity is not missed.
    const parked = { ...failure, stage: this.position.name, until: Date.now() + abandonAfterMs };
    this.parked = parked;
    setCurrentDetails(
      `Parking at "${this.inWords(parked.stage)}": ${failure.message}. It stays so for as long as the database does not answer, and goes on by itself.`,
    );
    const call = { ...this.call(), failure };
    const onRecord = await untilDone(() => activities.parkSaga(call), `Parking at "${this.inWords(parked.stage)}"`);
    // Histories of older releases hold nothing here.
    if (onRecord) return onRecord;
    upsertSearchAttributes({
      [searchAttribute.stage]: [parked.stage],
      [searchAttribute.stuckReason]: [failure.code],
    });
    return this.waitParked(parked, abandonAfterMs);
  }

  private async waitParked(
    parked: Parked,
    waitMs = Math.max(1, parked.until - Date.now()),
  ): Promise<'resumed' | 'cancelled' | 'abandoned'> {
    setCurrentDetails(
      `Stuck at "${this.inWords(parked.stage)}": ${parked.message}. ${errorCatalogue[parked.code].fix} Then send the update "retry"; ` +
        `"cancel" ends it, "moveToWorkstation" goes on elsewhere.`,
    );
    const decided = (): boolean => this.wake || this.cancelRequested;
    const inTime = await condition(() => decided() || this.isLong(), waitMs);
    if (inTime && !decided()) {
      await this.beginAnewIfLong();
      // A new decision came while earlier decisions were being finished, so a new run is not needed any more.
      await condition(decided);
    }
    this.parked = null;
    upsertSearchAttributes({ [searchAttribute.stuckReason]: [] });
    if (this.cancelRequested) return 'cancelled';
    return inTime ? 'resumed' : 'abandoned';
  }

  private resumeCancelled({ outcome, reason }: NonNullable<SagaResume['cancelled']>): Promise<Ended> {
    this.cancelReason = reason;
    this.cancelRequested = outcome === 'cancelled';
    return this.stop(outcome);
  }

  /** Runs the undo once and repeats it until it succeeds. */
  private async stop(outcome: 'cancelled' | 'abandoned'): Promise<Ended> {
    if (this.stopped !== null) return this.stopped;
    const { type, activities } = this.definition;
    const what = outcome === 'cancelled' ? 'Cancelled' : 'Given up after waiting too long';
    setCurrentDetails(
      `${what}: cleaning up. ${cancelRule(type, this.furthest).effect} It is repeated until it succeeds, and needs nobody.`,
    );
    const call = { ...this.call(), outcome, reason: this.cancelReason };
    const onRecord = await untilDone(
      () => activities.compensate(call),
      `${what}: cleaning up`,
      () => this.beginAnewIfLong({ outcome, reason: this.cancelReason }),
    );
    this.stopped = onRecord?.ended === 'completed' ? 'done' : outcome;
    return this.stopped;
  }

  /** Only runs that pass on how to continue can do this. A run that an older release started keeps its single history. */
  private isLong(): boolean {
    return this.input.resume !== undefined && workflowInfo().continueAsNewSuggested;
  }

  /**
   * A new run with an empty history, once no decision is under way any more: a card that flaps in its reader for days would bring this one
   * to Temporal's limits. Returns where it is not needed, or where a decision came meanwhile.
   */
  private async beginAnewIfLong(cancelled?: SagaResume['cancelled']): Promise<void> {
    if (!this.isLong()) return;
    await condition(allHandlersFinished);
    if (cancelled === undefined && (this.wake || this.cancelRequested) && this.parked !== null) return;
    const resume: SagaResume = {
      ...this.definition.carried?.(),
      attempt: this.attempt,
      percent: this.furthest,
      ...((cancelled ?? this.ordered()) && { cancelled: cancelled ?? this.ordered()! }),
      ...(this.parked !== null && { parked: this.parked }),
    };
    await continueAsNew<(input: CardWriteInput) => Promise<unknown>>({ ...this.input, resume });
  }

  private ordered(): SagaResume['cancelled'] {
    return this.cancelRequested ? { outcome: 'cancelled', reason: this.cancelReason } : undefined;
  }
}
