/**
 * A saga as it happens: progress, the PIN when it is waited for, the failure dialog when it stops, the outcome when it is over. The
 * dialog opens by itself at every stop; closed, the way back to it stays on the page. Used by the issue page and by the saga's own
 * page, so that an issuance can be left and come back to.
 */
import { type ReactNode, useState } from 'react';
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { Saga } from '../api/types.js';
import { PinForm } from '../pin/pin-form.js';
import { asksPin, passkeyStage, pinOf } from '../pin/pin-stage.js';
import { TemporaryPin } from '../pin/temporary-pin.js';
import { TouchNow } from './touch-now.js';
import { text as pinText } from '../pin/pin.text.js';
import { FailureDialog } from './failure-dialog.js';
import { type Progress, waitsOf } from './progress.js';
import { SagaOutcome } from './saga-outcome.js';
import { SagaProgressView } from './saga-progress.js';
import { progressText, text } from './sagas.text.js';
import classes from './saga-live.module.css';

interface SagaLiveProps {
  saga: Saga;
  progress: Progress;
  away: boolean;
  /** Beside the outcome: where to go from here. */
  children?: ReactNode;
}

export function SagaLive({ saga, progress, away, children }: SagaLiveProps) {
  // Which of the waits was answered: the record says that it waits until the agent is done with the PIN.
  const waits = waitsOf(progress);
  const [sentFor, setSentFor] = useState(0);
  // Kept here, where they outlive a stop: a retried saga runs for a moment, seen or not, before it stops again.
  const [closedStop, setClosedStop] = useState<string | null>(null);
  const [detailsShown, details] = useDisclosure(false);
  const stop = `${saga.attempt}/${saga.errorCode}/${saga.state}`;
  const parked = saga.state === 'FAILED' || saga.state === 'INTERRUPTED';
  const needsPin = asksPin(saga);
  const sent = sentFor > 0 && sentFor === waits;
  return (
    <Stack gap="lg">
      <SagaProgressView
        progress={progress}
        type={saga.type}
        over={saga.finishedAt !== null}
        // Before its first event the record alone says what it waits for.
        sentence={progress.sentence || saga.sentence}
      />
      {away && (
        <Alert color="yellow" icon={<IconPlugConnectedX aria-hidden />} role="status">
          {progressText.away}
        </Alert>
      )}
      <TouchNow progress={progress} />
      <TemporaryPin saga={saga} />
      {needsPin && !sent && (
        <section className={classes.box} aria-labelledby="pin-title">
          <Title order={2} id="pin-title" mb="xs">
            {titleOf(saga)}
          </Title>
          <PinForm saga={saga} onSent={() => setSentFor(waits)} />
        </section>
      )}
      {needsPin && sent && <Text role="status">{pinText.waiting}</Text>}
      {parked && (
        <>
          <Alert color={saga.state === 'FAILED' ? 'red' : 'yellow'}>
            <Group gap="sm" justify="space-between">
              <Text size="md">{text.failure.parked}</Text>
              <Button size="xs" variant="default" onClick={() => setClosedStop(null)}>
                {text.failure.open}
              </Button>
            </Group>
          </Alert>
          <FailureDialog
            saga={saga}
            progress={progress}
            opened={closedStop !== stop}
            // Closes the stop that is shown now: an answer that comes after the next stop must not close that one.
            onClose={() => setClosedStop(stop)}
            detailsShown={detailsShown}
            onToggleDetails={details.toggle}
          />
        </>
      )}
      {saga.finishedAt !== null && <SagaOutcome saga={saga}>{children}</SagaOutcome>}
    </Stack>
  );
}

const titleOf = ({ type, stage }: Saga): string => {
  if (stage === passkeyStage) return pinText.fido.title;
  return pinOf(type)?.asks === 'card-pin' ? pinText.cardPin : pinText.title;
};
