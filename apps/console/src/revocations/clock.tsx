/** How one of them stands at this moment, and its 18 hours. */
import { Badge, Text } from '@mantine/core';
import { exactTime, TimeLeft, useNow } from '../ui/time.js';
import { standingOf, type Timed } from './standing.js';
import { text } from './revocations.text.js';

const colours = { done: 'green', late: 'yellow', pending: 'blue', overdue: 'red' } as const;

/** Turns overdue while the page is open. */
export function State({ row }: { row: Timed }) {
  const standing = standingOf(row, useNow());
  return <Badge color={colours[standing]}>{text.states[standing]}</Badge>;
}

export function Clock({ row: { requestedAt, dueAt, doneAt } }: { row: Timed & { requestedAt: string } }) {
  return (
    <>
      {doneAt === null ? (
        <TimeLeft until={dueAt}>{(length, over) => (over ? text.overdueBy(length) : text.left(length))}</TimeLeft>
      ) : (
        <time dateTime={doneAt}>{text.done(exactTime(doneAt))}</time>
      )}
      <Text size="sm" c="dimmed">
        <time dateTime={requestedAt}>{text.asked(exactTime(requestedAt))}</time>
        <br />
        <time dateTime={dueAt}>{text.due(exactTime(dueAt))}</time>
      </Text>
    </>
  );
}
