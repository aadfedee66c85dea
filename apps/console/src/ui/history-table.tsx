/** What happened to something, by whom and when, oldest first. */
import { Actor } from './actor.js';
import { type Column, RowTable } from './row-table.js';
import { exactTime } from './time.js';
import { text } from './ui.text.js';

export interface HistoryRow {
  at: string;
  /** In words. */
  what: string;
  /** As in the audit trail; null: it did so itself. */
  by: string | null;
}

export const HistoryTable = ({ rows }: { rows: readonly HistoryRow[] }) => (
  <RowTable label={text.history.title} rows={rows} columns={columns()} rowKey={({ at, what }) => `${at} ${what}`} />
);

/** Read when they are shown: the page may be of either language. */
const columns = (): Column<HistoryRow>[] => [
  { label: text.history.what, cell: ({ what }) => what },
  { label: text.history.who, cell: ({ by }) => (by === null ? text.history.itself : <Actor actor={by} />) },
  { label: text.history.when, cell: ({ at }) => exactTime(at), width: '14rem' },
];
