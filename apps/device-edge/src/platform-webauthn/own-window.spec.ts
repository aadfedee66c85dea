/** An agent that opens the dialog of Windows itself, with a dialog that is written here. */
import { describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { isInWindowsSession } from '../sessions/windows-session.js';
import { OwnWindow } from './own-window.js';
import type { PlatformCredential, PlatformOptions } from './platform-authenticator.port.js';

const made: PlatformCredential = {
  credentialIdBase64url: 'AQID',
  attestationObjectBase64url: 'BAUG',
  clientDataJsonBase64url: 'e30',
};
const asked = (userName: string) => ({ userName }) as PlatformOptions;
const never = new AbortController().signal;

describe('an agent in a session of Windows', () => {
  it.each([
    ['in front of the computer', 'win32', { SESSIONNAME: 'Console' }, true],
    ['over the network', 'win32', { SESSIONNAME: 'RDP-Tcp#3' }, true],
    ['as a service', 'win32', {}, false],
    ['on another system', 'linux', { SESSIONNAME: 'Console' }, false],
  ] as const)('%s', (_name, platform, env, is) => expect(isInWindowsSession(platform, env)).toBe(is));

  it('opens one dialog after the other, also after one that was closed', async () => {
    const opened: string[] = [];
    let answer: (credential: PlatformCredential) => void = () => undefined;
    const makeCredential = ({ userName }: PlatformOptions): Promise<PlatformCredential> => {
      opened.push(userName);
      if (userName === 'closed') return Promise.reject(new CardwrightError('FIDO_USER_CANCELLED'));
      return new Promise((resolve) => (answer = resolve));
    };
    const own = new OwnWindow(() => Promise.resolve({ makeCredential }));
    const closed = own.makeCredential(asked('closed'), never);
    const first = own.makeCredential(asked('first'), never);
    const second = own.makeCredential(asked('second'), AbortSignal.abort());
    await expect(closed).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    await new Promise(setImmediate);
    expect(opened).toEqual(['closed', 'first']);
    answer(made);
    await expect(first).resolves.toEqual(made);
    await expect(second).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    expect(opened).toEqual(['closed', 'first']);
  });

  it('says what is missing where the system has no such dialog', async () => {
    await expect(new OwnWindow().makeCredential(asked('ada'), never)).rejects.toMatchObject({
      code: 'EDGE_WEBAUTHN_UNAVAILABLE',
      details: { reason: expect.stringContaining('there is none for linux') as unknown },
    });
  });
});
