/**
 * What is decided about a device, one dialog each; mounted only while it is open. What writes the card leads to its saga; what changes
 * the record alone is done when the dialog closes.
 */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, unwrap } from '../api/client.js';
import type { Device } from '../api/types.js';
import { useWorkstationPick, WorkstationField } from '../workstations/workstation-field.js';
import { ReasonField } from '../reasons/reason-field.js';
import { type GivenReason, useReasonChoice } from '../reasons/use-reason-choice.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { text } from './devices.text.js';

export interface DialogProps {
  device: Device;
  onClose: () => void;
}

/** To the saga that was started. */
export function useFollow() {
  const navigate = useNavigate();
  return ({ saga }: { saga: { requestId: string } }) =>
    void navigate({ to: '/sagas/$requestId', params: { requestId: saga.requestId } });
}

export function Activate({ device, onClose }: DialogProps) {
  const activate = useMutation({
    mutationFn: (reasonText: string) =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/activate', {
          params: { path: { deviceId: device.deviceId } },
          body: { reasonText },
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

export function Recycle({ device, onClose }: DialogProps) {
  const pick = useWorkstationPick({ preferred: device.workstationId });
  const { workstationId } = pick;
  const recycle = useMutation({
    mutationFn: (reasonText: string) =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/recycle', {
          params: { path: { deviceId: device.deviceId } },
          body: { workstationId, reasonText },
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
      <WorkstationField pick={pick} />
    </ReasonDialog>
  );
}

export type StateChange = 'suspend' | 'resume' | 'terminate';

/** No card is needed: the record changes at once, the CA follows by its own job (F08). */
export function ChangeState({ device, change, onClose }: DialogProps & { change: StateChange }) {
  const queryClient = useQueryClient();
  // What a terminated card's reasons are called in the catalogue.
  const choice = useReasonChoice(change === 'terminate' ? 'cancel' : change);
  const { title, explanation, confirm } = text.changes[change];
  const apply = useMutation({
    mutationFn: (body: GivenReason) =>
      unwrap(
        api.POST(`/api/v1/devices/{deviceId}/${change}`, { params: { path: { deviceId: device.deviceId } }, body }),
      ),
    onSuccess: async () => {
      onClose();
      for (const key of ['device', 'devices', 'revocations']) await queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <DecisionDialog
      onClose={onClose}
      title={title}
      text={explanation}
      confirm={confirm}
      cancel={text.actions.cancel}
      {...(change === 'terminate' && { colour: 'red' })}
      ready={choice.given !== undefined}
      busy={apply.isPending}
      error={apply.error}
      onConfirm={() => choice.given && apply.mutate(choice.given)}
    >
      <ReasonField label={text.actions.reason} choice={choice} effects={change === 'terminate'} />
    </DecisionDialog>
  );
}
