/** All sagas, newest first; by state, or only those that wait for somebody to remove a reason. */
import { Chip, Group, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconCircleCheck, IconTimeline } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { RequestState } from '../api/types.js';
import { DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { sagaColumns } from './saga-columns.js';
import { stateText, text } from './sagas.text.js';
import { stuckColumns } from './stuck-columns.js';

const route = getRouteApi('/sagas');
const states = Object.entries(stateText).map(([value, label]) => ({ value, label }));

export function SagasPage() {
  const { state, stuck } = route.useSearch();
  const navigate = route.useNavigate();
  const sagas = useInfiniteQuery({
    ...queries.sagas({ ...(state && { state }), ...(stuck && { stuck }) }),
    placeholderData: keepPreviousData,
  });
  const filter = (search: { state?: RequestState; stuck?: boolean }): void => void navigate({ search, replace: true });
  return (
    <Page title={text.title} lead={stuck ? text.stuckLead : text.lead}>
      <Group gap="sm">
        <Chip checked={stuck === true} onChange={(checked) => filter(checked ? { stuck: true } : {})} variant="outline">
          {text.attention}
        </Chip>
        <NativeSelect
          aria-label={text.stateFilter}
          data={[{ value: '', label: text.anyState }, ...states]}
          value={state ?? ''}
          onChange={({ currentTarget: { value } }) => filter(value ? { state: value as RequestState } : {})}
        />
      </Group>
      <Panel flush>
        <DataTable
          label={text.list}
          result={sagas}
          columns={stuck ? stuckColumns : sagaColumns}
          rowKey={(saga) => saga.requestId}
          empty={stuck ? <NothingStuck /> : <NoSagas narrowed={state !== undefined} />}
        />
      </Panel>
    </Page>
  );
}

const NothingStuck = () => (
  <Empty icon={<IconCircleCheck size={22} aria-hidden />} title={text.nothingStuck} hint={text.nothingStuckHint} />
);
const NoSagas = ({ narrowed }: { narrowed: boolean }) => (
  <Empty
    icon={<IconTimeline size={22} aria-hidden />}
    title={narrowed ? text.noMatch : text.empty}
    hint={narrowed ? undefined : text.emptyHint}
  />
);
