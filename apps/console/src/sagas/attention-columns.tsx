/** The columns of the list of what waits for somebody: why, for whom, since when, where, and what can be decided right here. */
import { Link } from '@tanstack/react-router';
import { Text } from '@mantine/core';
import type { Saga } from '../api/types.js';
import type { Column } from '../ui/data-table.js';
import { sentence } from '../ui/sentence.js';
import { Ago } from '../ui/time.js';
import { WorkstationName } from '../workstations/workstation-name.js';
import { sagaProblem } from './saga-problem.js';
import { sagaTitle, text, waitsForText } from './sagas.text.js';
import { SagaStateBadge } from './state-badge.js';
import { StuckActions } from './stuck-actions.js';

export const attentionColumns = (): Column<Saga>[] => [
  {
    label: text.columns.why,
    cell: (saga) => {
      const { title, fix } = saga.stuckReason === null ? { title: saga.sentence, fix: undefined } : sagaProblem(saga);
      return (
        <>
          <Link to="/sagas/$requestId" params={{ requestId: saga.requestId }}>
            {sagaTitle(saga.type, saga.personName)}
          </Link>
          <Text size="sm" fw={400}>
            {sentence(title)}{' '}
            <Text span inherit c="dimmed">
              {fix}
            </Text>
          </Text>
        </>
      );
    },
  },
  { label: text.columns.state, cell: (saga) => <SagaStateBadge state={saga.state} />, width: '9rem' },
  { label: text.columns.waitsFor, cell: (saga) => waitsFor(saga), width: '9rem' },
  {
    label: text.columns.workstation,
    cell: (saga) => <WorkstationName workstationId={saga.workstationId} />,
    width: '9rem',
  },
  { label: text.columns.since, cell: (saga) => <Ago at={saga.updatedAt} />, width: '7rem' },
  { label: text.columns.actions, cell: (saga) => <StuckActions saga={saga} />, width: '9rem' },
];

/** A cardholder by name: it is they who have to come. */
function waitsFor({ attention, personName }: Saga): string {
  if (attention == null) return '–';
  return attention.waitsFor === 'cardholder' && personName !== null ? personName : waitsForText[attention.waitsFor];
}
