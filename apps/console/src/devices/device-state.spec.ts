import { expect, it } from '@jest/globals';
import { hasInitialPin } from './device-state.js';

it.each([
  ['PENDING_ACTIVATION', 'initial', true],
  ['ACTIVE', 'must-change', true],
  ['SUSPENDED', 'initial', true],
  ['ACTIVE', 'set', false],
  ['ACTIVE', 'blocked', false],
  ['TERMINATED', 'initial', false],
  ['AVAILABLE', null, false],
] as const)('[C17] %s with PIN %s has its initial PIN: %s', (state, pin, expected) => {
  expect(hasInitialPin({ state, pin })).toBe(expected);
});
