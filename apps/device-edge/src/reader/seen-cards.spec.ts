import { describe, expect, it } from '@jest/globals';
import { SeenCards } from './seen-cards.js';

describe('cards that the agent has seen', () => {
  it('a card has its identity once it was read, and none when it has left', () => {
    const seen = new SeenCards();
    const note = seen.inserted('A');
    expect(seen.identityIn('A')).toBeNull();
    note('ykserial:1');
    expect([seen.identityIn('A'), seen.identityIn('B')]).toEqual(['ykserial:1', null]);
    seen.removed('A');
    expect(seen.identityIn('A')).toBeNull();
  });

  it('a card that was taken out while it was read does not pass for the one that is in now', () => {
    const seen = new SeenCards();
    const slow = seen.inserted('A');
    seen.removed('A');
    const quick = seen.inserted('A');
    quick('ykserial:2');
    slow('ykserial:1');
    expect(seen.identityIn('A')).toBe('ykserial:2');
  });

  it('a card that stays keeps its identity while somebody else has it', () => {
    const seen = new SeenCards();
    seen.inserted('A')('ykserial:1');
    seen.inserted('A')(null);
    expect(seen.identityIn('A')).toBe('ykserial:1');
  });

  it('says how long ago a card came in, by the clock that counts more, and of one that was in before nobody knows', () => {
    const now = { wallMs: 1_000_000, runningMs: 5_000 };
    const seen = new SeenCards({ wallMs: () => now.wallMs, runningMs: () => now.runningMs });
    seen.inserted('A');
    expect(seen.insertedMsAgo('A')).toBeUndefined();
    seen.removed('A');
    expect(seen.insertedMsAgo('A')).toBeUndefined();
    seen.inserted('A');
    expect(seen.insertedMsAgo('A')).toBe(0);
    // Suspended for an hour: one clock stands still.
    now.wallMs += 3_600_000;
    now.runningMs += 1_000;
    expect(seen.insertedMsAgo('A')).toBe(3_600_000);
    // Somebody has set the other one back.
    now.wallMs = 0;
    expect(seen.insertedMsAgo('A')).toBe(1_000);
    seen.inserted('A');
    expect(seen.insertedMsAgo('A')).toBe(1_000);
  });

  it('[A16] a card that comes into a reader that was empty at the start has come in', () => {
    const seen = new SeenCards({ wallMs: () => 0, runningMs: () => 0 });
    seen.empty('A');
    seen.inserted('A');
    seen.inserted('B');
    expect([seen.insertedMsAgo('A'), seen.insertedMsAgo('B')]).toEqual([0, undefined]);
  });

  it('finds the reader of a card', () => {
    const seen = new SeenCards();
    seen.inserted('A')('ykserial:1');
    seen.inserted('B')('ykserial:2');
    expect([seen.readerOf('ykserial:2'), seen.readerOf('ykserial:3')]).toEqual(['B', undefined]);
    seen.removed('B');
    expect(seen.readerOf('ykserial:2')).toBeUndefined();
  });
});
