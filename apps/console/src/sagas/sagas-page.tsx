/** All sagas, newest first; by state, or only those that wait for somebody. */
import { Chip, Group, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconCircleCheck, IconTimeline } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { RequestState, WaitsFor } from '../api/types.js';
import { DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { attentionColumns } from './attention-columns.js';
import { sagaColumns } from './saga-columns.js';
import { stateText, text, waitsForText } from './sagas.text.js';

const route = getRouteApi('/sagas');
const asOptions = (labels: Record<string, string>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));
const states = [{ value: '', label: text.anyState }, ...asOptions(stateText)];
const everybody = [{ value: '', label: text.anybody }, ...asOptions(waitsForText)];

export function SagasPage() {
  const { state, attention, waitsFor } = route.useSearch();
  const navigate = route.useNavigate();
  const sagas = useInfiniteQuery({
    ...queries.sagas({
      ...(state && { state }),
      ...(attention && { attention }),
      ...(attention && waitsFor && { waitsFor }),
    }),
    placeholderData: keepPreviousData,
  });
  const filter = (search: { state?: RequestState; attention?: boolean; waitsFor?: WaitsFor }): void =>
    void navigate({ search, replace: true });
  return (
    <Page title={text.title} lead={attention ? text.attentionLead : text.lead}>
      <Group gap="sm">
        <Chip
          checked={attention === true}
          onChange={(checked) => filter(checked ? { attention: true } : {})}
          variant="outline"
        >
          {text.attention}
        </Chip>
        {attention ? (
          <NativeSelect
            aria-label={text.waitsForFilter}
            data={everybody}
            value={waitsFor ?? ''}
            onChange={({ currentTarget: { value } }) =>
              filter({ attention: true, ...(value && { waitsFor: value as WaitsFor }) })
            }
          />
        ) : (
          <NativeSelect
            aria-label={text.stateFilter}
            data={states}
            value={state ?? ''}
            onChange={({ currentTarget: { value } }) => filter(value ? { state: value as RequestState } : {})}
          />
        )}
      </Group>
      <Panel flush>
        <DataTable
          label={text.list}
          result={sagas}
          columns={attention ? attentionColumns : sagaColumns}
          rowKey={(saga) => saga.requestId}
          empty={attention ? <NothingStuck /> : <NoSagas narrowed={state !== undefined} />}
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
