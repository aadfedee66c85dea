/** What the reconciler found, with what it means and what to do; the address says which. */
import { Group, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconCircleCheck } from '@tabler/icons-react';
import {
  type FindingCode,
  findingCodes,
  findingKinds,
  type FindingSeverity,
} from '@cardwright/contracts/card/findings';
import { queries } from '../api/queries.js';
import type { Finding } from '../api/types.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { ExportLink } from '../ui/export-link.js';
import { Choice, ClearFilters } from '../ui/list-filters.js';
import { listSearch } from '../ui/list-search.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { Ago } from '../ui/time.js';
import { ViewsMenu } from '../views/views-menu.js';
import { AboutLinks, Severity, What } from './finding-cells.js';
import { filterOf, type FindingsSearch } from './findings-search.js';
import { text } from './findings.text.js';

const route = getRouteApi('/findings');
const { columns: names } = text;
const columns: Column<Finding>[] = [
  { label: names.what, cell: (finding) => <What finding={finding} /> },
  { label: names.severity, cell: ({ severity }) => <Severity severity={severity} />, width: '7rem' },
  { label: names.about, cell: (finding) => <AboutLinks finding={finding} />, width: '9rem' },
  { label: names.found, cell: ({ foundAt }) => <Ago at={foundAt} />, width: '8rem' },
  { label: names.seen, cell: (finding) => <LastSeen finding={finding} />, width: '8rem', wideOnly: true },
];

const LastSeen = ({ finding: { seenAt, clearedAt } }: { finding: Finding }) =>
  clearedAt === null ? (
    <Ago at={seenAt} />
  ) : (
    <>
      {text.gone} <Ago at={clearedAt} />
    </>
  );

const options = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }));
const kinds = findingCodes
  .map((code) => ({ value: code, label: findingKinds[code].title }))
  .sort((a, b) => a.label.localeCompare(b.label, 'en'));

export function FindingsPage() {
  const search: FindingsSearch = route.useSearch();
  const { narrowed, choose, clear } = listSearch(search, route.useNavigate());
  const filter = filterOf(search);
  const findings = useInfiniteQuery({ ...queries.findings(filter), placeholderData: keepPreviousData });
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <ViewsMenu list="findings" />
          <ExportLink list="findings" filter={filter} />
        </>
      }
    >
      <Group gap="sm">
        <Choice
          label={text.severityFilter}
          all={text.anySeverity}
          options={options(text.severities)}
          value={search.severity}
          onChoose={(severity) => choose({ severity: severity as FindingSeverity | undefined })}
        />
        <Choice
          label={text.stateFilter}
          all={text.open}
          options={[{ value: 'all', label: text.all }]}
          value={search.state}
          onChoose={(state) => choose({ state: state as FindingsSearch['state'] })}
        />
        <Choice
          label={text.codeFilter}
          all={text.anyCode}
          options={kinds}
          value={search.code}
          onChoose={(code) => choose({ code: code as FindingCode | undefined })}
        />
        {narrowed && <ClearFilters onClear={clear} />}
      </Group>
      {search.device !== undefined && <OfDevice deviceId={search.device} />}
      <Panel flush>
        <DataTable
          label={text.list}
          result={findings}
          columns={columns}
          rowKey={({ findingId }) => findingId}
          empty={
            <Empty
              icon={<IconCircleCheck size={22} aria-hidden />}
              title={narrowed ? text.noMatch : text.empty}
              hint={narrowed ? text.noMatchHint : text.emptyHint}
            />
          }
        />
      </Panel>
    </Page>
  );
}

function OfDevice({ deviceId }: { deviceId: string }) {
  const device = useQuery(queries.device(deviceId));
  return (
    <Text size="sm">
      {text.ofDevice}{' '}
      <Link to="/devices/$deviceId" params={{ deviceId }}>
        {device.data?.label ?? deviceId}
      </Link>
    </Text>
  );
}
