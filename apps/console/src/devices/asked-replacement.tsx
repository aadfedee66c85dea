/** A new card that the holder of this one asks for: an operator replaces it, or says why not. */
import { useState } from 'react';
import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reasonOf } from '@cardwright/contracts/card/reasons';
import { IconReplace } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import type { DeviceDetail } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { dayOf } from '../ui/time.js';
import { text } from './devices.text.js';
import { Replace } from './replace-dialog.js';

export function AskedReplacement({ device }: { device: DeviceDetail }) {
  const me = useMe();
  const [dialog, setDialog] = useState<'replace' | 'decline' | null>(null);
  const close = (): void => setDialog(null);
  const { replacementAsk: ask } = device;
  if (ask?.decision !== null) return null;
  const { asked } = text.replacement;
  return (
    <Alert icon={<IconReplace aria-hidden />} title={asked.title}>
      <Text size="sm">{asked.since(dayOf(ask.askedAt), reasonOf(ask.reason)?.title ?? ask.reason)}</Text>
      {ask.reasonText !== null && (
        <Text size="sm">
          <q>{ask.reasonText}</q>
        </Text>
      )}
      {!me.owns(device) && me.can('request.create') && (
        <Group gap="sm" mt="sm">
          <Button size="xs" onClick={() => setDialog('replace')}>
            {asked.replace}
          </Button>
          <Button variant="default" size="xs" onClick={() => setDialog('decline')}>
            {asked.decline}
          </Button>
        </Group>
      )}
      {dialog === 'replace' && <Replace device={device} before={ask.reason} onClose={close} />}
      {dialog === 'decline' && <Decline deviceId={device.deviceId} onClose={close} />}
    </Alert>
  );
}

function Decline({ deviceId, onClose }: { deviceId: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const { asked } = text.replacement;
  const decline = useMutation({
    mutationFn: (reasonText: string) =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/replacement-ask/decline', {
          params: { path: { deviceId } },
          body: { reasonText },
        }),
      ),
    onSuccess: async () => {
      onClose();
      for (const key of ['device', 'devices']) await queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={asked.declineTitle}
      text={asked.declineText}
      reasonLabel={text.actions.reason}
      reasonHint={asked.declineHint}
      confirm={asked.decline}
      cancel={text.actions.cancel}
      busy={decline.isPending}
      error={decline.error}
      onConfirm={(reason) => decline.mutate(reason)}
    />
  );
}
