import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Sweep } from './sweep.js';

let begun = 0;
let most = 0;
let open: (() => void)[] = [];
let sweep: Sweep;
/** Ends the rounds that are at work. */
const end = async (): Promise<void> => {
  for (const release of open.splice(0)) release();
  await jest.advanceTimersByTimeAsync(0);
};
beforeEach(() => {
  jest.useFakeTimers();
  [begun, most, open] = [0, 0, []];
  sweep = new Sweep({
    everyMs: 2_000,
    round: () =>
      new Promise<void>((resolve) => {
        begun += 1;
        open.push(resolve);
        most = Math.max(most, open.length);
      }),
    logger: { warn: () => undefined },
    failing: 'rounds fail',
  });
});
afterEach(() => void jest.useRealTimers());

it('works again and again, each time after the last round has ended', async () => {
  sweep.start();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(begun).toBe(1);
  await end();
  await jest.advanceTimersByTimeAsync(1_999);
  expect(begun).toBe(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(begun).toBe(2);
});

it('asked for rounds while one is at work, it does one more, at once and never beside it', async () => {
  sweep.start(0);
  await jest.advanceTimersByTimeAsync(0);
  for (const _ of [1, 2, 3]) {
    sweep.start(0);
    await jest.advanceTimersByTimeAsync(0);
  }
  expect(begun).toBe(1);
  await end();
  expect({ begun, most }).toEqual({ begun: 2, most: 1 });
  await end();
  await jest.advanceTimersByTimeAsync(1_999);
  expect(begun).toBe(2);
});

it('stopped, it ends with the round at work, whatever was asked for', async () => {
  sweep.start(0);
  await jest.advanceTimersByTimeAsync(0);
  sweep.start(0);
  await jest.advanceTimersByTimeAsync(0);
  let stopped = false;
  void sweep.stop().then(() => (stopped = true));
  await jest.advanceTimersByTimeAsync(0);
  expect(stopped).toBe(false);
  await end();
  await jest.advanceTimersByTimeAsync(60_000);
  expect({ begun, stopped }).toEqual({ begun: 1, stopped: true });
});
