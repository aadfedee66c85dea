import { describe, expect, it } from '@jest/globals';
import { ownWarning } from './reprovision.text.js';

describe('[D20] what a holder is told before they continue', () => {
  const warnings = { operator: 'Long', holder: 'As the server says it', replaced: [] };

  it.each([
    [
      'moved',
      'Your card is written anew and you choose a new PIN. Your certificates are replaced; the old ones stop working. The old key for encrypted mail stays on the card: you can go on reading old mail. Leave the card in the reader until it is done.',
    ],
    [
      'lost',
      'Your card is written anew and you choose a new PIN. Your certificates are replaced; the old ones stop working. The old key for encrypted mail is lost: mail that was encrypted to it becomes unreadable. Leave the card in the reader until it is done.',
    ],
    [
      'none',
      'Your card is written anew and you choose a new PIN. Your certificates are replaced; the old ones stop working. Leave the card in the reader until it is done.',
    ],
  ] as const)('of a card whose old key for mail is %s', (oldMailKey, expected) => {
    expect(ownWarning({ ...warnings, oldMailKey })).toBe(expected);
  });

  it('in the words of a server that does not say what becomes of that key', () => {
    expect(ownWarning(warnings)).toBe('As the server says it');
  });
});
