import { expect, it } from '@jest/globals';
import { offersBySession, sessionAtSeat, sessionText, type SessionSeen } from './session-list.js';
import { remoteWindowsSession } from './windows-session.js';

const seen = (sessionId: string, change: Partial<SessionSeen>): SessionSeen => ({
  ...{ sessionId, userId: 1001, userName: 'ann', path: `/session/${sessionId}`, seat: 'seat0', active: true },
  ...{ locked: false, remote: false, remoteHost: '', service: 'gdm-password' },
  ...change,
});
const lines = (...sessions: SessionSeen[]): string[] => offersBySession(sessions).map(sessionText);

it('[A07] who is in front of the computer gets the offers, whatever else is open', () => {
  expect(
    lines(
      seen('2', {}),
      seen('3', { userName: 'bob', active: false }),
      seen('4', { userName: 'eve', seat: 'seat1' }),
      seen('5', { userName: 'joe', seat: '', remote: true, remoteHost: '192.0.2.7', service: 'sshd' }),
      seen('6', { userName: 'kim', seat: '', remote: true, service: '' }),
      seen('7', { userName: 'lou', seat: '', service: 'xrdp-sesman' }),
    ),
  ).toEqual([
    '2 ann at seat0: gets the offers',
    '3 bob at seat0: none: another session is in front',
    '4 eve at seat1: none: another session is in front',
    '5 joe: none: it comes over the network (192.0.2.7)',
    '6 kim: none: it comes over the network',
    '7 lou: none: it is at no seat of this computer (xrdp-sesman)',
  ]);
});

it('a locked screen gets them later; a terminal server has nobody in front of it', () => {
  expect(lines(seen('2', { locked: true }))).toEqual(['2 ann at seat0: gets the offers when it is unlocked']);
  const remote = [seen('5', { seat: '', remote: true }), seen('7', { seat: '' })];
  expect(sessionAtSeat(remote)).toBeUndefined();
  expect(offersBySession(remote).map(({ offers }) => offers)).toEqual(['remote', 'no-seat']);
});

it('a session that came over the network gets none, though it names a seat', () => {
  expect(sessionAtSeat([seen('2', { remote: true })])).toBeUndefined();
});

it.each([
  ['Console', undefined],
  ['console', undefined],
  [undefined, undefined],
  ['RDP-Tcp#3', 'RDP-Tcp#3'],
  ['ICA-Tcp#1', 'ICA-Tcp#1'],
])('SESSIONNAME %s of Windows: %s', (SESSIONNAME, name) => {
  expect(remoteWindowsSession({ SESSIONNAME })).toBe(name);
});
