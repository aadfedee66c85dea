/**
 * The person leaves, or the computer goes to sleep, while a card is at work (A14): the work stops at the next safe point and goes on when they are
 * back. Sleep and shutdown stop everything; a locked screen and a log-off stop what the holder attends to at this computer, so that their
 * card is free to unlock it with, and not what a station does by itself.
 */
import type { PauseCode } from '@cardwright/contracts/errors/pause-codes';
import type { Log } from '../log/log.js';
import type { Operations } from '../operations/operations.js';
import type { ActiveSession, UserId } from '../sessions/sessions.port.js';

type Pause = Parameters<Operations['pause']>[0];

interface InterruptionsParts {
  operations: Pick<Operations, 'pause' | 'resume'>;
  /** The sessions of these requests have ended. */
  ended: (requestIds: string[], code: PauseCode) => void;
  /** Work may go on: the server has to hear of the cards that are here. */
  back: () => void;
  /** Who is at the computer now; undefined: nobody knows. */
  active: () => Promise<ActiveSession | null | undefined>;
  isFallingAsleep: () => Promise<boolean>;
  log: Log;
}

/** A screen that was asked to lock says within this time that it is locked. Not all of them do: then the work goes on. */
const lockSaidMs = 10_000;
/** How often it is asked whether the computer still means to sleep: the signal that it does not any more may get lost. */
const asleepAskedMs = 10_000;

export class Interruptions {
  private asleep = false;
  private seat: Extract<PauseCode, 'EDGE_SCREEN_LOCKED' | 'EDGE_SIGNED_OUT'> | undefined;
  /** Who was there last. */
  private present: UserId | undefined;
  private applied: Pause | undefined;
  private work: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private askAgain: NodeJS.Timeout | undefined;

  constructor(private readonly parts: InterruptionsParts) {}

  /** Sleep or shutdown is about to begin. Resolves when every card is at rest. */
  sleeping(): Promise<void> {
    this.asleep = true;
    clearInterval(this.askAgain);
    const ask = async (): Promise<void> => ((await this.parts.isFallingAsleep()) ? undefined : this.awake());
    this.askAgain = setInterval(() => void ask(), asleepAskedMs).unref();
    return this.apply();
  }

  /** The computer is awake again, or stays on. */
  awake(): Promise<void> {
    this.asleep = false;
    clearInterval(this.askAgain);
    return this.apply();
  }

  /** The screen is asked to lock. */
  locking(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.changed(), lockSaidMs).unref();
    this.seat = 'EDGE_SCREEN_LOCKED';
    return this.apply();
  }

  /** Somebody came, left, locked or unlocked. */
  async changed(): Promise<void> {
    clearTimeout(this.timer);
    const active = await this.parts.active();
    const before = this.present;
    if (active) this.present = active.userId;
    if (active === null) this.seat = before === undefined ? undefined : 'EDGE_SIGNED_OUT';
    else if (active?.locked === true) this.seat = 'EDGE_SCREEN_LOCKED';
    else {
      // Another person's turn at the computer: what the first one attended to stops.
      if (active && before !== undefined && before !== active.userId) {
        this.seat = 'EDGE_SIGNED_OUT';
        await this.apply();
      }
      this.seat = undefined;
    }
    await this.apply();
  }

  close(): void {
    clearTimeout(this.timer);
    clearInterval(this.askAgain);
  }

  private apply(): Promise<void> {
    const done = this.work.then(() => this.applyNow());
    this.work = done.catch(() => undefined);
    return done;
  }

  private async applyNow(): Promise<void> {
    const { operations, ended, back, log } = this.parts;
    const before = this.applied;
    const pause = this.wanted();
    if (pause?.code === before?.code) return;
    this.applied = pause;
    if (pause === undefined) operations.resume();
    else {
      const requestIds = await operations.pause(pause);
      log('info', 'work on cards pauses', { code: pause.code, stopped: requestIds.length });
      if (requestIds.length > 0) ended(requestIds, pause.code);
    }
    const mayMore = before !== undefined && (pause === undefined || (pause.attendedOnly && !before.attendedOnly));
    if (mayMore) back();
  }

  private wanted(): Pause | undefined {
    if (this.asleep) return { code: 'EDGE_GOING_TO_SLEEP', attendedOnly: false };
    return this.seat && { code: this.seat, attendedOnly: true };
  }
}
