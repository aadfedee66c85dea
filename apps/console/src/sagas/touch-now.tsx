/** Says what is to be done at the card while it is waited for: the key blinks, or a window of the system is open. */
import { Alert } from '@mantine/core';
import { IconAppWindow, IconHandFinger } from '@tabler/icons-react';
import { awaitedAtCard, type Progress } from './progress.js';
import { passkeyWindowText } from '../pin/passkey-window.text.js';
import { text } from '../pin/pin.text.js';

export function TouchNow({ progress }: { progress: Progress }) {
  const awaited = awaitedAtCard(progress);
  if (awaited === undefined) return null;
  const { fido } = text;
  const [Icon, title, hint] =
    awaited === 'window'
      ? [IconAppWindow, passkeyWindowText.now, passkeyWindowText.nowHint]
      : [IconHandFinger, fido.touch, fido.touchHint];
  return (
    <Alert color="blue" icon={<Icon aria-hidden />} role="status" title={title}>
      {hint}
    </Alert>
  );
}
