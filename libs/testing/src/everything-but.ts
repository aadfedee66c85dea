import type { CardSnapshot } from '@cardwright/simulated-card/snapshot';

/** What a card holds except these keys and data objects (upper-case hex of the key reference or tag). */
export function everythingBut(
  { keys, objects, managementKey }: CardSnapshot,
  names: readonly string[],
): Pick<CardSnapshot, 'keys' | 'objects' | 'managementKey'> {
  const without = <Value>(values: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
  return { keys: without(keys), objects: without(objects), managementKey };
}
