import { expect, it } from '@jest/globals';
import { failureOf } from './failure.js';

it.each([
  ['CONSOLE_OFFLINE', 0, 'offline'],
  ['REQUEST_RATE_LIMITED', 429, 'busy'],
  ['REQUEST_SERVICE_UNAVAILABLE', 503, 'busy'],
  ['CONSOLE_STRANGE_ANSWER', 502, 'busy'],
  ['AUTH_REQUIRED', 401, 'signed-out'],
  ['AUTH_CSRF', 403, 'signed-out'],
  ['AUTH_FORBIDDEN', 403, 'not-allowed'],
  ['INTERNAL', 0, 'unknown'],
  ['REQUEST_INVALID', 400, 'unknown'],
])('%s, answered with %i: %s', (code, status, failure) => expect(failureOf(code, status)).toBe(failure));
