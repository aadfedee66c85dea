/**
 * What is decided about a device, one dialog each; mounted only while it is open. What writes the card leads to its saga; what changes
 * the record alone is done when the dialog closes.
 */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { reasonOf } from '@cardwright/contracts/card/reasons';
import { api, unwrap } from '../api/client.js';
import type { Device } from '../api/types.js';
import { useWorkstationPick, WorkstationField } from '../workstations/workstation-field.js';
import { ReasonField } from '../reasons/reason-field.js';
import { type GivenReason, useReasonChoice } from '../reasons/use-reason-choice.js';
import { useMe } from '../me/me.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { toast } from '../ui/toast.js';
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

const send = (change: StateChange, { deviceId }: Device, body: GivenReason) =>
  unwrap(api.POST(`/api/v1/devices/{deviceId}/${change}`, { params: { path: { deviceId } }, body }));

/** For what the card was suspended before, each reason once; where that is not known, in words alone. */
async function suspendAgain(device: Device): Promise<void> {
  const given = (device.suspendedFor ?? []).flatMap(({ reason }) => reason ?? []);
  const again = [...new Set(given)].filter((code) => reasonOf(code)?.uses.includes('suspend'));
  for (const reason of again.length > 0 ? again : (['OTHER'] as const))
    await send('suspend', device, { reason, reasonText: text.undone });
}

/** The way back is an act of its own. Of a card that is terminated there is none. */
const wayBack: Record<StateChange, ((before: Device) => Promise<unknown>) | null> = {
  suspend: (before) => send('resume', before, { reason: 'RESUMED', reasonText: text.undone }),
  resume: suspendAgain,
  terminate: null,
};

/** No card is needed: the record changes at once, the CA follows by its own job (F08). */
export function ChangeState({ device, change, onClose }: DialogProps & { change: StateChange }) {
  const queryClient = useQueryClient();
  // What a terminated card's reasons are called in the catalogue.
  const choice = useReasonChoice(change === 'terminate' ? 'cancel' : change);
  const me = useMe();
  const { title, explanation, confirm, done } = text.changes[change];
  const apply = useMutation({
    mutationFn: (body: GivenReason) => send(change, device, body),
    onSuccess: async () => {
      onClose();
      const again = async (): Promise<void> => {
        for (const key of ['device', 'devices', 'revocations'])
          await queryClient.invalidateQueries({ queryKey: [key] });
      };
      const back = wayBack[change];
      const undo = async (): Promise<void> => {
        // Half of it may be done where it is refused.
        await back!(device).finally(again);
      };
      // Who resumes has a reason to suspend again.
      const may = back !== null && !me.owns(device) && me.can('card.suspend');
      toast({ title: device.label, message: done, ...(may && { undo }) });
      await again();
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
