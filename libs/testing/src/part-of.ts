/**
 * What of a slow proof one run makes. `npm test` says by which seed (CARDWRIGHT_PART): another part for each commit, so that all of it is made in a few runs.
 * Without it, in `npm test -- --full` and in a spec that is run by itself, everything.
 */
import { seededRandom, shuffled } from './seeded-random.js';

const seed = process.env['CARDWRIGHT_PART'];
const random = seededRandom(Number(seed ?? 0));

export const isWhole = seed === undefined;

/** So many of them, in their order; all of them in a whole run. Each file begins anew: the same seed chooses the same. */
export function partOf<Value>(all: readonly Value[], count: number): Value[] {
  if (isWhole) return [...all];
  const chosen = new Set(shuffled([...all.keys()], random).slice(0, count));
  return all.filter((_, index) => chosen.has(index));
}
