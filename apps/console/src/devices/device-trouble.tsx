/** What is wrong with a device or at work on it, above everything else of its page: stopped work with its reason, a card that nobody can use. */
import { Alert, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconKey, IconLock, IconPlayerPlay, IconUser } from '@tabler/icons-react';
import type { DeviceDetail, Saga } from '../api/types.js';
import { useMe } from '../me/me.js';
import { RevealInitialPin } from '../sagas/reveal-initial-pin.js';
import { sagaProblem } from '../sagas/saga-problem.js';
import { sentence } from '../ui/sentence.js';
import { hasInitialPin, isLocked } from './device-state.js';
import { text } from './devices.text.js';
import { lockedText } from './states.text.js';

interface DeviceTroubleProps {
  device: DeviceDetail;
  /** What ran on it, as far as it is loaded. */
  ran: readonly Saga[];
}

export function DeviceTrouble({ device, ran }: DeviceTroubleProps) {
  const active = ran.find(({ requestId }) => requestId === device.activeRequestId);
  return (
    <>
      {device.activeRequestId !== null && <AtWork requestId={device.activeRequestId} saga={active} />}
      {isLocked(device) && (
        <Alert color="red" icon={<IconLock aria-hidden />} title={lockedText()} role="status">
          {text.trouble.lockedText}
        </Alert>
      )}
      {hasInitialPin(device) && <InitialPin device={device} ran={ran} />}
    </>
  );
}

/** What its holder can do, and whoever may look at the PIN looks here. */
function InitialPin({ device, ran }: DeviceTroubleProps) {
  const me = useMe();
  const { initialPin } = text.trouble;
  const saga = me.can('secret.reveal') ? ran.find(({ actions }) => actions.includes('reveal-initial-pin')) : undefined;
  return (
    <Alert color="yellow" icon={<IconKey aria-hidden />} title={initialPin.title} role="status">
      {device.state === 'PENDING_ACTIVATION' ? initialPin.pending : initialPin.active}{' '}
      {saga === undefined ? initialPin.whoMay : initialPin.mayReveal}
      {saga && (
        <Group mt="sm">
          <RevealInitialPin saga={saga} />
        </Group>
      )}
    </Alert>
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
