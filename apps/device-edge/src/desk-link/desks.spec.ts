import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ActiveSession, Sessions } from '../sessions/sessions.port.js';
import type { Prompt } from '../updates/ports.js';
import type { Visitor } from './desk-door.js';
import { Desks } from './desks.js';

const prompt = { offerId: 'o-1', kind: 'cert.renew' } as Prompt;
let active: ActiveSession | null | undefined;
let desks: Desks;
let heard: string[];
beforeEach(() => {
  active = undefined;
  heard = [];
  const sessions: Sessions = {
    active: () => Promise.resolve(active),
    isFallingAsleep: () => Promise.resolve(false),
    delaySleep: () => undefined,
    close: () => undefined,
  };
  desks = new Desks(
    () => sessions,
    () => undefined,
  );
});

function desk(name: string, userId: number, sessionId: string | null = null): Visitor {
  const send = ({ say }: { say: string }): void => void heard.push(`${name} ${say}`);
  return { role: 'desk', userId, sessionId, send, close: () => undefined };
}
const session = (userId: number, sessionId: string, locked = false): ActiveSession => ({ userId, sessionId, locked });

describe('which desk shows an offer', () => {
  it('the one of the session that is active; everybody else’s stays silent', async () => {
    active = session(1001, '2');
    for (const each of [desk('ann', 1001, '2'), desk('ben', 1002, '3')]) desks.entered(each);
    desks.present(prompt);
    await desks.route();
    expect(heard).toEqual(['ann present']);
    active = session(1002, '3');
    await desks.route();
    expect(heard).toEqual(['ann present', 'ann withdraw', 'ben present']);
  });

  it('of two sessions of one person, the active one', async () => {
    active = session(1001, '2');
    for (const each of [desk('here', 1001, '2'), desk('there', 1001, '5')]) desks.entered(each);
    desks.present(prompt);
    await desks.route();
    expect(heard).toEqual(['here present']);
  });

  it('none while the screen is locked or nobody is signed in; afterwards, it is shown', async () => {
    desks.entered(desk('ann', 1001, '2'));
    for (active of [null, session(1001, '2', true)]) {
      desks.present(prompt);
      await desks.route();
    }
    expect({ heard, report: desks.report() }).toEqual({ heard: [], report: { desks: 1, waiting: 1 } });
    active = session(1001, '2');
    await desks.route();
    expect({ heard, report: desks.report() }).toEqual({ heard: ['ann present'], report: { desks: 1, waiting: 0 } });
  });

  it('where nobody knows who is there, the one that came last; when it goes, the other', async () => {
    const [ann, ben] = [desk('ann', 1001), desk('ben', 1002)];
    desks.entered(ann);
    desks.entered(ben);
    desks.present(prompt);
    await desks.route();
    desks.left(ben);
    await desks.route();
    expect(heard).toEqual(['ben present', 'ann present']);
  });

  it('a desk part that is started again is shown what waits', async () => {
    desks.present(prompt);
    const ann = desk('ann', 1001);
    desks.entered(ann);
    await desks.route();
    desks.left(ann);
    desks.entered(desk('new', 1001));
    await desks.route();
    expect(heard).toEqual(['ann present', 'new present']);
  });

  it('withdrawn where it is shown, at once', async () => {
    desks.entered(desk('ann', 1001));
    desks.present(prompt);
    await desks.route();
    expect([desks.withdraw('o-1'), desks.withdraw('o-1')]).toEqual([true, false]);
    expect(heard).toEqual(['ann present', 'ann withdraw']);
    active = session(1001, '2', true);
    desks.present(prompt);
    await desks.route();
    expect(desks.withdraw('o-1')).toBe(false);
  });

  it('only who shows it can answer it', async () => {
    active = session(1001, '2');
    const [ann, ben] = [desk('ann', 1001, '2'), desk('ben', 1002, '3')];
    desks.entered(ann);
    desks.entered(ben);
    desks.present(prompt);
    await desks.route();
    expect([desks.shows(ann, 'o-1'), desks.shows(ben, 'o-1'), desks.shows(ann, 'o-2')]).toEqual([true, false, false]);
  });
});

it('[B20] may ask by hand: who is at the seat, root and the service itself; anybody where it is not known', async () => {
  active = session(1001, '2');
  const may = () =>
    Promise.all([1001, 1002, 0, process.getuid!()].map((userId) => desks.mayAsk({ userId, sessionId: null })));
  expect(await may()).toEqual([true, false, true, true]);
  active = null;
  expect(await may()).toEqual([false, false, true, true]);
  active = undefined;
  expect(await may()).toEqual([true, true, true, true]);
});
