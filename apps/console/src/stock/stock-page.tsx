/** Batches of cards as they were delivered, and the cards that are not issued yet. */
import { Group } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconCreditCard, IconPackages, IconUpload } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { Device, StockBatch } from '../api/types.js';
import { DeviceStateBadge } from '../devices/state-badges.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Choice, ClearFilters } from '../ui/list-filters.js';
import { listSearch } from '../ui/list-search.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { Ago, dayOf } from '../ui/time.js';
import { text } from './stock.text.js';

const route = getRouteApi('/stock');

export interface StockSearch {
  model?: string;
}

const batchColumns: Column<StockBatch>[] = [
  { label: text.batchColumns.name, cell: ({ name }) => name },
  { label: text.batchColumns.model, cell: ({ modelId }) => <Model modelId={modelId} /> },
  { label: text.batchColumns.taken, cell: ({ createdAt }) => dayOf(createdAt), width: '12rem' },
];
const cardColumns: Column<Device>[] = [
  {
    label: text.cardColumns.label,
    cell: ({ deviceId, label }) => (
      <Link to="/devices/$deviceId" params={{ deviceId }}>
        {label}
      </Link>
    ),
  },
  { label: text.cardColumns.state, cell: (device) => <DeviceStateBadge device={device} />, width: '10rem' },
  { label: text.cardColumns.model, cell: ({ modelId }) => <Model modelId={modelId} /> },
  { label: text.cardColumns.holder, cell: ({ personName }) => personName ?? '–' },
  { label: text.cardColumns.changed, cell: ({ updatedAt }) => <Ago at={updatedAt} />, width: '9rem', wideOnly: true },
];

/** `*`: any. */
function Model({ modelId }: { modelId: string | null }) {
  if (modelId === null) return <>–</>;
  if (modelId === '*') return <>{text.anyModel}</>;
  return (
    <Link to="/card-models/$modelId" params={{ modelId }} className="mono">
      {modelId}
    </Link>
  );
}

export function StockPage() {
  const me = useMe();
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <ButtonLink to="/stock/import" leftSection={<IconUpload size={16} aria-hidden />}>
          {text.import.open}
        </ButtonLink>
      }
    >
      <Panel title={text.batches} flush>
        <DataTable
          label={text.batches}
          result={useInfiniteQuery(queries.stockBatches())}
          columns={batchColumns}
          rowKey={({ stockBatchId }) => stockBatchId}
          empty={
            <Empty icon={<IconPackages size={22} aria-hidden />} title={text.noBatches} hint={text.noBatchesHint} />
          }
        />
      </Panel>
      {me.can('others.view') && <Cards />}
    </Page>
  );
}

function Cards() {
  const search: StockSearch = route.useSearch();
  const { narrowed, choose, clear } = listSearch(search, route.useNavigate());
  const models = useQuery(queries.models()).data ?? [];
  const { model } = search;
  const cards = useInfiniteQuery({
    ...queries.devices({ state: ['REGISTERED', 'AVAILABLE', 'ASSIGNED'], ...(model && { modelId: model }) }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Group gap="sm">
        <Choice
          label={text.modelFilter}
          all={text.allModels}
          options={models.map(({ id, title }) => ({ value: id, label: title }))}
          value={model}
          onChoose={(chosen) => choose({ model: chosen })}
        />
        {narrowed && <ClearFilters onClear={clear} />}
        <ButtonLink variant="default" to="/devices" search={{ state: 'in-stock', ...(model && { model }) }}>
          {text.inDevices}
        </ButtonLink>
      </Group>
      <Panel title={text.cards} flush>
        <DataTable
          label={text.cards}
          result={cards}
          columns={cardColumns}
          rowKey={({ deviceId }) => deviceId}
          empty={
            <Empty
              icon={<IconCreditCard size={22} aria-hidden />}
              title={narrowed ? text.noMatch : text.noCards}
              hint={narrowed ? text.noMatchHint : text.noCardsHint}
            />
          }
        />
      </Panel>
    </>
  );
}
