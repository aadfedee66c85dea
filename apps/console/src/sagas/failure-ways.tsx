/** The two ways on from a stop: cancel and retry; each where the saga allows it. */
import { Button, Group } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { Saga } from '../api/types.js';

interface FailureWaysProps {
  saga: Saga;
  words: { cancel: string; retry: string };
  /** Which of the two is under way. */
  busy: 'cancel' | 'retry' | null;
  onCancel: () => void;
  onRetry: () => void;
}

export function FailureWays({ saga, words, busy, onCancel, onRetry }: FailureWaysProps) {
  return (
    <Group justify="flex-end" gap="sm">
      {saga.actions.includes('cancel') && (
        <Button variant="default" disabled={busy !== null} onClick={onCancel}>
          {words.cancel}
        </Button>
      )}
      {saga.actions.includes('retry') && (
        <Button
          data-autofocus
          loading={busy === 'retry'}
          disabled={busy !== null}
          onClick={onRetry}
          leftSection={<IconRefresh size={16} aria-hidden />}
        >
          {words.retry}
        </Button>
      )}
    </Group>
  );
}
