/**
 * The rows of reinsertions (A16, A17): what is awaited, what was observed, how it ended. Only stores; jobs/reinsertions decides. A row changes only
 * while it is open, so that a late or repeated event changes nothing.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Reinsertion, ReinsertionState } from '@cardwright/contracts/nats/issuance.api';

export type NewCertificate = Reinsertion['certificates'][number];

export interface ReinsertionRow {
  requestId: string;
  tenantId: string;
  correlationId: string;
  deviceId: string;
  identityText: string;
  deviceState: string;
  workstationId: string;
  certificates: NewCertificate[];
  state: ReinsertionState;
  why: string | null;
  askedAt: Date;
  remindAt: Date;
  endsAt: Date;
  removedAt: Date | null;
  insertedAt: Date | null;
  insertedWorkstationId: string | null;
  lookedAt: Date | null;
  remindedAt: Date | null;
  endedAt: Date | null;
}

export interface NewReinsertion {
  requestId: string;
  tenantId: string;
  correlationId: string;
  deviceId: string;
  workstationId: string;
  readerName: string | null;
  certificates: Pick<NewCertificate, 'keyReference' | 'serialNumberHex'>[];
}

/** Reported by an agent. identityText null: it does not know, or does not say, which card was in the reader. */
export interface RemovedCard {
  workstationId: string;
  readerName: string;
  identityText: string | null;
}

/** insertedMsAgo null: nobody saw it come in. */
export interface InsertedCard {
  workstationId: string;
  identityText: string;
  insertedMsAgo: number | null;
}

/** A holder who is at the card does it at once; whoever was called away is reminded. */
const remindAfter = '10 minutes';
const endsAfter = '24 hours';

const columns = `reinsertion.request_id AS "requestId", reinsertion.tenant_id AS "tenantId",
  reinsertion.correlation_id AS "correlationId", reinsertion.device_id AS "deviceId",
  device.identity_text AS "identityText", device.state AS "deviceState", reinsertion.workstation_id AS "workstationId", certificates,
  reinsertion.state, why, asked_at AS "askedAt", remind_at AS "remindAt", ends_at AS "endsAt",
  removed_at AS "removedAt", inserted_at AS "insertedAt", inserted_workstation_id AS "insertedWorkstationId",
  looked_at AS "lookedAt", reminded_at AS "remindedAt", ended_at AS "endedAt"`;
const joined = 'reinsertion JOIN device ON device.device_id = reinsertion.device_id';

@Injectable()
export class ReinsertionRepository {
  constructor(private readonly database: DataSource) {}

  /** In the transaction that completes the saga. What an earlier saga of the card waited for is on the card no longer. */
  async await(manager: EntityManager, row: NewReinsertion): Promise<void> {
    await manager.query(
      `UPDATE reinsertion SET state = 'SUPERSEDED', ended_at = now()
       WHERE device_id = $1 AND request_id <> $2 AND ended_at IS NULL`,
      [row.deviceId, row.requestId],
    );
    const certificates = row.certificates.map((each) => ({ ...each, thumbprint: null, seen: false }));
    await manager.query(
      `INSERT INTO reinsertion (request_id, tenant_id, correlation_id, device_id, workstation_id, reader_name, certificates,
         remind_at, ends_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now() + interval '${remindAfter}', now() + interval '${endsAfter}')
       ON CONFLICT (request_id) DO NOTHING`,
      [
        ...[row.requestId, row.tenantId, row.correlationId, row.deviceId, row.workstationId, row.readerName],
        JSON.stringify(certificates),
      ],
    );
  }

  async find(requestId: string, manager: EntityManager = this.database.manager): Promise<ReinsertionRow | null> {
    const [row]: [ReinsertionRow?] = await manager.query(`SELECT ${columns} FROM ${joined} WHERE request_id = $1`, [
      requestId,
    ]);
    return row ?? null;
  }

  /** Locked until the end of the transaction; null: it has ended. */
  async lockOpen(manager: EntityManager, requestId: string): Promise<ReinsertionRow | null> {
    const [row]: [ReinsertionRow?] = await manager.query(
      `SELECT ${columns} FROM ${joined} WHERE request_id = $1 AND ended_at IS NULL FOR UPDATE OF reinsertion`,
      [requestId],
    );
    return row ?? null;
  }

  of(requestIds: readonly string[]): Promise<ReinsertionRow[]> {
    return this.database.query(`SELECT ${columns} FROM ${joined} WHERE request_id = ANY ($1)`, [requestIds]);
  }

  /** Open rows whose workflow was not begun, in the order of asking. */
  startable(limit: number): Promise<ReinsertionRow[]> {
    return this.database.query(
      `SELECT ${columns} FROM ${joined} WHERE ended_at IS NULL AND started_at IS NULL ORDER BY asked_at LIMIT $1`,
      [limit],
    );
  }

  /** Open rows whose workflow runs. */
  running(): Promise<ReinsertionRow[]> {
    return this.database.query(
      `SELECT ${columns} FROM ${joined} WHERE ended_at IS NULL AND started_at IS NOT NULL ORDER BY asked_at`,
    );
  }

  async markStarted(requestId: string): Promise<void> {
    await this.database.query('UPDATE reinsertion SET started_at = now() WHERE request_id = $1', [requestId]);
  }

  /** Answers the requests for which this card was awaited and was taken out for the first time. */
  removed({ workstationId, readerName, identityText }: RemovedCard): Promise<string[]> {
    return this.changed(
      `UPDATE reinsertion SET removed_at = now() FROM device
       WHERE device.device_id = reinsertion.device_id AND ended_at IS NULL AND removed_at IS NULL
         AND CASE WHEN $1::text IS NULL THEN reinsertion.workstation_id = $2 AND reader_name = $3
           ELSE device.identity_text = $1 END
       RETURNING request_id`,
      [identityText, workstationId, readerName],
    );
  }

  /**
   * Answers the requests for which this card was awaited and is in again: it is at another workstation, the agent saw it come in after the saga, or
   * it was seen to leave and the agent does not say when it came. A card that was in all the time is reported too, after each connection of its agent.
   */
  inserted({ identityText, workstationId, insertedMsAgo }: InsertedCard): Promise<string[]> {
    return this.changed(
      `UPDATE reinsertion SET inserted_at = now(), inserted_workstation_id = $2,
         removed_at = coalesce(removed_at, now() - $3::float8 * interval '1 millisecond')
       FROM device
       WHERE device.device_id = reinsertion.device_id AND ended_at IS NULL AND device.identity_text = $1
         AND (reinsertion.workstation_id <> $2 OR CASE WHEN $3::float8 IS NULL THEN removed_at IS NOT NULL
           ELSE now() - $3::float8 * interval '1 millisecond' > asked_at END)
       RETURNING request_id`,
      [identityText, workstationId, insertedMsAgo],
    );
  }

  async setThumbprints(requestId: string, certificates: readonly NewCertificate[]): Promise<void> {
    await this.database.query('UPDATE reinsertion SET certificates = $2 WHERE request_id = $1 AND ended_at IS NULL', [
      requestId,
      JSON.stringify(certificates),
    ]);
  }

  async looked(
    manager: EntityManager,
    row: Pick<ReinsertionRow, 'requestId' | 'state' | 'why' | 'certificates' | 'insertedAt'>,
    over: boolean,
  ): Promise<void> {
    await manager.query(
      `UPDATE reinsertion SET state = $2, why = $3, certificates = $4, looked_at = $5,
         ended_at = CASE WHEN $6 THEN now() END WHERE request_id = $1`,
      [row.requestId, row.state, row.why, JSON.stringify(row.certificates), row.insertedAt, over],
    );
  }

  async markReminded(requestId: string): Promise<void> {
    await this.database.query(
      'UPDATE reinsertion SET reminded_at = coalesce(reminded_at, now()) WHERE request_id = $1',
      [requestId],
    );
  }

  /** What programs saw last stays as it is. */
  async end(manager: EntityManager, requestId: string): Promise<void> {
    await manager.query(
      `UPDATE reinsertion SET ended_at = now(),
         state = CASE WHEN state = 'AWAITING_REINSERT' THEN 'NOT_REINSERTED' ELSE state END
       WHERE request_id = $1 AND ended_at IS NULL`,
      [requestId],
    );
  }

  private async changed(sql: string, values: readonly unknown[]): Promise<string[]> {
    const [rows]: [{ request_id: string }[], number] = await this.database.query(sql, [...values]);
    return rows.map((row) => row.request_id);
  }
}

export const reinsertionOf = (row: ReinsertionRow): Reinsertion => ({
  state: row.state,
  askedAt: row.askedAt.toISOString(),
  removedAt: row.removedAt?.toISOString() ?? null,
  insertedAt: row.insertedAt?.toISOString() ?? null,
  workstationId: row.insertedWorkstationId,
  remindedAt: row.remindedAt?.toISOString() ?? null,
  endedAt: row.endedAt?.toISOString() ?? null,
  endsAt: row.endsAt.toISOString(),
  certificates: row.certificates,
  why: row.why,
});
