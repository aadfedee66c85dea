import { describe, expect, it } from '@jest/globals';
import { compareBatchIds } from './batch-sequence.js';

/** By attempt and sequence alone; the request is one. */
const sorted = (...ids: string[]): string[] =>
  ids
    .map((id) => `5e1f/${id}`)
    .sort(compareBatchIds)
    .map((id) => id.slice('5e1f/'.length));

describe('[F05] batches are listed in the order in which they were sent', () => {
  it('an issue: opening, keys, content, PIN; numbers, not texts', () => {
    expect(sorted('1/1', '1/10', '1/11', '1/2')).toEqual(['1/1', '1/2', '1/10', '1/11']);
  });

  it('attempts are numbers too', () => {
    expect(sorted('10/1', '2/1', '1/10', '2/2', '1/1')).toEqual(['1/1', '1/10', '2/1', '2/2', '10/1']);
  });

  it('an update: the PIN of the card, key references in their order, then the content, although its number is lower', () => {
    expect(sorted('1/10', '1/13', '1/20', '1/21', '1/1', '1/100')).toEqual([
      '1/1',
      '1/13',
      '1/20',
      '1/21',
      '1/100',
      '1/10',
    ]);
  });
});
