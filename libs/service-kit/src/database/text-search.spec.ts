import { describe, expect, it } from '@jest/globals';
import { lookedFor } from './text-search.js';

describe('[F01] what is looked for in an index of trigrams', () => {
  it.each([
    ['hopper', 'hopper', ['hop', 'opp', 'ppe', 'per']],
    ['abc', 'abc', ['abc']],
    // Two characters begin a word.
    ['ho', ' ho', [' ho']],
    // One character that a reader sees is one here too, as it is in Postgres.
    ['𠮷野家', '𠮷野家', ['𠮷野家']],
    ['𠮷野', ' 𠮷野', [' 𠮷野']],
    ['50%_\\', '50%_\\', ['50%', '0%_', '%_\\']],
  ])('%s', (folded, needle, trigrams) => {
    expect(lookedFor(folded)).toEqual({ needle, trigrams });
  });

  it.each(['', 'a', '𠮷'])('%p is too short', (folded) => expect(lookedFor(folded)).toBeNull());
});
