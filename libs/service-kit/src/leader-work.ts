/**
 * Background work of a Nest application in one of its copies (LeaderLoop): it begins when the application has started, and ends while its
 * connections are still open. Extend it and say what one round does.
 */
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LeaderLoop, type LeaderLoopOptions } from './leader-loop.js';
import { nestLogger } from './logging/logger.js';

export abstract class LeaderWork implements OnApplicationBootstrap, OnApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);
  private readonly loop: LeaderLoop;

  protected constructor(options: Pick<LeaderLoopOptions, 'dataSource' | 'lock' | 'intervalMs'>) {
    this.loop = new LeaderLoop({ ...options, work: () => this.round(), logger: nestLogger(this.logger) });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /**
   * True: there is more to do, so the next round starts at once. A second round may run at the same time, for example after a lost lock,
   * and must do no harm.
   */
  abstract round(): Promise<boolean>;
}
