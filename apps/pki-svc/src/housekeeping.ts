/**
 * Background work of the vault in one copy: CRLs soon after a change, revoked agents pushed until NATS holds them, issuers rolled over in
 * time. One leader and one database connection for all of it; a task that fails does not stop the others.
 */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LeaderLoop } from '@cardwright/service-kit/leader-loop';
import { nestLogger } from '@cardwright/service-kit/logging/logger';
import { AgentIdentities } from './agents/agent-identities.js';
import { CrlPublisher } from './ca/crl-publisher.js';
import { IssuingCa } from './ca/issuing-ca.js';

interface Task {
  name: string;
  intervalMs: number;
  run: () => Promise<void>;
  nextAt: number;
}

/** A change shows on the CRL within this time and one signature. */
const intervalMs = 500;

@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Housekeeping.name);
  private readonly loop: LeaderLoop;
  private readonly tasks: Task[];

  constructor(dataSource: DataSource, crls: CrlPublisher, agents: AgentIdentities, ca: IssuingCa) {
    const task = (name: string, every: number, run: () => Promise<void>): Task => ({
      name,
      intervalMs: every,
      run,
      nextAt: 0,
    });
    this.tasks = [
      task('CRLs', 0, () => crls.publishDue()),
      task('revoked agents', 30_000, () => agents.pushRevocations()),
      task('issuers', 6 * 3_600_000, () => ca.ensure()),
    ];
    this.loop = new LeaderLoop({
      dataSource,
      lock: 'cardwright-pki-housekeeping',
      intervalMs,
      work: () => this.round(),
      logger: nestLogger(this.logger),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Throws the first failure after every task had its turn: the loop logs it once per outage. */
  private async round(): Promise<boolean> {
    let failure: unknown;
    for (const task of this.tasks) {
      if (performance.now() < task.nextAt) continue;
      task.nextAt = performance.now() + task.intervalMs;
      try {
        await task.run();
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return false;
  }
}
