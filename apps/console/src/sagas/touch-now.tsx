/** Says that the key blinks and waits to be touched, while it does. */
import { Alert } from '@mantine/core';
import { IconHandFinger } from '@tabler/icons-react';
import { type Progress, waitsForTouch } from './progress.js';
import { text } from '../pin/pin.text.js';

export const TouchNow = ({ progress }: { progress: Progress }) =>
  waitsForTouch(progress) && (
    <Alert color="blue" icon={<IconHandFinger aria-hidden />} role="status" title={text.fido.touch}>
      {text.fido.touchHint}
    </Alert>
  );
