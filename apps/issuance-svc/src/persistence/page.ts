/**
 * Cursor pages. The cursor is the id of the last row seen, opaque to callers; the place in the order is looked up from the
 * row itself, so that no time is cut to the precision of JSON. A cursor whose row is gone starts again from the first page.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Page } from '@cardwright/contracts/nats/rpc';

const defaultLimit = 50;
/** Keeps one answer far below the NATS payload limit of 1 MiB. */
const maximumLimit = 200;

export const pageLimit = (limit: number | undefined): number =>
  Math.min(maximumLimit, Math.max(1, Math.trunc(limit ?? defaultLimit)));

const encodeCursor = (id: string): string => Buffer.from(id, 'utf8').toString('base64url');

/** null for the first page. Throws REQUEST_INVALID for a cursor that we did not make. */
export function decodeCursor(cursor: string | undefined): string | null {
  if (cursor === undefined || cursor === '') return null;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  // Names of workstations and batches are cursors too, in any script.
  if (encodeCursor(id) !== cursor || !/^[^\p{Cc}\p{Cs}]{1,200}$/u.test(id))
    throw new CardwrightError('REQUEST_INVALID', 'The cursor is not one of ours', { field: 'cursor' });
  return id;
}

export function decodeUuidCursor(cursor: string | undefined): string | null {
  const id = decodeCursor(cursor);
  if (id !== null && !isUuid(id))
    throw new CardwrightError('REQUEST_INVALID', 'The cursor is not one of ours', { field: 'cursor' });
  return id;
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

export const isUuid = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
