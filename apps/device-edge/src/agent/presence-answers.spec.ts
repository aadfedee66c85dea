import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { PresenceAnswers } from './presence-answers.js';

let answered = 0;
let presence: PresenceAnswers;
beforeEach(() => {
  jest.useFakeTimers();
  answered = 0;
  presence = new PresenceAnswers(
    () => 90_000,
    () => (answered += 1),
  );
});
afterEach(() => void jest.useRealTimers());

it('[E8] however often it is asked within its jitter, it answers once, at its own time', () => {
  presence.asked();
  jest.advanceTimersByTime(60_000);
  presence.asked();
  jest.advanceTimersByTime(29_999);
  expect(answered).toBe(0);
  jest.advanceTimersByTime(60_000);
  expect(answered).toBe(1);
  presence.asked();
  jest.advanceTimersByTime(90_000);
  expect(answered).toBe(2);
});

it('an agent that has ended does not answer, whenever it was asked', () => {
  presence.asked();
  presence.stop();
  presence.asked();
  jest.advanceTimersByTime(90_000);
  expect(answered).toBe(0);
});
