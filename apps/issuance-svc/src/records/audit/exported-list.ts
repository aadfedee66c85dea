/** An export of a list: who took which rows out is written down before the first of them is given. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { mostExported } from '@cardwright/contracts/nats/list-filters';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import type { DataSource, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { ChangeContext } from '../../persistence/change-context.js';

/** rows: all that will be exported, in any order. filters: as they were asked for. Throws REQUEST_EXPORT_TOO_LARGE {most}. */
export async function auditExport<Row extends ObjectLiteral>(
  database: DataSource,
  list: string,
  rows: SelectQueryBuilder<Row>,
  filters: object,
  context: ChangeContext,
  most = mostExported,
): Promise<void> {
  const [sql, parameters] = rows
    .select('1')
    .limit(most + 1)
    .getQueryAndParameters();
  const [counted]: [{ count: number }?] = await database.query(
    `SELECT count(*)::int4 AS count FROM (${sql}) AS exported`,
    parameters,
  );
  const { count } = counted!;
  if (count > most) throw new CardwrightError('REQUEST_EXPORT_TOO_LARGE', undefined, { most });
  await appendAudit(database.manager, {
    ...context,
    action: 'list.exported',
    object: `list:${list}`,
    details: { rows: count, filters },
  });
}
