import { describe, expect, it } from '@jest/globals';
import type { ManagementKeyAlgorithm } from './card-model.js';
import { isWellKnownManagementKey, isWellKnownReferenceData } from './well-known-secrets.js';

describe('values that everybody knows', () => {
  it.each(['123456', '12345678', '00000000', '000000', '11111111', '99999999', '87654321'])('%s', (text) => {
    expect(isWellKnownReferenceData(text)).toBe(true);
  });
  it.each(['482915', '40719265', ''])('not %s', (text) => {
    expect(isWellKnownReferenceData(text)).toBe(false);
  });

  it.each<[string, ManagementKeyAlgorithm, string]>([
    ["the vendor's, 3DES", '3DES', '010203040506070801020304050607080102030405060708'],
    ["the vendor's, AES-192", 'AES192', '010203040506070801020304050607080102030405060708'],
    ["the vendor's, AES-128, lower case", 'AES128', '0102030405060708' + '0102030405060708'.toLowerCase()],
    ["the vendor's with the parity of 3DES", '3DES', '010202040407070801020204040707080102020404070708'],
    ["GlobalPlatform's", 'AES128', '404142434445464748494A4B4C4D4E4F'],
    ['one byte over and over', 'AES256', 'A5'.repeat(32)],
    ['zeros', 'AES128', '00'.repeat(16)],
    ['one byte over and over, but for parity', '3DES', '0001'.repeat(12)],
    ['counted up', 'AES256', Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, '0')).join('')],
  ])('a management key: %s', (_what, algorithm, hex) => {
    expect(isWellKnownManagementKey(hex, algorithm)).toBe(true);
  });
  it.each<[ManagementKeyAlgorithm, string]>([
    ['AES128', '7C1E09D2B5A84F3366D18E0B92C7F45A'],
    // Of AES every bit counts.
    ['AES192', '010202040407070801020204040707080102020404070708'],
    ['AES128', '0102030405060708010203040506070F'],
    ['AES128', ''],
  ])('not %s %s', (algorithm, hex) => {
    expect(isWellKnownManagementKey(hex, algorithm)).toBe(false);
  });
});
