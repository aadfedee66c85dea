/**
 * The order of the spec files: the slowest first. Without its own record of an earlier run (a fresh clone has none) jest begins with the largest files. A small
 * file that takes minutes would then begin last, and the whole group waits for it alone.
 */
import TestSequencer from '@jest/test-sequencer';
import { secondsOf } from './turns.mjs';

export default class extends TestSequencer {
  /** @param {import('@jest/test-result').Test[]} tests */
  sort(tests) {
    return super.sort(tests).sort((one, other) => secondsOf(other.path) - secondsOf(one.path));
  }
}
