/** A card compared once more with its record and the CA, or its record set right: what needs no card (POST /devices/{deviceId}/reconcile). */
import { type ReactNode, useState } from 'react';
import { NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { useWorkstations } from '../workstations/use-workstations.js';
import { text } from './findings.text.js';

interface Props {
  deviceId: string;
  onClose: () => void;
}

interface Words {
  title: string;
  explanation: string;
  confirm: string;
  cancel: string;
}

/** body: what is asked for. */
function ReconcileDialog({
  deviceId,
  onClose,
  words: { title, explanation, confirm, cancel },
  body,
  children,
}: Props & { words: Words; body: { workstationId?: string; repair?: boolean }; children?: ReactNode }) {
  const queryClient = useQueryClient();
  const reconcile = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/v1/devices/{deviceId}/reconcile', { params: { path: { deviceId } }, body })),
    onSuccess: async ({ findings, repaired, cardRead }) => {
      onClose();
      notifications.show({ message: text.outcome(repaired.length, findings.length, cardRead) });
      for (const key of ['findings', 'device', 'devices']) await queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <DecisionDialog
      {...{ title, text: explanation, confirm, cancel, onClose }}
      busy={reconcile.isPending}
      error={reconcile.error}
      onConfirm={() => reconcile.mutate()}
    >
      {children}
    </DecisionDialog>
  );
}

/** atReaders: whoever compares may use card readers. */
export function CompareDialog({ atReaders, ...props }: Props & { atReaders: boolean }) {
  const [workstationId, setWorkstationId] = useState('');
  return (
    <ReconcileDialog {...props} words={text.compare} body={workstationId === '' ? {} : { workstationId }}>
      {atReaders && <Where value={workstationId} onChoose={setWorkstationId} />}
    </ReconcileDialog>
  );
}

export const RepairDialog = (props: Props) => (
  <ReconcileDialog {...props} words={text.repair} body={{ repair: true }} />
);

function Where({ value, onChoose }: { value: string; onChoose: (workstationId: string) => void }) {
  const online = useWorkstations().rows?.filter((row) => row.online) ?? [];
  return (
    <NativeSelect
      label={text.compare.where}
      description={text.compare.whereHint}
      inputWrapperOrder={['label', 'input', 'description']}
      data={[
        { value: '', label: text.compare.nowhere },
        ...online.map(({ workstationId, name }) => ({ value: workstationId, label: name })),
      ]}
      value={value}
      onChange={({ currentTarget }) => onChoose(currentTarget.value)}
    />
  );
}
