/** The columns of every list of sagas; read when they are shown: the page before may be of another language. */
import { Link } from '@tanstack/react-router';
import { Progress, Text } from '@mantine/core';
import type { Saga } from '../api/types.js';
import type { Column } from '../ui/data-table.js';
import { Ago } from '../ui/time.js';
import { progressText, sagaTitle, text } from './sagas.text.js';
import { SagaStateBadge } from './state-badge.js';

export const sagaColumns = (): Column<Saga>[] => [
  {
    label: text.columns.what,
    cell: (saga) => (
      <>
        <Link to="/sagas/$requestId" params={{ requestId: saga.requestId }}>
          {sagaTitle(saga.type, saga.personName)}
        </Link>
        <Text size="sm" c="dimmed" fw={400} lineClamp={1}>
          {saga.sentence}
        </Text>
      </>
    ),
  },
  { label: text.columns.state, cell: (saga) => <SagaStateBadge state={saga.state} />, width: '9rem' },
  {
    label: text.columns.progress,
    cell: (saga) =>
      saga.finishedAt === null ? (
        <Progress value={saga.percent} size="sm" maw={120} aria-label={progressText.percent(saga.percent)} />
      ) : (
        <Text size="sm">
          {progressText.ended} <Ago at={saga.finishedAt} />
        </Text>
      ),
    width: '9rem',
    wideOnly: true,
  },
  { label: text.columns.started, sort: 'created', cell: (saga) => <Ago at={saga.createdAt} />, width: '9rem' },
  {
    label: text.columns.changed,
    sort: 'updated',
    cell: (saga) => <Ago at={saga.updatedAt} />,
    width: '9rem',
    wideOnly: true,
  },
];
