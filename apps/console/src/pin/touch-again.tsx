/** The key was not touched in time, and whoever is at it tries again; nothing is typed. */
import type { ComponentType } from 'react';
import { Button, Group, Stack, Text } from '@mantine/core';
import type { Saga } from '../api/types.js';
import { useSagaActions } from '../api/use-saga-actions.js';
import { text } from './pin.text.js';

interface TouchAgainProps {
  saga: Saga;
  onSent: () => void;
  Problem: ComponentType<{ error: unknown; retry?: () => unknown }>;
}

export function TouchAgain({ saga, onSent, Problem }: TouchAgainProps) {
  const { retry } = useSagaActions(saga.requestId, onSent);
  return (
    <Stack gap="md" maw={420}>
      <Text fw={600}>{text.fido.notTouched}</Text>
      <Group gap="sm">
        <Button loading={retry.isPending} onClick={() => retry.mutate()} autoFocus>
          {text.fido.again}
        </Button>
      </Group>
      {retry.isError && <Problem error={retry.error} retry={() => retry.mutate()} />}
    </Stack>
  );
}
