/** Waits in a spec for what other parts bring about, and fails with the difference when they do not. Specs only. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';

/** Reads again and again until this is read. */
export async function eventually<Value>(
  read: () => Promise<Value>,
  expected: unknown,
  timeoutMs = 20_000,
): Promise<void> {
  for (const end = Date.now() + timeoutMs; ; await delay(50)) {
    const value = await read();
    try {
      return expect(value).toEqual(expected);
    } catch (difference) {
      if (Date.now() > end) throw difference;
    }
  }
}
