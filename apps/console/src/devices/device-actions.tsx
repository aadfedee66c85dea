/** Activate (C16: an operator, never for an own card; the server decides) and recycle. */
import { useState } from 'react';
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconCircleCheck, IconRecycle } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { Device, DeviceState } from '../api/types.js';
import { useMe } from '../app/me.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { text } from './devices.text.js';

const recyclable: readonly DeviceState[] = [
  'ISSUE_FAILED',
  'PENDING_ACTIVATION',
  'ACTIVE',
  'SUSPENDED',
  'TERMINATED',
  'EXPIRED',
  'ISSUING',
];

export function DeviceActions({ device }: { device: Device }) {
  const me = useMe();
  const [dialog, setDialog] = useState<'activate' | 'recycle' | null>(null);
  const close = (): void => setDialog(null);
  return (
    <>
      {device.state === 'PENDING_ACTIVATION' && me.can('card.activate') && (
        <Button leftSection={<IconCircleCheck size={16} aria-hidden />} onClick={() => setDialog('activate')}>
          {text.actions.activate}
        </Button>
      )}
      {recyclable.includes(device.state) && me.can('stock.manage') && (
        <Button
          variant="default"
          leftSection={<IconRecycle size={16} aria-hidden />}
          onClick={() => setDialog('recycle')}
        >
          {text.actions.recycle}
        </Button>
      )}
      {dialog === 'activate' && <Activate device={device} onClose={close} />}
      {dialog === 'recycle' && <Recycle device={device} onClose={close} />}
    </>
  );
}

interface DialogProps {
  device: Device;
  onClose: () => void;
}

function useFollow() {
  const navigate = useNavigate();
  return ({ saga }: { saga: { requestId: string } }) =>
    void navigate({ to: '/sagas/$requestId', params: { requestId: saga.requestId } });
}

function Activate({ device, onClose }: DialogProps) {
  const activate = useMutation({
    mutationFn: (reason: string) =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/activate', {
          params: { path: { deviceId: device.deviceId } },
          body: { reason },
        }),
      ),
    onSuccess: useFollow(),
  });
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={text.actions.activateTitle}
      text={text.actions.activateText}
      reasonLabel={text.actions.reason}
      reasonHint={text.actions.reasonHint}
      confirm={text.actions.activate}
      cancel={text.actions.cancel}
      busy={activate.isPending}
      error={activate.error}
      onConfirm={(reason) => activate.mutate(reason)}
    />
  );
}

function Recycle({ device, onClose }: DialogProps) {
  const workstations = useQuery(queries.workstations());
  const online = workstations.data?.filter((workstation) => workstation.online) ?? [];
  const [chosen, setChosen] = useState(device.workstationId ?? '');
  const workstationId = online.some((workstation) => workstation.workstationId === chosen)
    ? chosen
    : (online[0]?.workstationId ?? '');
  const recycle = useMutation({
    mutationFn: (reason: string) =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/recycle', {
          params: { path: { deviceId: device.deviceId } },
          body: { workstationId, reason },
        }),
      ),
    onSuccess: useFollow(),
  });
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={text.actions.recycleTitle}
      text={text.actions.recycleText}
      reasonLabel={text.actions.reason}
      reasonHint={text.actions.reasonHint}
      confirm={text.actions.recycle}
      cancel={text.actions.cancel}
      colour="red"
      ready={workstationId !== ''}
      busy={recycle.isPending}
      error={recycle.error}
      onConfirm={(reason) => recycle.mutate(reason)}
    >
      <NativeSelect
        label={text.actions.workstation}
        data={online.map(({ workstationId: value, name: label }) => ({ value, label }))}
        value={workstationId}
        onChange={(event) => setChosen(event.currentTarget.value)}
        error={workstations.isSuccess && online.length === 0 ? text.actions.noWorkstation : undefined}
      />
    </ReasonDialog>
  );
}
