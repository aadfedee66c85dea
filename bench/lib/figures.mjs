/** Arithmetic of measurements and the closed loop that all rates are measured with. Knows nothing of what is measured. */

/** @param {readonly number[]} values */
export const median = (values) => percentile(values, 0.5);

/** @param {readonly number[]} values @param {number} share 0 to 1 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/**
 * Keeps `inFlight` calls of `work` at work until `next` gives undefined. A call that fails ends the measurement.
 * @template Item
 * @param {{ inFlight: number, next: () => Item | undefined, work: (item: Item) => Promise<unknown> }} load
 * @returns {Promise<{ count: number, seconds: number, rate: number, latenciesMs: number[] }>}
 */
export async function closedLoop({ inFlight, next, work }) {
  /** @type {number[]} */
  const latenciesMs = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (let item = next(); item !== undefined; item = next()) {
        const from = performance.now();
        await work(item);
        latenciesMs.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  return { count: latenciesMs.length, seconds, rate: latenciesMs.length / seconds, latenciesMs };
}

/** For `next` of closedLoop: goes on for this long. @param {number} seconds */
export function forSeconds(seconds) {
  const end = performance.now() + seconds * 1000;
  return () => (performance.now() < end ? true : undefined);
}

/** For `next` of closedLoop: each item once. @template Item @param {Item[]} items */
export const each = (items) => () => items.shift();

/**
 * Measures ours and the reference in turn, so that other load of the machine affects both.
 * @template Figure
 * @param {number} rounds
 * @param {{ ours: () => Promise<Figure>, reference: () => Promise<Figure> }} sides
 * @returns {Promise<{ ours: Figure[], reference: Figure[] }>}
 */
export async function byTurns(rounds, { ours, reference }) {
  /** @type {{ ours: Figure[], reference: Figure[] }} */
  const figures = { ours: [], reference: [] };
  for (let round = 0; round < rounds; round++) {
    figures.reference.push(await reference());
    figures.ours.push(await ours());
  }
  return figures;
}

/** Median of the ratios of the rounds. @param {readonly number[]} ours @param {readonly number[]} reference */
export const medianRatio = (ours, reference) => median(ours.map((value, round) => value / reference[round]));
