/**
 * Algorithm identifiers, one row each: symmetric ones for 9B, asymmetric ones for every other key reference.
 * Which of them a card has is the card model's business. 16, E0 and E1 are vendor rows (piv/vendor-extensions.ts cites
 * them); they stand here so that every identifier has exactly one row.
 * Governing document: SP 800-78-5 tables 8 and 9 (identifiers), section 3.1 (sizes).
 */
import { numberToHex } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';

export interface SymmetricAlgorithmRow {
  readonly id: number;
  readonly name: string;
  readonly cipher: '3DES' | 'AES';
  readonly keyLength: number;
  /** Length of witness and challenge in bytes. */
  readonly blockLength: number;
}

export interface AsymmetricAlgorithmRow {
  readonly id: number;
  readonly name: string;
  readonly kind: 'RSA' | 'ECC' | 'EdDSA' | 'XDH';
  /** RSA: modulus length; ECC: field length. */
  readonly bits: number;
  /** Signature input and RSA block, or coordinate length, in bytes. */
  readonly inputLength: number;
  /** OID of the named curve, or of the algorithm where curve and algorithm are one. */
  readonly oid?: string;
  readonly source: 'SP 800-78-5' | 'SP 800-78-4' | 'vendor';
}

/** 00 is an older identifier of 03 (SP 800-78-4 table 6-2); it is read, never sent. */
export const symmetricAlgorithms = [
  { id: 0x03, name: '3DES', cipher: '3DES', keyLength: 24, blockLength: 8 },
  { id: 0x08, name: 'AES128', cipher: 'AES', keyLength: 16, blockLength: 16 },
  { id: 0x0a, name: 'AES192', cipher: 'AES', keyLength: 24, blockLength: 16 },
  { id: 0x0c, name: 'AES256', cipher: 'AES', keyLength: 32, blockLength: 16 },
] as const satisfies readonly SymmetricAlgorithmRow[];

export const asymmetricAlgorithms = [
  { id: 0x05, name: 'RSA3072', kind: 'RSA', bits: 3072, inputLength: 384, source: 'SP 800-78-5' },
  { id: 0x06, name: 'RSA1024', kind: 'RSA', bits: 1024, inputLength: 128, source: 'SP 800-78-4' },
  { id: 0x07, name: 'RSA2048', kind: 'RSA', bits: 2048, inputLength: 256, source: 'SP 800-78-5' },
  {
    id: 0x11,
    name: 'ECCP256',
    kind: 'ECC',
    bits: 256,
    inputLength: 32,
    oid: '1.2.840.10045.3.1.7',
    source: 'SP 800-78-5',
  },
  { id: 0x14, name: 'ECCP384', kind: 'ECC', bits: 384, inputLength: 48, oid: '1.3.132.0.34', source: 'SP 800-78-5' },
  { id: 0x16, name: 'RSA4096', kind: 'RSA', bits: 4096, inputLength: 512, source: 'vendor' },
  { id: 0xe0, name: 'ED25519', kind: 'EdDSA', bits: 256, inputLength: 32, oid: '1.3.101.112', source: 'vendor' },
  { id: 0xe1, name: 'X25519', kind: 'XDH', bits: 256, inputLength: 32, oid: '1.3.101.110', source: 'vendor' },
] as const satisfies readonly AsymmetricAlgorithmRow[];

export type SymmetricAlgorithmName = (typeof symmetricAlgorithms)[number]['name'];
export type AsymmetricAlgorithmName = (typeof asymmetricAlgorithms)[number]['name'];

/** By identifier (0x07) or name ('RSA2048'). Throws ALGORITHM_UNKNOWN. */
export function asymmetricAlgorithm(key: number | string): AsymmetricAlgorithmRow & { name: AsymmetricAlgorithmName } {
  return lookUp(asymmetricAlgorithms, key);
}

/** By identifier (0x03; 0x00 is read as 3DES) or name ('AES256'). Throws ALGORITHM_UNKNOWN. */
export function symmetricAlgorithm(key: number | string): SymmetricAlgorithmRow & { name: SymmetricAlgorithmName } {
  return lookUp(symmetricAlgorithms, key === 0 ? 0x03 : key);
}

function lookUp<Row extends { id: number; name: string }>(rows: readonly Row[], key: number | string): Row {
  const row = rows.find((each) => each.id === key || each.name === key);
  if (row === undefined)
    throw new CardProtocolError(
      'ALGORITHM_UNKNOWN',
      `no algorithm ${typeof key === 'number' ? numberToHex(key) : key}`,
    );
  return row;
}
