/** The rings of a roll-out: when each was opened, how many of its cards came to which outcome, and until when they are due. */
import { Text } from '@mantine/core';
import type { RolloutDetail, RolloutRing } from '../api/types.js';
import { type Column, RowTable } from '../ui/row-table.js';
import { Tally } from '../ui/tally.js';
import { dayOf, exactTime } from '../ui/time.js';
import { lastDueAt, waitingIn } from './rollout-figures.js';
import { text } from './rollouts.text.js';

export const RingTable = ({ rollout }: { rollout: RolloutDetail }) => (
  <RowTable
    label={text.rings.title}
    rows={rollout.rings}
    columns={columnsFor(rollout)}
    rowKey={({ ring }) => String(ring)}
  />
);

const { columns } = text.rings;
const columnsFor = (rollout: RolloutDetail): Column<RolloutRing>[] => [
  {
    label: columns.ring,
    cell: ({ ring, upToPercent }) => (
      <>
        {text.ring(ring)}
        <Text size="sm" c="dimmed" fw={400}>
          {text.rings.upTo(upToPercent)}
        </Text>
      </>
    ),
    width: '13rem',
  },
  {
    label: columns.opened,
    cell: ({ openedAt }) => (openedAt === null ? text.rings.closed : exactTime(openedAt)),
    width: '13rem',
  },
  { label: columns.cards, cell: (ring) => <Outcomes ring={ring} /> },
  { label: columns.due, cell: (ring) => dueText(ring, rollout), width: '12rem' },
];

function Outcomes({ ring }: { ring: RolloutRing }) {
  if (ring.cards === 0) return text.rings.noCards;
  const rest = ring.openedAt === null ? text.rings.toCome : text.rings.open;
  return (
    <Tally
      parts={[
        { label: text.rings.done, count: ring.completed, colour: 'green' },
        { label: text.rings.failed, count: ring.failed, colour: 'red' },
        { label: rest, count: waitingIn(ring) },
      ]}
    />
  );
}

function dueText(ring: RolloutRing, { state, spreadDays }: RolloutDetail): string {
  const { due } = text.rings;
  const at = lastDueAt(ring, spreadDays);
  if (state !== 'running' && state !== 'finished') return due.held;
  if (at === null) return due.closed;
  return Date.parse(at) <= Date.now() ? due.all : due.until(dayOf(at));
}
