import { describe, expect, it } from '@jest/globals';
import { excludePieces } from './exclude-list.js';

const ids = (...lengths: number[]): Uint8Array[] => lengths.map((length) => new Uint8Array(length));
const lengths = (pieces: ReturnType<typeof excludePieces>): number[][] =>
  pieces.map((piece) => piece.map(({ id }) => id.length));

describe('an exclude list', () => {
  it('goes in pieces of as many as the key takes, eight where it does not say', () => {
    expect(lengths(excludePieces(ids(16, 16, 16), 200, { maxCredentialCountInList: 2 }))).toEqual([[16, 16], [16]]);
    expect(lengths(excludePieces(ids(...Array<number>(9).fill(16)), 200, {}))).toEqual([
      Array<number>(8).fill(16),
      [16],
    ]);
  });

  it('goes in pieces of as many bytes as one message has, 1024 where the key does not say', () => {
    // Around each id: a map, two keys, the type and a head, 23 bytes.
    expect(lengths(excludePieces(ids(347, 347, 346, 346), 200, {}))).toEqual([
      [347, 347],
      [346, 346],
    ]);
    expect(lengths(excludePieces(ids(256, 256, 256), 200, { maxMsgSize: 2048 }))).toEqual([[256, 256, 256]]);
  });

  it('has no ids that are none of this key', () => {
    expect(lengths(excludePieces(ids(128, 129), 200, { maxCredentialIdLength: 128 }))).toEqual([[128]]);
    expect(lengths(excludePieces(ids(737, 738, 16), 200, {}))).toEqual([[737], [16]]);
    expect(excludePieces(ids(1023), 200, {})).toEqual([]);
    expect(excludePieces([], 200, {})).toEqual([]);
  });
});
