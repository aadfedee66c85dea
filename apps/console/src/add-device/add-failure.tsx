/**
 * It stopped for a reason that a person can remove (C20 to C24): what to do, the facts on demand, and the two ways on. The dialog opens by itself at
 * every stop; closing it decides nothing, and the way back to it stays on the page.
 */
import { useState } from 'react';
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Saga } from '../api/types.js';
import { useSagaActions } from '../api/use-saga-actions.js';
import { FailureFacts } from '../sagas/failure-facts.js';
import { FailureWays } from '../sagas/failure-ways.js';
import type { Progress } from '../sagas/progress.js';
import { ErrorOfHolder, HolderProblem } from '../update/holder-problem.js';
import { stageShort } from '../update/update.text.js';
import { text } from './add-device.text.js';

export function AddFailure({ saga, progress }: { saga: Saga; progress: Progress }) {
  const stop = `${saga.attempt}/${saga.errorCode}/${saga.state}`;
  const [closedStop, setClosedStop] = useState<string | null>(null);
  const [shown, details] = useDisclosure(false);
  const { retry, cancel } = useSagaActions(saga.requestId);
  const code = saga.errorCode ?? saga.stuckReason;
  // An answer that comes after the next stop must not close that one.
  const close = (): void => setClosedStop(stop);
  return (
    <>
      <Alert color={saga.state === 'FAILED' ? 'red' : 'yellow'}>
        <Group gap="sm" justify="space-between">
          <Text size="md">{text.failure.kept}</Text>
          <Button size="xs" variant="default" onClick={() => setClosedStop(null)}>
            {text.failure.show}
          </Button>
        </Group>
      </Alert>
      <Modal opened={closedStop !== stop} onClose={close} title={text.failure.title} size="lg">
        <Stack gap="md">
          <HolderProblem code={code} programs={saga.busyPrograms} />
          <Text c="dimmed">{text.failure.kept}</Text>
          <FailureFacts
            saga={saga}
            progress={progress}
            words={text.failure.details}
            stageText={stageShort}
            shown={shown}
            onToggle={details.toggle}
          />
          {retry.isError && <ErrorOfHolder error={retry.error} />}
          {cancel.isError && <ErrorOfHolder error={cancel.error} />}
          {saga.actions.includes('cancel') && (
            <Text size="sm" c="dimmed">
              {text.failure.ifCancelled}
            </Text>
          )}
          <FailureWays
            saga={saga}
            words={{ cancel: text.failure.cancel, retry: text.failure.retry }}
            busy={retry.isPending ? 'retry' : cancel.isPending ? 'cancel' : null}
            onCancel={() => cancel.mutate(text.run.reason, { onSuccess: close })}
            onRetry={() => retry.mutate(undefined, { onSuccess: close })}
          />
        </Stack>
      </Modal>
    </>
  );
}
