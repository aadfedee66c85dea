/** States as badges. Colour repeats what the word says: green in use, amber waits for somebody, red needs help, grey at rest. */
import { Badge, Group, type MantineColor } from '@mantine/core';
import { reportOf } from '@cardwright/contracts/card/suspension';
import type { Credential, Device, DeviceState } from '../api/types.js';
import { exactTime } from '../ui/time.js';
import { isLocked } from './device-state.js';
import { attentionText, credentialStateText, deviceStateText, lockedText, reportText } from './states.text.js';

const deviceColour: Partial<Record<DeviceState, MantineColor>> = {
  ACTIVE: 'green',
  PENDING_ACTIVATION: 'yellow',
  SUSPENDED: 'yellow',
  ISSUING: 'petrol',
  RECYCLING: 'petrol',
  ISSUE_FAILED: 'red',
  TERMINATED: 'red',
};
const credentialColour: Partial<Record<Credential['state'], MantineColor>> = {
  ACTIVE: 'green',
  VERIFIED: 'green',
  HELD: 'yellow',
  REVOKE_PENDING: 'red',
  REVOKED: 'red',
};

/** While a saga has the card, its state says no more than that: of these, what the saga waits for is said in its place. */
const underway: readonly DeviceState[] = ['ISSUING', 'RECYCLING'];

type Badged = Pick<Device, 'state' | 'pin' | 'suspendedFor' | 'attention'>;

/** Beside the state of the card, what the work on it waits for. */
export function DeviceStateBadge({ device }: { device: Badged }) {
  const { state, attention } = device;
  if (attention == null) return <RecordedState device={device} />;
  const waits = <Badge color={attention === 'stuck' ? 'red' : 'yellow'}>{attentionText[attention]}</Badge>;
  if (underway.includes(state)) return waits;
  return (
    <Group gap={4}>
      <RecordedState device={device} />
      {waits}
    </Group>
  );
}

/** A card that its holder has reported says as what, and since when. */
function RecordedState({ device }: { device: Badged }) {
  const { state, suspendedFor } = device;
  if (isLocked(device)) return <Badge color="red">{lockedText()}</Badge>;
  const report = reportOf(suspendedFor);
  const word = report === null ? undefined : reportText[report.reason ?? ''];
  return (
    <Badge color={deviceColour[state] ?? 'gray'} {...(report && { title: exactTime(report.since) })}>
      {word ?? deviceStateText[state]}
    </Badge>
  );
}

export function CredentialStateBadge({ state }: { state: Credential['state'] }) {
  return <Badge color={credentialColour[state] ?? 'gray'}>{credentialStateText[state]}</Badge>;
}
