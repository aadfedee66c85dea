/**
 * Runs a piece of background work again and again in one copy of a service only: the one that holds a Postgres advisory
 * lock on its own connection. When that connection breaks, the lock is free and another copy goes on; the old leader notices
 * before its next round only, so `work` guards what two rounds at once would spoil (the audit chain: its head's old value).
 */
import type { DataSource, QueryRunner } from 'typeorm';
import type { Logger } from './logging/logger.js';

export interface LeaderLoopOptions {
  dataSource: DataSource;
  /** Name of the lock; one leader per name in the whole database. */
  lock: string;
  intervalMs: number;
  /** True: there is more to do, so the next round starts at once. */
  work: () => Promise<boolean>;
  logger: Pick<Logger, 'error' | 'info'>;
}

export class LeaderLoop {
  private runner: QueryRunner | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private failing = false;

  constructor(private readonly options: LeaderLoopOptions) {}

  get leading(): boolean {
    return this.runner !== undefined;
  }

  start(): void {
    this.schedule(0);
  }

  /** Ends after the current round and gives the lock back. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
    await this.resign();
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.round().then((more) => this.schedule(more ? 0 : this.options.intervalMs));
    }, delayMs);
    this.timer.unref();
  }

  private async round(): Promise<boolean> {
    try {
      if (!(await this.lead())) return false;
      const more = await this.options.work();
      this.failing = false;
      return more;
    } catch (error) {
      // Logged once per outage: the loop itself is the retry.
      if (!this.failing) this.options.logger.error({ err: error, lock: this.options.lock }, 'background work failed');
      this.failing = true;
      await this.resign();
      return false;
    }
  }

  private async lead(): Promise<boolean> {
    if (this.runner) {
      await this.runner.query('select 1');
      return true;
    }
    const runner = this.options.dataSource.createQueryRunner();
    try {
      const [row]: { held: boolean }[] = await runner.query(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as held',
        [this.options.lock],
      );
      if (row?.held) {
        this.runner = runner;
        return true;
      }
    } catch (error) {
      await runner.release().catch(() => undefined);
      throw error;
    }
    await runner.release();
    return false;
  }

  private async resign(): Promise<void> {
    const runner = this.runner;
    this.runner = undefined;
    if (!runner) return;
    // The connection goes back to a pool: a lock left on it would never be free again.
    await runner
      .query('select pg_advisory_unlock(hashtextextended($1, 0))', [this.options.lock])
      .catch(() => undefined);
    await runner.release().catch(() => undefined);
  }
}
