/**
 * Keeps the APDU traces that agents answer with (F05). Off the way of the sagas: a trace waits in memory and is written with others once
 * a second; what is lost with a killed process is a trace, never a record. Bounded in memory, in size per batch (the agent's) and in age.
 */
import type { BatchTrace } from '@cardwright/contracts/card/apdu-trace';
import type { CardStepKind } from '@cardwright/contracts/card/card-step';
import type { BatchResult, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { compareBatchIds } from '../../domain/batch-sequence.js';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';

/** As it stands in the row: APDUs as texts, and how many of them each step took. */
export interface StoredTrace extends BatchTrace {
  steps: { kind: CardStepKind; apdus: number }[];
  /** APDUs that reading the card took, before the first step. */
  opening: number;
}
export interface TraceRow {
  batch_id: string;
  workstation_id: string;
  at: Date;
  trace: StoredTrace;
}

const flushEveryMs = 1_000;
/** Far more than one second produces. If more are waiting, the database is away, and traces can be dropped. */
const waitingMax = 1_000;

interface Waiting {
  tenantId: string;
  lease: LeaseToken;
  batchId: string;
  trace: StoredTrace;
}

@Injectable()
export class TraceStore implements OnModuleDestroy {
  private readonly logger = new Logger(TraceStore.name);
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    @Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'apduTrace' | 'apduTraceDays'>,
  ) {}

  /** Whether agents are asked for traces. */
  get wanted(): boolean {
    return this.config.apduTrace;
  }

  /** Returns at once. Nothing for an answer without a trace: an older agent, or one that was started again since. */
  keep(tenantId: string, lease: LeaseToken, result: BatchResult): void {
    const { trace, batchId, results, image } = result;
    if (trace === undefined || this.waiting.length >= waitingMax) return;
    const steps = results.map(({ kind, apdus }) => ({ kind, apdus }));
    this.waiting.push({ tenantId, lease, batchId, trace: { ...trace, steps, opening: image?.apdus ?? 0 } });
    this.timer ??= setTimeout(() => void this.flush(), flushEveryMs).unref();
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const rows = this.waiting;
    if (rows.length === 0) return;
    this.waiting = [];
    await this.database
      .query(
        `INSERT INTO apdu_trace (request_id, batch_id, tenant_id, workstation_id, trace)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::jsonb[])
         ON CONFLICT DO NOTHING`,
        [
          rows.map(({ lease }) => lease.requestId),
          rows.map(({ batchId }) => batchId),
          rows.map(({ tenantId }) => tenantId),
          rows.map(({ lease }) => lease.workstationId),
          rows.map(({ trace }) => JSON.stringify(trace)),
        ],
      )
      .catch((error: unknown) => this.logger.warn({ err: error, traces: rows.length }, 'traces are lost'));
  }

  /** In the order of their execution: rows that were written together have one time. */
  async of(requestId: string): Promise<TraceRow[]> {
    await this.flush();
    const rows: TraceRow[] = await this.database.query(
      `SELECT batch_id, workstation_id, at, trace FROM apdu_trace WHERE request_id = $1`,
      [requestId],
    );
    return rows.sort((one, other) => compareBatchIds(one.batch_id, other.batch_id));
  }

  /** Answers how many batches it forgot. */
  async forgetOld(): Promise<number> {
    const [, count]: [unknown, number] = await this.database.query(
      `DELETE FROM apdu_trace WHERE at < now() - make_interval(days => $1)`,
      [this.config.apduTraceDays],
    );
    return count;
  }

  async onModuleDestroy(): Promise<void> {
    await this.flush();
  }
}
