/**
 * When the orphan sweeper runs: one copy of the service at a time, by Postgres alone. A leader loop and not a Temporal schedule: an orphan
 * must be revoked within 15 minutes while Temporal is away too, and a missed round needs no catching up (docs/reconciler.md). The
 * nightly comparison has its schedule (reconciliation-schedule.ts).
 */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { LeaderWork } from '@cardwright/service-kit/leader-work';
import { systemActor, type ChangeContext } from '../../persistence/change-context.js';
import { TraceStore } from '../../records/traces/trace-store.js';
import { OrphanSweeper } from './orphan-sweeper.js';

/** Well below the 15 minutes of faults.md I1, a CA that is slow to answer included. */
const roundEveryMs = 60_000;
/** How long after its end a request's certificates are still checked: an answer of the CA may have been under way. */
const lookBackMs = 60 * 60_000;
const allEveryMs = 6 * 3600_000;
const tracesEveryMs = 24 * 3600_000;

@Injectable()
export class ReconciliationRounds extends LeaderWork {
  constructor(
    private readonly database: DataSource,
    private readonly sweeper: OrphanSweeper,
    private readonly traces: TraceStore,
  ) {
    super({ dataSource: database, lock: 'cardwright-issuance-reconciliation', intervalMs: roundEveryMs });
  }

  async round(): Promise<boolean> {
    const context = roundContext();
    await this.due('orphans', 0, (last) =>
      this.sweeper.sweepClosedSince(new Date(Math.min(last, Date.now()) - lookBackMs), context),
    );
    await this.due('all-certificates', allEveryMs, () => this.sweeper.sweepAll(context));
    await this.due('old-traces', tracesEveryMs, () => this.traces.forgetOld());
    return false;
  }

  /**
   * The moment of the last good round is kept: after an outage of days the next one looks back that far. What runs seldom has its
   * first turn one interval after the first start.
   */
  private async due(name: string, everyMs: number, work: (lastMs: number) => Promise<unknown>): Promise<void> {
    const begun = new Date();
    const [row]: { last_at: Date }[] = await this.database.query(
      'SELECT last_at FROM reconciliation_round WHERE name = $1',
      [name],
    );
    const last = row?.last_at.getTime() ?? 0;
    if (row !== undefined && begun.getTime() - last < everyMs) return;
    if (row !== undefined || everyMs === 0) await work(last);
    await this.database.query(
      `INSERT INTO reconciliation_round (name, last_at) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET last_at = excluded.last_at`,
      [name, begun],
    );
  }
}

const roundContext = (): ChangeContext => ({
  tenantId: defaultTenantId,
  correlationId: `reconciliation-${randomUUID()}`,
  actor: systemActor,
});
