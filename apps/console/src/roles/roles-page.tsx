/** Who has which role, limited to what, since when: those that are stored here. They are shown and not changed: the API has no operation for that. */
import { Alert, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconInfoCircle, IconUserShield } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { RoleGrant } from '../api/types.js';
import { permissionText, roleText } from '../me/me.text.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { dayOf } from '../ui/time.js';
import { text } from './roles.text.js';

const scope = (value: string): string => (value === '*' ? text.all : value);

const columns: Column<RoleGrant>[] = [
  {
    label: text.columns.person,
    cell: ({ personId, personName }) => (
      <Link to="/people/$personId" params={{ personId }}>
        {personName ?? personId}
      </Link>
    ),
  },
  { label: text.columns.role, cell: (grant) => <Role grant={grant} /> },
  { label: text.columns.unit, cell: ({ groupScope }) => scope(groupScope) },
  { label: text.columns.profile, cell: ({ profileScope }) => scope(profileScope) },
  { label: text.columns.since, cell: ({ grantedAt }) => (grantedAt ? dayOf(grantedAt) : '–'), width: '9rem' },
];

function Role({ grant: { role, grantedPermissions = [] } }: { grant: RoleGrant }) {
  return (
    <>
      {roleText[role]}
      {grantedPermissions.length > 0 && (
        <Text size="sm" c="dimmed">
          {text.also(grantedPermissions.map((each) => permissionText[each] ?? each).join(', '))}
        </Text>
      )}
    </>
  );
}

export function RolesPage() {
  return (
    <Page title={text.title} lead={text.lead}>
      <Alert icon={<IconInfoCircle aria-hidden />} title={text.claims}>
        {text.claimsHint}
      </Alert>
      <Panel flush>
        <DataTable
          label={text.list}
          result={useInfiniteQuery(queries.roleGrants())}
          columns={columns}
          rowKey={({ personId, role, groupScope, profileScope }) => `${personId} ${role} ${groupScope} ${profileScope}`}
          empty={<Empty icon={<IconUserShield size={22} aria-hidden />} title={text.empty} hint={text.emptyHint} />}
        />
      </Panel>
    </Page>
  );
}
