/**
 * A dense table of rows that lead somewhere: the first column is the link, the whole row follows it. On a narrow screen a row becomes
 * a small card. Shows loading, empty and failed by itself and loads the next page on demand.
 */
import { type ReactNode } from 'react';
import { Button, Table } from '@mantine/core';
import type { UseInfiniteQueryResult, InfiniteData } from '@tanstack/react-query';
import { text } from './ui.text.js';
import { Failed, Loading } from './states.js';
import classes from './data-table.module.css';

export interface Column<Row> {
  label: string;
  cell: (row: Row) => ReactNode;
  /** Left out on a narrow screen. */
  wideOnly?: boolean;
  width?: string;
}

interface DataTableProps<Row> {
  label: string;
  result: UseInfiniteQueryResult<InfiniteData<{ rows: Row[]; nextCursor: string | null }>>;
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  empty: ReactNode;
}

export function DataTable<Row>({ label, result, columns, rowKey, empty }: DataTableProps<Row>) {
  if (result.isPending) return <Loading />;
  if (result.isError && result.data === undefined) return <Failed error={result.error} retry={result.refetch} />;
  const rows = result.data?.pages.flatMap((page) => page.rows) ?? [];
  if (rows.length === 0) return <>{empty}</>;
  return (
    <>
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
      {result.hasNextPage && (
        <div className={classes.more}>
          <Button
            variant="default"
            size="xs"
            loading={result.isFetchingNextPage}
            onClick={() => void result.fetchNextPage()}
          >
            {text.more}
          </Button>
        </div>
      )}
    </>
  );
}
