/**
 * How work on cards went, week by week (F08, start page). Added up every few minutes by whichever copy comes first; each time the weeks since
 * the last time are counted anew, so that a time in which no copy ran leaves nothing out. Work counts in the week in which it ended; what was
 * taken back before it began is no work.
 */
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { KindOfWork } from '@cardwright/contracts/nats/issuance.api';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Sweep } from '@cardwright/service-kit/sweep';
import { DataSource } from 'typeorm';
import type { Scopes } from '../../domain/authorisation.js';
import { type CountedWork, kindsOfWork } from '../../domain/work-weeks.js';
import { scopeParameters, scopeSql } from '../../persistence/scope.js';

const everyMs = 300_000;
/** The week that is not over, and those before it. */
const weeksShown = 12;

@Injectable()
export class WorkWeeks implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweep: Sweep;

  constructor(private readonly database: DataSource) {
    this.sweep = new Sweep({
      everyMs,
      round: () => this.addUp(),
      logger: new Logger(WorkWeeks.name),
      failing: 'how work went is not added up, and the start page shows it as it was',
    });
  }

  onApplicationBootstrap(): void {
    this.sweep.start(0);
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  async addUp(): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const rows: unknown[] = await manager.query('SELECT one FROM work_weeks_added_up FOR UPDATE SKIP LOCKED');
      // Another copy is at it.
      if (rows.length === 0) return;
      const [since]: [{ week: string | null }?] = await manager.query(sinceSql);
      if (since?.week == null) return;
      await manager.query('DELETE FROM work_week WHERE week >= $1::date', [since.week]);
      await manager.query(addUpSql, [since.week]);
      await manager.query('UPDATE work_weeks_added_up SET until = now()');
    });
  }

  /** Of the last weeks, oldest first. */
  async kinds(tenantId: string, scopes: Scopes): Promise<KindOfWork[]> {
    const weeks: { week: string }[] = await this.database.query(
      `SELECT (${mondayOf('now()')} - 7 * n)::text AS week FROM generate_series(${weeksShown - 1}, 0, -1) AS n ORDER BY week`,
    );
    const counted: CountedWork[] = await this.database.query(
      `SELECT week::text AS week, type, completed, seconds, sum(count)::int4 AS count FROM work_week
       WHERE tenant_id = $1 AND week >= $2::date AND ${scopeSql(scoped, '$3', '$4')}
       GROUP BY 1, 2, 3, 4`,
      [tenantId, weeks[0]!.week, ...scopeParameters(scopes)],
    );
    return kindsOfWork(
      weeks.map(({ week }) => week),
      counted,
    );
  }
}

const mondayOf = (at: string): string => `date_trunc('week', ${at} AT TIME ZONE 'UTC')::date`;

/** A row without a person is in every scope of groups, as in lists. */
const scoped = {
  personId: 'NULLIF(work_week.of_person, false)',
  organizationalUnit: 'work_week.organizational_unit',
  profileName: 'work_week.profile_name',
};

/** The week to begin with; null where nothing has ended since. What was being written while the last count was made ended a little before it. */
const sinceSql = `
  SELECT (SELECT ${mondayOf('min(finished_at)')} FROM request
          WHERE finished_at >= greatest(until - interval '10 minutes', now() - interval '${weeksShown} weeks'))::text AS week
  FROM work_weeks_added_up`;

const addUpSql = `
  INSERT INTO work_week (tenant_id, week, type, of_person, organizational_unit, profile_name, completed, seconds, count)
  SELECT tenant_id, week, type, of_person, unit, profile_name, completed,
    round(exact, 1 - floor(log(exact))::integer)::integer AS seconds, count(*)
  FROM (
    SELECT request.tenant_id, ${mondayOf('request.finished_at')} AS week, request.type, request.person_id IS NOT NULL AS of_person,
      person.organizational_unit AS unit, request.profile_name, request.state = 'COMPLETED' AS completed,
      greatest(1, round(extract(epoch FROM request.finished_at - begun.at))) AS exact
    FROM request LEFT JOIN person ON person.person_id = request.person_id
    CROSS JOIN LATERAL (
      SELECT at FROM saga_progress WHERE saga_progress.request_id = request.request_id AND saga_progress.state = 'IN_PROGRESS'
      ORDER BY sequence LIMIT 1) AS begun
    WHERE request.finished_at >= ($1::date)::timestamp AT TIME ZONE 'UTC') AS ended
  GROUP BY tenant_id, week, type, of_person, unit, profile_name, completed, seconds`;
