/** A passkey that its holder makes in the window of the operating system: one button opens it at the computer with the card. */
import { type ComponentType } from 'react';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import type { Saga } from '../api/types.js';
import { sayReady } from './make-passkey.js';
import { passkeyWindowText as text } from './passkey-window.text.js';

interface PasskeyWindowProps {
  saga: Pick<Saga, 'requestId'>;
  asked: PinAsked | undefined;
  onSent: () => void;
  Problem: ComponentType<{ error: unknown; retry?: () => unknown }>;
}

export function PasskeyWindow({ saga: { requestId }, asked, onSent, Problem }: PasskeyWindowProps) {
  const open = useMutation({ mutationFn: () => sayReady(requestId), onSuccess: onSent });
  const why = text.refused(asked?.refusedWith ?? null);
  return (
    <Stack gap="md" maw={560}>
      {why !== null && (
        <Alert color="yellow" role="alert">
          {why}
        </Alert>
      )}
      <Text c="dimmed">{text.lead}</Text>
      <Group gap="sm">
        <Button loading={open.isPending} onClick={() => open.mutate()} data-autofocus autoFocus>
          {why === null ? text.open : text.again}
        </Button>
      </Group>
      {open.isError && <Problem error={open.error} retry={() => open.mutate()} />}
    </Stack>
  );
}
