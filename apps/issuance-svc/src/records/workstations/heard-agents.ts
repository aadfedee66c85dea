/**
 * Which agents were heard, and what they said: gathered here and written together every few seconds, in one statement for all of them. Thousands
 * report every few minutes, and more at once when people come to work; a row of its own at every report would be the most written of the system.
 * What is gathered is lost with the process: the next report says it again.
 */
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { Sweep } from '@cardwright/service-kit/sweep';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AgentSays } from './agent-report.js';

/** As old as what a list shows may be. */
const writeEveryMs = 5_000;
const rowsAtOnce = 1_000;

interface Heard {
  seenAt: number | null;
  goneAt: number | null;
  says: AgentSays | null;
}

@Injectable()
export class HeardAgents implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(HeardAgents.name);
  private gathered = new Map<string, Heard>();
  private writing: Promise<void> = Promise.resolve();
  private readonly sweep = new Sweep({
    everyMs: writeEveryMs,
    round: () => this.write(),
    logger: this.logger,
    failing: 'what agents report is not written',
  });

  constructor(private readonly database: DataSource) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.sweep.stop();
    await this.write().catch(() => undefined);
  }

  seen(workstationId: string, says: AgentSays): void {
    this.gathered.set(workstationId, { seenAt: performance.now(), goneAt: null, says });
  }

  /** It said that it ends, or nobody answers for it. */
  gone(workstationId: string): void {
    const { seenAt = null, says = null } = this.gathered.get(workstationId) ?? {};
    this.gathered.set(workstationId, { seenAt, goneAt: performance.now(), says });
  }

  /** Resolves when what was heard before the call is in the database. Rejects with the database's failure; then nothing is lost. */
  write(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.writeAll());
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    const now = performance.now();
    const rows = [...this.gathered];
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const some = rows.slice(from, from + rowsAtOnce);
      await this.writeRows(some, now, 'said');
      await this.writeRows(some, now, 'gone');
      for (const [workstationId, heard] of some)
        if (this.gathered.get(workstationId) === heard) this.gathered.delete(workstationId);
    }
  }

  /**
   * Times are ages, counted by the database's clock. Rows are locked in one order, since several copies of the service write; where another copy
   * has heard a later report, that one stays.
   */
  private async writeRows(rows: readonly [string, Heard][], now: number, which: 'said' | 'gone'): Promise<void> {
    const age = (at: number | null): number | null => (at === null ? null : Math.max(0, now - at));
    const records = rows.flatMap(([workstation_id, { seenAt, goneAt, says }]) => {
      if ((says !== null) !== (which === 'said')) return [];
      const times = { workstation_id, seen_ms: age(seenAt), gone_ms: age(goneAt) };
      return [says === null ? times : { ...times, ...columnsOf(says) }];
    });
    if (records.length === 0) return;
    await this.database.query(
      `WITH heard AS MATERIALIZED (
         SELECT *, now() - seen_ms * interval '1 millisecond' AS seen_at, now() - gone_ms * interval '1 millisecond' AS went_at
         FROM jsonb_to_recordset($1) AS row (workstation_id text, seen_ms float, gone_ms float, agent_version text, system text,
           auto_update boolean, auto_update_source text, policy_problems integer, reader_count integer, card_count integer, report jsonb)
       ), locked AS MATERIALIZED (
         SELECT workstation_id FROM workstation JOIN heard USING (workstation_id)
         WHERE tenant_id = $2 AND revoked_at IS NULL ORDER BY workstation_id FOR NO KEY UPDATE OF workstation
       )
       UPDATE workstation SET last_seen_at = greatest(last_seen_at, seen_at), gone_at = greatest(gone_at, went_at)
         ${which === 'said' ? `, ${saidColumns}` : ''}
       FROM heard JOIN locked USING (workstation_id)
       WHERE workstation.workstation_id = heard.workstation_id
         ${which === 'said' ? `AND seen_at >= coalesce(reported_at, '-infinity')` : ''}`,
      [JSON.stringify(records), defaultTenantId],
    );
  }
}

const saidColumns = `agent_version = coalesce(heard.agent_version, workstation.agent_version), reported_at = seen_at, system = heard.system,
  auto_update = heard.auto_update, auto_update_source = heard.auto_update_source, policy_problems = heard.policy_problems,
  reader_count = heard.reader_count, card_count = heard.card_count, report = heard.report`;

const columnsOf = (says: AgentSays): object => ({
  agent_version: says.agentVersion,
  system: says.system,
  auto_update: says.autoUpdate,
  auto_update_source: says.autoUpdateSource,
  policy_problems: says.policyProblems,
  reader_count: says.readerCount,
  card_count: says.cardCount,
  report: { pcsc: says.pcsc, pcscCode: says.pcscCode, readers: says.readers, policies: says.policies },
});
