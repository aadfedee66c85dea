/** How long pages of a list take, through the gateway, one after the other, as one person asks. */
import { median } from './figures.mjs';

const barMs = 100;
const pages = 5;

/** Milliseconds of each of some pages, one after the other. @param {import('./stand.mjs').Stand} stand @param {string} path @returns {Promise<number[]>} */
export async function pageTimes(stand, path) {
  const times = [];
  let cursor = '';
  for (let page = 0; page < pages && cursor !== undefined; page++) {
    const from = performance.now();
    const { nextCursor } = await stand.api('GET', `${path}${cursor}`);
    times.push(performance.now() - from);
    cursor = nextCursor === null ? undefined : `&cursor=${encodeURIComponent(nextCursor)}`;
  }
  return times;
}

/** The median of each in turn, thrice; the slowest is what counts. @param {string} name @param {string[]} paths @param {(path: string) => Promise<number[]>} read */
export async function slowest(name, paths, read) {
  const medians = [];
  for (const path of paths) {
    await read(path);
    medians.push({ path, ms: median([...(await read(path)), ...(await read(path)), ...(await read(path))]) });
  }
  medians.sort((a, b) => a.ms - b.ms);
  const worst = /** @type {{ path: string, ms: number }} */ (medians.at(-1));
  const over = medians.filter(({ ms }) => ms > barMs).length;
  return {
    row: name,
    measured: `${median(medians.map(({ ms }) => ms)).toFixed(0)} ms, slowest ${worst.ms.toFixed(0)} ms (${worst.path}), ${over} of ${medians.length} over`,
    reference: `${barMs} ms each`,
    ratio: worst.ms / barMs,
    bar: '<= 1',
    ok: worst.ms <= barMs,
  };
}
