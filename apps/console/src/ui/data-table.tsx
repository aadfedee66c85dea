/** A list that the server gives page by page: shows loading, empty and failed by itself and loads the next page on demand. */
import { type ReactNode, useId, useState } from 'react';
import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult, InfiniteData } from '@tanstack/react-query';
import { Beside } from './beside.js';
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
  /** What is shown of a row beside the list, without leaving it: what it is called, the link to its page, and its details. */
  beside?: { labelOf: (row: Row) => string; page: (row: Row) => ReactNode; details: (row: Row) => ReactNode };
}

export function DataTable<Row>({ label, result, columns, rowKey, empty, ...props }: DataTableProps<Row>) {
  const { sorting, selecting, beside } = props;
  const [opened, setOpened] = useState<string | null>(null);
  const panelId = useId();
  if (result.isPending) return <Loading />;
  if (result.isError && result.data === undefined) return <Failed error={result.error} retry={result.refetch} />;
  const rows = result.data?.pages.flatMap((page) => page.rows) ?? [];
  if (rows.length === 0) return <>{empty}</>;
  // Of a row that has left the list meanwhile nothing is shown.
  const shown = opened === null ? undefined : rows.find((row) => rowKey(row) === opened);
  return (
    <>
      <div className={classes.list} data-beside={shown !== undefined || undefined}>
        <RowTable
          {...{ label, rows, columns, rowKey, sorting, selecting }}
          {...(beside && { opening: { labelOf: beside.labelOf, opened, onOpen: setOpened, panelId } })}
        />
      </div>
      {beside && shown !== undefined && (
        <Beside
          key={opened}
          id={panelId}
          rowKey={rowKey(shown)}
          title={beside.labelOf(shown)}
          page={beside.page(shown)}
          onClose={() => setOpened(null)}
        >
          {beside.details(shown)}
        </Beside>
      )}
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
