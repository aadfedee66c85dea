/** The state of a saga as a badge. */
import { Badge, type MantineColor } from '@mantine/core';
import type { RequestState } from '../api/types.js';
import { stateText } from './sagas.text.js';

const colour: Partial<Record<RequestState, MantineColor>> = {
  IN_PROGRESS: 'petrol',
  AWAITING_USER: 'yellow',
  INTERRUPTED: 'yellow',
  FAILED: 'red',
  CANCELLING: 'yellow',
  COMPLETED: 'green',
};

export function SagaStateBadge({ state }: { state: RequestState }) {
  return <Badge color={colour[state] ?? 'gray'}>{stateText[state]}</Badge>;
}
