import { describe, expect, it } from '@jest/globals';
import type { Device } from '../api/types.js';
import type { Candidate, Verdict } from './candidates.js';
import { saysOf } from './shown.js';

const [yours, used]: Verdict[] = [
  { can: 'not', why: 'yours' },
  { can: 'not', why: 'used', code: 'CARD_BUSY' },
];
const blank: Verdict = { can: 'add', device: {} as Device, choices: [] };
const reader = (verdict: Verdict | null, at: number): Candidate => ({ readerName: `Reader ${at}`, verdict });

describe('what whoever helps is told of the readers', () => {
  it.each([
    ['nothing is known yet', undefined, [], undefined],
    ['there is no reader', 0, [], 'no-reader'],
    ['there is no card', 2, [], 'insert'],
    ['a card is being read', 2, [yours!, null], undefined],
    ['one card that cannot be added', 2, [used!], 'used'],
    ['two of them', 2, [yours!, used!], 'insert'],
    ['one can be added', 2, [yours!, blank], 'choose'],
  ] as const)('%s', (_, readers, verdicts, says) => {
    expect(saysOf(readers, verdicts.map(reader), false)).toBe(says);
    expect(saysOf(readers, verdicts.map(reader), true)).toBe('starting');
  });
});
