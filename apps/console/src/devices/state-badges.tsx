/** States as badges. Colour repeats what the word says: green in use, amber waits for somebody, red needs help, grey at rest. */
import { Badge, type MantineColor } from '@mantine/core';
import type { Credential, DeviceState } from '../api/types.js';
import { credentialStateText, deviceStateText } from './devices.text.js';

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

export function DeviceStateBadge({ state }: { state: DeviceState }) {
  return <Badge color={deviceColour[state] ?? 'gray'}>{deviceStateText[state]}</Badge>;
}

export function CredentialStateBadge({ state }: { state: Credential['state'] }) {
  return <Badge color={credentialColour[state] ?? 'gray'}>{credentialStateText[state]}</Badge>;
}
