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

/**
 * The first answer of a question that is asked again, as a saga would, while it fails with one of these codes. Any other error is passed on,
 * and so is the last one when the time is over.
 */
export async function answered<Answer>(
  ask: () => Promise<Answer>,
  codes: readonly string[] = ['REQUEST_SERVICE_UNAVAILABLE', 'REQUEST_TIMEOUT'],
  timeoutMs = 20_000,
): Promise<Answer> {
  for (const end = Date.now() + timeoutMs; ; await delay(50))
    try {
      return await ask();
    } catch (error) {
      if (!codes.includes((error as { code: string }).code) || Date.now() > end) throw error;
    }
}
