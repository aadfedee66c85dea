/** A passkey that the browser makes by its own dialog: one button opens it. What came of the time before is said above it. */
import { type ComponentType, useEffect, useState } from 'react';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import type { Saga } from '../api/types.js';
import { canMakePasskey, forgetLast, makePasskey } from './make-passkey.js';
import { passkeyDialogText as text } from './passkey-dialog.text.js';

interface PasskeyDialogProps {
  saga: Pick<Saga, 'requestId'>;
  asked: PinAsked | undefined;
  onSent: () => void;
  Problem: ComponentType<{ error: unknown; retry?: () => unknown }>;
}

export function PasskeyDialog({ saga: { requestId }, asked, onSent, Problem }: PasskeyDialogProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const refusedWith = asked?.refusedWith ?? null;
  useEffect(() => {
    if (refusedWith === 'FIDO_MADE_ELSEWHERE') void forgetLast();
  }, [refusedWith]);
  if (!canMakePasskey()) return <Text>{text.cannot}</Text>;
  const make = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await makePasskey(requestId);
      onSent();
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  const why = text.refused(refusedWith);
  return (
    <Stack gap="md" maw={560}>
      {why !== null && (
        <Alert color="yellow" role="alert">
          {why}
        </Alert>
      )}
      <Text c="dimmed">{text.lead}</Text>
      {error instanceof DOMException && (
        <Alert color="yellow" role="alert">
          {text.browserSays(error.name)}
        </Alert>
      )}
      {error !== null && !(error instanceof DOMException) && <Problem error={error} retry={() => void make()} />}
      <Group gap="sm">
        <Button loading={busy} onClick={() => void make()} data-autofocus autoFocus>
          {why === null && error === null ? text.make : text.again}
        </Button>
      </Group>
    </Stack>
  );
}
