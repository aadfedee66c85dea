/**
 * A saga as it happens: progress, the PIN when it is waited for, the failure dialog when it stops, the outcome when it is over. Used
 * by the issue page and by the saga's own page, so that an issuance can be left and come back to.
 */
import { type ReactNode, useEffect, useState } from 'react';
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { Saga } from '../api/types.js';
import { PinForm } from '../pin/pin-form.js';
import { text as pinText } from '../pin/pin.text.js';
import { FailureDialog } from './failure-dialog.js';
import type { Progress } from './progress.js';
import { SagaOutcome } from './saga-outcome.js';
import { SagaProgressView } from './saga-progress.js';
import { text } from './sagas.text.js';
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
  const waits = progress.rows.filter(({ kind, state }) => kind === 'state' && state === 'AWAITING_USER').length;
  const [sentFor, setSentFor] = useState(0);
  const parked = saga.state === 'FAILED' || saga.state === 'INTERRUPTED';
  const needsPin = saga.awaiting === 'pin' && saga.actions.includes('supply-pin');
  const sent = sentFor > 0 && sentFor === waits;
  return (
    <Stack gap="lg">
      <SagaProgressView progress={progress} type={saga.type} over={saga.finishedAt !== null} />
      {away && (
        <Alert color="yellow" icon={<IconPlugConnectedX aria-hidden />} role="status">
          {text.away}
        </Alert>
      )}
      {needsPin && !sent && (
        <section className={classes.box} aria-labelledby="pin-title">
          <Title order={2} id="pin-title" mb="xs">
            {pinText.title}
          </Title>
          <PinForm saga={saga} onSent={() => setSentFor(waits)} />
        </section>
      )}
      {needsPin && sent && <Text role="status">{pinText.waiting}</Text>}
      {parked && <Parked saga={saga} progress={progress} />}
      {saga.finishedAt !== null && <SagaOutcome saga={saga}>{children}</SagaOutcome>}
    </Stack>
  );
}

/** Opens by itself at every stop; closed, the way back to it stays on the page. */
function Parked({ saga, progress }: { saga: Saga; progress: Progress }) {
  const [opened, setOpened] = useState(true);
  const stop = `${saga.attempt}/${saga.errorCode}/${saga.state}`;
  useEffect(() => setOpened(true), [stop]);
  return (
    <>
      <Alert color={saga.state === 'FAILED' ? 'red' : 'yellow'}>
        <Group gap="sm" justify="space-between">
          <Text size="md">{text.failure.parked}</Text>
          <Button size="xs" variant="default" onClick={() => setOpened(true)}>
            {text.failure.open}
          </Button>
        </Group>
      </Alert>
      <FailureDialog saga={saga} progress={progress} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}
