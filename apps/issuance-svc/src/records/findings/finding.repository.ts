/**
 * Findings as rows: opened once, seen again, cleared when gone. Opening and clearing are audited in the caller's transaction; what a
 * finding means is libs/card-plan/src/reconcile's.
 */
import { randomUUID } from 'node:crypto';
import type { Finding, FindingFilter, FindingRow } from '@cardwright/contracts/card/findings';
import type { Said } from '@cardwright/contracts/said';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { Scopes } from '../../domain/authorisation.js';
import { comesAfter, decodeUuidCursor, orderedBy, pageLimit, pageOf, type ListOrder } from '../../persistence/page.js';
import { auditExport, type BegunExport } from '../audit/exported-list.js';
import { deviceScope, scopeParameters, scopeSql } from '../../persistence/scope.js';

const newestFirst: ListOrder = { table: 'finding', by: ['found_at'], key: ['finding_id'], direction: 'DESC' };

interface Row {
  finding_id: string;
  device_id: string | null;
  code: Finding['code'];
  subject: string;
  severity: Finding['severity'];
  sentence: string;
  /** null: a row of before it was kept, and English. */
  said: Said | null;
  remedy: Finding['remedy'];
  command: string | null;
  found_at: Date;
  seen_at: Date;
  cleared_at: Date | null;
}

/** A finding without a card (a certificate that no card holds) may concern anybody, so only people whose grants have no limit see it. */
const deviceInScope = `EXISTS (
  SELECT 1 FROM device LEFT JOIN person ON person.person_id = device.person_id
  WHERE device.device_id = finding.device_id AND ${scopeSql(deviceScope, '$6', '$7')})`;

/** What a list has, of the parameters of `narrowed`. */
const listed = `FROM finding
  WHERE tenant_id = $1 AND ($2::uuid IS NULL OR device_id = $2) AND ($3::boolean IS NOT TRUE OR cleared_at IS NULL)
    AND ($4::text IS NULL OR severity = $4) AND ($5::text IS NULL OR code = $5)
    AND ($6::text[] IS NULL OR ${deviceInScope})`;
const narrowed = (tenantId: string, filter: FindingFilter & { scopes: Scopes }): unknown[] => [
  ...[tenantId, filter.deviceId ?? null, filter.open ?? null, filter.severity ?? null, filter.code ?? null],
  ...scopeParameters(filter.scopes),
];

@Injectable()
export class FindingRepository {
  constructor(private readonly database: DataSource) {}

  /** True when it was not open before. */
  async open(
    manager: EntityManager,
    deviceId: string | null,
    finding: Finding,
    context: ChangeContext,
  ): Promise<boolean> {
    const [row]: { opened: boolean }[] = await manager.query(
      `INSERT INTO finding (finding_id, tenant_id, device_id, code, subject, severity, sentence, remedy, command, said)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (tenant_id, coalesce(device_id::text, ''), code, subject) WHERE cleared_at IS NULL
       DO UPDATE SET seen_at = now(), sentence = excluded.sentence, said = excluded.said, command = excluded.command
       RETURNING finding_id = $1 AS opened`,
      [
        randomUUID(),
        context.tenantId,
        deviceId,
        finding.code,
        finding.subject,
        finding.severity,
        finding.sentence,
        finding.remedy,
        finding.command,
        finding.said?.sentence ?? null,
      ],
    );
    if (row?.opened !== true) return false;
    await this.audit(manager, 'finding.opened', deviceId, finding, context);
    return true;
  }

  /** Clears the open findings of a device for which `cleared` returns true, and returns them. */
  async clear(
    manager: EntityManager,
    deviceId: string | null,
    cleared: (finding: Finding) => boolean,
    context: ChangeContext,
  ): Promise<Finding[]> {
    const gone = (await this.openOf(manager, context.tenantId, deviceId)).filter(cleared);
    if (gone.length === 0) return [];
    // Another round may have cleared one in the meantime: it is reported once.
    const [rows]: [{ finding_id: string }[], number] = await manager.query(
      `UPDATE finding SET cleared_at = now() WHERE finding_id = ANY ($1) AND cleared_at IS NULL RETURNING finding_id`,
      [gone.map(({ findingId }) => findingId)],
    );
    const now = new Set(rows.map((row) => row.finding_id));
    for (const finding of gone.filter(({ findingId }) => now.has(findingId)))
      await this.audit(manager, 'finding.cleared', deviceId, finding, context);
    return gone;
  }

  async openOf(manager: EntityManager, tenantId: string, deviceId: string | null): Promise<FindingRow[]> {
    const rows: Row[] = await manager.query(
      `SELECT * FROM finding
       WHERE tenant_id = $1 AND device_id IS NOT DISTINCT FROM $2 AND cleared_at IS NULL ORDER BY found_at, code, subject`,
      [tenantId, deviceId],
    );
    return rows.map(rowOf);
  }

  /** Newest first. */
  async page(
    tenantId: string,
    filter: FindingFilter & { scopes: Scopes },
    page: PageRequest,
    exporting?: BegunExport,
  ): Promise<Page<FindingRow>> {
    const limit = pageLimit(page.limit);
    const parameters = narrowed(tenantId, filter);
    if (exporting !== undefined)
      await auditExport(this.database, 'findings', [`SELECT 1 ${listed}`, parameters], exporting);
    const rows: (Row & { label: string | null })[] = await this.database.query(
      `SELECT finding.*, (SELECT label FROM device WHERE device.device_id = finding.device_id) AS label ${listed}
         AND ($8::uuid IS NULL OR ${comesAfter(newestFirst, '$8')})
       ORDER BY ${orderedBy(newestFirst)} LIMIT $9`,
      [...parameters, decodeUuidCursor(page.cursor), limit + 1],
    );
    return pageOf(
      rows,
      limit,
      ({ finding_id: id }) => id,
      (row) => ({ ...rowOf(row), deviceLabel: row.label }),
    );
  }

  private audit(
    manager: EntityManager,
    action: 'finding.opened' | 'finding.cleared',
    deviceId: string | null,
    { code, subject, severity }: Finding,
    context: ChangeContext,
  ): Promise<void> {
    const nobodysDevice = code.startsWith('PERSON_') ? `person:${subject}` : `certificate:${subject}`;
    const object = deviceId === null ? nobodysDevice : `device:${deviceId}`;
    return appendAudit(manager, { ...context, action, object, details: { code, subject, severity } });
  }
}

const rowOf = (row: Row): FindingRow => ({
  findingId: row.finding_id,
  deviceId: row.device_id,
  code: row.code,
  subject: row.subject,
  severity: row.severity,
  sentence: row.sentence,
  ...(row.said !== null && { said: { sentence: row.said } }),
  remedy: row.remedy,
  command: row.command,
  foundAt: row.found_at.toISOString(),
  seenAt: row.seen_at.toISOString(),
  clearedAt: row.cleared_at?.toISOString() ?? null,
});
