/**
 * A card's own management key and PUK, derived from the vault's master key: the same inputs give the same secret, so only the
 * master key must be kept. Nothing here is stored or logged; callers wipe what they get.
 * Governing documents: SP 800-108r1 section 4.1 (counter mode, PRF AES-CMAC, 32-bit counter and length), FIPS 201-3 section 4.3.1
 * (card management key diversified per card), SP 800-78-5 table 6.
 */
import { managementKeyBytes } from '@cardwright/contracts/card/card-identity';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { aesCmac } from './cmac.js';
import { isWeakTripleDes, withOddParity } from './triple-des.js';

/** Values that a card leaves the factory with: never a card's own. */
export const factoryPuk = '12345678';
export const factoryManagementKey = Buffer.from('010203040506070801020304050607080102030405060708', 'hex');

/** K(i) = CMAC(key, [i] || label || 00 || context || [L]); `length` bytes. */
export function kdfCounterCmac(key: Buffer, label: Buffer, context: Buffer, length: number): Buffer {
  const fixed = Buffer.concat([label, Buffer.of(0), context, uint32(length * 8)]);
  const blocks: Buffer[] = [];
  for (let counter = 1; blocks.length * 16 < length; counter++)
    blocks.push(aesCmac(key, Buffer.concat([uint32(counter), fixed])));
  const derived = Buffer.concat(blocks);
  const result = Buffer.from(derived.subarray(0, length));
  derived.fill(0);
  return result;
}

export interface CardKeyName {
  deviceId: string;
  keySetVersion: number;
}

/** The 9B key of a card, ready to be set: 3DES with odd parity and never weak. */
export function deriveManagementKey(masterKey: Buffer, algorithm: ManagementKeyAlgorithm, card: CardKeyName): Buffer {
  for (let attempt = 0; ; attempt++) {
    const key = kdfCounterCmac(
      masterKey,
      label('management-key', algorithm),
      context(card, attempt),
      managementKeyBytes[algorithm],
    );
    if (algorithm !== '3DES') return key;
    const adjusted = withOddParity(key);
    // This happens about once in 2^52 keys; the next attempt gives another key.
    if (!isWeakTripleDes(adjusted)) return adjusted;
  }
}

/** 8 decimal digits as ASCII; never the factory value. 128 derived bits make the modulo bias 2^-101. */
export function derivePuk(masterKey: Buffer, card: CardKeyName): Buffer {
  for (let attempt = 0; ; attempt++) {
    const bits = kdfCounterCmac(masterKey, label('puk', 'decimal-8'), context(card, attempt), 16);
    const puk = (BigInt(`0x${bits.toString('hex')}`) % 100_000_000n).toString().padStart(8, '0');
    bits.fill(0);
    if (puk !== factoryPuk) return Buffer.from(puk, 'ascii');
  }
}

const label = (purpose: string, algorithm: string): Buffer =>
  Buffer.from(`cardwright/${purpose}/${algorithm}`, 'ascii');

/** Lengths are fixed or prefixed, so no two cards share a context. */
function context(card: CardKeyName, attempt: number): Buffer {
  const device = Buffer.from(card.deviceId, 'utf8');
  return Buffer.concat([uint32(device.length), device, uint32(card.keySetVersion), uint32(attempt)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
