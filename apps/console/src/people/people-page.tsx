/** Everybody, searchable. */
import { Badge } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconUpload, IconUsers } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { Person } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { DataTable, type Column } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { SearchField } from '../ui/search-field.js';
import { Empty } from '../ui/states.js';
import { text } from './people.text.js';

const route = getRouteApi('/people');

const columns: Column<Person>[] = [
  {
    label: text.columns.name,
    cell: (person) => (
      <Link to="/people/$personId" params={{ personId: person.personId }}>
        {person.displayName}
      </Link>
    ),
  },
  { label: text.columns.externalId, cell: (person) => <span className="mono">{person.externalId}</span> },
  { label: text.columns.unit, cell: (person) => person.organizationalUnit ?? '–' },
  { label: text.columns.email, cell: (person) => person.email ?? '–', wideOnly: true },
  {
    label: text.columns.state,
    cell: (person) => <PersonState enabled={person.enabled} />,
    width: '7rem',
    wideOnly: true,
  },
];

export function PersonState({ enabled }: { enabled: boolean }) {
  return <Badge color={enabled ? 'green' : 'gray'}>{enabled ? text.enabled : text.disabled}</Badge>;
}

export function PeoplePage() {
  const { q = '' } = route.useSearch();
  const me = useMe();
  const navigate = route.useNavigate();
  const people = useInfiniteQuery({ ...queries.people(q), placeholderData: keepPreviousData });
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        me.can('system.manage') && (
          <ButtonLink to="/people/import" leftSection={<IconUpload size={16} aria-hidden />}>
            {text.import.open}
          </ButtonLink>
        )
      }
    >
      <SearchField
        label={text.search}
        value={q}
        onSearch={(next) => void navigate({ search: next ? { q: next } : {}, replace: true })}
      />
      <Panel flush>
        <DataTable
          label={text.list}
          result={people}
          columns={columns}
          rowKey={(person) => person.personId}
          empty={
            <Empty
              icon={<IconUsers size={22} aria-hidden />}
              title={q ? text.noMatch : text.empty}
              hint={q ? text.noMatchHint : text.emptyHint}
            />
          }
        />
      </Panel>
    </Page>
  );
}
