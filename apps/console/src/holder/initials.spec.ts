import { describe, expect, it } from '@jest/globals';
import { initialsOf } from './initials.js';

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['Ada', 'A'],
    ['Ada Ada', 'A'],
    ['Jean-Luc de la Tour', 'JT'],
    ['  émile  zola ', 'ÉZ'],
    // One letter in two code points, and one beyond the first plane.
    ['E\u0301mile Zola', 'E\u0301Z'],
    ['\u{20BB7}野家', '\u{20BB7}'],
    ['', ''],
  ])('[Issue 13] of %j are %j', (name, initials) => expect(initialsOf(name)).toBe(initials));
});
