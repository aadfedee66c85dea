/** A passkey that the browser makes by its own dialog: one button opens it. What came of the time before is said above it. */
import { useEffect, useState } from 'react';
import { Button, Group, Text } from '@mantine/core';
import { canMakePasskey, forgetLast, makePasskey } from './make-passkey.js';
import { passkeyDialogText as text } from './passkey-dialog.text.js';
import { pinThere } from './pin.text.js';
import { PasskeyStage, type PasskeyStageProps, PasskeyWarning } from './passkey-stage.js';

export function PasskeyDialog({
  saga: { requestId, type },
  asked,
  forPasskeysToo,
  onSent,
  Problem,
}: PasskeyStageProps) {
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
    <PasskeyStage why={why} lead={text.lead} pin={pinThere(type, forPasskeysToo)}>
      {error instanceof DOMException && <PasskeyWarning>{text.browserSays(error.name)}</PasskeyWarning>}
      {error !== null && !(error instanceof DOMException) && <Problem error={error} retry={() => void make()} />}
      <Group gap="sm">
        <Button loading={busy} onClick={() => void make()} data-autofocus autoFocus>
          {why === null && error === null ? text.make : text.again}
        </Button>
      </Group>
    </PasskeyStage>
  );
}
