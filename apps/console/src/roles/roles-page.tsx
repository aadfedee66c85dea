/** Who has which role, limited to what, since when: those that are stored here, which whoever administers gives and takes away. */
import { useState } from 'react';
import { Alert, Button, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconInfoCircle, IconUserPlus, IconUserShield } from '@tabler/icons-react';
import { type GrantableRole, grantableRoles, permissionsIfGranted } from '@cardwright/contracts/access/role';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { RoleGrant } from '../api/types.js';
import { permissionText } from '../me/permissions.text.js';
import { roleText } from '../ui/roles.text.js';
import { useMe } from '../me/me.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { ExportLink } from '../ui/export-link.js';
import { Page, Panel } from '../ui/page.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { Empty } from '../ui/states.js';
import { toast } from '../ui/toast.js';
import { dayOf } from '../ui/time.js';
import { GiveRole } from './give-role.js';
import { text } from './roles.text.js';

const scope = (value: string): string => (value === '*' ? text.all : value);
const nameOf = ({ personName, personId }: RoleGrant): string => personName ?? personId;

const columns: Column<RoleGrant>[] = [
  {
    label: text.columns.person,
    cell: (grant) => (
      <Link to="/people/$personId" params={{ personId: grant.personId }}>
        {nameOf(grant)}
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
  const may = useMe().can('system.manage');
  const [giving, setGiving] = useState(false);
  const [taking, setTaking] = useState<RoleGrant | null>(null);
  const decide: Column<RoleGrant> = {
    label: text.columns.decide,
    cell: (grant) =>
      grant.roleGrantId !== undefined && (
        <Button
          variant="default"
          size="xs"
          aria-label={text.take.of(nameOf(grant), roleText[grant.role])}
          onClick={() => setTaking(grant)}
        >
          {text.take.open}
        </Button>
      ),
  };
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <ExportLink list="role-grants" filter={{}} />
          {may && (
            <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setGiving(true)}>
              {text.give.open}
            </Button>
          )}
        </>
      }
    >
      {giving && <GiveRole onClose={() => setGiving(false)} />}
      {taking && <TakeRole grant={taking} onClose={() => setTaking(null)} />}
      <Alert icon={<IconInfoCircle aria-hidden />} title={text.claims}>
        {text.claimsHint}
      </Alert>
      <Panel flush>
        <DataTable
          label={text.list}
          result={useInfiniteQuery(queries.roleGrants())}
          columns={may ? [...columns, decide] : columns}
          rowKey={({ personId, role, groupScope, profileScope }) => `${personId} ${role} ${groupScope} ${profileScope}`}
          empty={<Empty icon={<IconUserShield size={22} aria-hidden />} title={text.empty} hint={text.emptyHint} />}
        />
      </Panel>
    </Page>
  );
}

function TakeRole({ grant, onClose }: { grant: RoleGrant; onClose: () => void }) {
  const queryClient = useQueryClient();
  const me = useMe();
  const { roleGrantId, personId, role, groupScope, profileScope, grantedPermissions } = grant;
  const { title, explanation, confirm, cancel, reason, reasonHint, done } = text.take;
  const take = useMutation({
    mutationFn: (given: string) =>
      unwrap(
        api.POST('/api/v1/role-grants/{roleGrantId}/revoke', {
          params: { path: { roleGrantId: roleGrantId! } },
          body: { reasonText: given },
        }),
      ),
    onSuccess: async () => {
      onClose();
      const again = () => queryClient.invalidateQueries({ queryKey: ['role-grants'] });
      const undo = async (): Promise<void> => {
        const body = {
          ...{ personId, role: role as GrantableRole, groupScope, profileScope, reasonText: text.undone },
          grantedPermissions: permissionsIfGranted.filter((each) => grantedPermissions?.includes(each)),
        };
        await unwrap(api.POST('/api/v1/role-grants', { body }));
        await again();
      };
      // Nobody gives a role to themselves.
      const may = personId !== me.person?.personId && grantableRoles.some((each) => each === role);
      toast({ message: done(nameOf(grant), roleText[role]), ...(may && { undo }) });
      await again();
    },
  });
  return (
    <ReasonDialog
      opened
      title={title}
      text={explanation(nameOf(grant), roleText[role], groupScope, profileScope)}
      confirm={confirm}
      cancel={cancel}
      colour="red"
      reasonLabel={reason}
      reasonHint={reasonHint}
      busy={take.isPending}
      error={take.error}
      onClose={onClose}
      onConfirm={(given) => take.mutate(given)}
    />
  );
}
