import { describe, expect, it } from '@jest/globals';
import { reasonOf, waitFor } from './wait-for.js';

const quick = { what: 'it', firstPauseMs: 1, longestPauseMs: 2 };

describe('waitFor', () => {
  it('tries until it works, and says once that it waits', async () => {
    const said: string[] = [];
    let tries = 0;
    const attempt = () => (++tries < 6 ? Promise.reject(new Error('not yet')) : Promise.resolve('there'));
    expect(await waitFor(attempt, { ...quick, log: (message) => void said.push(message) })).toBe('there');
    expect([tries, said]).toEqual([6, ['waiting for it']]);
  });

  it('gives up at once on what no waiting cures', async () => {
    let tries = 0;
    const attempt = () => Promise.reject(new TypeError(`try ${++tries}`));
    const waiting = waitFor(attempt, { ...quick, log: () => undefined, giveUp: (error) => error instanceof TypeError });
    await expect(waiting).rejects.toThrow('try 1');
  });

  it('ends when it is aborted', async () => {
    const stop = new AbortController();
    const waiting = waitFor(() => Promise.reject(new Error('no')), {
      ...quick,
      log: () => stop.abort(new Error('stopped')),
      signal: stop.signal,
    });
    await expect(waiting).rejects.toThrow();
    expect(stop.signal.aborted).toBe(true);
  });

  it('gives a reason even where the message is empty, as for a refused connection', () => {
    const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    expect([reasonOf(refused), reasonOf(new Error('text')), reasonOf('x'), reasonOf(new AggregateError([]))]).toEqual([
      'ECONNREFUSED',
      'text',
      'x',
      'AggregateError',
    ]);
  });
});
