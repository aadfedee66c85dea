/**
 * The PIN of a card is blocked (B05): now, where the card is in a reader, or as soon as it is in one. The second is a request that waits, and
 * can be withdrawn until then.
 */
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { useWorkstationPick, WorkstationField } from '../workstations/workstation-field.js';
import { ReasonField } from '../reasons/reason-field.js';
import { type GivenReason, useReasonChoice } from '../reasons/use-reason-choice.js';
import { ChoiceField } from '../ui/choice-field.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { type DialogProps, useFollow } from './device-dialogs.js';
import { text } from './devices.text.js';

const whens = ['now', 'when-inserted'] as const;

export function Lock({ device, onClose }: DialogProps) {
  const [when, setWhen] = useState<(typeof whens)[number]>('now');
  const pick = useWorkstationPick({ preferred: device.workstationId });
  const choice = useReasonChoice('lock');
  const { workstationId } = pick;
  const { lock } = text;
  const params = { path: { deviceId: device.deviceId } };
  const start = useMutation({
    mutationFn: (given: GivenReason) =>
      when === 'now'
        ? unwrap(api.POST('/api/v1/devices/{deviceId}/lock', { params, body: { workstationId, ...given } }))
        : unwrap(api.POST('/api/v1/devices/{deviceId}/lock-request', { params, body: given })),
    onSuccess: useFollow(),
  });
  return (
    <DecisionDialog
      onClose={onClose}
      title={lock.title}
      text={lock.explanation}
      confirm={lock.confirm}
      cancel={text.actions.cancel}
      ready={(when === 'when-inserted' || workstationId !== '') && choice.given !== undefined}
      busy={start.isPending}
      error={start.error}
      onConfirm={() => choice.given && start.mutate(choice.given)}
    >
      <ChoiceField label={lock.when} value={when} values={whens} texts={lock.whens} onChange={setWhen} />
      {when === 'now' && <WorkstationField pick={pick} />}
      <ReasonField label={text.actions.reason} choice={choice} />
    </DecisionDialog>
  );
}
