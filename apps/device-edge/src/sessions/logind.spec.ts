import { beforeEach, expect, it } from '@jest/globals';
import type { Bus, BusCall, Signal } from '../dbus/bus.js';
import { LogindSessions } from './logind.js';

/** As org.freedesktop.login1 answers. */
class FakeLogind implements Bus {
  sessions: { id: string; userId: number; seat: string; active: boolean; locked?: boolean; class?: string }[] = [];
  away = false;
  /** From which signals come. */
  path = '/';
  private listener: (signal: Signal) => void = () => undefined;

  call({ member, path }: BusCall): Promise<unknown[]> {
    if (this.away) return Promise.reject(new Error('no such name'));
    if (member === 'ListSessions')
      return Promise.resolve([
        this.sessions.map(({ id, userId, seat }) => [id, userId, 'name', seat, `/session/${id}`]),
      ]);
    const session = this.sessions.find(({ id }) => path === `/session/${id}`)!;
    const value = (each: unknown) => ({ signature: '', value: each });
    return Promise.resolve([
      {
        Active: value(session.active),
        LockedHint: value(session.locked ?? false),
        Class: value(session.class ?? 'user'),
      },
    ]);
  }
  onSignal(_: object, listener: (signal: Signal) => void): Promise<void> {
    this.listener = listener;
    return Promise.resolve();
  }
  async signal(member: string, ...body: unknown[]): Promise<void> {
    this.listener({ sender: ':1.2', path: this.path, interface: '', member, body });
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
  id = (): Promise<string> => Promise.resolve('bus');
  ownerOf = (): Promise<undefined> => Promise.resolve(undefined);
  close = (): void => undefined;
}

let logind: FakeLogind;
let sessions: LogindSessions;
let events: string[];
let connections: number;
beforeEach(async () => {
  logind = new FakeLogind();
  events = [];
  logind.sessions = [
    { id: '1', userId: 110, seat: 'seat0', active: false, class: 'greeter' },
    { id: '2', userId: 1001, seat: 'seat0', active: true },
    { id: '3', userId: 1002, seat: 'seat0', active: false },
    // By SSH: no seat.
    { id: '4', userId: 1003, seat: '', active: true },
  ];
  const on = {
    changed: () => events.push('changed'),
    arrived: () => events.push('arrived'),
    locking: () => events.push('locking'),
    sleeping: () => events.push('sleeping'),
    awake: () => events.push('awake'),
  };
  connections = 0;
  const connect = () => {
    connections += 1;
    return Promise.resolve(logind);
  };
  sessions = new LogindSessions(connect, on, () => undefined);
  await sessions.start();
});

it('the active session of a person on a seat; not a greeter, not one over the network', async () => {
  expect(await sessions.active()).toEqual({ userId: 1001, sessionId: '2', locked: false });
  logind.sessions[1]!.active = false;
  logind.sessions[0]!.active = true;
  expect(await sessions.active()).toBeNull();
});

it('another person switched to: changed, and somebody came; a signal without a change says nothing', async () => {
  await logind.signal('PropertiesChanged');
  expect(events).toEqual([]);
  logind.sessions[1]!.active = false;
  logind.sessions[2]!.active = true;
  await logind.signal('PropertiesChanged');
  expect(events).toEqual(['changed', 'arrived']);
});

it('[B01] locked: changed; unlocked: somebody came', async () => {
  logind.sessions[1]!.locked = true;
  await logind.signal('PropertiesChanged');
  expect(events).toEqual(['changed']);
  logind.sessions[1]!.locked = false;
  await logind.signal('PropertiesChanged');
  expect(events).toEqual(['changed', 'changed', 'arrived']);
});

it('the computer wakes up: somebody came; it falls asleep: nobody', async () => {
  await logind.signal('PrepareForSleep', true);
  expect(events).toEqual(['sleeping']);
  await logind.signal('PrepareForSleep', false);
  expect(events).toEqual(['sleeping', 'awake', 'arrived']);
});

it('[A14] a shutdown begins, and does not take place', async () => {
  await logind.signal('PrepareForShutdown', true);
  await logind.signal('PrepareForShutdown', false);
  expect(events).toEqual(['sleeping', 'awake']);
});

it('[A14] the active session is asked to lock; another one: nothing', async () => {
  logind.path = '/session/3';
  await logind.signal('Lock');
  expect(events).toEqual([]);
  logind.path = '/session/2';
  await logind.signal('Lock');
  expect(events).toEqual(['locking']);
});

it('logind went away: not known, and no error; it is back: known, over a new connection', async () => {
  logind.away = true;
  expect(await sessions.active()).toBeUndefined();
  logind.away = false;
  expect(await sessions.active()).toEqual({ userId: 1001, sessionId: '2', locked: false });
  expect(connections).toBe(2);
});
