/**
 * A dense table. Where its rows lead somewhere, the first column is the link and the whole row follows it. On a narrow screen a row
 * becomes a small card.
 */
import type { ReactNode } from 'react';
import { Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react';
import classes from './data-table.module.css';

export interface Column<Row> {
  label: string;
  cell: (row: Row) => ReactNode;
  /** Left out on a narrow screen. */
  wideOnly?: boolean;
  width?: string;
  /** What the server sorts by; left out where it does not. */
  sort?: string;
}

export interface Sorting {
  /** undefined: as the server does without being asked. */
  by: string | undefined;
  order: 'asc' | 'desc';
  /** Without an order: as such a column is looked at first. */
  onSort: (by: string, order?: 'asc' | 'desc') => void;
}

interface RowTableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  sorting?: Sorting | undefined;
}

export function RowTable<Row>({ label, rows, columns, rowKey, sorting }: RowTableProps<Row>) {
  return (
    <Table
      className={classes.table}
      aria-label={label}
      verticalSpacing={7}
      horizontalSpacing="md"
      highlightOnHover
      borderColor="var(--cw-line)"
    >
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th
              key={column.label}
              scope="col"
              w={column.width}
              data-wide={column.wideOnly || undefined}
              aria-sort={sortedAs(column, sorting)}
            >
              {sorting === undefined || column.sort === undefined ? (
                column.label
              ) : (
                <SortButton label={column.label} sort={column.sort} sorting={sorting} />
              )}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={rowKey(row)} className={classes.row}>
            {columns.map((column) => (
              <Table.Td key={column.label} data-label={column.label} data-wide={column.wideOnly || undefined}>
                {column.cell(row)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const words = { asc: 'ascending', desc: 'descending' } as const;
const sortedAs = ({ sort }: { sort?: string }, sorting: Sorting | undefined) =>
  sorting?.by !== undefined && sorting.by === sort ? words[sorting.order] : undefined;

function SortButton({ label, sort, sorting }: { label: string; sort: string; sorting: Sorting }) {
  const current = sorting.by === sort;
  const Arrow = !current ? IconSelector : sorting.order === 'asc' ? IconArrowUp : IconArrowDown;
  const other = sorting.order === 'asc' ? 'desc' : 'asc';
  return (
    <>
      <UnstyledButton className={classes.sort} onClick={() => sorting.onSort(sort, current ? other : undefined)}>
        {label}
        <Arrow size={12} aria-hidden />
      </UnstyledButton>
      {/* On a narrow screen the heads are there for screen readers alone, and nobody could see the focus. */}
      <span className={classes.sortless}>{label}</span>
    </>
  );
}
