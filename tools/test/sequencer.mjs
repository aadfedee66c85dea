/**
 * The order of the spec files. Without its own record of an earlier run (a fresh clone has none) jest begins with the largest files. A small file
 * that takes minutes would then begin last, and the whole group waits for it alone.
 */
import TestSequencer from '@jest/test-sequencer';

/** Small files that take longest. */
const first = [/cuts\.system/, /kill\.system/, /package\.system/];

/** @param {string} path */
const rank = (path) => {
  const index = first.findIndex((pattern) => pattern.test(path));
  return index < 0 ? first.length : index;
};

export default class extends TestSequencer {
  /** @param {import('@jest/test-result').Test[]} tests */
  sort(tests) {
    return super.sort(tests).sort((one, other) => rank(one.path) - rank(other.path));
  }
}
