/**
 * The rules that a three-key Triple DES key must meet before a card accepts it: odd parity in every byte, no weak or semi-weak part, no two
 * equal parts. Only for cards that have no AES for 9B. Governing document: SP 800-67r2 sections 3.2 and 3.3.1 and its key lists.
 */

/** Weak and semi-weak DES keys (SP 800-67r2 section 3.3.2), with odd parity. */
const weakKeys = new Set([
  '0101010101010101',
  'fefefefefefefefe',
  'e0e0e0e0f1f1f1f1',
  '1f1f1f1f0e0e0e0e',
  '01fe01fe01fe01fe',
  'fe01fe01fe01fe01',
  '1fe01fe00ef10ef1',
  'e01fe01ff10ef10e',
  '01e001e001f101f1',
  'e001e001f101f101',
  '1ffe1ffe0efe0efe',
  'fe1ffe1ffe0efe0e',
  '011f011f010e010e',
  '1f011f010e010e01',
  'e0fee0fef1fef1fe',
  'fee0fee0fef1fef1',
]);

/** Same length; the lowest bit of each byte makes its number of ones odd. */
export function withOddParity(key: Buffer): Buffer {
  return Buffer.from(
    key.map((byte) => {
      let ones = 0;
      for (let bit = 1; bit < 8; bit++) ones += (byte >> bit) & 1;
      return (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
    }),
  );
}

/** key: 24 bytes with odd parity. */
export function isWeakTripleDes(key: Buffer): boolean {
  const parts = [0, 8, 16].map((start) => key.subarray(start, start + 8).toString('hex'));
  return new Set(parts).size < 3 || parts.some((part) => weakKeys.has(part));
}
