/**
 * The waits for a PIN of the holder, which issue, reprovision, update and PIN reset share. It handles the answer, the loss of the card session
 * to which the PIN would be sealed, and the time limit. The saga decides what the answer means. A kind may wait in more than one stage: each has
 * answers of its own. Workflow sandbox: no Node, no Nest.
 */
import { condition, setDefaultUpdateHandler, setHandler } from '@temporalio/workflow';
import {
  type CardSessionLost,
  type DecisionArgument,
  pinSkippedUpdate,
  pinSuppliedUpdate,
  type SagaResume,
} from '@cardwright/contracts/workflow/card-write.contract';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { pinStageOf } from '@cardwright/contracts/workflow/stages';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { toApplicationFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import type { CardSaga } from './card-saga.js';
import { decisionOf, refusal } from './decision.js';
import { failureOf } from './failure.js';
import { cardSessionLost } from './messages.js';

type HolderPinAnswer = 'supplied' | 'skipped';
const answers: Readonly<Record<string, HolderPinAnswer>> = {
  [pinSuppliedUpdate]: 'supplied',
  [pinSkippedUpdate]: 'skipped',
};
const waitName = (attempt: number, stage: string): string => `${attempt}/${stage}`;

export class HolderPin {
  /** By attempt and stage: an answer can come before the stage that waits for it, when the activity before that stage is repeated. */
  private readonly answered = new Map<string, HolderPinAnswer>();
  /** The stage of the device's PIN; empty: it is never asked for. */
  private readonly stage: string;
  private lostAttempt = 0;
  /** The code with which the card refused the last PIN; null: it did not. */
  private refused: PinRefusal | null = null;

  /**
   * The codes with which the card refuses the PIN: the PIN is wrong, or a new PIN breaks a rule of the card. The saga opens the card again
   * then, and asks again with a new key to seal to (`reopensAlso`).
   */
  readonly refusals: readonly PinRefusal[];

  constructor(type: CardSagaType) {
    const ofDevice = pinStageOf(type);
    this.refusals = ofDevice?.refusedWith ?? [];
    this.stage = ofDevice?.stage ?? '';
  }

  /** Once per workflow, after its saga was made: the saga's own updates have their handlers then, and what is left comes here. */
  listen(saga: CardSaga): void {
    const { input, activities } = saga;
    const { pinRefused = false, pinRefusedWith = this.refusals[0] } = input.resume ?? {};
    this.refused = pinRefused ? (pinRefusedWith ?? null) : null;
    const take = async (answer: HolderPinAnswer, { decisionId, stage }: DecisionArgument): Promise<void> => {
      const { attempt } = saga;
      await activities.useDecision({
        input,
        decisionId: decisionId ?? null,
        action: `pin-${answer}`,
        reason: null,
      });
      this.answered.set(waitName(attempt, stage ?? this.stage), answer);
    };
    // By no handler of their own: the Temporal UI offers every update that has one, and these need what issuance-svc alone has authorised.
    setDefaultUpdateHandler((name, argument) => {
      const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
      if (answer === undefined) throw refusal('AUTH_FORBIDDEN', say('access.update-not-here'));
      return take(answer, decisionOf(argument));
    });
    // The Temporal UI may send it with anything or nothing.
    setHandler(cardSessionLost, (lost: Partial<CardSessionLost> | null | undefined) => {
      if (typeof lost?.attempt === 'number') this.lostAttempt = lost.attempt;
    });
  }

  /**
   * The answer of this attempt; undefined if nobody answered in time or the saga is to be cancelled. Fails with EDGE_RESTARTED if the card
   * session was lost: nobody can answer then, because the key for sealing the PIN was lost with it. Opening the card again gives a new key.
   * stage: where it waits, if not for the PIN of the device.
   */
  async wait(saga: CardSaga, pinWaitMs: number, stage = this.stage): Promise<HolderPinAnswer | undefined> {
    const answer = () => this.answered.get(waitName(saga.attempt, stage));
    const sessionLost = (): boolean => this.lostAttempt === saga.attempt;
    const over = (): boolean => answer() !== undefined || saga.hasTriedAgain;
    await condition(() => over() || sessionLost() || saga.cancelRequested, pinWaitMs);
    if (!over() && sessionLost() && !saga.cancelRequested)
      throw toApplicationFailure(new CardwrightError('EDGE_RESTARTED', say('record.session-ended')));
    return answer();
  }

  /**
   * `ask` asks in this stage and answers whether there is something to wait for; resolves to undefined where nobody came. again: the holder may
   * say that they try again with what they gave before, from the moment that it is asked: that counts as an answer.
   */
  async askAndWait(
    saga: CardSaga,
    { stage, waitMs, again, ask }: { stage: string; waitMs: number; again: boolean; ask: () => Promise<boolean> },
  ): Promise<HolderPinAnswer | 'not-asked' | undefined> {
    // An answer that came twice is not taken for one to the new question.
    this.answered.delete(waitName(saga.attempt, stage));
    saga.triedAgain = again ? false : null;
    try {
      if (!(await ask())) return 'not-asked';
      const answer = await this.wait(saga, waitMs, stage);
      return answer ?? (saga.hasTriedAgain ? 'supplied' : undefined);
    } finally {
      saga.triedAgain = null;
    }
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
  nobodyCame(saga: CardSaga, text: Sentence, begun = saga.attempt > 1): void {
    if (begun) throw toApplicationFailure(new CardwrightError('PIN_KEY_EXPIRED', text));
    saga.cancelRequested = true;
  }
}
