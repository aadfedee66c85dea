/**
 * `/mine/add/<request>`: the card as it is made, then its PIN. All state is the server's, so that a reload, a lost session or another browser comes
 * back to where it was. Once the card is active the page closes by itself (C19).
 */
import { useEffect, useState } from 'react';
import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconClockPause, IconX } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { Saga } from '../api/types.js';
import { useOffered } from '../me/offered-actions.js';
import { PinForm } from '../pin/pin-form.js';
import { asksPin, passkeyStage } from '../pin/pin-stage.js';
import { text as pinText } from '../pin/pin.text.js';
import { TemporaryPin } from '../pin/temporary-pin.js';
import { type Progress, waitsOf } from '../sagas/progress.js';
import { TouchNow } from '../sagas/touch-now.js';
import { useSagaProgress } from '../sagas/use-saga-progress.js';
import { ButtonLink } from '../ui/button-link.js';
import { Loading } from '../ui/states.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { HolderProgress } from '../update/holder-progress.js';
import { isStopped, stoppedBy } from '../update/is-stopped.js';
import { StopSaga } from '../update/stop-saga.js';
import { AddDeviceFrame } from './add-device-frame.js';
import { stageText, text } from './add-device.text.js';
import { AddFailure } from './add-failure.js';
import classes from '../sagas/saga-live.module.css';

const route = getRouteApi('/mine/add/$requestId');

export function AddDeviceRunPage() {
  const { requestId } = route.useParams();
  const saga = useQuery(queries.saga(requestId));
  if (saga.data !== undefined) return <Run key={requestId} found={saga.data} />;
  return (
    <AddDeviceFrame step="issue">
      {saga.isPending ? (
        <Loading rows={3} />
      ) : (
        <Stack gap="lg">
          <ErrorOfHolder error={saga.error} />
          <div>
            <ButtonLink to="/mine">{text.mine}</ButtonLink>
          </div>
        </Stack>
      )}
    </AddDeviceFrame>
  );
}

function Run({ found }: { found: Saga }) {
  const saga = useOffered(found);
  const words = { stopping: text.run.stopping, stopped: text.failure.stopped, stage: stageText };
  const { progress, away } = useSagaProgress(saga.requestId);
  const parked = isStopped(saga);
  const needsPin = asksPin(saga);
  const ofPasskey = saga.stage === passkeyStage;
  if (saga.finishedAt !== null) return <Over saga={saga} />;
  const problem = stoppedBy(saga);
  return (
    <AddDeviceFrame
      step={needsPin && !ofPasskey ? 'pin' : 'issue'}
      told={{ requestId: saga.requestId, ...(problem !== null && { problem }) }}
    >
      <Stack gap="lg">
        <HolderProgress {...{ saga, progress, away }} words={words} />
        <TouchNow progress={progress} />
        <TemporaryPin saga={saga} Problem={ErrorOfHolder} />
        {needsPin && <Pin saga={saga} progress={progress} />}
        {needsPin && ofPasskey && (
          <Group justify="flex-end">
            <Stop saga={saga} />
          </Group>
        )}
        {parked && <AddFailure saga={saga} progress={progress} />}
        {!needsPin && !parked && <Meanwhile saga={saga} />}
      </Stack>
    </AddDeviceFrame>
  );
}

function Pin({ saga, progress }: { saga: Saga; progress: Progress }) {
  // Which of the waits was answered: the record says that it waits until the PIN has reached the card.
  const waits = waitsOf(progress);
  const [sentFor, setSentFor] = useState(0);
  if (sentFor > 0 && sentFor === waits) return <Text role="status">{text.pinSent}</Text>;
  return (
    <section className={classes.box} aria-labelledby="pin-title">
      <Title order={2} id="pin-title" mb="xs">
        {saga.stage === passkeyStage ? pinText.fido.title : text.pinTitle}
      </Title>
      <PinForm saga={saga} onSent={() => setSentFor(waits)} Problem={ErrorOfHolder} />
    </section>
  );
}

/** While it runs: it may be left alone, or stopped. */
const Meanwhile = ({ saga }: { saga: Saga }) => (
  <Group justify="space-between" gap="sm">
    <Text size="sm" c="dimmed" flex={1} miw={220}>
      {text.run.leave}
    </Text>
    <Stop saga={saga} />
  </Group>
);

function Stop({ saga }: { saga: Saga }) {
  const { stop: button, stopTitle: title, stopText, stopNow: confirm, keep: cancel, reason } = text.run;
  return <StopSaga saga={saga} words={{ button, title, text: stopText, confirm, cancel, reason }} />;
}

function Over({ saga }: { saga: Saga }) {
  const navigate = useNavigate();
  const device = useQuery(queries.device(saga.deviceId));
  const made = saga.state === 'COMPLETED';
  const active = made && device.data !== undefined && device.data.state !== 'PENDING_ACTIVATION';
  useEffect(() => {
    if (active) void navigate({ to: '/mine', search: { added: saga.deviceId }, replace: true });
  }, [active, navigate, saga.deviceId]);
  if (made && (device.data === undefined || active))
    return (
      <AddDeviceFrame step="done" told={{ requestId: saga.requestId }}>
        {device.isError ? <ErrorOfHolder error={device.error} /> : <Text role="status">{text.done}</Text>}
      </AddDeviceFrame>
    );
  const { title, hint } = made ? text.pending : text.stopped;
  const Icon = made ? IconClockPause : IconX;
  return (
    <AddDeviceFrame step={made ? 'pin' : 'issue'} told={{ requestId: saga.requestId }}>
      <section className={classes.outcome} role="status">
        <span className={classes.mark} data-tone={made ? 'yellow' : 'gray'} aria-hidden>
          <Icon size={20} />
        </span>
        <div>
          <Text fw={600} size="lg">
            {title}
          </Text>
          <Text>{hint}</Text>
          <Group gap="sm" mt="md">
            <ButtonLink to="/mine">{text.mine}</ButtonLink>
            {!made && (
              <ButtonLink variant="default" to="/mine/add">
                {text.another}
              </ButtonLink>
            )}
          </Group>
        </div>
      </section>
    </AddDeviceFrame>
  );
}
