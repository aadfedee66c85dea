/** The state of a card in one word of its holder's. */
import { Badge, type MantineColor } from '@mantine/core';
import type { Device } from '../api/types.js';
import { holderState, type HolderState } from './holder-state.js';
import { saidOf } from './mine.text.js';

const colours: Partial<Record<HolderState, MantineColor>> = {
  active: 'green',
  pinBlocked: 'red',
  pinToChange: 'yellow',
  pending: 'yellow',
  toSetUp: 'petrol',
  busy: 'petrol',
  suspended: 'yellow',
  failed: 'red',
};

export const HolderBadge = ({ device }: { device: Pick<Device, 'state' | 'pin' | 'suspendedFor'> }) => (
  <Badge color={colours[holderState(device)] ?? 'gray'}>{saidOf(device).word}</Badge>
);
