/**
 * Pages of a list that is sorted by whichever column is asked for. The cursor carries what the last row was sorted by, and its id: a row that
 * changes meanwhile moves, and the others stay where they are. Rows without a value come last in both directions, as a list of their own, so that
 * an index over (value, id) serves both.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { sortOrders, usualOrder, type Sorted, type SortOrder } from '@cardwright/contracts/nats/list-filters';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { say } from '@cardwright/contracts/words/say';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { pageLimit } from './page.js';

const types = {
  text: {
    read: (sql: string): string => sql,
    back: (place: string): string => place,
    form: /^[^\0\p{Cs}]*$/su,
  },
  /** To the microsecond, as it is stored. */
  time: {
    read: (sql: string): string => `CAST(extract(epoch FROM ${sql}) * 1000000 AS bigint)`,
    back: (place: string): string =>
      `CAST('epoch' AS timestamptz) + CAST(${place} AS bigint) * CAST('1 microsecond' AS interval)`,
    form: /^-?\d{1,16}$/,
  },
  day: {
    read: (sql: string): string => `${sql} - CAST('epoch' AS date)`,
    back: (place: string): string => `CAST('epoch' AS date) + CAST(${place} AS integer)`,
    form: /^-?\d{1,6}$/,
  },
} as const;

export interface SortColumn {
  /** SQL, as in the index. */
  by: string;
  type: keyof typeof types;
  /** SQL: whether a row has a value; left out where all have. */
  has?: string;
  /** SQL: whether it has none. */
  lacks?: string;
}

export interface SortableList<Sort extends string, Row extends ObjectLiteral> {
  columns: Readonly<Record<Sort, SortColumn>>;
  usual: Sort;
  /** Sorts whose order without one is `desc`. */
  latestFirst?: readonly Sort[];
  /** SQL. */
  key: string;
  id: (row: Row) => string;
  /** Whether a text has the form of the ids of this list. */
  isId: (id: string) => boolean;
}

interface Cursor {
  /** null: among those that have no value. */
  place: string | null;
  id: string;
}

/** query: made anew each time; the rows that it gives are sorted and limited here. Throws REQUEST_INVALID, REQUEST_CURSOR_OF_OTHER_ORDER. */
export async function sortedPage<Sort extends string, Row extends ObjectLiteral>(
  query: (sort: Sort) => SelectQueryBuilder<Row>,
  { columns, usual, latestFirst, key, id, isId }: SortableList<Sort, Row>,
  { sort = usual, order = usualOrder(sort, latestFirst), limit, cursor }: Sorted<Sort> & PageRequest,
): Promise<Page<Row>> {
  if (!Object.hasOwn(columns, sort)) throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'sort' });
  if (!sortOrders.includes(order)) throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'order' });
  const column = columns[sort];
  const after = decoded(cursor, `${sort} ${order}`, types[column.type].form, isId);
  const wanted = pageLimit(limit) + 1;
  const rows: { row: Row; place: string | null }[] = [];
  if (after?.place !== null) rows.push(...(await valued(query(sort), column, key, order, after, wanted)));
  if (rows.length < wanted && column.lacks !== undefined)
    rows.push(...(await unvalued(query(sort), column.lacks, key, order, after, wanted - rows.length)));
  const last = rows[wanted - 2];
  return {
    rows: rows.slice(0, wanted - 1).map(({ row }) => row),
    nextCursor:
      rows.length === wanted && last !== undefined ? encoded([`${sort} ${order}`, last.place, id(last.row)]) : null,
  };
}

const comparisons = { asc: ['ASC', '>'], desc: ['DESC', '<'] } as const;

async function valued<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  { by, type, has }: SortColumn,
  key: string,
  order: SortOrder,
  after: Cursor | null,
  limit: number,
): Promise<{ row: Row; place: string }[]> {
  const [direction, beyond] = comparisons[order];
  const { read, back } = types[type];
  query.addSelect(read(by), 'place').orderBy(by, direction).addOrderBy(key, direction).limit(limit);
  if (has !== undefined) query.andWhere(has);
  if (after !== null)
    // The first condition is one of an index where the second is over two tables.
    query.andWhere(`${by} ${beyond}= ${back(':place')} AND (${by}, ${key}) ${beyond} (${back(':place')}, :lastId)`, {
      place: after.place,
      lastId: after.id,
    });
  const { entities, raw } = await query.getRawAndEntities<{ place: string | number }>();
  return entities.map((row, index) => ({ row, place: String(raw[index]!.place) }));
}

async function unvalued<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  lacks: string,
  key: string,
  order: SortOrder,
  after: Cursor | null,
  limit: number,
): Promise<{ row: Row; place: null }[]> {
  const [direction, beyond] = comparisons[order];
  query.andWhere(lacks).orderBy(key, direction).limit(limit);
  if (after?.place === null) query.andWhere(`${key} ${beyond} :lastId`, { lastId: after.id });
  return (await query.getMany()).map((row) => ({ row, place: null }));
}

const encoded = (parts: [order: string, place: string | null, id: string]): string =>
  Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');

/** null: the first page. form: of places. */
function decoded(
  cursor: string | undefined,
  order: string,
  form: RegExp,
  isId: (id: string) => boolean,
): Cursor | null {
  if (cursor === undefined || cursor === '') return null;
  const parts = partsOf(cursor);
  if (!Array.isArray(parts) || parts.length !== 3) throw notOurs();
  const [madeFor, place, id] = parts as unknown[];
  if (typeof madeFor !== 'string' || typeof id !== 'string' || !isId(id)) throw notOurs();
  if (madeFor !== order) throw new CardwrightError('REQUEST_CURSOR_OF_OTHER_ORDER', undefined, { field: 'cursor' });
  if (place === null) return { place, id };
  if (typeof place !== 'string' || !form.test(place)) throw notOurs();
  return { place, id };
}

function partsOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

const notOurs = (): CardwrightError => new CardwrightError('REQUEST_INVALID', say('input.cursor'), { field: 'cursor' });
