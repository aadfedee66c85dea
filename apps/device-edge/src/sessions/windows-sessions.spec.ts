import { afterEach, expect, it } from '@jest/globals';
import { eventually } from '@cardwright/testing/eventually';
import { WindowsSessions } from './windows-sessions.js';
import type { ActiveSession } from './sessions.port.js';

const ada = { userId: 'S-1-5-21-1-2-3-1001', sessionId: '1', locked: false };
let sessions: WindowsSessions;
afterEach(() => sessions.close());

it('says who is in front of the computer, and when that is another one, or the screen is locked', async () => {
  let now: (typeof ada & ActiveSession) | null = null;
  const heard: string[] = [];
  const events = { changed: () => void heard.push('changed'), arrived: () => void heard.push('arrived') };
  sessions = new WindowsSessions({ inFront: () => now }, events, () => undefined, 5);
  expect(await sessions.active()).toBeNull();
  now = ada;
  await eventually(() => Promise.resolve([...heard]), ['changed', 'arrived']);
  expect(await sessions.active()).toEqual(ada);
  now = { ...ada, locked: true };
  await eventually(() => Promise.resolve([...heard]), ['changed', 'arrived', 'changed']);
});

it('where Windows does not say it, nobody is there', async () => {
  const logged: string[] = [];
  const inFront = (): never => {
    throw new Error('no token');
  };
  const events = { changed: () => undefined, arrived: () => undefined };
  sessions = new WindowsSessions({ inFront }, events, (_level, message) => void logged.push(message), 60_000);
  logged.length = 0;
  expect(await sessions.active()).toBeNull();
  expect(logged).toEqual(['nobody says who is at this computer']);
});
