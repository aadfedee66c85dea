import { expect, it } from '@jest/globals';
import { inGerman } from '@cardwright/contracts/words/in-german';
import type { OffersFor, SessionRow } from '../sessions/session-list.js';
import { sessionFinding } from './session-checks.js';

const row = (sessionId: string, offers: OffersFor, seat = ''): SessionRow => ({
  ...{ sessionId, userName: 'ann', seat, offers, from: '192.0.2.7' },
});
const fix = 'Offers are for whoever is in front of the computer with the reader: install the agent there.';

it('[F09] a terminal server: nobody is in front of it, and the doctor says where the agent belongs', () => {
  expect(sessionFinding({ sessions: [row('5', 'remote'), row('7', 'no-seat')] })).toMatchObject({
    check: 'sessions',
    state: 'warn',
    found:
      '5 ann: none: it comes over the network (192.0.2.7), 7 ann: none: it is at no seat of this computer (192.0.2.7)',
    fix,
  });
  expect(sessionFinding({ sessions: null, remoteSession: 'RDP-Tcp#3' })).toMatchObject({
    ...{ check: 'sessions', state: 'warn', found: 'this one comes over the network (RDP-Tcp#3)', fix },
  });
});

it.each([
  [[row('2', 'gets', 'seat0'), row('5', 'remote')], /^2 ann at seat0: gets the offers, 5 ann: none/],
  [[row('2', 'later', 'seat0')], /when it is unlocked$/],
  [[], /^nobody is signed in$/],
  [null, /^not known here/],
])('[F09] nothing to mend: %j', (sessions, found) => {
  expect(sessionFinding({ sessions })).toMatchObject({
    check: 'sessions',
    state: 'ok',
    found: expect.stringMatching(found),
  });
});

it('is said in German, with accounts only to whoever is at the computer', () => {
  const sessions = [row('2', 'gets', 'seat0'), row('5', 'remote')];
  const { check, found, said } = sessionFinding({ sessions }, false);
  expect([check, found, inGerman(said!.check!), inGerman(said!.found!)]).toEqual([
    'sessions',
    '2 somebody at seat0: gets the offers, 5 somebody: none: it comes over the network (192.0.2.7)',
    'Sitzungen',
    '2 jemand an seat0: bekommt die Angebote, 5 jemand: keine: sie kommt über das Netz (192.0.2.7)',
  ]);
  expect(JSON.stringify(said)).not.toContain('ann');
});
