/** Credential profiles, each by its newest version. */
import { Badge, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconPlus, IconStack2 } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { ListedProfile } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { Page, Panel } from '../ui/page.js';
import { type Column, RowTable } from '../ui/row-table.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { Ago } from '../ui/time.js';
import { text } from './profiles.text.js';

export function ProfilesPage() {
  const me = useMe();
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          {(me.can('profile.edit') || me.can('profile.approve')) && (
            <ButtonLink to="/profile-proposals" variant="default">
              {text.proposals.link}
            </ButtonLink>
          )}
          {me.can('profile.edit') && (
            <ButtonLink to="/profiles/new" leftSection={<IconPlus size={16} aria-hidden />}>
              {text.edit.add}
            </ButtonLink>
          )}
        </>
      }
    >
      <Panel flush>
        <Profiles />
      </Panel>
    </Page>
  );
}

function Profiles() {
  const { data, error, isPending, refetch } = useQuery(queries.profiles());
  if (isPending) return <Loading />;
  if (data === undefined) return <Failed error={error} retry={refetch} />;
  if (data.length === 0) return <Empty icon={<IconStack2 size={22} aria-hidden />} title={text.empty} />;
  return <RowTable label={text.list} rows={data} columns={columns} rowKey={({ name }) => name} />;
}

const columns: Column<ListedProfile>[] = [
  {
    label: text.columns.profile,
    cell: ({ name, title, withdrawnAt }) => (
      <>
        <Link to="/profiles/$name" params={{ name }}>
          {title}
        </Link>{' '}
        {withdrawnAt !== null && <Badge color="gray">{text.withdrawn}</Badge>}
        <Text size="sm" c="dimmed" fw={400} className="mono">
          {name}
        </Text>
      </>
    ),
  },
  { label: text.columns.version, cell: ({ version }) => version, width: '7rem' },
  { label: text.columns.published, cell: ({ publishedAt }) => <Ago at={publishedAt} />, width: '10rem' },
  {
    label: text.columns.selfService,
    cell: ({ selfService }) => (selfService ? text.yes : text.no),
    width: '11rem',
    wideOnly: true,
  },
];
