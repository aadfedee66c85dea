/**
 * Which of the slow spec files a run takes: all of them take three quarters of an hour on two cores. By a seed, the commit's, so that a run can be repeated; another
 * seed takes others. `npm test -- --full` takes all.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where files start the whole system, a browser or both; how many seconds of a processor those of them may take which come in turns. */
const budgets = {
  'apps/console/test/integration': 340,
  'apps/console/test/system': 260,
  'libs/testing/test/system': 560,
};

/** In each run: the day of an operator in a browser, cards that are pulled, processes that are killed. The last two make a part of their cases. */
const always = ['console.spec.ts', 'issued-card.spec.ts', 'cuts.system.spec.ts', 'kill.system.spec.ts'];

/** Seconds of a processor that a file takes by itself, servers and browsers included, where it is far from the usual. */
const measured = new Map([
  ['libs/testing/test/system/cuts.system.spec.ts', 155],
  ['apps/console/test/integration/console.spec.ts', 147],
  ['apps/console/test/integration/workstations.spec.ts', 115],
  ['apps/console/test/system/add-device.system.spec.ts', 112],
  ['libs/testing/test/system/no-growth.system.spec.ts', 109],
  ['libs/testing/test/system/api-fuzz.system.spec.ts', 106],
  ['apps/console/test/integration/reprovision.spec.ts', 104],
  ['apps/console/test/integration/start-page.spec.ts', 101],
  ['libs/testing/test/system/kill.system.spec.ts', 98],
  ['libs/testing/test/system/readme.system.spec.ts', 98],
  ['apps/console/test/integration/working-days.spec.ts', 69],
  ['apps/console/test/integration/temporal-ui.spec.ts', 50],
  ['apps/console/test/integration/markup.spec.ts', 39],
  ['apps/console/test/integration/keyboard.spec.ts', 36],
  ['apps/console/test/integration/undo.spec.ts', 31],
  ['apps/console/test/integration/offered.spec.ts', 27],
]);
const usual = { system: 45, integration: 6 };
/** From here on a file is slow. */
const slowFrom = 25;

/** @param {string} path from the root of the checkout, or absolute */
export const secondsOf = (path) =>
  [...measured].find(([file]) => path.endsWith(file))?.[1] ??
  (path.includes('/test/system/') ? usual.system : usual.integration);

/**
 * @param {string[]} files
 * @param {string} seed
 * @param {number} budget seconds of a processor
 * @returns {string[]} those that do not come this time
 */
export function notThisTime(files, seed, budget) {
  const order = (/** @type {string} */ file) => createHash('sha256').update(`${seed} ${file}`).digest('hex');
  let left = budget;
  return files
    .filter((file) => secondsOf(file) > slowFrom && !always.some((name) => file.endsWith(`/${name}`)))
    .sort((one, other) => (order(one) < order(other) ? -1 : 1))
    .filter((file) => {
      const comes = secondsOf(file) <= left;
      if (comes) left -= secondsOf(file);
      return !comes;
    });
}

/** Paths from the root of the checkout. @param {string} root @param {string} seed */
export const leftForOtherRuns = (root, seed) =>
  Object.entries(budgets).flatMap(([place, budget]) => {
    const names = readdirSync(join(root, place)).filter((name) => name.endsWith('.spec.ts'));
    const files = names.map((name) => `${place}/${name}`);
    return notThisTime(files, seed, budget).sort();
  });
