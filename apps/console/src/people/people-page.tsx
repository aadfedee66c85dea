/** Everybody, searchable, narrowed and sorted; the address says by what. */
import { Badge, Group } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconUpload, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { queries, type PersonFilter } from '../api/queries.js';
import type { Person } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { DataTable, type Column } from '../ui/data-table.js';
import { ExportLink } from '../ui/export-link.js';
import { ChangedChoice, ClearFilters, SortChoice } from '../ui/list-filters.js';
import { daysAgo, listSearch } from '../ui/list-search.js';
import { Page, Panel } from '../ui/page.js';
import { SearchField } from '../ui/search-field.js';
import { Empty } from '../ui/states.js';
import { ViewsMenu } from '../views/views-menu.js';
import { Ago } from '../ui/time.js';
import { text as ui } from '../ui/ui.text.js';
import { PersonBeside } from './person-facts.js';
import type { PeopleSearch } from './people-search.js';
import { text } from './people.text.js';

const route = getRouteApi('/people');

const columns: Column<Person>[] = [
  {
    label: text.columns.name,
    sort: 'name',
    cell: (person) => (
      <Link to="/people/$personId" params={{ personId: person.personId }}>
        {person.displayName}
      </Link>
    ),
  },
  {
    label: text.columns.externalId,
    cell: (person) => <span className="mono">{person.externalId}</span>,
    sort: 'external-id',
  },
  { label: text.columns.unit, cell: (person) => person.organizationalUnit ?? '–', sort: 'unit' },
  { label: text.columns.email, cell: (person) => person.email ?? '–', wideOnly: true },
  {
    label: text.columns.state,
    cell: (person) => <PersonState enabled={person.enabled} />,
    width: '7rem',
    wideOnly: true,
  },
  {
    label: text.columns.changed,
    cell: ({ updatedAt, createdAt }) => <Ago at={updatedAt ?? createdAt} />,
    width: '9rem',
    wideOnly: true,
    sort: 'updated',
  },
];

export function PersonState({ enabled }: { enabled: boolean }) {
  return <Badge color={enabled ? 'green' : 'gray'}>{enabled ? text.enabled : text.disabled}</Badge>;
}

function filterOf({ q, unit, changed, sort, order }: PeopleSearch): PersonFilter {
  return {
    ...(q && { query: q }),
    ...(unit && { organizationalUnit: unit }),
    ...(changed !== undefined && { updatedSince: daysAgo(changed) }),
    ...(sort && { sort }),
    ...(order && { order }),
  };
}

const beside = {
  labelOf: ({ displayName }: Person) => displayName,
  page: ({ personId }: Person) => (
    <ButtonLink to="/people/$personId" params={{ personId }} variant="default" size="xs">
      {ui.openPage}
    </ButtonLink>
  ),
  details: (person: Person) => <PersonBeside person={person} />,
};

export function PeoplePage() {
  const me = useMe();
  const search: PeopleSearch = route.useSearch();
  const { sorting, narrowed, choose, type, clear } = listSearch(search, route.useNavigate(), 'name');
  const filter = filterOf(search);
  const people = useInfiniteQuery({ ...queries.people(filter), placeholderData: keepPreviousData });
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <ViewsMenu list="people" />
          <ExportLink list="people" filter={filter} />
          {me.can('system.manage') && (
            <>
              <ButtonLink to="/people/new" variant="default" leftSection={<IconUserPlus size={16} aria-hidden />}>
                {text.edit.add}
              </ButtonLink>
              <ButtonLink to="/people/import" leftSection={<IconUpload size={16} aria-hidden />}>
                {text.import.open}
              </ButtonLink>
            </>
          )}
        </>
      }
    >
      <Group gap="sm">
        <SearchField label={text.search} value={search.q ?? ''} onSearch={(q) => type({ q })} />
        <SearchField label={text.unitFilter} value={search.unit ?? ''} onSearch={(unit) => type({ unit })} />
        <ChangedChoice value={search.changed} onChoose={(changed) => choose({ changed })} />
        <SortChoice columns={columns} sorting={sorting} />
        {narrowed && <ClearFilters onClear={clear} />}
      </Group>
      <Panel flush>
        <DataTable
          label={text.list}
          result={people}
          columns={columns}
          rowKey={(person) => person.personId}
          sorting={sorting}
          beside={beside}
          empty={
            <Empty
              icon={<IconUsers size={22} aria-hidden />}
              title={narrowed ? text.noMatch : text.empty}
              hint={narrowed ? text.noMatchHint : text.emptyHint}
            />
          }
        />
      </Panel>
    </Page>
  );
}
