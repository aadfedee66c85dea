import { expect, it } from '@jest/globals';
import { browserProblem } from './browser-check.js';

it.each([
  ['as it should be', { isSecureContext: true, crypto: { subtle: {} }, EventSource: class {} }, null],
  ['on a page without TLS', { isSecureContext: false, EventSource: class {} }, 'insecure'],
  ['without Web Crypto', { isSecureContext: true, crypto: {}, EventSource: class {} }, 'old'],
  ['without events', { isSecureContext: true, crypto: { subtle: {} } }, 'old'],
] as const)('[C02] a browser %s: %s', (_, browser, problem) => expect(browserProblem(browser)).toBe(problem));
