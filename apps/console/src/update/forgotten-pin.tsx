/** From the question for the card's PIN to a new one: what runs is ended first, then the PIN is reset where the card is. */
import { useState } from 'react';
import { Button, type ButtonVariant } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, unwrap } from '../api/client.js';
import type { Saga } from '../api/types.js';
import { useMe } from '../me/me.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { ErrorOfHolder } from './holder-problem.js';
import { text } from './update.text.js';

/** Nothing where the signed-in person may not reset the PIN of this card. */
export function ForgottenPin({ saga, label, variant }: { saga: Saga; label: string; variant: ButtonVariant }) {
  const me = useMe();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const changes = saga.type === 'CHANGE_PIN';
  const reset = useMutation({
    mutationFn: () => resetPin(saga),
    // Only an update is offered again afterwards.
    onSuccess: (requestId) =>
      void navigate({ to: changes ? '/mine/follow/$requestId' : '/update/pin/$requestId', params: { requestId } }),
  });
  if (!me.mayStart('UNLOCK', saga)) return null;
  return (
    <>
      <Button variant={variant} size="sm" onClick={() => setAsking(true)}>
        {label}
      </Button>
      {asking && (
        <DecisionDialog
          onClose={() => setAsking(false)}
          title={text.forgotten.title}
          text={changes ? text.forgotten.explanationChange : text.forgotten.explanation}
          confirm={text.forgotten.confirm}
          cancel={text.forgotten.keep}
          busy={reset.isPending}
          error={null}
          onConfirm={() => reset.mutate()}
        >
          {reset.isError && <ErrorOfHolder error={reset.error} />}
        </DecisionDialog>
      )}
    </>
  );
}

/** May be repeated: a saga that is over is not cancelled again. */
async function resetPin({ requestId, deviceId, workstationId }: Saga): Promise<string> {
  const path = { requestId };
  const now = () => unwrap(api.GET('/api/v1/sagas/{requestId}', { params: { path } })).then((it) => it.saga);
  const { finishedAt, state } = await now();
  if (finishedAt === null && state !== 'CANCELLING')
    await unwrap(
      api.POST('/api/v1/sagas/{requestId}/cancel', { params: { path }, body: { reasonText: text.forgotten.reason } }),
    );
  // It lets the card go when it has ended; a step that is at work is finished first.
  while ((await now()).finishedAt === null) await new Promise((resolve) => setTimeout(resolve, 500));
  const body = { workstationId, reason: 'FORGOTTEN_PIN' as const };
  const { saga } = await unwrap(
    api.POST('/api/v1/devices/{deviceId}/pin-reset', { params: { path: { deviceId } }, body }),
  );
  return saga.requestId;
}
