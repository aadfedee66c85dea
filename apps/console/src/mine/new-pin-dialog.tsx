/**
 * A new PIN for a card of one's own: forgotten, blocked, known to others, or set by nobody yet (C17), without the old one; or, by the old one, just
 * another.
 */
import { useState } from 'react';
import { NativeSelect, Radio, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, unwrap } from '../api/client.js';
import type { Device } from '../api/types.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { useWorkstationPick } from '../workstations/workstation-field.js';
import { text } from './mine.text.js';

const reasons = ['FORGOTTEN_PIN', 'PIN_EXPOSED'] as const;

export function NewPin({
  device: { deviceId, workstationId: preferred },
  known = false,
  onClose,
}: {
  device: Device;
  /** The old PIN is known and is asked for. */
  known?: boolean;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const pick = useWorkstationPick({ preferred });
  const [reason, setReason] = useState<(typeof reasons)[number]>('FORGOTTEN_PIN');
  const { workstationId } = pick;
  const { pin } = text;
  const params = { path: { deviceId } };
  const start = useMutation({
    mutationFn: () =>
      known
        ? unwrap(api.POST('/api/v1/devices/{deviceId}/pin-change', { params, body: { workstationId } }))
        : unwrap(api.POST('/api/v1/devices/{deviceId}/pin-reset', { params, body: { workstationId, reason } })),
    onSuccess: ({ saga: { requestId } }) => void navigate({ to: '/mine/follow/$requestId', params: { requestId } }),
  });
  return (
    <DecisionDialog
      onClose={onClose}
      title={known ? pin.change.title : pin.title}
      text={known ? pin.change.text : pin.text}
      confirm={known ? pin.change.confirm : pin.confirm}
      cancel={pin.cancel}
      ready={workstationId !== ''}
      busy={start.isPending}
      error={null}
      onConfirm={() => start.mutate()}
    >
      {!known && (
        <Radio.Group label={pin.why} value={reason} onChange={(value) => setReason(value as typeof reason)}>
          <Stack gap="xs" mt={6}>
            {reasons.map((code) => (
              <Radio key={code} value={code} label={pin.whys[code]} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {(pick.offered.length !== 1 || !pick.loaded) && (
        <NativeSelect
          label={pin.where}
          data={pick.offered}
          value={workstationId}
          onChange={(event) => pick.choose(event.currentTarget.value)}
          error={pick.loaded && pick.offered.length === 0 ? pin.nowhere : undefined}
        />
      )}
      {start.isError && <ErrorOfHolder error={start.error} />}
    </DecisionDialog>
  );
}
