/** An export of a list: who took which rows out is written down before the first of them is given. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { mostExported, type Exportable } from '@cardwright/contracts/nats/list-filters';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import type { DataSource, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { PageRequest, RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { contextOf, type ChangeContext } from '../../persistence/change-context.js';

/** filters: as they were asked for. */
export interface BegunExport {
  filters: object;
  context: ChangeContext;
}

/** Whether a list is asked for the first page of an export. */
export function begunExport(asked: RequestEnvelope<Exportable & PageRequest>): BegunExport | undefined {
  const { forExport, limit: _, cursor, ...filters } = asked.body;
  return forExport === true && cursor === undefined ? { filters, context: contextOf(asked) } : undefined;
}

/** rows: all that will be exported, in any order; SQL without a limit, or a query. Throws REQUEST_EXPORT_TOO_LARGE {most}. */
export async function auditExport<Row extends ObjectLiteral>(
  database: DataSource,
  list: string,
  rows: SelectQueryBuilder<Row> | readonly [sql: string, parameters: unknown[]],
  exporting: BegunExport,
  most = mostExported,
): Promise<void> {
  const [sql, parameters] = 'getQueryAndParameters' in rows ? rows.select('1').getQueryAndParameters() : rows;
  const [counted]: [{ count: number }?] = await database.query(
    `SELECT count(*)::int4 AS count FROM (${sql} LIMIT ${most + 1}) AS exported`,
    parameters,
  );
  await auditCounted(database, list, counted!.count, exporting, most);
}

/** count: of all rows that will be exported, which another service keeps. Throws REQUEST_EXPORT_TOO_LARGE {most}. */
export async function auditCounted(
  database: DataSource,
  list: string,
  count: number,
  { filters, context }: BegunExport,
  most = mostExported,
): Promise<void> {
  if (count > most) throw new CardwrightError('REQUEST_EXPORT_TOO_LARGE', undefined, { most });
  await appendAudit(database.manager, {
    ...context,
    action: 'list.exported',
    object: `list:${list}`,
    details: { rows: count, filters },
  });
}
