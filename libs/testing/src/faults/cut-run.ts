/**
 * One flow on one card, with or without a cut: started like an operator's script would, the card put in again after the cut, the PIN
 * given whenever it is asked for, then every invariant. Nothing is retried for the system: a saga that does not go on by itself is a
 * finding, and only then is it helped, so that the lane can go on. Fault harness only; governing document: faults.md.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ApduEvent } from '@cardwright/simulated-card/power-cut';
import { brokenInvariants } from '../invariants.js';
import { inspect, randomPin, supplyPin } from '../issue.js';
import type { Records } from '../records.js';
import type { Api } from '../system.js';
import { type CutPoint } from './cut-points.js';
import type { CardCondition, Flow, FlowTarget } from './flows.js';
import { rawCard, type WatchedCard } from './watched-card.js';
import type { Workstation } from './workstation.js';

/** refused: nothing had begun. not-reached: this run sent fewer APDUs than the one that was measured. */
export type Outcome = 'new-good' | 'old-good' | 'unusable' | 'not-reached';

export interface CutResult {
  outcome: Outcome;
  /** What is broken, in words; empty when all is well. */
  findings: string[];
  /** From the card being put in again until card, record and CA agree. */
  recoveryMs: number;
  durationMs: number;
  attempts: number;
  pinsAsked: number;
  /** Wrong PUKs that the system presented. */
  wrongPuks: number;
  events: ApduEvent[];
}

interface RequestState {
  state: string;
  attempt: number;
  stuck_reason: string | null;
}

const ended: readonly string[] = ['COMPLETED', 'CANCELLED', 'SUPERSEDED', 'WITHDRAWN'];
const pollMs = 20;
/** A saga that is stuck so long with its card in the reader does not go on by itself. */
const stuckMs = 4_000;
const giveUpMs = 60_000;
/** What follows the end of a request (lease, revocations, the workflow's own end) is done by then. */
const settleMs = 15_000;

export class CardUnderTest {
  condition: CardCondition = 'blank';
  pin: string | null = null;

  private constructor(
    private readonly parts: { api: Api; records: Records; workstation: Workstation },
    readonly card: WatchedCard,
    private readonly target: FlowTarget,
  ) {}

  /** Puts a new card into an empty reader and lets the system look at it. */
  static async insert(
    parts: { api: Api; records: Records; workstation: Workstation },
    card: WatchedCard,
    target: Omit<FlowTarget, 'deviceId' | 'workstationId'>,
  ): Promise<CardUnderTest> {
    const { workstationId, readers } = parts.workstation;
    await readers.insert(target.readerName, card);
    const { device } = await inspect(parts.api, workstationId, target.readerName);
    return new CardUnderTest(parts, card, { ...target, workstationId, deviceId: device.deviceId });
  }

  get deviceId(): string {
    return this.target.deviceId;
  }

  async remove(): Promise<void> {
    await this.parts.workstation.readers.remove(this.target.readerName);
  }

  /** pauseMs: how long the card is out of the reader. */
  async run(flow: Flow, cut?: CutPoint, pauseMs = 0): Promise<CutResult> {
    const startedAt = Date.now();
    const { card } = this;
    let pluggedAt = startedAt;
    let reached = false;
    let out = false;
    const lost = card.watch(cut);
    void lost.then(async () => {
      reached = out = true;
      await this.putInAgain(pauseMs);
      pluggedAt = Date.now();
      out = false;
    });
    const findings: string[] = [];
    const asked = { pins: 0, attempts: 0 };
    const requestId = await this.begin(flow, () => reached);
    let finished = false;
    if (requestId === undefined) while (out) await delay(pollMs);
    else finished = await this.follow(requestId, { out: () => out, pluggedAt: () => pluggedAt, findings, asked });
    const recoveryMs = Date.now() - pluggedAt;
    const { events } = card;
    const wrongPuks = flow.blocksOn === card.dialectName ? 0 : card.wrongPuks;
    card.armCut(undefined);
    const became = requestId === undefined ? this.condition : finished ? flow.leaves : 'unusable';
    if (became !== 'unusable') {
      this.condition = became;
      findings.push(...(await this.broken(became)));
    }
    const outcome =
      became === 'unusable'
        ? 'unusable'
        : cut !== undefined && !reached
          ? 'not-reached'
          : requestId === undefined
            ? 'old-good'
            : 'new-good';
    return {
      ...{ outcome, findings, recoveryMs, durationMs: Date.now() - startedAt },
      ...{ attempts: asked.attempts, pinsAsked: asked.pins, wrongPuks, events },
    };
  }

  private async putInAgain(pauseMs: number): Promise<void> {
    const { readers } = this.parts.workstation;
    // The transport notices the cut and takes the card out.
    while (readers.cardIn(this.target.readerName) !== undefined) await delay(1);
    await delay(pauseMs);
    await readers.insert(this.target.readerName, this.card);
  }

  /** undefined: refused because of the cut, before anything was written. */
  private async begin(flow: Flow, cut: () => boolean): Promise<string | undefined> {
    for (const until = Date.now() + settleMs; ;) {
      try {
        return (await flow.start(this.parts.api, this.target)).saga.requestId;
      } catch (error) {
        const { code } = error as { code?: string };
        if (cut()) return undefined;
        // The workflow of the flow before ends a moment after its request.
        if (code !== 'REQUEST_DEVICE_BUSY') throw error;
        if (Date.now() > until)
          throw new Error(`${flow.name} cannot begin: ${JSON.stringify(await this.requests())}`, { cause: error });
      }
      await delay(50);
    }
  }

  /** The last ones of this device, for a message. */
  private requests(): Promise<unknown[]> {
    return this.parts.records.query(
      `SELECT type, state, stage, attempt, stuck_reason, now() - updated_at AS since FROM issuance.request
       WHERE device_id = $1 ORDER BY created_at DESC LIMIT 3`,
      [this.deviceId],
    );
  }

  /** Until the request is closed; false when it is not within the time. */
  private async follow(
    requestId: string,
    run: {
      out: () => boolean;
      pluggedAt: () => number;
      findings: string[];
      asked: { pins: number; attempts: number };
    },
  ): Promise<boolean> {
    const { records } = this.parts;
    const answered = new Set<number>();
    let stuckSince = 0;
    for (;;) {
      const [request] = await records.query<RequestState>(
        'SELECT state, attempt, stuck_reason FROM issuance.request WHERE request_id = $1',
        [requestId],
      );
      const { state, attempt, stuck_reason: stuck } = request!;
      run.asked.attempts = attempt;
      if (ended.includes(state)) {
        if (state !== 'COMPLETED') run.findings.push(`the request ended as ${state}`);
        return state === 'COMPLETED';
      }
      if (state === 'AWAITING_USER' && !answered.has(attempt) && (await this.answerPin(requestId))) {
        answered.add(attempt);
        run.asked.pins += 1;
      }
      if (state !== 'FAILED' || run.out()) stuckSince = 0;
      else if (stuckSince === 0) stuckSince = Date.now();
      else if (Date.now() - stuckSince > stuckMs) {
        run.findings.push(`does not go on by itself: ${stuck} in attempt ${attempt}`);
        stuckSince = 0;
        await this.parts.api('POST', `/sagas/${requestId}/retry`, {}).catch(() => undefined);
      }
      if (!run.out() && Date.now() - run.pluggedAt() > giveUpMs) {
        run.findings.push(`not recovered after ${giveUpMs / 1000} s: ${state} ${stuck ?? ''} in attempt ${attempt}`);
        return false;
      }
      await delay(pollMs);
    }
  }

  /** A new PIN each time it is asked for. False: the question was out of date, the saga asks again. */
  private async answerPin(requestId: string): Promise<boolean> {
    const pin = randomPin();
    try {
      await supplyPin(this.parts.api, requestId, pin);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === 'PIN_KEY_EXPIRED' || code === 'LIFECYCLE_LEASE_LOST' || code === 'LIFECYCLE_TRANSITION')
        return false;
      throw error;
    }
    this.pin = pin;
    return true;
  }

  /** Invariants, and what only the one who chose the PIN can tell. */
  private async broken(condition: CardCondition): Promise<string[]> {
    const { parts, card } = this;
    for (const until = Date.now() + settleMs; ;) {
      const broken = await brokenInvariants(parts, this.deviceId, await rawCard(card.file), { audit: 'device' });
      if (condition === 'active' && this.pin !== null && !(await card.hasPin(this.pin)))
        broken.push('I2 the PIN on the card is not the one that was chosen last');
      if (broken.length === 0 || Date.now() > until) return broken;
      await delay(100);
    }
  }
}
