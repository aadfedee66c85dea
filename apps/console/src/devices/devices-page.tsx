/** All devices, searchable, narrowed and sorted; the address says by what. */
import { Group } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconCreditCard, IconRefreshDot } from '@tabler/icons-react';
import { queries, type DeviceFilter } from '../api/queries.js';
import type { Device, DeviceState } from '../api/types.js';
import { SelectionBar } from '../bulk/selection-bar.js';
import { useSelection } from '../bulk/use-selection.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { DataTable } from '../ui/data-table.js';
import { ExportLink } from '../ui/export-link.js';
import { ChangedChoice, Choice, ClearFilters, DaysChoice, SortChoice } from '../ui/list-filters.js';
import { daysAgo, listSearch } from '../ui/list-search.js';
import { Page, Panel } from '../ui/page.js';
import { SearchField } from '../ui/search-field.js';
import { Empty } from '../ui/states.js';
import { ViewsMenu } from '../views/views-menu.js';
import { text as ui } from '../ui/ui.text.js';
import { DeviceBeside } from './device-facts.js';
import { deviceColumns } from './device-columns.js';
import type { DeviceSearch } from './device-search.js';
import { text } from './devices.text.js';
import { deviceStateText } from './states.text.js';

const route = getRouteApi('/devices');
/** Not a state, but what somebody has to decide: in the same list. */
const askedFor = 'asked';
const groups: Readonly<Record<string, { label: string; states: DeviceState[] }>> = {
  'in-use': { label: text.states.inUse, states: ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED'] },
  'in-stock': { label: text.states.inStock, states: ['REGISTERED', 'AVAILABLE', 'ASSIGNED'] },
  ended: { label: text.states.ended, states: ['REPLACED', 'TERMINATED', 'EXPIRED', 'DISPOSED'] },
};
const stateOptions = () => [
  { value: askedFor, label: text.replacementAsked },
  ...Object.entries(groups).map(([value, { label }]) => ({ value, label })),
  {
    group: text.states.one,
    items: Object.entries(deviceStateText).map(([value, label]) => ({ value, label })),
  },
];
/** As the start page counts them. */
const ends = [30, 60, 90];

function filterOf({
  q,
  state,
  asked,
  expires,
  certificates,
  profile,
  model,
  changed,
  sort,
  order,
}: DeviceSearch): DeviceFilter {
  return {
    ...(q && { query: q }),
    ...(state && { state: groups[state]?.states ?? (state as DeviceState) }),
    ...(asked && { replacementAsked: true }),
    ...(expires !== undefined && { expiresWithinDays: expires }),
    ...(certificates !== undefined && { certificatesExpireWithinDays: certificates }),
    ...(profile && { profileName: profile }),
    ...(model && { modelId: model }),
    ...(changed !== undefined && { updatedSince: daysAgo(changed) }),
    ...(sort && { sort }),
    ...(order && { order }),
  };
}

const beside = {
  labelOf: ({ label }: Device) => label,
  page: ({ deviceId }: Device) => (
    <ButtonLink to="/devices/$deviceId" params={{ deviceId }} variant="default" size="xs">
      {ui.openPage}
    </ButtonLink>
  ),
  details: ({ deviceId }: Device) => <DeviceBeside deviceId={deviceId} />,
};

export function DevicesPage() {
  const me = useMe();
  const search: DeviceSearch = route.useSearch();
  const { sorting, narrowed, choose, type, clear } = listSearch(search, route.useNavigate());
  const filter = filterOf(search);
  const devices = useInfiniteQuery({ ...queries.devices(filter), placeholderData: keepPreviousData });
  const selection = useSelection('devices', filter, text.selectRow);
  const profiles = useQuery(queries.profiles()).data ?? [];
  const models = useQuery(queries.models()).data ?? [];
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <ViewsMenu list="devices" />
          <ExportLink list="devices" filter={filter} />
          {me.can('card.run') && (
            <ButtonLink to="/reprovision" variant="default" leftSection={<IconRefreshDot size={16} aria-hidden />}>
              {text.reprovision}
            </ButtonLink>
          )}
        </>
      }
    >
      <Group gap="sm">
        <SearchField label={text.search} value={search.q ?? ''} onSearch={(q) => type({ q })} />
        <Choice
          label={text.stateFilter}
          all={text.anyState}
          options={stateOptions()}
          value={search.asked ? askedFor : search.state}
          onChoose={(value) =>
            choose(value === askedFor ? { asked: true, state: undefined } : { asked: undefined, state: value })
          }
        />
        <Choice
          label={text.profileFilter}
          all={text.anyProfile}
          options={profiles.map(({ name }) => ({ value: name, label: name }))}
          value={search.profile}
          onChoose={(profile) => choose({ profile })}
        />
        <Choice
          label={text.modelFilter}
          all={text.anyModel}
          options={models.map(({ id, title }) => ({ value: id, label: title }))}
          value={search.model}
          onChoose={(model) => choose({ model })}
        />
        <DaysChoice
          label={text.expiryFilter}
          all={text.anyExpiry}
          days={ends}
          words={text.expiresWithin}
          value={search.expires}
          onChoose={(expires) => choose({ expires })}
        />
        <DaysChoice
          label={text.certificatesFilter}
          all={text.anyCertificates}
          days={ends}
          words={text.certificatesWithin}
          value={search.certificates}
          onChoose={(certificates) => choose({ certificates })}
        />
        <ChangedChoice value={search.changed} onChoose={(changed) => choose({ changed })} />
        <SortChoice columns={deviceColumns} sorting={sorting} />
        {narrowed && <ClearFilters onClear={clear} />}
      </Group>
      <SelectionBar selection={selection} />
      <Panel flush>
        <DataTable
          label={text.list}
          result={devices}
          columns={deviceColumns}
          rowKey={(device) => device.deviceId}
          sorting={sorting}
          selecting={selection.selecting((device: Device) => device.label)}
          beside={beside}
          empty={
            <Empty
              icon={<IconCreditCard size={22} aria-hidden />}
              title={narrowed ? text.noMatch : text.empty}
              hint={narrowed ? text.noMatchHint : text.emptyHint}
            />
          }
        />
      </Panel>
    </Page>
  );
}
