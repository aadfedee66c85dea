/** The state of a card in one word of its holder's. */
import { Badge, type MantineColor } from '@mantine/core';
import type { Device } from '../api/types.js';
import { holderState } from './holder-state.js';
import { type HolderState, states } from './mine.text.js';

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

export function HolderBadge({ device }: { device: Pick<Device, 'state' | 'pin'> }) {
  const state = holderState(device);
  return <Badge color={colours[state] ?? 'gray'}>{states[state].word}</Badge>;
}
