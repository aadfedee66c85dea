/**
 * Publicly known values, with which cards of any maker, test cards and examples are delivered. The same list serves for PINs that a person
 * may not choose, for stock batches and for the reconciler. This file only compares values; it neither keeps nor shows them.
 */
import type { ManagementKeyAlgorithm } from './card-model.js';

/** PINs and PUKs that cards of any maker are delivered with: no profile may allow them as a PIN. */
export const factoryReferenceData: readonly string[] = [
  ...['123456', '12345678', '000000', '00000000', '111111', '11111111'],
];

/** PINs and PUKs: the values above and other obvious ones. A profile decides whether sequences are forbidden as PINs. */
const wellKnownReferenceData: readonly string[] = [
  ...factoryReferenceData,
  ...['1234567', '654321', '7654321', '87654321', '11223344', '12341234'],
  ...Array.from({ length: 10 }, (_, digit) => [6, 7, 8].map((length) => String(digit).repeat(length))).flat(),
];

/** Management keys, hex: each one stands for itself over and over, cut to the length of the key. */
const keyPatterns: readonly string[] = [
  // The vendor's, and that of SP 800-73's test cards.
  '0102030405060708',
  // GlobalPlatform's default key.
  '404142434445464748494A4B4C4D4E4F',
  '000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F',
  '0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20',
  '0123456789ABCDEF',
  '0123456789ABCDEFFEDCBA9876543210',
  '00112233445566778899AABBCCDDEEFF',
  '112233445566778899AABBCCDDEEFF00',
  // 12345678 in ASCII.
  '3132333435363738',
];

/** text: a PIN or PUK as it is typed. */
export const isWellKnownReferenceData = (text: string): boolean => wellKnownReferenceData.includes(text);

/** keyHex of any case. One byte over and over counts too; of 3DES the parity bits do not, since no card looks at them. */
export function isWellKnownManagementKey(keyHex: string, algorithm: ManagementKeyAlgorithm): boolean {
  const bytes = bytesOf(keyHex);
  if (bytes.length === 0) return false;
  const relevant = (byte: number): number => (algorithm === '3DES' ? byte & 0xfe : byte);
  if (bytes.every((byte) => relevant(byte) === relevant(bytes[0]!))) return true;
  return keyPatterns
    .map(bytesOf)
    .some((pattern) => bytes.every((byte, index) => relevant(byte) === relevant(pattern[index % pattern.length]!)));
}

const bytesOf = (hex: string): number[] => (hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16));

/** A secret that a card was delivered with and keeps. Its PIN never is one: every card gets another. */
export type StockSecret = 'management-key' | 'puk';
/** wellKnown: everybody knows the value; else it is that of the card's stock batch. */
export interface KeptSecret {
  secret: StockSecret;
  wellKnown: boolean;
}
