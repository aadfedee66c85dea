/** All workstations, searchable, by what operators look for: those that are away, behind, ruled otherwise, or without a reader. */
import { useState } from 'react';
import { Button, Group, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconDeviceDesktop, IconPlus } from '@tabler/icons-react';
import { autoUpdateText } from '@cardwright/contracts/workstation/policy-text';
import { queries, type WorkstationFilter } from '../api/queries.js';
import type { Workstation } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { DataTable, type Column } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { SearchField } from '../ui/search-field.js';
import { Empty } from '../ui/states.js';
import { Ago } from '../ui/time.js';
import { text as codes } from './deployment-codes.text.js';
import { EnrolmentCode } from './enrolment-code.js';
import { WorkstationState } from './workstation-state.js';
import { text } from './workstations.text.js';

const route = getRouteApi('/workstations');

const columns: Column<Workstation>[] = [
  {
    label: text.columns.name,
    cell: ({ workstationId, name }) => (
      <Link to="/workstations/$workstationId" params={{ workstationId }}>
        {name}
      </Link>
    ),
  },
  { label: text.columns.state, cell: (workstation) => <WorkstationState workstation={workstation} />, width: '8rem' },
  { label: text.columns.group, cell: ({ group }) => group ?? '–', wideOnly: true },
  { label: text.columns.seen, cell: ({ lastSeenAt }) => (lastSeenAt ? <Ago at={lastSeenAt} /> : text.never) },
  { label: text.columns.version, cell: ({ agentVersion }) => agentVersion ?? '–' },
  { label: text.columns.system, cell: ({ report }) => report?.system ?? '–', wideOnly: true },
  { label: text.columns.updates, cell: ({ report }) => autoUpdateText(report), wideOnly: true },
  { label: text.columns.readers, cell: ({ report }) => <Readers report={report} /> },
];

function Readers({ report }: Pick<Workstation, 'report'>) {
  if (report === null) return <>–</>;
  if (report.pcsc === 'unavailable') return <>{text.noPcsc}</>;
  return (
    <span title={report.readers.map(({ readerName, card }) => `${readerName}: ${text.cards[card]}`).join('\n')}>
      {text.counted(report.readerCount, report.cardCount)}
    </span>
  );
}

const entries = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }));

export function WorkstationsPage() {
  const me = useMe();
  const { q = '', ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const [making, setMaking] = useState(false);
  const summary = useQuery(queries.workstationSummary());
  const result = useInfiniteQuery({
    ...queries.workstationPages({ query: q, ...filter }),
    placeholderData: keepPreviousData,
  });
  const change = (
    next: { q?: string } & { [Name in keyof WorkstationFilter]?: WorkstationFilter[Name] | undefined },
  ) => {
    const all = Object.entries({ q, ...filter, ...next }).filter(([, value]) => value !== undefined && value !== '');
    void navigate({ search: Object.fromEntries(all), replace: true });
  };
  const { state, version, policy, readers, sort } = text.filters;
  const narrowed = q !== '' || Object.keys(filter).some((name) => name !== 'sort');
  const versions = summary.data?.versions.flatMap((row) => (row.version === null ? [] : [row.version])) ?? [];
  return (
    <Page
      title={text.title}
      lead={summary.data && text.lead(summary.data.total, summary.data.online)}
      actions={
        me.can('system.manage') && (
          <>
            <ButtonLink to="/deployment-codes" variant="default">
              {codes.title}
            </ButtonLink>
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
              {text.code.open}
            </Button>
          </>
        )
      }
    >
      {making && <EnrolmentCode onClose={() => setMaking(false)} />}
      <Group gap="sm">
        <SearchField label={text.search} value={q} onSearch={(next) => change({ q: next })} />
        <NativeSelect
          aria-label={state.label}
          data={[
            { value: '', label: state.all },
            { value: 'true', label: state.on },
            { value: 'false', label: state.off },
          ]}
          value={filter.online === undefined ? '' : String(filter.online)}
          onChange={({ currentTarget: { value } }) => change({ online: value === '' ? undefined : value === 'true' })}
        />
        <NativeSelect
          aria-label={version.label}
          data={[{ value: '', label: version.all }, ...versions.map((value) => ({ value, label: value }))]}
          value={filter.version ?? ''}
          onChange={({ currentTarget: { value } }) => change({ version: value })}
        />
        <NativeSelect
          aria-label={policy.label}
          data={[{ value: '', label: policy.all }, ...entries(text.policies)]}
          value={filter.policy ?? ''}
          onChange={({ currentTarget: { value } }) => change({ policy: value as WorkstationFilter['policy'] })}
        />
        <NativeSelect
          aria-label={readers.label}
          data={[{ value: '', label: readers.all }, ...entries(text.readerChoices)]}
          value={filter.readers ?? ''}
          onChange={({ currentTarget: { value } }) => change({ readers: value as WorkstationFilter['readers'] })}
        />
        <NativeSelect
          aria-label={sort}
          data={entries(text.sorts)}
          value={filter.sort ?? 'name'}
          onChange={({ currentTarget: { value } }) => change({ sort: value as WorkstationFilter['sort'] })}
        />
      </Group>
      <Panel flush>
        <DataTable
          label={text.list}
          result={result}
          columns={columns}
          rowKey={({ workstationId }) => workstationId}
          empty={
            <Empty
              icon={<IconDeviceDesktop size={22} aria-hidden />}
              title={narrowed ? text.noMatch : text.empty}
              hint={narrowed ? text.noMatchHint : text.emptyHint}
            />
          }
        />
      </Panel>
    </Page>
  );
}
