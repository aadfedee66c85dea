/** The state of a roll-out as a badge, and why one stands still in words. */
import { Badge, type MantineColor } from '@mantine/core';
import type { Rollout } from '../api/types.js';
import { rolloutStateText, text } from './rollouts.text.js';

const colours: Record<Rollout['state'], MantineColor> = {
  running: 'petrol',
  paused: 'yellow',
  stopped: 'red',
  finished: 'green',
  superseded: 'gray',
};

export const RolloutStateBadge = ({ state }: Pick<Rollout, 'state'>) => (
  <Badge color={colours[state]}>{rolloutStateText[state]}</Badge>
);

export function whyStopped(stop: NonNullable<Rollout['stop']>): string {
  return stop.cause === 'OPERATOR'
    ? text.stop.reason(stop.reasonText)
    : text.stop.failures(stop.ring, stop.failed, stop.attempted);
}
