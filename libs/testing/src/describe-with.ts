/**
 * Suites and tests that need a part of the machine. This is not in state-dir.ts, because plain Node programs, which load that file, cannot load
 * jest's globals.
 */
import { describe, it } from '@jest/globals';
import { inCi } from './state-dir.js';

/**
 * `describe` when the part is there; else, at a desk, a skipped suite that carries the reason in its title, and in CI one that fails.
 * missing: undefined when the part is there, else what is missing and how to get it.
 */
export function describeWith(missing: string | undefined, title: string, body: () => void): void {
  if (missing === undefined || inCi()) describe(title, body);
  else describe.skip(`${title} (skipped: ${missing})`, body);
}

/** The same for one test, whose title stays as it is. */
export const itWith = (missing: string | undefined): typeof it.skip => (missing === undefined || inCi() ? it : it.skip);
