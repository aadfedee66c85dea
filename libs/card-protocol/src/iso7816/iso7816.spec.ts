import { describe, expect, it } from '@jest/globals';
import { fromHex } from '../bytes.js';
import { readAtr } from './atr.js';
import { describeStatus, isStatus, retriesFrom, statusWord, statusWordName } from './status-word.js';

describe('status words', () => {
  it('each row names itself, and no value has two rows', () => {
    for (const [name, row] of Object.entries(statusWord)) expect(statusWordName(row.sw)).toBe(name);
  });
  it.each([
    [0x63c0, 0],
    [0x63c3, 3],
    [0x63cf, 15],
    [0x6983, 0],
    [0x6300, undefined],
    [0x9000, undefined],
  ])('%i leaves %p tries', (sw, tries) => expect(retriesFrom(sw)).toBe(tries));
  it('families keep their counter', () => {
    expect(isStatus(0x61ff, 'bytesRemaining') && isStatus(0x6c08, 'wrongLe')).toBe(true);
    expect(statusWordName(0x1234)).toBeUndefined();
    expect(describeStatus(0x6a82)).toBe('6A82 data object or application not found');
    expect(describeStatus(0x0102)).toBe('0102 unknown');
  });
});

describe('answer to reset', () => {
  it.each([
    ['a vendor token over USB', '3BFD1300008131FE158073C021C057597562694B657940', { t1: true, extendedLength: true }],
    ['an NFC token', '3B8D80018073C021C057597562694B6579F9', { t1: true, extendedLength: true }],
    ['T=1 without capabilities', '3B8A8001436172647772696768742 8', { t1: true, extendedLength: undefined }],
    ['T=0 only', '3B00', { t1: false, extendedLength: undefined }],
    ['no extended length declared', '3B85800180 73 C0 21 80 00', { t1: true, extendedLength: false }],
    ['empty', '', { t1: undefined, extendedLength: undefined }],
    ['cut before TD2', '3B80', { t1: undefined, extendedLength: undefined }],
  ])('%s', (_name, hex, facts) => expect(readAtr(fromHex(hex))).toEqual(facts));
});
