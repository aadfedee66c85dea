/**
 * Key references, one row each: what they are called, which data object holds their certificate, when the PIN is
 * asked for. Which algorithms a card can do there is the card model's business (card-plan). 80 and 81 (PIN, PUK) are
 * reference data, not keys: pin-format.ts. Governing documents: SP 800-73-5 Part 1 table 4b (retired: section 3.3.2),
 * SP 800-78-5 table 3; F9 from the vendor extensions.
 */
import { CardProtocolError } from '../card-protocol-error.js';
import { numberToHex } from '../bytes.js';

/** never: usable at once. once: after one VERIFY in the session. always: VERIFY directly before each use. */
export type PinRule = 'never' | 'once' | 'always';

export interface KeyReferenceRow {
  readonly reference: number;
  readonly kind:
    | 'authentication'
    | 'signature'
    | 'key-management'
    | 'card-authentication'
    | 'retired'
    | 'administration'
    | 'attestation';
  readonly name: string;
  /** Tag of the data object with the certificate; absent where the key has none. */
  readonly certificateTag?: number;
  readonly pinRule: PinRule;
  readonly containerName?: string;
  readonly source: string;
}

const part1 = 'SP 800-73-5 Part 1 table 4b';

/** 0x82 is number 1, 0x95 number 20; tags and references both run without a gap. */
const retired = (number: number): KeyReferenceRow => ({
  reference: 0x81 + number,
  kind: 'retired',
  name: `Retired Key Management ${number}`,
  certificateTag: 0x5fc10c + number,
  pinRule: 'once',
  containerName: `Retired X.509 Certificate for Key Management ${number}`,
  source: part1,
});

export const retiredKeyCount = 20;

export const keyReferences: readonly KeyReferenceRow[] = [
  {
    reference: 0x9a,
    kind: 'authentication',
    name: 'PIV Authentication',
    certificateTag: 0x5fc105,
    pinRule: 'once',
    containerName: 'X.509 Certificate for PIV Authentication',
    source: part1,
  },
  {
    reference: 0x9b,
    kind: 'administration',
    name: 'PIV Card Application Administration',
    pinRule: 'never',
    source: part1,
  },
  {
    reference: 0x9c,
    kind: 'signature',
    name: 'Digital Signature',
    certificateTag: 0x5fc10a,
    pinRule: 'always',
    containerName: 'X.509 Certificate for Digital Signature',
    source: part1,
  },
  {
    reference: 0x9d,
    kind: 'key-management',
    name: 'Key Management',
    certificateTag: 0x5fc10b,
    pinRule: 'once',
    containerName: 'X.509 Certificate for Key Management',
    source: part1,
  },
  {
    reference: 0x9e,
    kind: 'card-authentication',
    name: 'Card Authentication',
    certificateTag: 0x5fc101,
    pinRule: 'never',
    containerName: 'X.509 Certificate for Card Authentication',
    source: part1,
  },
  ...Array.from({ length: retiredKeyCount }, (_, i) => retired(i + 1)),
  {
    reference: 0xf9,
    kind: 'attestation',
    name: 'Attestation',
    certificateTag: 0x5fff01,
    pinRule: 'never',
    containerName: 'Attestation certificate',
    source: 'vendor extensions (piv/vendor-extensions.ts)',
  },
];

/** Row of a key reference (0x9A). Throws KEY_REFERENCE_UNKNOWN. */
export function keyReferenceRow(reference: number): KeyReferenceRow {
  const row = keyReferences.find((each) => each.reference === reference);
  if (row === undefined)
    throw new CardProtocolError('KEY_REFERENCE_UNKNOWN', `no key reference ${numberToHex(reference & 0xff)}`);
  return row;
}

/** '9A' or '9a' to 0x9A. Throws KEY_REFERENCE_UNKNOWN. */
export function parseKeyReference(text: string): number {
  const value = /^[0-9a-f]{2}$/i.test(text) ? parseInt(text, 16) : NaN;
  if (Number.isNaN(value)) throw new CardProtocolError('KEY_REFERENCE_UNKNOWN', `no key reference '${text}'`);
  return keyReferenceRow(value).reference;
}

/** The references that can hold a key with a certificate of the cardholder: all but 9B and F9. */
export function isCredentialKeyReference(row: KeyReferenceRow): row is KeyReferenceRow & { certificateTag: number } {
  return row.certificateTag !== undefined && row.kind !== 'attestation';
}
