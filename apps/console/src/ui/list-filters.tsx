/** What narrows and sorts a list, kept in the address: a choice is a step that Back undoes, and what is typed is one with the page. */
import { Button, NativeSelect } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Sorting } from './row-table.js';
import { text } from './list-filters.text.js';
import classes from './list-filters.module.css';

interface Option {
  value: string;
  label: string;
}

/** all: what is chosen where nothing is. */
export function Choice({
  label,
  all,
  options,
  value,
  onChoose,
}: {
  label: string;
  all: string;
  options: readonly (Option | { group: string; items: Option[] })[];
  value: string | undefined;
  onChoose: (value: string | undefined) => void;
}) {
  return (
    <NativeSelect
      className={classes.choice}
      aria-label={label}
      data={[{ value: '', label: all }, ...options]}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChoose(currentTarget.value === '' ? undefined : currentTarget.value)}
    />
  );
}

interface DaysProps {
  value: number | undefined;
  onChoose: (days: number | undefined) => void;
}

/** One of these numbers of days. */
export function DaysChoice({
  label,
  all,
  days,
  words,
  value,
  onChoose,
}: DaysProps & { label: string; all: string; days: readonly number[]; words: (days: number) => string }) {
  return (
    <Choice
      {...{ label, all }}
      options={days.map((each) => ({ value: `${each}`, label: words(each) }))}
      value={value?.toString()}
      onChoose={(chosen) => onChoose(chosen === undefined ? undefined : Number(chosen))}
    />
  );
}

export const ChangedChoice = (props: DaysProps) => (
  <DaysChoice label={text.changed} all={text.changedAnyTime} days={[1, 7, 30]} words={text.changedWithin} {...props} />
);

export function ClearFilters({ onClear }: { onClear: () => void }) {
  return (
    <Button variant="subtle" leftSection={<IconX size={14} aria-hidden />} onClick={onClear}>
      {text.clearFilters}
    </Button>
  );
}

/** On a narrow screen, where a table has no heads: the same as the buttons in them. */
export function SortChoice({
  columns,
  sorting,
}: {
  columns: readonly { label: string; sort?: string }[];
  sorting: Sorting;
}) {
  const options = columns.flatMap(({ label, sort }) =>
    sort === undefined
      ? []
      : [
          { value: `${sort} asc`, label: text.ascending(label) },
          { value: `${sort} desc`, label: text.descending(label) },
        ],
  );
  const { by, order } = sorting;
  return (
    <NativeSelect
      className={classes.narrow}
      aria-label={text.sort}
      data={by === undefined ? [{ value: '', label: text.unsorted }, ...options] : options}
      value={by === undefined ? '' : `${by} ${order}`}
      onChange={({ currentTarget: { value } }) => {
        const [sort, to] = value.split(' ');
        if (sort) sorting.onSort(sort, to === 'desc' ? 'desc' : 'asc');
      }}
    />
  );
}
