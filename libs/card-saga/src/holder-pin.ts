/**
 * The wait for the holder's PIN, which issue, reprovision, update and PIN reset share. It handles the answer, the loss of the card session
 * to which the PIN would be sealed, and the time limit. The saga decides what the answer means. Workflow sandbox: no Node, no Nest.
 */
import { condition, setHandler } from '@temporalio/workflow';
import type { CardSessionLost, SagaResume } from '@cardwright/contracts/workflow/card-write.contract';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import type { PinSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { pinStageOf } from '@cardwright/contracts/workflow/stages';
import { toApplicationFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import type { CardSaga } from './card-saga.js';
import { decisionOf } from './decision.js';
import { failureOf } from './failure.js';
import { cardSessionLost, pinSkipped, pinSupplied } from './messages.js';

type HolderPinAnswer = 'supplied' | 'skipped';

export class HolderPin {
  /** By attempt: an answer can come before the stage that waits for it, when the activity before that stage is repeated. */
  private readonly answered = new Map<number, HolderPinAnswer>();
  private lostAttempt = 0;
  /** The code with which the card refused the last PIN; null: it did not. */
  private refused: PinRefusal | null = null;

  /**
   * The codes with which the card refuses the PIN: the PIN is wrong, or a new PIN breaks a rule of the card. The saga opens the card again
   * then, and asks again with a new key to seal to (`reopensAlso`).
   */
  readonly refusals: readonly PinRefusal[];

  constructor(type: PinSagaType) {
    this.refusals = pinStageOf(type).refusedWith;
  }

  /** Once per workflow, after its saga was made. */
  listen(saga: CardSaga): void {
    const { input, activities } = saga;
    const { pinRefused = false, pinRefusedWith = this.refusals[0]! } = input.resume ?? {};
    this.refused = pinRefused ? pinRefusedWith : null;
    const take = async (answer: HolderPinAnswer, decisionId: string | undefined): Promise<void> => {
      const { attempt } = saga;
      await activities.useDecision({
        input,
        decisionId: decisionId ?? null,
        action: `pin-${answer}`,
        reason: null,
      });
      this.answered.set(attempt, answer);
    };
    setHandler(pinSupplied, (argument) => take('supplied', decisionOf(argument).decisionId));
    setHandler(pinSkipped, (argument) => take('skipped', decisionOf(argument).decisionId));
    // The Temporal UI may send it with anything or nothing.
    setHandler(cardSessionLost, (lost: Partial<CardSessionLost> | null | undefined) => {
      if (typeof lost?.attempt === 'number') this.lostAttempt = lost.attempt;
    });
  }

  /**
   * The answer of this attempt; undefined if nobody answered in time or the saga is to be cancelled. Fails with EDGE_RESTARTED if the card
   * session was lost: nobody can answer then, because the key for sealing the PIN was lost with it. Opening the card again gives a new key.
   */
  async wait(saga: CardSaga, pinWaitMs: number): Promise<HolderPinAnswer | undefined> {
    const answer = () => this.answered.get(saga.attempt);
    const sessionLost = (): boolean => this.lostAttempt === saga.attempt;
    await condition(() => answer() !== undefined || sessionLost() || saga.cancelRequested, pinWaitMs);
    if (answer() === undefined && sessionLost() && !saga.cancelRequested)
      throw toApplicationFailure(new CardwrightError('EDGE_RESTARTED', 'The card session that waited for a PIN ended'));
    return answer();
  }

  /** `run` brings the PIN to the card. */
  async give<Value>(run: () => Promise<Value>): Promise<Value> {
    try {
      return await run();
    } catch (error) {
      const { code } = failureOf(error);
      this.refused ??= this.refusals.find((refusal) => refusal === code) ?? null;
      throw error;
    }
  }

  /** `run` asks for the PIN, and says that the last one was refused, and by which code. */
  async ask<Value>(run: (refused: boolean, by: PinRefusal | null) => Promise<Value>): Promise<Value> {
    const asked = await run(this.refused !== null, this.refused);
    this.refused = null;
    return asked;
  }

  /** The state of this wait that a new run of the saga needs. */
  carried(): Partial<SagaResume> {
    // One that knows a single code carries what it always did.
    const several = this.refusals.length > 1 && { pinRefusedWith: this.refused };
    return { pinRefused: this.refused !== null, ...several };
  }

  /**
   * Called if nobody answered. If nothing was written, the saga ends. Otherwise it parks, so that a person can finish it: this fails with
   * PIN_KEY_EXPIRED and the given text. begun: whether an earlier attempt has written; a first attempt never writes before the PIN.
   */
  nobodyCame(saga: CardSaga, text: string, begun = saga.attempt > 1): void {
    if (begun) throw toApplicationFailure(new CardwrightError('PIN_KEY_EXPIRED', text));
    saga.cancelRequested = true;
  }
}
