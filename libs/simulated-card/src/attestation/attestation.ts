/**
 * The simulated card's own attestation: a root, a key F9 certified by it, and for every generated key a certificate with
 * serial number, firmware and policies in the vendor's extensions. Proves nothing about hardware, and its names say so.
 * Governing documents: RFC 5280, the vendor's attestation extensions 1.3.6.1.4.1.41482.3.
 */
import 'reflect-metadata';
import { randomBytes, sign as signBytes } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { concat, fromHex, numberToHex, toHex } from '@cardwright/card-protocol/bytes';
import {
  derBitString,
  derChildren,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
} from '@cardwright/card-protocol/der/der';
import { encodeTlv, requireValue, decodeTlvs } from '@cardwright/card-protocol/tlv/ber-tlv';
import type { CardState, KeyState } from '../card/card-state.js';
import { pinPolicyByte, touchPolicyByte } from '../card/key-policies.js';
import { generatePrivateKey } from '../crypto/key-source.js';
import { exportPrivateKey, importPrivateKey, publicKeySpki } from '../crypto/private-key.js';
import { refuse } from '../status-word/status-error.js';

const extension = {
  firmware: '1.3.6.1.4.1.41482.3.3',
  serial: '1.3.6.1.4.1.41482.3.7',
  policies: '1.3.6.1.4.1.41482.3.8',
  formFactor: '1.3.6.1.4.1.41482.3.9',
} as const;
/** USB-A keychain: clients want to see a form factor that they know. */
const formFactor = 0x01;
const notBefore = new Date('2024-01-01T00:00:00Z');
/** "No well-defined expiration" (RFC 5280 section 4.1.2.5). */
const notAfter = new Date('9999-12-31T23:59:59Z');

/** Vouches for the F9 keys of simulated cards; several cards may share one. */
export class AttestationRoot {
  private constructor(
    readonly certificateDer: Uint8Array,
    private readonly pkcs8Base64: string,
  ) {}

  static async create(): Promise<AttestationRoot> {
    const key = await generatePrivateKey('ECCP256');
    const name = commonName('Cardwright Simulated Card Attestation Root');
    const pkcs8Base64 = exportPrivateKey(key);
    const certificate = sign(pkcs8Base64, name, name, publicKeySpki(key), [
      encoded(new x509.BasicConstraintsExtension(true, 1, true)),
      encoded(new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true)),
    ]);
    return new AttestationRoot(certificate, pkcs8Base64);
  }

  /** PEM with one certificate and one PKCS#8 private key. Throws TypeError if one is missing. */
  static fromPem(text: string): AttestationRoot {
    const blocks = x509.PemConverter.decodeWithHeaders(text);
    const block = (type: string) => blocks.find((each) => each.type === type)?.rawData;
    const [certificate, key] = [block('CERTIFICATE'), block('PRIVATE KEY')];
    if (certificate === undefined || key === undefined)
      throw new TypeError('a certificate and a private key are needed');
    return new AttestationRoot(new Uint8Array(certificate), Buffer.from(key).toString('base64'));
  }

  toPem(): string {
    const key = Uint8Array.from(Buffer.from(this.pkcs8Base64, 'base64'));
    return `${x509.PemConverter.encode(Uint8Array.from(this.certificateDer).buffer, 'CERTIFICATE')}\n${x509.PemConverter.encode(key.buffer, 'PRIVATE KEY')}\n`;
  }

  /** DER of a certificate of this root. subject: DER of a Name. extensions: in DER. */
  certify(subject: Uint8Array, spki: Uint8Array, extensions: readonly Uint8Array[]): Uint8Array {
    return sign(this.pkcs8Base64, subjectOf(this.certificateDer), subject, spki, extensions);
  }

  /** Puts a new F9 key with its certificate on a card. */
  async equip(state: CardState): Promise<void> {
    const key = await generatePrivateKey('ECCP256');
    const certificate = this.certify(
      commonName(`Cardwright Simulated PIV Attestation ${state.serial}`),
      publicKeySpki(key),
      [
        encoded(new x509.BasicConstraintsExtension(true, 0, true)),
        encoded(new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true)),
      ],
    );
    state.keys['F9'] = {
      algorithm: 'ECCP256',
      pkcs8Base64: exportPrivateKey(key),
      origin: 'generated',
      pinPolicy: 'never',
      touchPolicy: 'never',
    };
    state.objects['5FFF01'] = toHex(
      concat(encodeTlv(0x70, certificate), encodeTlv(0x71, Uint8Array.of(0)), encodeTlv(0xfe)),
    );
    state.attestationRootBase64 = Buffer.from(this.certificateDer).toString('base64');
  }
}

/** DER of the certificate that says: this key was generated in this card, with these policies. */
export function attestKey(state: CardState, firmware: readonly number[], keyReference: number): Uint8Array {
  const subject = state.keys[numberToHex(keyReference)] ?? refuse('referenceNotFound');
  const issuer = state.keys['F9'] ?? refuse('referenceNotFound');
  const object = state.objects['5FFF01'] ?? refuse('notFound');
  const issuerCertificate = requireValue(decodeTlvs(fromHex(object)), 0x70);
  return sign(
    issuer.pkcs8Base64,
    subjectOf(issuerCertificate),
    commonName(`Cardwright Simulated PIV Attestation ${numberToHex(keyReference).toLowerCase()}`),
    publicKeySpki(importPrivateKey(subject.pkcs8Base64)),
    [
      extensionOf(extension.firmware, Uint8Array.from(firmware)),
      extensionOf(extension.serial, derInteger(state.serial)),
      extensionOf(
        extension.policies,
        Uint8Array.of(pinPolicyByte(subject.pinPolicy), touchPolicyByte(subject.touchPolicy)),
      ),
      extensionOf(extension.formFactor, Uint8Array.of(formFactor)),
    ],
    issuer.algorithm,
  );
}

/** Subject of a certificate as it stands there: TBSCertificate's sixth field (RFC 5280 section 4.1). */
function subjectOf(certificateDer: Uint8Array): Uint8Array {
  const [certificate] = derChildren(certificateDer);
  const [tbs] = derChildren(certificate!.value);
  const subject = derChildren(tbs!.value)[5]!;
  return encodeTlv(subject.tag, subject.value);
}

const commonName = (text: string): Uint8Array => distinguishedName([['2.5.4.3', text, 'utf8']]);

/** DER of a Name: attribute type, value and kind of string, in their order. */
export const distinguishedName = (
  attributes: readonly (readonly [oid: string, text: string, kind: 'utf8' | 'printable'])[],
): Uint8Array =>
  derSequence(
    ...attributes.map(([oid, text, kind]) =>
      encodeTlv(0x31, derSequence(derOid(oid), encodeTlv(kind === 'utf8' ? 0x0c : 0x13, Buffer.from(text)))),
    ),
  );

export const extensionOf = (oid: string, value: Uint8Array): Uint8Array =>
  derSequence(derOid(oid), derOctetString(value));

export const encoded = (extension: x509.Extension): Uint8Array => new Uint8Array(extension.rawData);

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 section 4.1.2.5). */
function time(date: Date): Uint8Array {
  const digits = date.toISOString().replace(/\.\d+|[-:T]/g, '');
  const early = date.getUTCFullYear() < 2050;
  return encodeTlv(early ? 0x17 : 0x18, Buffer.from(early ? digits.slice(2) : digits));
}

/** By hand: a card attests every key of every issue, and a general library takes ten times as long. Names and extensions in DER. */
function sign(
  pkcs8Base64: string,
  issuer: Uint8Array,
  subject: Uint8Array,
  spki: Uint8Array,
  extensions: readonly Uint8Array[],
  algorithm: KeyState['algorithm'] = 'ECCP256',
): Uint8Array {
  const signatureAlgorithm = algorithm.startsWith('RSA')
    ? derSequence(derOid('1.2.840.113549.1.1.11'), derNull())
    : derSequence(derOid('1.2.840.10045.4.3.2'));
  // The top bit off keeps the number positive, the next one on keeps it at 16 bytes.
  const serialNumber = randomBytes(16);
  serialNumber[0] = (serialNumber[0]! & 0x7f) | 0x40;
  const tbs = derSequence(
    encodeTlv(0xa0, derInteger(2)),
    derInteger(serialNumber),
    signatureAlgorithm,
    issuer,
    derSequence(time(notBefore), time(notAfter)),
    subject,
    spki,
    encodeTlv(0xa3, derSequence(...extensions)),
  );
  const signature = signBytes('sha256', tbs, importPrivateKey(pkcs8Base64));
  return derSequence(tbs, signatureAlgorithm, derBitString(signature));
}
