/**
 * A dense table. Where its rows lead somewhere, the first column is the link and the whole row follows it. On a narrow screen a row
 * becomes a small card.
 */
import type { ReactNode } from 'react';
import { Table } from '@mantine/core';
import classes from './data-table.module.css';

export interface Column<Row> {
  label: string;
  cell: (row: Row) => ReactNode;
  /** Left out on a narrow screen. */
  wideOnly?: boolean;
  width?: string;
}

interface RowTableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
}

export function RowTable<Row>({ label, rows, columns, rowKey }: RowTableProps<Row>) {
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
            <Table.Th key={column.label} scope="col" w={column.width} data-wide={column.wideOnly || undefined}>
              {column.label}
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
