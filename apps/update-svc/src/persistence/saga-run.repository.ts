/** How long sagas took and how they ended, from their events: what an offer says about its own kind. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface SagaFigures {
  medianSeconds: number | null;
  succeeded: number;
  of: number;
}

/** Longer ago says nothing about today's cards and workstations. */
const keptDays = 90;

@Injectable()
export class SagaRunRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In any order, and again. */
  async note(
    tenantId: string,
    run: {
      requestId: string;
      deviceId: string;
      type: string;
      startedAt: string | null;
      endedAt: string | null;
      state: string | null;
    },
  ): Promise<void> {
    await this.dataSource.query(
      `insert into saga_run as known (tenant_id, request_id, device_id, type, started_at, ended_at, state)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (tenant_id, request_id) do update set
         started_at = least(known.started_at, excluded.started_at),
         ended_at = coalesce(known.ended_at, excluded.ended_at), state = coalesce(known.state, excluded.state)`,
      [tenantId, run.requestId, run.deviceId, run.type, run.startedAt, run.endedAt, run.state],
    );
  }

  /** null: it has not ended, as far as is known. */
  async endOf(tenantId: string, requestId: string): Promise<string | null> {
    const [row]: { state: string | null }[] = await this.dataSource.query(
      'select state from saga_run where tenant_id = $1 and request_id = $2',
      [tenantId, requestId],
    );
    return row?.state ?? null;
  }

  /** Completed and cancelled ones that ended in the last 90 days; forgets what is older. */
  async figures(tenantId: string, type: string, now: Date): Promise<SagaFigures> {
    const since = new Date(now.getTime() - keptDays * 24 * 3600_000);
    await this.dataSource.query('delete from saga_run where tenant_id = $1 and type = $2 and ended_at < $3', [
      tenantId,
      type,
      since,
    ]);
    const [row]: { median: number | null; succeeded: string; of: string }[] = await this.dataSource.query(
      `select percentile_cont(0.5) within group (order by extract(epoch from ended_at - started_at))
           filter (where state = 'COMPLETED') as median,
         count(*) filter (where state = 'COMPLETED') as succeeded, count(*) as of
       from saga_run where tenant_id = $1 and type = $2 and ended_at >= $3 and state in ('COMPLETED', 'CANCELLED')
         and started_at is not null`,
      [tenantId, type, since],
    );
    return { medianSeconds: row?.median ?? null, succeeded: Number(row?.succeeded ?? 0), of: Number(row?.of ?? 0) };
  }
}
