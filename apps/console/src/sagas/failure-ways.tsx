/** The two ways on from a stop: cancel, with its reason, and retry; each where the saga allows it. */
import { Button, Group } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { Saga } from '../api/types.js';
import type { useSagaActions } from '../api/use-saga-actions.js';

interface FailureWaysProps extends Pick<ReturnType<typeof useSagaActions>, 'retry' | 'cancel'> {
  saga: Saga;
  /** reason: why it is cancelled, for the record. */
  words: { cancel: string; retry: string; reason: string };
  /** One of them was taken. */
  onDone: () => void;
}

export function FailureWays({ saga, retry, cancel, words, onDone }: FailureWaysProps) {
  const busy = retry.isPending || cancel.isPending;
  return (
    <Group justify="flex-end" gap="sm">
      {saga.actions.includes('cancel') && (
        <Button variant="default" disabled={busy} onClick={() => cancel.mutate(words.reason, { onSuccess: onDone })}>
          {words.cancel}
        </Button>
      )}
      {saga.actions.includes('retry') && (
        <Button
          data-autofocus
          loading={retry.isPending}
          disabled={busy}
          onClick={() => retry.mutate(undefined, { onSuccess: onDone })}
          leftSection={<IconRefresh size={16} aria-hidden />}
        >
          {words.retry}
        </Button>
      )}
    </Group>
  );
}
