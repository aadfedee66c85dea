/** A passkey that its holder makes in the window of the operating system: one button opens it at the computer with the card. */
import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { sayReady } from './make-passkey.js';
import { passkeyWindowText as text } from './passkey-window.text.js';
import { pinThere } from './pin.text.js';
import { PasskeyStage, type PasskeyStageProps } from './passkey-stage.js';

export function PasskeyWindow({
  saga: { requestId, type },
  asked,
  forPasskeysToo,
  onSent,
  Problem,
}: PasskeyStageProps) {
  const open = useMutation({ mutationFn: () => sayReady(requestId), onSuccess: onSent });
  const why = text.refused(asked?.refusedWith ?? null);
  return (
    <PasskeyStage why={why} lead={text.lead} pin={pinThere(type, forPasskeysToo)}>
      <Group gap="sm">
        <Button loading={open.isPending} onClick={() => open.mutate()} data-autofocus autoFocus>
          {why === null ? text.open : text.again}
        </Button>
      </Group>
      {open.isError && <Problem error={open.error} retry={() => open.mutate()} />}
    </PasskeyStage>
  );
}
