/** A new passkey in the place of the one that a card in use had; its holder is there, with its PIN and to touch it. */
import { useMutation } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { useWorkstationPick, WorkstationField } from '../workstations/workstation-field.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { type DialogProps, useFollow } from './device-dialogs.js';
import { text } from './devices.text.js';

export function MakePasskey({ device: { deviceId, workstationId: preferred }, onClose }: DialogProps) {
  const pick = useWorkstationPick({ preferred });
  const { workstationId } = pick;
  const { passkey } = text;
  const start = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/passkey', { params: { path: { deviceId } }, body: { workstationId } }),
      ),
    onSuccess: useFollow(),
  });
  return (
    <DecisionDialog
      onClose={onClose}
      title={passkey.title}
      text={passkey.explanation}
      confirm={passkey.confirm}
      cancel={text.actions.cancel}
      ready={workstationId !== ''}
      busy={start.isPending}
      error={start.error}
      onConfirm={() => start.mutate()}
    >
      <WorkstationField pick={pick} />
    </DecisionDialog>
  );
}
