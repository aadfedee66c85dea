/** Adds up what every suite said. The last line of `npm test` is made here; nothing else counts. */
import { stripVTControlCharacters } from 'node:util';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Counts of one jest run, from its JSON result. A spec file that could not run at all counts as one failure.
 * @param {any} result  undefined when jest wrote none
 * @returns {Counts}
 */
export function countJest(result) {
  if (!result || typeof result.numTotalTests !== 'number') return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + (result.numRuntimeErrorTestSuites ?? 0),
    skipped: (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0),
  };
}

/** @param {Counts[]} all @returns {Counts} */
export function add(all) {
  return all.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** @param {Counts} counts */
export const lastLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** `3 min 7 s`. @param {number} ms */
export const duration = (ms) => {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

/** @param {string} path */
const shortPath = (path) => path.split('/').slice(-4).join('/');

/** The files of a group that took longest, one line each: where the minutes of a run go. @param {any} result of jest */
export function slowest(result, count = 3) {
  const files = (result?.testResults ?? []).map((/** @type {any} */ { name, startTime, endTime }) => ({
    name,
    ms: endTime - startTime,
  }));
  return files
    .sort((/** @type {any} */ a, /** @type {any} */ b) => b.ms - a.ms)
    .slice(0, count)
    .map((/** @type {any} */ { name, ms }) => `\n  ${duration(ms)} ${shortPath(name)}`)
    .join('');
}

/**
 * What failed in a group and the first lines of why, for the end of the run: a reader of the last page of a long log need not look for it.
 * @param {any} result of jest @returns {string[]}
 */
export const failures = (result) =>
  (result?.testResults ?? []).flatMap((/** @type {any} */ { name, message, status, assertionResults }) => {
    const file = shortPath(name);
    const failed = assertionResults.filter((/** @type {any} */ each) => each.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [failure(file, message)] : [];
    return failed.map((/** @type {any} */ each) => failure(`${file}: ${each.fullName}`, each.failureMessages[0]));
  });

/** @param {string} title @param {string | undefined} message */
function failure(title, message) {
  const lines = stripVTControlCharacters(message ?? '').split('\n');
  const said = lines.filter((line) => line.trim() !== '' && !/^\s+at /.test(line)).slice(0, 6);
  return [`FAIL ${title}`, ...said.map((line) => `  ${line}`)].join('\n');
}

/** In CI nothing may be skipped; a run in which nothing ran is no success either. @param {Counts} counts @param {boolean} ci */
export const exitCode = ({ passed, failed, skipped }, ci) =>
  failed > 0 || passed === 0 || (ci && skipped > 0) ? 1 : 0;
