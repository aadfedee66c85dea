/** A list that the server gives page by page: shows loading, empty and failed by itself and loads the next page on demand. */
import { type ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult, InfiniteData } from '@tanstack/react-query';
import { type Column, RowTable, type Selecting, type Sorting } from './row-table.js';
import { Failed, Loading } from './states.js';
import { text } from './ui.text.js';
import classes from './data-table.module.css';

export type { Column, Selecting, Sorting } from './row-table.js';

interface DataTableProps<Row> {
  label: string;
  result: UseInfiniteQueryResult<InfiniteData<{ rows: Row[]; nextCursor: string | null }>>;
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  empty: ReactNode;
  sorting?: Sorting;
  selecting?: Selecting<Row> | undefined;
}

export function DataTable<Row>({ label, result, columns, rowKey, empty, sorting, selecting }: DataTableProps<Row>) {
  if (result.isPending) return <Loading />;
  if (result.isError && result.data === undefined) return <Failed error={result.error} retry={result.refetch} />;
  const rows = result.data?.pages.flatMap((page) => page.rows) ?? [];
  if (rows.length === 0) return <>{empty}</>;
  return (
    <>
      <RowTable label={label} rows={rows} columns={columns} rowKey={rowKey} sorting={sorting} selecting={selecting} />
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
