/**
 * Repeats a small piece of work in every copy of a service, one round at a time. A round finds work that was left behind and continues it.
 * The round itself is the retry, so a failure is logged once per outage. For one copy only there is LeaderLoop.
 */
import type { Logger } from '@nestjs/common';

export interface SweepOptions {
  everyMs: number;
  round: () => Promise<unknown>;
  logger: Pick<Logger, 'warn'>;
  /** What the log says while rounds fail. */
  failing: string;
}

export class Sweep {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private atWork = false;
  private again = false;
  private stopped = false;
  private failed = false;

  constructor(private readonly options: SweepOptions) {}

  /** The next round after this time instead. If one is at work then, it follows at once: what that one has read may be older than the call. */
  start(afterMs: number = this.options.everyMs): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.atWork) this.again = true;
      else this.running = this.rounds();
    }, afterMs);
    this.timer.unref();
  }

  /** Ends after the current round. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async rounds(): Promise<void> {
    this.atWork = true;
    do {
      this.again = false;
      await this.once();
    } while (this.again && !this.stopped);
    this.atWork = false;
    // If somebody has asked for the next round meanwhile, the timer is already set.
    if (this.timer === undefined) this.start();
  }

  private async once(): Promise<void> {
    try {
      await this.options.round();
      this.failed = false;
    } catch (error) {
      if (!this.failed) this.options.logger.warn({ err: error }, this.options.failing);
      this.failed = true;
    }
  }
}
