/** [B08] Codes by which many workstations enrol themselves, newest first: how many places each has left, and its withdrawal. */
import { useState } from 'react';
import { Badge, Button, type MantineColor, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { DeploymentCode } from '../api/types.js';
import { useMe } from '../me/me.js';
import { Actor } from '../ui/actor.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { Ago, dayOf } from '../ui/time.js';
import { WithdrawDialog } from '../ui/withdraw-dialog.js';
import { NewDeploymentCode } from './new-deployment-code.js';
import { text as workstations } from './workstations.text.js';
import { text } from './deployment-codes.text.js';

const colours: Record<DeploymentCode['state'], MantineColor> = {
  open: 'green',
  'used-up': 'gray',
  expired: 'gray',
  revoked: 'red',
};

export function DeploymentCodesPage() {
  const me = useMe();
  const [making, setMaking] = useState(false);
  const [withdrawing, setWithdrawing] = useState<DeploymentCode | null>(null);
  const codes = useInfiniteQuery({ ...queries.deploymentCodes(), placeholderData: keepPreviousData });
  const columns: Column<DeploymentCode>[] = [
    { label: text.columns.group, cell: groupAndName },
    { label: text.columns.state, cell: ({ state }) => <Badge color={colours[state]}>{text.states[state]}</Badge> },
    { label: text.columns.used, cell: ({ used, places }) => text.used(used, places) },
    { label: text.columns.expires, cell: ({ expiresAt }) => dayOf(expiresAt) },
    { label: text.columns.by, cell: ({ createdBy }) => <Actor actor={createdBy} />, wideOnly: true },
    { label: text.columns.created, cell: ({ createdAt }) => <Ago at={createdAt} />, wideOnly: true },
    {
      label: text.columns.decide,
      cell: (code) =>
        code.state === 'open' && (
          <Button variant="default" size="xs" onClick={() => setWithdrawing(code)}>
            {text.withdraw.open}
          </Button>
        ),
    },
  ];
  return (
    <Page
      title={text.title}
      lead={text.lead}
      parent={{ to: '/workstations', label: workstations.title }}
      actions={
        me.can('system.manage') && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
            {text.create.open}
          </Button>
        )
      }
    >
      {making && <NewDeploymentCode onClose={() => setMaking(false)} />}
      {withdrawing && <Withdraw code={withdrawing} onClose={() => setWithdrawing(null)} />}
      <Panel flush>
        <DataTable
          label={text.list}
          result={codes}
          columns={columns}
          rowKey={({ deploymentCodeId }) => deploymentCodeId}
          empty={<Empty icon={<IconKey size={22} aria-hidden />} title={text.empty} hint={text.emptyHint} />}
        />
      </Panel>
    </Page>
  );
}

const groupAndName = ({ group, namePattern }: DeploymentCode) => (
  <>
    {group ?? text.noGroup}
    {namePattern !== hostName && (
      <Text size="sm" c="dimmed" fw={400}>
        {text.named(namePattern)}
      </Text>
    )}
  </>
);
/** A workstation is called as its computer, unless the code says otherwise. */
const hostName = '{host}';

function Withdraw({ code, onClose }: { code: DeploymentCode; onClose: () => void }) {
  const queryClient = useQueryClient();
  const { deploymentCodeId, group, left } = code;
  const withdraw = useMutation({
    mutationFn: (reasonText: string) =>
      unwrap(
        api.POST('/api/v1/deployment-codes/{deploymentCodeId}/revoke', {
          params: { path: { deploymentCodeId } },
          body: { reasonText },
        }),
      ),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queries.deploymentCodes().queryKey });
    },
  });
  const { withdraw: words } = text;
  return (
    <WithdrawDialog words={words} explanation={words.explanation(group, left)} withdraw={withdraw} onClose={onClose} />
  );
}
