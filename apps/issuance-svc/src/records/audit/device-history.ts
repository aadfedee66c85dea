/**
 * What happened to one card: its own rows of the audit trail and those of its sagas and certificates. Whoever may see the card may read what
 * was done to it; of a saga or certificate that is outside of a limited grant (a former holder's), nothing is shown, as in every list.
 */
import { givenReason } from '@cardwright/contracts/card/reasons';
import type { DeviceHistoryRow } from '@cardwright/contracts/nats/device-history';
import type { RequestType } from '@cardwright/contracts/nats/issuance.api';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Scopes } from '../../domain/authorisation.js';
import { decodeCursor, pageLimit, pageOf } from '../../persistence/page.js';
import { requestScope, scopeParameters, scopeSql } from '../../persistence/scope.js';
import { PeopleBehindActors } from './people-behind-actors.js';

const newest = '9223372036854775807';

interface Row {
  id: string;
  at: Date;
  actor: string;
  action: string;
  reason: string | null;
  details: Record<string, unknown>;
  request_id: string | null;
  type: RequestType | null;
  serial_number_hex: string | null;
  key_reference: string | null;
}

@Injectable()
export class DeviceHistory {
  private readonly people: PeopleBehindActors;

  constructor(private readonly database: DataSource) {
    this.people = new PeopleBehindActors(database);
  }

  /** Newest first. requestId: only of this saga. */
  async page(
    tenantId: string,
    { deviceId, requestId, scopes }: { deviceId: string; requestId?: string | undefined; scopes: Scopes },
    asked: PageRequest,
  ): Promise<Page<DeviceHistoryRow>> {
    const limit = pageLimit(asked.limit);
    const cursor = decodeCursor(asked.cursor, (id) => /^\d{1,18}$/.test(id)) ?? newest;
    const rows: Row[] = await this.database.query(happened, [
      ...[tenantId, deviceId, cursor, limit + 1],
      ...scopeParameters(scopes),
      requestId ?? null,
    ]);
    const people = await this.people.of(tenantId, rows);
    return pageOf(
      rows,
      limit,
      ({ id }) => id,
      (row) => shown(row, people.get(row.actor) ?? null),
    );
  }
}

const inScope = scopeSql({ ...requestScope, personId: 'person.person_id' }, '$5', '$6');
/**
 * For each thing the newest rows by the index (object, id), so that the length of the trail does not matter. A row of the card that names its
 * saga in its details is the saga's too.
 */
const happened = `
  WITH work AS MATERIALIZED (
    SELECT request.request_id, request.type FROM request LEFT JOIN person ON person.person_id = request.person_id
    WHERE request.tenant_id = $1 AND request.device_id = $2 AND ${inScope}),
  made AS MATERIALIZED (
    SELECT DISTINCT ON (serial_number_hex) serial_number_hex, key_reference
    FROM credential JOIN request USING (request_id) LEFT JOIN person ON person.person_id = request.person_id
    WHERE credential.tenant_id = $1 AND credential.device_id = $2 AND serial_number_hex IS NOT NULL AND ${inScope}),
  thing (object, request_id, serial_number_hex) AS (
    SELECT 'device:' || $2::uuid, NULL::uuid, NULL::text
    UNION ALL SELECT 'request:' || request_id, request_id, NULL FROM work
    UNION ALL SELECT 'certificate:' || serial_number_hex, NULL, serial_number_hex FROM made)
  SELECT newest.id, at, actor, action, reason, details, work.request_id, work.type, made.serial_number_hex, made.key_reference
  FROM (
    SELECT entry.*, thing.request_id AS saga, thing.serial_number_hex AS certificate FROM thing CROSS JOIN LATERAL (
      SELECT id, at, actor, action, reason, details FROM audit_log
      WHERE audit_log.object = thing.object AND tenant_id = $1 AND id < $3::bigint ORDER BY id DESC LIMIT $4) AS entry
    WHERE $7::uuid IS NULL OR thing.request_id = $7
    ORDER BY entry.id DESC LIMIT $4) AS newest
  LEFT JOIN work ON work.request_id::text = coalesce(saga::text, details ->> 'requestId')
  LEFT JOIN made ON made.serial_number_hex = certificate
  ORDER BY newest.id DESC`;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const shown = (row: Row, person: DeviceHistoryRow['actor']['person']): DeviceHistoryRow => ({
  entryId: row.id,
  at: row.at.toISOString(),
  actor: { kind: kindOf(row.actor), text: row.actor, person },
  action: row.action,
  ...givenReason(row.reason),
  saga: row.request_id === null ? null : { requestId: row.request_id, type: row.type! },
  certificate:
    row.serial_number_hex === null
      ? null
      : { serialNumberHex: row.serial_number_hex, keyReference: row.key_reference! },
  from: textOf(row.details['from']),
  to: textOf(row.details['to']),
  code: textOf(row.details['code']),
});

const kinds = ['person', 'client', 'agent'] as const;
const kindOf = (actor: string): DeviceHistoryRow['actor']['kind'] =>
  kinds.find((kind) => actor.startsWith(`${kind}:`)) ?? 'system';
