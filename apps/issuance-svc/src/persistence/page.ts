/**
 * Cursor pages. The cursor is the id of the last row seen, opaque to callers; the place in the order is looked up from the
 * row itself, so that no time is cut to the precision of JSON. If that row is gone, the page is empty: lists keep their rows.
 */
import { isUuid } from '@cardwright/contracts/uuid';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { type Page, type PageRequest, pageRows } from '@cardwright/contracts/nats/rpc';
import { say } from '@cardwright/contracts/words/say';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

export const pageLimit = (limit: number | undefined): number =>
  Math.min(pageRows.most, Math.max(1, Math.trunc(limit ?? pageRows.usual)));

export const encodeCursor = (id: string): string => Buffer.from(id, 'utf8').toString('base64url');

/** Names of workstations and batches are cursors too, in any script. */
const isName = (id: string): boolean => /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(id);

/** null for the first page. Throws REQUEST_INVALID for a cursor that we did not make, or whose id is none of this list's. */
export function decodeCursor(cursor: string | undefined, isId: (id: string) => boolean = isName): string | null {
  if (cursor === undefined || cursor === '') return null;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (encodeCursor(id) !== cursor || !isId(id))
    throw new CardwrightError('REQUEST_INVALID', say('input.cursor'), { field: 'cursor' });
  return id;
}

export const decodeUuidCursor = (cursor: string | undefined): string | null => decodeCursor(cursor, isUuid);

/** The order of a list. Column names are SQL. */
export interface ListOrder {
  table: string;
  /** The columns by which the list is sorted; rows that are equal in them follow their key. */
  by: readonly string[];
  key: readonly string[];
  direction: 'ASC' | 'DESC';
}

const columnsOf = ({ by, key }: ListOrder, table: string): string[] =>
  [...by, ...key].map((name) => `${table}.${name}`);

/** SQL after ORDER BY. */
export const orderedBy = (order: ListOrder): string =>
  columnsOf(order, order.table)
    .map((column) => `${column} ${order.direction}`)
    .join(', ');

/** SQL: the row comes after the row with this key. key: one placeholder for each column of the key. */
export const comesAfter = (order: ListOrder, ...key: string[]): string =>
  `(${columnsOf(order, order.table).join(', ')}) ${order.direction === 'ASC' ? '>' : '<'}
    (SELECT ${columnsOf(order, 'last').join(', ')} FROM ${order.table} last
     WHERE ${order.key.map((column, index) => `last.${column} = ${key[index]}`).join(' AND ')})`;

/**
 * Limits a query to one page of a list whose key is a UUID, and one row more if there are more. It uses `limit` and not `take`: with a
 * join, `take` would read every row first.
 */
export function onePage<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  order: ListOrder,
  page: PageRequest,
): SelectQueryBuilder<Row> {
  for (const column of columnsOf(order, order.table)) query.addOrderBy(column, order.direction);
  const cursor = decodeUuidCursor(page.cursor);
  if (cursor !== null) query.andWhere(comesAfter(order, ':cursor'), { cursor });
  return query.limit(pageLimit(page.limit) + 1);
}

/** rows: one row more than the limit, if there are more. */
export function pageOf<Row, Shown>(
  rows: readonly Row[],
  limit: number,
  id: (row: Row) => string,
  show: (row: Row) => Shown,
): Page<Shown> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map(show),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(id(last)) : null,
  };
}
