/**
 * The widely deployed vendor extensions of PIV: version, serial, metadata, attest, import, move and delete key, set
 * management key, PIN-try limits, reset. Not in any NIST document; a strict card answers 6D00, and nothing may depend
 * on them without a card model that says so.
 * Source: the vendor's public PIV extension documentation ("Yubico PIV extensions", docs.yubico.com) and the behaviour of
 * its open-source clients yubikit 5.9 and yubico-piv-tool 2.2; facts only.
 */
import { command, shortLeAll, type CommandApdu } from '../apdu/command-apdu.js';
import { concat, readUint } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { decodeTlvs, encodeTlv, findValue } from '../tlv/ber-tlv.js';
import {
  asymmetricAlgorithm,
  symmetricAlgorithm,
  type AsymmetricAlgorithmName,
  type SymmetricAlgorithmName,
} from './algorithm.js';
import { keyReferenceRow } from './key-reference.js';

export const vendorInstruction = {
  moveKey: 0xf6,
  getMetadata: 0xf7,
  getSerial: 0xf8,
  attest: 0xf9,
  setPinRetries: 0xfa,
  reset: 0xfb,
  getVersion: 0xfd,
  importKey: 0xfe,
  setManagementKey: 0xff,
} as const;

export const pinPolicies = [
  { id: 0x00, name: 'default' },
  { id: 0x01, name: 'never' },
  { id: 0x02, name: 'once' },
  { id: 0x03, name: 'always' },
] as const;
export const touchPolicies = [
  { id: 0x00, name: 'default' },
  { id: 0x01, name: 'never' },
  { id: 0x02, name: 'always' },
  { id: 0x03, name: 'cached' },
] as const;
export type PinPolicyName = (typeof pinPolicies)[number]['name'];
export type TouchPolicyName = (typeof touchPolicies)[number]['name'];

export interface KeyPolicies {
  readonly pinPolicy?: PinPolicyName;
  readonly touchPolicy?: TouchPolicyName;
}

/** Tags AA and AB; `default` is not sent, so that a card without policies takes the command. */
export function encodePolicies({ pinPolicy = 'default', touchPolicy = 'default' }: KeyPolicies): Uint8Array[] {
  const pin = pinPolicies.find((each) => each.name === pinPolicy)!.id;
  const touch = touchPolicies.find((each) => each.name === touchPolicy)!.id;
  return [
    ...(pin === 0 ? [] : [encodeTlv(0xaa, Uint8Array.of(pin))]),
    ...(touch === 0 ? [] : [encodeTlv(0xab, Uint8Array.of(touch))]),
  ];
}

export const getVersion = (): CommandApdu => command(vendorInstruction.getVersion, 0x00, 0x00, undefined, shortLeAll);

/** `5.7.1`. Throws FIELD_LENGTH. */
export function parseVersion(data: Uint8Array): string {
  if (data.length !== 3) throw new CardProtocolError('FIELD_LENGTH', `version of ${data.length} bytes`);
  return data.join('.');
}

export const getSerial = (): CommandApdu => command(vendorInstruction.getSerial, 0x00, 0x00, undefined, shortLeAll);

/** Decimal text of the 4-byte serial number. Throws FIELD_LENGTH. */
export function parseSerial(data: Uint8Array): string {
  if (data.length !== 4) throw new CardProtocolError('FIELD_LENGTH', `serial number of ${data.length} bytes`);
  return String(readUint(data));
}

/** Metadata of a key reference, of the PIN (80), the PUK (81) or the management key (9B). */
export function getMetadata(reference: number): CommandApdu {
  return command(vendorInstruction.getMetadata, 0x00, reference, undefined, shortLeAll);
}

export interface Metadata {
  /** Algorithm identifier; FF for PIN and PUK. */
  readonly algorithmId?: number;
  readonly pinPolicy?: PinPolicyName;
  readonly touchPolicy?: TouchPolicyName;
  readonly origin?: 'generated' | 'imported';
  /** Fields as in a public key template, without 7F49. */
  readonly publicKey?: Uint8Array;
  /** PIN, PUK, management key: still the factory value. */
  readonly factory?: boolean;
  readonly retriesTotal?: number;
  readonly retriesRemaining?: number;
}

/** Unknown policies and tags are left out: newer firmware adds some. */
export function parseMetadata(data: Uint8Array): Metadata {
  const fields = decodeTlvs(data);
  const [algorithmId] = findValue(fields, 0x01) ?? [];
  const [pin, touch] = findValue(fields, 0x02) ?? [];
  const [origin] = findValue(fields, 0x03) ?? [];
  const publicKey = findValue(fields, 0x04);
  const [factory] = findValue(fields, 0x05) ?? [];
  const [retriesTotal, retriesRemaining] = findValue(fields, 0x06) ?? [];
  const pinPolicy = pinPolicies.find((each) => each.id === pin)?.name;
  const touchPolicy = touchPolicies.find((each) => each.id === touch)?.name;
  return {
    ...(algorithmId !== undefined && { algorithmId }),
    ...(pinPolicy && { pinPolicy }),
    ...(touchPolicy && { touchPolicy }),
    ...(origin === 1 && { origin: 'generated' as const }),
    ...(origin === 2 && { origin: 'imported' as const }),
    ...(publicKey && { publicKey }),
    ...(factory !== undefined && { factory: factory !== 0 }),
    ...(retriesTotal !== undefined && { retriesTotal }),
    ...(retriesRemaining !== undefined && { retriesRemaining }),
  };
}

/** The answer is a certificate (DER) over the key, signed by F9. Only for keys generated on the card. */
export function attestKey(reference: number): CommandApdu {
  return command(vendorInstruction.attest, keyReferenceRow(reference).reference, 0x00, undefined, shortLeAll);
}

/** Needs 9B and the PIN. Puts PIN and PUK back to their factory values, so it comes before they are set. */
export function setPinRetries(pinTries: number, pukTries: number): CommandApdu {
  if (![pinTries, pukTries].every((tries) => Number.isInteger(tries) && tries >= 1 && tries <= 255))
    throw new CardProtocolError('FIELD_VALUE', `PIN tries ${pinTries}, PUK tries ${pukTries}`);
  return command(vendorInstruction.setPinRetries, pinTries, pukTries);
}

/** Only with PIN and PUK both blocked (else 6985). */
export const resetApplication = (): CommandApdu => command(vendorInstruction.reset, 0x00, 0x00);

/** Needs 9B. The new key travels in clear: sent only from where it is sealed to. Throws KEY_LENGTH. */
export function setManagementKey(algorithm: SymmetricAlgorithmName, key: Uint8Array, touch = false): CommandApdu {
  const row = symmetricAlgorithm(algorithm);
  if (key.length !== row.keyLength)
    throw new CardProtocolError('KEY_LENGTH', `${algorithm} key of ${key.length} bytes, ${row.keyLength} expected`);
  const data = concat(Uint8Array.of(row.id), encodeTlv(0x9b, key));
  return command(vendorInstruction.setManagementKey, 0xff, touch ? 0xfe : 0xff, data);
}

/** RSA: the five CRT numbers, each half the modulus long. Others: the private scalar or seed. */
export type PrivateKeyParts =
  | {
      readonly p: Uint8Array;
      readonly q: Uint8Array;
      readonly dp: Uint8Array;
      readonly dq: Uint8Array;
      readonly qInv: Uint8Array;
    }
  | { readonly scalar: Uint8Array };

const scalarTag = { ECC: 0x06, EdDSA: 0x07, XDH: 0x08 } as const;

/** Needs 9B. Numbers are left-padded to their length here. Throws KEY_LENGTH, ALGORITHM_MISMATCH. */
export function importKey(
  reference: number,
  algorithm: AsymmetricAlgorithmName,
  parts: PrivateKeyParts,
  policies: KeyPolicies = {},
): CommandApdu {
  const row = asymmetricAlgorithm(algorithm);
  if ('scalar' in parts === (row.kind === 'RSA'))
    throw new CardProtocolError('ALGORITHM_MISMATCH', `these are not the parts of an ${algorithm} key`);
  const fields =
    'scalar' in parts
      ? [encodeTlv(scalarTag[row.kind as keyof typeof scalarTag], padLeft(parts.scalar, row.inputLength))]
      : [parts.p, parts.q, parts.dp, parts.dq, parts.qInv].map((number, i) =>
          encodeTlv(i + 1, padLeft(number, row.inputLength / 2)),
        );
  const data = concat(...fields, ...encodePolicies(policies));
  return command(vendorInstruction.importKey, row.id, keyReferenceRow(reference).reference, data);
}

/** Needs 9B. The certificate object does not move along. */
export function moveKey(from: number, to: number): CommandApdu {
  return command(vendorInstruction.moveKey, keyReferenceRow(to).reference, keyReferenceRow(from).reference);
}

export function deleteKey(reference: number): CommandApdu {
  return command(vendorInstruction.moveKey, 0xff, keyReferenceRow(reference).reference);
}

function padLeft(number: Uint8Array, length: number): Uint8Array {
  const significant = number.slice(
    Math.max(
      0,
      number.findIndex((byte) => byte !== 0),
    ),
  );
  if (significant.length > length) throw new CardProtocolError('KEY_LENGTH', `a number of more than ${length} bytes`);
  return concat(new Uint8Array(length - significant.length), significant);
}
