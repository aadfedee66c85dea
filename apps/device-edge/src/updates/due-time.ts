/**
 * A moment in the future by two clocks. The wall clock goes on during suspend and jumps when somebody sets it; the other one stands still
 * during suspend and never jumps. The moment has come when either says so: too early costs one question to the server, which knows.
 */
import type { UpdateClock } from './ports.js';

export interface DueTime {
  wallMs: number;
  runningMs: number;
}

type Now = Pick<UpdateClock, 'wallMs' | 'runningMs'>;

export const dueIn = (clock: Now, ms: number): DueTime => ({
  wallMs: clock.wallMs() + ms,
  runningMs: clock.runningMs() + ms,
});

export const hasCome = (clock: Now, { wallMs, runningMs }: DueTime): boolean =>
  clock.wallMs() >= wallMs || clock.runningMs() >= runningMs;

export const earlier = (one: DueTime, other: DueTime): DueTime => ({
  wallMs: Math.min(one.wallMs, other.wallMs),
  runningMs: Math.min(one.runningMs, other.runningMs),
});

/** Milliseconds from now until a time of the server. serverNow: its clock when it answered; absent: ours is believed. */
export const fromNow = (clock: Now, until: string, serverNow: string | undefined): number =>
  Date.parse(until) - (serverNow === undefined ? clock.wallMs() : Date.parse(serverNow));

/** Smaller differences are the two clocks read one after the other, or a clock that is slewed. */
const toleranceMs = 2_000;

/** Sees that the wall clock was set back: moments that were computed by it have to move with it. */
export class ClockSteps {
  private last: DueTime;

  constructor(private readonly clock: Now) {
    this.last = dueIn(clock, 0);
  }

  /** Milliseconds (negative) by which the clock was set back since the last call, else 0. Forward it may have been a suspend, and nothing moves. */
  back(): number {
    const now = dueIn(this.clock, 0);
    const step = now.wallMs - this.last.wallMs - (now.runningMs - this.last.runningMs);
    this.last = now;
    return step < -toleranceMs ? step : 0;
  }
}
