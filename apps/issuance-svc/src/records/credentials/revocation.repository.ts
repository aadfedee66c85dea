/**
 * The rows of revocations: due, running, done (F08). A row is the intent; its workflow (jobs/revocations/revoke-certificate.workflow.ts)
 * only carries it out. This file only stores rows; revocation.service.ts decides what is revoked and why.
 */
import type { RevocationRow } from '@cardwright/contracts/nats/issuance.api';
import type { RevocationReason } from '@cardwright/contracts/card/revocation-reason';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { revocationWorkflowId } from '@cardwright/contracts/workflow/names';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Scopes } from '../../domain/authorisation.js';
import { comesAfter, decodeCursor, orderedBy, pageLimit, type ListOrder } from '../../persistence/page.js';
import { auditExport, type BegunExport } from '../audit/exported-list.js';
import { scopeParameters, scopeSql } from '../../persistence/scope.js';

const newestFirst: ListOrder = {
  table: 'revocation',
  by: ['requested_at'],
  key: ['issuer_id', 'serial_number_hex'],
  direction: 'DESC',
};

/** Identifies one certificate: the key of its row, from which the workflow id is made. */
export interface CertificateName {
  issuerId: string;
  serialNumberHex: string;
}

export interface Revocation extends CertificateName {
  tenantId: string;
  deviceId: string;
  keyReference: string;
  reason: RevocationReason;
  urgent: boolean;
  attempts: number;
  lastErrorCode: string | null;
  correlationId: string;
  requestedAt: Date;
  dueAt: Date;
  doneAt: Date | null;
}

export type NewRevocation = Pick<
  Revocation,
  | 'issuerId'
  | 'serialNumberHex'
  | 'tenantId'
  | 'deviceId'
  | 'keyReference'
  | 'reason'
  | 'urgent'
  | 'correlationId'
  | 'dueAt'
>;

const columns = `issuer_id AS "issuerId", serial_number_hex AS "serialNumberHex", tenant_id AS "tenantId", device_id AS "deviceId",
  key_reference AS "keyReference", reason, urgent, attempts, last_error_code AS "lastErrorCode",
  correlation_id AS "correlationId", requested_at AS "requestedAt", due_at AS "dueAt", done_at AS "doneAt"`;
const keyed = 'issuer_id = $1 AND serial_number_hex = $2';

export interface RevocationFilter {
  deviceId?: string | undefined;
  open?: boolean | undefined;
  scopes: Scopes;
}

/** The person whose certificate it was, found by the request that made it: the card may now be blank or belong to another person. */
const inScopeOfHolder = `EXISTS (
  SELECT 1 FROM device
  LEFT JOIN credential ON credential.device_id = device.device_id AND credential.issuer_id = revocation.issuer_id
    AND credential.serial_number_hex = revocation.serial_number_hex
  LEFT JOIN request ON request.request_id = credential.request_id
  LEFT JOIN person ON person.person_id = coalesce(request.person_id, device.person_id)
  WHERE device.device_id = revocation.device_id AND ${scopeSql(
    {
      personId: 'person.person_id',
      organizationalUnit: 'person.organizational_unit',
      profileName: 'coalesce(request.profile_name, device.profile_name)',
    },
    '$4',
    '$5',
  )})`;

/** What a list has, of the parameters of `narrowed`. */
const listed = `FROM revocation
  WHERE tenant_id = $1 AND ($2::uuid IS NULL OR device_id = $2) AND (NOT $3::boolean OR done_at IS NULL)
    AND ($4::text[] IS NULL OR ${inScopeOfHolder})`;
const narrowed = (tenantId: string, { deviceId, open = false, scopes }: RevocationFilter): unknown[] => [
  ...[tenantId, deviceId ?? null, open],
  ...scopeParameters(scopes),
];

@Injectable()
export class RevocationRepository {
  constructor(private readonly database: DataSource) {}

  /** False when it was there already. An urgent cause outranks one that is not, as long as the CA has not been asked. */
  async insert(manager: EntityManager, row: NewRevocation): Promise<boolean> {
    const [inserted]: [{ fresh: boolean }?] = await manager.query(
      `INSERT INTO revocation AS known (issuer_id, serial_number_hex, tenant_id, device_id, key_reference, reason, urgent,
         correlation_id, due_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (issuer_id, serial_number_hex) DO UPDATE SET reason = excluded.reason, urgent = true,
         due_at = least(known.due_at, excluded.due_at)
       WHERE known.done_at IS NULL AND excluded.urgent AND NOT known.urgent
       RETURNING (xmax = 0) AS fresh`,
      [
        row.issuerId,
        row.serialNumberHex,
        row.tenantId,
        row.deviceId,
        row.keyReference,
        row.reason,
        row.urgent,
        row.correlationId,
        row.dueAt,
      ],
    );
    return inserted?.fresh === true;
  }

  async find({ issuerId, serialNumberHex }: CertificateName): Promise<Revocation | null> {
    const [row]: [Revocation?] = await this.database.query(`SELECT ${columns} FROM revocation WHERE ${keyed}`, [
      issuerId,
      serialNumberHex,
    ]);
    return row ?? null;
  }

  /** Open rows whose workflow was never started, or was started so long ago that it is worth checking whether it still runs. */
  startable(limit: number): Promise<Revocation[]> {
    return this.database.query(
      `SELECT ${columns} FROM revocation
       WHERE done_at IS NULL AND (started_at IS NULL OR started_at < now() - interval '15 minutes')
       ORDER BY requested_at LIMIT $1`,
      [limit],
    );
  }

  async markStarted({ issuerId, serialNumberHex }: CertificateName): Promise<void> {
    await this.database.query(`UPDATE revocation SET started_at = now() WHERE ${keyed}`, [issuerId, serialNumberHex]);
  }

  async countAttempt({ issuerId, serialNumberHex }: CertificateName, errorCode: string | null): Promise<void> {
    await this.database.query(
      `UPDATE revocation SET attempts = attempts + 1, last_error_code = $3 WHERE ${keyed} AND done_at IS NULL`,
      [issuerId, serialNumberHex, errorCode],
    );
  }

  /** True the first time. */
  async markDone(manager: EntityManager, { issuerId, serialNumberHex }: CertificateName): Promise<boolean> {
    const [rows]: [unknown[], number] = await manager.query(
      `UPDATE revocation SET done_at = now(), last_error_code = NULL WHERE ${keyed} AND done_at IS NULL RETURNING 1`,
      [issuerId, serialNumberHex],
    );
    return rows.length > 0;
  }

  /** True only for the first call, and only while the revocation is open. */
  async markDelay(
    manager: EntityManager,
    { issuerId, serialNumberHex }: CertificateName,
    what: 'half' | 'overdue',
  ): Promise<boolean> {
    const column = what === 'half' ? 'half_told_at' : 'overdue_told_at';
    const [rows]: [unknown[], number] = await manager.query(
      `UPDATE revocation SET ${column} = now() WHERE ${keyed} AND done_at IS NULL AND ${column} IS NULL RETURNING 1`,
      [issuerId, serialNumberHex],
    );
    return rows.length > 0;
  }

  /** Newest first; one row more than the limit where there are more. */
  async page(
    tenantId: string,
    filter: RevocationFilter,
    page: PageRequest,
    exporting?: BegunExport,
  ): Promise<Revocation[]> {
    const parameters = narrowed(tenantId, filter);
    if (exporting !== undefined)
      await auditExport(this.database, 'revocations', [`SELECT 1 ${listed}`, parameters], exporting);
    const [issuerId = null, serialNumberHex = null] = decodeCursor(page.cursor)?.split(' ') ?? [];
    return this.database.query(
      `SELECT ${columns} ${listed} AND ($6::text IS NULL OR ${comesAfter(newestFirst, '$6', '$7')})
       ORDER BY ${orderedBy(newestFirst)} LIMIT $8`,
      [...parameters, issuerId, serialNumberHex, pageLimit(page.limit) + 1],
    );
  }
}

export const cursorOf = ({ issuerId, serialNumberHex }: CertificateName): string => `${issuerId} ${serialNumberHex}`;

export const revocationRowOf = (row: Revocation): RevocationRow => ({
  serialNumberHex: row.serialNumberHex,
  issuerId: row.issuerId,
  deviceId: row.deviceId,
  keyReference: row.keyReference,
  reason: row.reason,
  state: row.doneAt === null ? 'pending' : 'done',
  attempts: row.attempts,
  lastErrorCode: row.lastErrorCode,
  requestedAt: row.requestedAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
  doneAt: row.doneAt?.toISOString() ?? null,
  workflowId: revocationWorkflowId(row.issuerId, row.serialNumberHex),
});
