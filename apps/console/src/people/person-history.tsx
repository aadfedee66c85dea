/** Beside the record of a person: the roles that are given here, and what the audit trail has about them. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconHistory, IconKey } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { AuditRow, RoleGrant } from '../api/types.js';
import { AuditLink } from '../history/audit-link.js';
import { roleText } from '../ui/roles.text.js';
import { Actor } from '../ui/actor.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { exactTime } from '../ui/time.js';
import { text } from './people.text.js';
import { activityOf } from './person-activity.js';

const scope = (value: string): string => (value === '*' ? text.grants.all : value);
const grantColumns: Column<RoleGrant>[] = [
  { label: text.grants.role, cell: ({ role }) => roleText[role] },
  { label: text.grants.unit, cell: ({ groupScope }) => scope(groupScope) },
  { label: text.grants.profile, cell: ({ profileScope }) => scope(profileScope) },
];

export function PersonGrants({ personId }: { personId: string }) {
  const { title, none, hint } = text.grants;
  return (
    <Panel title={title} flush>
      <DataTable
        label={title}
        result={useInfiniteQuery(queries.roleGrants(personId))}
        columns={grantColumns}
        rowKey={({ role, groupScope, profileScope }) => `${role} ${groupScope} ${profileScope}`}
        empty={<Empty icon={<IconKey size={22} aria-hidden />} title={none} hint={hint} />}
      />
    </Panel>
  );
}

const activityColumns: Column<AuditRow>[] = [
  { label: text.activity.what, cell: activityOf },
  { label: text.activity.who, cell: ({ actor }) => <Actor actor={actor} /> },
  { label: text.activity.when, cell: ({ at }) => exactTime(at), width: '14rem' },
];

export function PersonActivity({ personId }: { personId: string }) {
  const { title, none } = text.activity;
  return (
    <Panel title={title} flush actions={<AuditLink object={`person:${personId}`} />}>
      <DataTable
        label={title}
        result={useInfiniteQuery(queries.audit({ object: `person:${personId}` }))}
        columns={activityColumns}
        rowKey={({ at, action, correlationId }) => `${at} ${action} ${correlationId}`}
        empty={<Empty icon={<IconHistory size={22} aria-hidden />} title={none} />}
      />
    </Panel>
  );
}
