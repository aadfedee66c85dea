/** The request that waits for a new card, on the page of the card that it replaces: issue the new one, or withdraw it. */
import { useState } from 'react';
import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconReplace } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import type { DeviceDetail } from '../api/types.js';
import { useProfileTitle } from '../catalogue/profile-title.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { dayOf } from '../ui/time.js';
import { text } from './devices.text.js';

export function OpenReplacement({ device }: { device: DeviceDetail }) {
  const me = useMe();
  const titleOf = useProfileTitle();
  const [asking, setAsking] = useState(false);
  const { openReplacement: open, personId } = device;
  if (open === null) return null;
  const { replacement } = text;
  return (
    <Alert icon={<IconReplace aria-hidden />} title={replacement.waiting[open.kind]}>
      <Text size="sm">{replacement.since(dayOf(open.requestedAt), titleOf(open.profileName))}</Text>
      <Group gap="sm" mt="sm">
        {open.successorDeviceId !== null && (
          <Link to="/devices/$deviceId" params={{ deviceId: open.successorDeviceId }}>
            {replacement.successor}
          </Link>
        )}
        {open.successorDeviceId === null && personId !== null && me.can('card.run') && (
          <ButtonLink to="/issue" search={{ person: personId, replacement: open.requestId }} size="xs">
            {replacement.issue}
          </ButtonLink>
        )}
        {open.successorDeviceId === null && !me.owns(device) && me.can('request.create') && (
          <Button variant="default" size="xs" onClick={() => setAsking(true)}>
            {replacement.withdraw}
          </Button>
        )}
      </Group>
      {asking && <Withdraw requestId={open.requestId} restores={open.restores} onClose={() => setAsking(false)} />}
    </Alert>
  );
}

interface WithdrawProps {
  requestId: string;
  restores: boolean;
  onClose: () => void;
}

function Withdraw({ requestId, restores, onClose }: WithdrawProps) {
  const queryClient = useQueryClient();
  const { replacement } = text;
  const withdraw = useMutation({
    mutationFn: (reasonText: string) =>
      unwrap(api.POST('/api/v1/sagas/{requestId}/cancel', { params: { path: { requestId } }, body: { reasonText } })),
    onSuccess: async () => {
      onClose();
      for (const key of ['device', 'devices', 'sagas']) await queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={replacement.withdrawTitle}
      text={restores ? replacement.withdrawRestores : replacement.withdrawKeeps}
      reasonLabel={text.actions.reason}
      reasonHint={text.actions.reasonHint}
      confirm={replacement.withdraw}
      cancel={text.actions.cancel}
      busy={withdraw.isPending}
      error={withdraw.error}
      onConfirm={(reason) => withdraw.mutate(reason)}
    />
  );
}
