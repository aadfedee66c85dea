/** What the machine service does while nobody answers; with a desk part behind it: test/integration/desk-authenticator.spec.ts. */
import { afterEach, expect, it, jest } from '@jest/globals';
import type { Visitor } from '../desk-link/desk-door.js';
import type { FromService } from '../desk-link/protocol.js';
import { DeskAuthenticator } from './desk-authenticator.js';

afterEach(() => void jest.useRealTimers());

const options = {
  ...{ relyingPartyId: 'example.org', relyingPartyName: 'Example', userIdBase64url: 'YWRh', userName: 'ada' },
  ...{ userDisplayName: 'Ada', clientDataJsonBase64url: 'e30', excludeBase64url: [], timeoutMs: 120_000 },
};

it('takes a dialog that is open for too long as one that the person has left', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  const heard: FromService[] = [];
  const silent: Visitor = {
    ...{ role: 'desk', userId: 1001, sessionId: null },
    send: (message) => heard.push(message),
    close: () => undefined,
  };
  const authenticator = new DeskAuthenticator({ withWindow: () => Promise.resolve(silent) });
  let failed = '';
  const waiting = authenticator
    .makeCredential(options, new AbortController().signal)
    .catch(({ code }: { code: string }) => (failed = code));
  await jest.advanceTimersByTimeAsync(129_999);
  expect([heard.map(({ say }) => say), failed]).toEqual([['ask-credential'], '']);
  await jest.advanceTimersByTimeAsync(1);
  await waiting;
  expect(failed).toBe('FIDO_USER_CANCELLED');
});

it('asks nothing of anybody once the operation has ended', async () => {
  const never: Visitor = {
    ...{ role: 'desk', userId: 1001, sessionId: null },
    send: () => {
      throw new Error('it was asked');
    },
    close: () => undefined,
  };
  const authenticator = new DeskAuthenticator({ withWindow: () => Promise.resolve(never) });
  await expect(authenticator.makeCredential(options, AbortSignal.abort())).rejects.toMatchObject({
    code: 'FIDO_USER_CANCELLED',
  });
});
