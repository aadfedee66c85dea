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
});
