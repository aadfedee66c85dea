/** All workstations, searchable, narrowed and sorted by what operators look for: those that are away, behind, ruled otherwise, or without a reader. */
import { useState } from 'react';
import { Button, Group } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconDeviceDesktop, IconPlus } from '@tabler/icons-react';
import { autoUpdateText } from '@cardwright/contracts/workstation/policy-text';
import { workstationsLatestFirst } from '@cardwright/contracts/workstation/workstation';
import { queries, type WorkstationFilter } from '../api/queries.js';
import type { Workstation, WorkstationPolicyState, WorkstationReaders } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { DataTable, type Column } from '../ui/data-table.js';
import { ExportLink } from '../ui/export-link.js';
import { Choice, ClearFilters, SortChoice } from '../ui/list-filters.js';
import { listSearch } from '../ui/list-search.js';
import { Page, Panel } from '../ui/page.js';
import { SearchField } from '../ui/search-field.js';
import { Empty } from '../ui/states.js';
import { ViewsMenu } from '../views/views-menu.js';
import { Ago } from '../ui/time.js';
import { text as codes } from './deployment-codes.text.js';
import { EnrolmentCode } from './enrolment-code.js';
import type { WorkstationSearch } from './workstation-search.js';
import { WorkstationState } from './workstation-state.js';
import { text } from './workstations.text.js';

const route = getRouteApi('/workstations');

const columns = (): Column<Workstation>[] => [
  {
    label: text.columns.name,
    sort: 'name',
    cell: ({ workstationId, name }) => (
      <Link to="/workstations/$workstationId" params={{ workstationId }}>
        {name}
      </Link>
    ),
  },
  { label: text.columns.state, cell: (workstation) => <WorkstationState workstation={workstation} />, width: '8rem' },
  { label: text.columns.group, cell: ({ group }) => group ?? '–', wideOnly: true },
  {
    label: text.columns.seen,
    sort: 'last-seen',
    cell: ({ lastSeenAt }) => (lastSeenAt ? <Ago at={lastSeenAt} /> : text.never),
  },
  { label: text.columns.version, sort: 'version', cell: ({ agentVersion }) => agentVersion ?? '–' },
  { label: text.columns.system, cell: ({ report }) => report?.system ?? '–', wideOnly: true },
  { label: text.columns.updates, sort: 'policy', cell: ({ report }) => autoUpdateText(report), wideOnly: true },
  { label: text.columns.readers, cell: ({ report }) => <Readers report={report} /> },
  {
    label: text.columns.enrolled,
    sort: 'enrolled',
    cell: ({ enrolledAt }) => (enrolledAt ? <Ago at={enrolledAt} /> : '–'),
    wideOnly: true,
  },
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
const both = (value: string | undefined): boolean | undefined => (value === undefined ? undefined : value === 'true');

const filterOf = ({
  q,
  online,
  version,
  policy,
  readers,
  group,
  sort,
  order,
}: WorkstationSearch): WorkstationFilter => ({
  ...(q && { query: q }),
  ...(online !== undefined && { online }),
  ...(version && { version }),
  ...(policy && { policy }),
  ...(readers && { readers }),
  ...(group && { group }),
  ...(sort && { sort }),
  ...(order && { order }),
});

export function WorkstationsPage() {
  const me = useMe();
  const [making, setMaking] = useState(false);
  const search: WorkstationSearch = route.useSearch();
  const { sorting, narrowed, choose, type, clear } = listSearch(
    search,
    route.useNavigate(),
    'name',
    workstationsLatestFirst,
  );
  const filter = filterOf(search);
  const summary = useQuery(queries.workstationSummary());
  const result = useInfiniteQuery({ ...queries.workstationPages(filter), placeholderData: keepPreviousData });
  const { state, version, policy, readers } = text.filters;
  const versions = summary.data?.versions.flatMap((row) => (row.version === null ? [] : [row.version])) ?? [];
  return (
    <Page
      title={text.title}
      lead={summary.data && text.lead(summary.data.total, summary.data.online)}
      actions={
        <>
          <ViewsMenu list="workstations" />
          <ExportLink list="workstations" filter={filter} />
          {me.can('system.manage') && (
            <>
              <ButtonLink to="/deployment-codes" variant="default">
                {codes.title}
              </ButtonLink>
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
                {text.code.open}
              </Button>
            </>
          )}
        </>
      }
    >
      {making && <EnrolmentCode onClose={() => setMaking(false)} />}
      <Group gap="sm">
        <SearchField label={text.search} value={search.q ?? ''} onSearch={(q) => type({ q })} />
        <Choice
          label={state.label}
          all={state.all}
          options={entries({ true: state.on, false: state.off })}
          value={search.online?.toString()}
          onChoose={(value) => choose({ online: both(value) })}
        />
        <Choice
          label={version.label}
          all={version.all}
          options={versions.map((value) => ({ value, label: value }))}
          value={search.version}
          onChoose={(value) => choose({ version: value })}
        />
        <Choice
          label={policy.label}
          all={policy.all}
          options={entries(text.policies)}
          value={search.policy}
          onChoose={(value) => choose({ policy: value as WorkstationPolicyState | undefined })}
        />
        <Choice
          label={readers.label}
          all={readers.all}
          options={entries(text.readerChoices)}
          value={search.readers}
          onChoose={(value) => choose({ readers: value as WorkstationReaders | undefined })}
        />
        <SortChoice columns={columns()} sorting={sorting} />
        {narrowed && <ClearFilters onClear={clear} />}
      </Group>
      <Panel flush>
        <DataTable
          label={text.list}
          result={result}
          columns={columns()}
          rowKey={({ workstationId }) => workstationId}
          sorting={sorting}
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
