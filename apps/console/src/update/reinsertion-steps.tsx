/** What is left to do with a card that has something new on it, as far as its reader has seen it (A16, B15, B16). */
import { List, Text } from '@mantine/core';
import type { Saga } from '../api/types.js';
import { text } from './update.text.js';

export function ReinsertionSteps({ reinsertion }: Pick<Saga, 'reinsertion'>) {
  const { finished } = text;
  const seen = reinsertion ? observed(reinsertion) : undefined;
  if (seen !== undefined) return <Text>{finished.reinsertion[seen]}</Text>;
  return (
    <List type="ordered" mt="xs">
      <List.Item>{finished.reinsert}</List.Item>
      <List.Item>{finished.close}</List.Item>
    </List>
  );
}

/** undefined: nothing yet. */
function observed({
  state,
  removedAt,
  insertedAt,
}: NonNullable<Saga['reinsertion']>): keyof typeof text.finished.reinsertion | undefined {
  if (state === 'PROPAGATED') return 'seen';
  if (state === 'NOT_VERIFIED') return 'unknown';
  if (state === 'NOT_SEEN') return 'stale';
  if (state !== 'AWAITING_REINSERT') return undefined;
  if (insertedAt !== null) return 'in';
  return removedAt === null ? undefined : 'out';
}
