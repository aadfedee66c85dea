/**
 * One flow on one card in a simulated reader, with or without a cut: the card is put in again after it, and the saga is seen through
 * (saga-driver.ts). Fault harness only; governing document: faults.md 11 to 13.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ApduEvent } from '@cardwright/simulated-card/power-cut';
import { inspect } from '../issue.js';
import { Hands } from './hands.js';
import { withOtherProgram } from './beside.js';
import { type CutPoint } from './cut-points.js';
import type { CardCondition, Flow, FlowTarget } from './flows.js';
import { notAwaited, notNoticed } from './reinsertion.js';
import { SagaDriver, type DriverParts } from './saga-driver.js';
import type { WatchedCard } from './watched-card.js';
import type { Workstation } from './workstation.js';

/** old-good: nothing had begun. not-reached: this run sent fewer APDUs than the one that was measured. */
export type Outcome = 'new-good' | 'old-good' | 'unusable' | 'not-reached';

export interface CutResult {
  outcome: Outcome;
  /** What is broken, in words; empty when all is well. */
  findings: string[];
  /** From the card being put in again until its request is closed. */
  recoveryMs: number;
  durationMs: number;
  attempts: number;
  pinsAsked: number;
  /** Wrong PUKs that the system presented. */
  wrongPuks: number;
  events: ApduEvent[];
}

const patience = { stuckMs: 8_000, giveUpMs: 60_000 };

export class CardUnderTest {
  private readonly driver: SagaDriver;
  private readonly hands: Hands;

  private constructor(
    private readonly workstation: Workstation,
    readonly card: WatchedCard,
    private readonly parts: DriverParts,
    private readonly target: FlowTarget,
  ) {
    this.hands = new Hands(workstation.slots, target.readerName, card);
    const openBrowser = () => workstation.openBrowser(target.readerName);
    this.driver = new SagaDriver(parts, { ...target, openBrowser }, card.file, patience);
  }

  /** Puts a new card into an empty reader and lets the system look at it. */
  static async insert(
    { workstation, ...parts }: DriverParts & { workstation: Workstation },
    card: WatchedCard,
    target: Omit<FlowTarget, 'deviceId' | 'workstationId'>,
  ): Promise<CardUnderTest> {
    const { workstationId, slots } = workstation;
    await slots.insert(target.readerName, card);
    const { device } = await inspect(parts.api, workstationId, target.readerName);
    return new CardUnderTest(workstation, card, parts, { ...target, workstationId, deviceId: device.deviceId });
  }

  get condition(): CardCondition {
    return this.driver.condition;
  }
  get keysMoved(): number {
    return this.driver.keysMoved;
  }
  get deletions(): number {
    return this.driver.deletions;
  }
  /** The PIN that was chosen last. */
  get pin(): string | null {
    return this.driver.pin;
  }

  takeOut(): Promise<void> {
    return this.hands.takeOut();
  }
  putIn(): Promise<void> {
    return this.hands.putIn();
  }

  /** pauseMs: how long the card is out of the reader. */
  async run(flow: Flow, cut?: CutPoint, pauseMs = 0): Promise<CutResult> {
    if (flow.reinserted) return this.runReinserted(flow, cut, pauseMs);
    if (flow.beside !== true) return this.runAlone(flow, cut, pauseMs);
    const run = () => this.runAlone(flow, cut, pauseMs);
    const { value, answered } = await withOtherProgram(this.workstation, this.target.readerName, run);
    if (answered === 0) value.findings.push('the other program never reached the card');
    return value;
  }

  private async runAlone(flow: Flow, cut: CutPoint | undefined, pauseMs: number): Promise<CutResult> {
    const { card, driver } = this;
    await flow.offered?.due(this.target);
    if (flow.passkey) card.waited();
    const startedAt = Date.now();
    let backAt = startedAt;
    let reached = false;
    let out = false;
    const findings: string[] = [];
    // Never resolves if the cut is not reached, so the caller waits for `out`.
    void card
      .watch(cut)
      .then(async () => {
        reached = out = true;
        await this.hands.putBack(pauseMs);
        backAt = Date.now();
      })
      .catch((error: Error) => findings.push(`the card cannot be put in again: ${error.message}`))
      .finally(() => (out = false));
    let requestId = await driver.begin(flow, () => reached);
    const began = requestId !== undefined;
    if (!began && flow.offered) {
      // What was due stays due: the holder begins once more, and the card is whole only then.
      while (out) await delay(5);
      requestId = await driver.begin(flow, () => false);
    }
    const reinsert = async (): Promise<void> => {
      await this.hands.reinsert();
      backAt = Date.now();
    };
    const run = { away: () => out, backAt: () => backAt, findings, reinsert };
    const followed = requestId === undefined ? undefined : await driver.follow(requestId, run);
    while (out) await delay(5);
    const recoveryMs = Date.now() - backAt;
    card.armCut(undefined);
    const usable = followed === undefined || followed.completed;
    if (followed?.completed === true) driver.became(flow);
    if (usable) findings.push(...(await driver.broken()));
    if (usable && flow.offered) findings.push(...(await flow.offered.notDone(this.target)));
    return {
      outcome: outcomeOf({ usable, reached: reached || cut === undefined, began }),
      ...{ findings, recoveryMs, durationMs: Date.now() - startedAt },
      ...{ attempts: followed?.attempts ?? 0, pinsAsked: followed?.pinsAsked ?? 0, events: card.events },
      wrongPuks: flow.blocksOn === card.dialectName ? 0 : card.wrongPuks,
    };
  }

  /** What a cut here could break is that the card is noticed: nothing is written to it. */
  private async runReinserted(flow: Flow, cut: CutPoint | undefined, pauseMs: number): Promise<CutResult> {
    const { card, driver, target, parts } = this;
    const update = await this.runAlone(flow, undefined, 0);
    if (update.outcome !== 'new-good' || update.findings.length > 0) return update;
    const findings = await notAwaited(parts.records, target.deviceId);
    await this.takeOut();
    let backAt = Date.now();
    let reached: Promise<void> | undefined;
    void card.watch(cut).then(() => {
      reached = this.hands
        .putBack(pauseMs)
        .then(() => void (backAt = Date.now()))
        .catch((error: Error) => void findings.push(`the card cannot be put in again: ${error.message}`));
    });
    await this.putIn();
    findings.push(...(await notNoticed(parts.records, target.deviceId)));
    // A card that was noticed before the cut may be out still.
    await reached;
    const recoveryMs = Math.max(0, Date.now() - backAt);
    card.armCut(undefined);
    findings.push(...(await driver.broken()));
    return {
      ...update,
      outcome: cut === undefined || reached !== undefined ? 'new-good' : 'not-reached',
      ...{ findings, recoveryMs, durationMs: update.durationMs + recoveryMs, events: card.events },
      wrongPuks: card.wrongPuks,
    };
  }
}

function outcomeOf({ usable, reached, began }: { usable: boolean; reached: boolean; began: boolean }): Outcome {
  if (!usable) return 'unusable';
  if (!reached) return 'not-reached';
  return began ? 'new-good' : 'old-good';
}
