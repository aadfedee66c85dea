/** What is wrong with a device or at work on it, above everything else of its page: stopped work with its reason, a card that nobody can use. */
import { Alert } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconLock, IconPlayerPlay, IconUser } from '@tabler/icons-react';
import type { DeviceDetail, Saga } from '../api/types.js';
import { sagaProblem } from '../sagas/saga-problem.js';
import { sentence } from '../ui/sentence.js';
import { isLocked } from './device-state.js';
import { text } from './devices.text.js';

/** active: the saga that has the card, where it is known. */
export function DeviceTrouble({ device, active }: { device: DeviceDetail; active: Saga | undefined }) {
  return (
    <>
      {device.activeRequestId !== null && <AtWork requestId={device.activeRequestId} saga={active} />}
      {isLocked(device) && (
        <Alert color="red" icon={<IconLock aria-hidden />} title={text.trouble.locked} role="status">
          {text.trouble.lockedText}
        </Alert>
      )}
    </>
  );
}

function AtWork({ requestId, saga }: { requestId: string; saga: Saga | undefined }) {
  const open = (
    <Link to="/sagas/$requestId" params={{ requestId }}>
      {text.openSaga}
    </Link>
  );
  if (saga?.attention?.kind === 'pin')
    return (
      <Alert color="yellow" icon={<IconUser aria-hidden />} title={text.trouble.pin} role="status">
        {sentence(saga.sentence)} {open}
      </Alert>
    );
  if (saga?.stuckReason == null)
    return (
      <Alert icon={<IconPlayerPlay aria-hidden />}>
        {text.running} {open}
      </Alert>
    );
  const { title, fix } = sagaProblem(saga);
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.trouble.stuck} role="status">
      {sentence(title)} {fix} {open}
    </Alert>
  );
}
