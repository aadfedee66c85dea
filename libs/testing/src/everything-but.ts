import type { CardSnapshot } from '@cardwright/simulated-card/snapshot';

/** A card without these keys and data objects (key references and tags in upper-case hex). */
export function everythingBut({ keys, objects, ...more }: CardSnapshot, names: readonly string[]): CardSnapshot {
  const without = <Value>(values: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
  return { ...more, keys: without(keys), objects: without(objects) };
}
