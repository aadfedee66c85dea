import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { Visitor } from '../desk-link/desk-door.js';
import type { FromService } from '../desk-link/protocol.js';
import { CardPrograms } from './card-programs.js';

let heard: FromService[];
let seated: Visitor | undefined;
let programs: CardPrograms;

const visitor = (answer: (askId: string, self: Visitor) => void = () => undefined): Visitor => {
  const self: Visitor = {
    ...{ role: 'desk', userId: 1001, sessionId: null },
    send: (message) => {
      heard.push(message);
      if (message.say === 'programs') answer(message.askId, self);
    },
    close: () => undefined,
  };
  return self;
};
const saying = (names: unknown): Visitor => visitor((askId, self) => programs.answered(self, askId, names));
const busy = (details: Record<string, unknown> = {}, message = 'Another program holds the card'): Promise<never> =>
  Promise.reject(new CardwrightError('CARD_BUSY', onlyInEnglish(message), { readerName: 'R0', ...details }));

beforeEach(() => {
  heard = [];
  programs = new CardPrograms({ seated: () => Promise.resolve(seated) });
});
afterEach(() => void jest.useRealTimers());

describe('[A13] a card that another program has, at an agent that cannot see the person', () => {
  it('the desk part at the seat names the programs, and the agent is not one of them', async () => {
    seated = saying(['firefox', 'scdaemon']);
    await expect(programs.name(busy())).rejects.toMatchObject({
      code: 'CARD_BUSY',
      message: 'Another program holds the card; it may be firefox or scdaemon',
      details: { readerName: 'R0', programs: ['firefox', 'scdaemon'] },
    });
    expect(heard).toEqual([{ say: 'programs', askId: expect.any(String), agentPid: process.pid }]);
  });

  it('what the agent sees itself comes first and is said once', async () => {
    seated = saying(['scdaemon', 'firefox', 'firefox']);
    const message = 'Another program holds the card; it may be scdaemon (pid 17)';
    await expect(programs.name(busy({ programs: ['scdaemon'] }, message))).rejects.toMatchObject({
      message: 'Another program holds the card; it may be scdaemon (pid 17) or firefox',
      details: { programs: ['scdaemon', 'firefox'] },
    });
  });

  it('five names at most, and nothing that is no name', async () => {
    seated = saying([1, null, { name: 'x' }, '', 'a\nb', '\u001b[31m', 'x'.repeat(17), 'a', 'b', 'c', 'd', 'e', 'f']);
    await expect(programs.name(busy())).rejects.toMatchObject({ details: { programs: ['a', 'b', 'c', 'd', 'e'] } });
  });

  it.each<[string, () => Visitor | undefined]>([
    ['nobody is at the seat', () => undefined],
    ['it says no list', () => saying('firefox')],
    ['it ends meanwhile', () => visitor((_askId, self) => programs.left(self))],
  ])('%s: the error is as it was', async (_case, make) => {
    seated = make();
    await expect(programs.name(busy())).rejects.toMatchObject({
      message: 'Another program holds the card',
      details: { readerName: 'R0' },
    });
  });

  it('only who was asked has an answer; one that never answers is waited for a second', async () => {
    jest.useFakeTimers();
    seated = visitor((askId) => programs.answered(saying([]), askId, ['mallory']));
    const said = expect(programs.name(busy())).rejects.toMatchObject({ message: 'Another program holds the card' });
    await jest.advanceTimersByTimeAsync(1_000);
    await said;
  });

  it.each([
    ['a request of ours has the card', () => Promise.reject(new CardwrightError('CARD_IN_WORK'))],
    ['the card is not there', () => Promise.reject(new CardwrightError('CARD_ABSENT'))],
    ['all is well', () => Promise.resolve('done')],
  ])('%s: nobody is asked', async (_case, work) => {
    seated = saying(['firefox']);
    await programs.name<unknown>(work()).catch(() => undefined);
    expect(heard).toEqual([]);
  });
});
