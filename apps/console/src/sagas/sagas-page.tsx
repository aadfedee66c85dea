/** All sagas, narrowed and sorted as the address says; or only those that wait for somebody. */
import { Chip, Group } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconCircleCheck, IconTimeline } from '@tabler/icons-react';
import { sagasLatestFirst } from '@cardwright/contracts/nats/list-filters';
import { cardSagaTypes, waitingRequestTypes } from '@cardwright/contracts/workflow/saga-kinds';
import { queries, type SagaFilter } from '../api/queries.js';
import type { RequestState, RequestType, Saga, WaitsFor } from '../api/types.js';
import { SelectionBar } from '../bulk/selection-bar.js';
import { useSelection } from '../bulk/use-selection.js';
import { DataTable } from '../ui/data-table.js';
import { ExportLink } from '../ui/export-link.js';
import { Choice, ClearFilters, SortChoice } from '../ui/list-filters.js';
import { listSearch } from '../ui/list-search.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { ViewsMenu } from '../views/views-menu.js';
import { text as ui } from '../ui/ui.text.js';
import { ButtonLink } from '../ui/button-link.js';
import { SagaBeside } from './saga-facts.js';
import { attentionColumns } from './attention-columns.js';
import { sagaColumns } from './saga-columns.js';
import type { SagaSearch } from './saga-search.js';
import { sagaTitle, stateText, text, waitsForText } from './sagas.text.js';

const route = getRouteApi('/sagas');
const asOptions = (labels: Record<string, string>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));
const types = () =>
  [...cardSagaTypes, ...waitingRequestTypes].map((value) => ({ value, label: sagaTitle(value, null) }));

const filterOf = ({ state, type, attention, waitsFor, sort, order }: SagaSearch): SagaFilter =>
  attention
    ? { attention, ...(waitsFor && { waitsFor }) }
    : { ...(state && { state }), ...(type && { type }), ...(sort && { sort }), ...(order && { order }) };

const beside = {
  labelOf: (saga: Saga) => sagaTitle(saga.type, saga.personName),
  page: ({ requestId }: Saga) => (
    <ButtonLink to="/sagas/$requestId" params={{ requestId }} variant="default" size="xs">
      {ui.openPage}
    </ButtonLink>
  ),
  details: (saga: Saga) => <SagaBeside saga={saga} />,
};

export function SagasPage() {
  const search: SagaSearch = route.useSearch();
  const { attention } = search;
  const { sorting, narrowed, choose, clear } = listSearch(search, route.useNavigate(), 'created', sagasLatestFirst);
  const filter = filterOf(search);
  const sagas = useInfiniteQuery({ ...queries.sagas(filter), placeholderData: keepPreviousData });
  const selection = useSelection('sagas', filter, text.selectRow);
  const inOwnOrder = { state: undefined, type: undefined, sort: undefined, order: undefined };
  return (
    <Page
      title={text.title}
      lead={attention ? text.attentionLead : text.lead}
      actions={
        <>
          <ViewsMenu list="sagas" />
          <ExportLink list="sagas" filter={filter} />
        </>
      }
    >
      <Group gap="sm">
        <Chip
          checked={attention === true}
          onChange={(checked) =>
            choose(checked ? { ...inOwnOrder, attention: true } : { attention: undefined, waitsFor: undefined })
          }
          variant="outline"
        >
          {text.attention}
        </Chip>
        {attention ? (
          <Choice
            label={text.waitsForFilter}
            all={text.anybody}
            options={asOptions(waitsForText)}
            value={search.waitsFor}
            onChoose={(waitsFor) => choose({ waitsFor: waitsFor as WaitsFor | undefined })}
          />
        ) : (
          <>
            <Choice
              label={text.stateFilter}
              all={text.anyState}
              options={asOptions(stateText)}
              value={search.state}
              onChoose={(state) => choose({ state: state as RequestState | undefined })}
            />
            <Choice
              label={text.typeFilter}
              all={text.anyType}
              options={types()}
              value={search.type}
              onChoose={(type) => choose({ type: type as RequestType | undefined })}
            />
            <SortChoice columns={sagaColumns()} sorting={sorting} />
            {narrowed && <ClearFilters onClear={clear} />}
          </>
        )}
      </Group>
      <SelectionBar selection={selection} />
      <Panel flush>
        <DataTable
          label={text.list}
          result={sagas}
          columns={attention ? attentionColumns() : sagaColumns()}
          rowKey={(saga) => saga.requestId}
          {...(!attention && { sorting })}
          selecting={selection.selecting((saga: Saga) => sagaTitle(saga.type, saga.personName))}
          beside={beside}
          empty={attention ? <NothingStuck /> : <NoSagas narrowed={narrowed} />}
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
