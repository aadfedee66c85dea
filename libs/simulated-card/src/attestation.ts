/**
 * The simulated card's own attestation: a root, a key F9 certified by it, and for every generated key a certificate with
 * serial number, firmware and policies in the vendor's extensions. Proves nothing about hardware, and its names say so.
 * Governing documents: RFC 5280, the vendor's attestation extensions 1.3.6.1.4.1.41482.3.
 */
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { concat, fromHex, numberToHex, toHex, writeUint } from '@cardwright/card-protocol/bytes';
import { encodeTlv, requireValue, decodeTlvs } from '@cardwright/card-protocol/tlv/ber-tlv';
import type { CardState, KeyState } from './card-state.js';
import { pinPolicyByte, touchPolicyByte } from './commands/generate-key-pair.js';
import { generatePrivateKey } from './crypto/key-source.js';
import { exportPrivateKey, importPrivateKey, publicKeySpki } from './crypto/private-key.js';
import { refuse } from './status-error.js';

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
    const name = 'CN=Cardwright Simulated Card Attestation Root';
    const pkcs8Base64 = exportPrivateKey(key);
    const certificate = await sign(pkcs8Base64, name, name, publicKeySpki(key), [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
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

  /** Puts a new F9 key with its certificate on a card. */
  async equip(state: CardState): Promise<void> {
    const key = await generatePrivateKey('ECCP256');
    const root = new x509.X509Certificate(this.certificateDer);
    const certificate = await sign(
      this.pkcs8Base64,
      root.subject,
      `CN=Cardwright Simulated PIV Attestation ${state.serial}`,
      publicKeySpki(key),
      [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
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
export async function attestKey(
  state: CardState,
  firmware: readonly number[],
  keyReference: number,
): Promise<Uint8Array> {
  const subject = state.keys[numberToHex(keyReference)] ?? refuse('referenceNotFound');
  const issuer = state.keys['F9'] ?? refuse('referenceNotFound');
  const object = state.objects['5FFF01'] ?? refuse('notFound');
  const issuerCertificate = new x509.X509Certificate(Uint8Array.from(requireValue(decodeTlvs(fromHex(object)), 0x70)));
  const name = `CN=Cardwright Simulated PIV Attestation ${numberToHex(keyReference).toLowerCase()}`;
  const raw = (oid: string, value: Uint8Array) => new x509.Extension(oid, false, Uint8Array.from(value).buffer);
  return sign(
    issuer.pkcs8Base64,
    issuerCertificate.subject,
    name,
    publicKeySpki(importPrivateKey(subject.pkcs8Base64)),
    [
      raw(extension.firmware, Uint8Array.from(firmware)),
      raw(extension.serial, derInteger(state.serial)),
      raw(extension.policies, Uint8Array.of(pinPolicyByte(subject.pinPolicy), touchPolicyByte(subject.touchPolicy))),
      raw(extension.formFactor, Uint8Array.of(formFactor)),
    ],
    issuer.algorithm,
  );
}

function derInteger(value: number): Uint8Array {
  const bytes = writeUint(value);
  return encodeTlv(0x02, bytes[0]! >= 0x80 ? concat(Uint8Array.of(0), bytes) : bytes);
}

async function sign(
  pkcs8Base64: string,
  issuer: string,
  subject: string,
  spki: Uint8Array,
  extensions: x509.Extension[],
  algorithm: KeyState['algorithm'] = 'ECCP256',
): Promise<Uint8Array> {
  const parameters = algorithm.startsWith('RSA')
    ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    : { name: 'ECDSA', namedCurve: algorithm === 'ECCP384' ? 'P-384' : 'P-256', hash: 'SHA-256' };
  const signingKey = await webcrypto.subtle.importKey('pkcs8', Buffer.from(pkcs8Base64, 'base64'), parameters, false, [
    'sign',
  ]);
  // The top bit off keeps the number positive, the next one on keeps it at 16 bytes.
  const serialNumber = randomBytes(16);
  serialNumber[0] = (serialNumber[0]! & 0x7f) | 0x40;
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serialNumber.toString('hex'),
      issuer,
      subject,
      notBefore,
      notAfter,
      signingKey,
      signingAlgorithm: parameters,
      publicKey: new x509.PublicKey(Uint8Array.from(spki)),
      extensions,
    },
    webcrypto,
  );
  return new Uint8Array(certificate.rawData);
}
