/** A new PIN by the PUK, which the holder chooses: now, where the card is in a reader, or when its holder puts it in (B05), which is a request that waits. */
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { useMe } from '../me/me.js';
import { useWorkstationPick, WorkstationField } from '../workstations/workstation-field.js';
import { ReasonField } from '../reasons/reason-field.js';
import { type GivenReason, useReasonChoice } from '../reasons/use-reason-choice.js';
import { ChoiceField } from '../ui/choice-field.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { type DialogProps, useFollow } from './device-dialogs.js';
import { text } from './devices.text.js';

const whens = ['now', 'when-inserted'] as const;

export function ResetPin({ device, onClose }: DialogProps) {
  const me = useMe();
  const [when, setWhen] = useState<(typeof whens)[number]>('now');
  const pick = useWorkstationPick({ preferred: device.workstationId });
  const choice = useReasonChoice('pin-reset');
  const { workstationId } = pick;
  const { pinReset } = text;
  const params = { path: { deviceId: device.deviceId } };
  const start = useMutation({
    mutationFn: (given: GivenReason) =>
      when === 'now'
        ? unwrap(api.POST('/api/v1/devices/{deviceId}/pin-reset', { params, body: { workstationId, ...given } }))
        : unwrap(api.POST('/api/v1/devices/{deviceId}/pin-reset-request', { params, body: given })),
    onSuccess: useFollow(),
  });
  return (
    <DecisionDialog
      onClose={onClose}
      title={pinReset.title}
      text={pinReset.explanation}
      confirm={pinReset.confirm}
      cancel={text.actions.cancel}
      ready={(when === 'when-inserted' || workstationId !== '') && choice.given !== undefined}
      busy={start.isPending}
      error={start.error}
      onConfirm={() => choice.given && start.mutate(choice.given)}
    >
      {/* Holders have the card in hand. */}
      {!me.owns(device) && (
        <ChoiceField label={pinReset.when} value={when} values={whens} texts={pinReset.whens} onChange={setWhen} />
      )}
      {when === 'now' && <WorkstationField pick={pick} />}
      <ReasonField label={text.actions.reason} choice={choice} />
    </DecisionDialog>
  );
}
