/**
 * A dense table. Where its rows lead somewhere, the first column is the link and the whole row follows it. On a narrow screen a row
 * becomes a small card.
 */
import type { ReactNode } from 'react';
import { ActionIcon, Table, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconLayoutSidebarRightExpand, IconSelector } from '@tabler/icons-react';
import { text } from './ui.text.js';
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

/** Rows are chosen, to be acted on together. */
export interface Selecting<Row> {
  has: (key: string) => boolean;
  set: (keys: readonly string[], chosen: boolean) => void;
  /** Of the box of a row, and of the one for all that are shown. */
  labelOf: (row: Row) => string;
  all: string;
}

/** One of the rows is shown beside the list. */
export interface Opening<Row> {
  labelOf: (row: Row) => string;
  /** Its key. */
  opened: string | null;
  onOpen: (key: string | null) => void;
  /** Of the panel. */
  panelId: string;
}

interface RowTableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  sorting?: Sorting | undefined;
  selecting?: Selecting<Row> | undefined;
  opening?: Opening<Row> | undefined;
}

export function RowTable<Row>({ label, rows, columns, rowKey, sorting, selecting, opening }: RowTableProps<Row>) {
  const keys = rows.map(rowKey);
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
          {columns.map((column, index) => (
            <Table.Th
              key={column.label}
              scope="col"
              w={column.width}
              data-wide={column.wideOnly ? 'column' : undefined}
              aria-sort={sortedAs(column, sorting)}
            >
              {selecting && index === 0 && (
                <Pick
                  label={selecting.all}
                  chosen={keys.every((key) => selecting.has(key))}
                  some={keys.some((key) => selecting.has(key))}
                  onChoose={(chosen) => selecting.set(keys, chosen)}
                />
              )}
              {sorting === undefined || column.sort === undefined ? (
                column.label
              ) : (
                <SortButton label={column.label} sort={column.sort} sorting={sorting} />
              )}
            </Table.Th>
          ))}
          {opening && (
            <Table.Th scope="col" w="2.5rem" data-wide>
              <VisuallyHidden>{text.beside}</VisuallyHidden>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr
            key={rowKey(row)}
            className={classes.row}
            data-opened={opening?.opened === rowKey(row) || undefined}
          >
            {columns.map((column, index) => (
              <Table.Td
                key={column.label}
                data-label={column.label}
                data-wide={column.wideOnly ? 'column' : undefined}
                data-last={index === columns.length - 1 || undefined}
              >
                {selecting && index === 0 && (
                  <Pick
                    label={selecting.labelOf(row)}
                    chosen={selecting.has(rowKey(row))}
                    onChoose={(chosen) => selecting.set([rowKey(row)], chosen)}
                  />
                )}
                {column.cell(row)}
              </Table.Td>
            ))}
            {opening && (
              <Table.Td data-wide className={classes.opens}>
                <Open row={row} rowKey={rowKey(row)} opening={opening} />
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Open<Row>({ row, rowKey, opening }: { row: Row; rowKey: string; opening: Opening<Row> }) {
  const { labelOf, opened, onOpen, panelId } = opening;
  const open = opened === rowKey;
  return (
    <ActionIcon
      aria-label={`${text.beside}: ${labelOf(row)}`}
      aria-expanded={open}
      {...(open && { 'aria-controls': panelId })}
      data-opens={rowKey}
      onClick={() => onOpen(open ? null : rowKey)}
    >
      <IconLayoutSidebarRightExpand size={16} stroke={1.6} aria-hidden />
    </ActionIcon>
  );
}

interface PickProps {
  label: string;
  chosen: boolean;
  /** Of many, some are chosen. */
  some?: boolean;
  onChoose: (chosen: boolean) => void;
}

function Pick({ label, chosen, some = false, onChoose }: PickProps) {
  return (
    <input
      type="checkbox"
      className={classes.pick}
      aria-label={label}
      checked={chosen}
      ref={(input) => {
        if (input !== null) input.indeterminate = some && !chosen;
      }}
      onChange={(event) => onChoose(event.currentTarget.checked)}
    />
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
