import { describe, expect, it } from '@jest/globals';
import { toHex } from '../bytes.js';
import { certificateExtension } from './certificate-extension.js';
import { derInteger, derOctetString, derOid, derSequence } from './der.js';
import { encodeTlv } from '../tlv/ber-tlv.js';

const [serial, critical, absent] = ['1.3.6.1.4.1.45724.1.1.2', '2.5.29.19', '2.5.29.15'];
const certificateWith = (...extensions: Uint8Array[]): Uint8Array => {
  const list = extensions.length === 0 ? [] : [encodeTlv(0xa3, derSequence(...extensions))];
  return derSequence(derSequence(derInteger(1), ...list), derSequence());
};

describe('an extension of a certificate', () => {
  it('is found by its OID, critical or not, as the DER inside', () => {
    const value = derOctetString(Uint8Array.of(0x12, 0x67));
    const certificate = certificateWith(
      derSequence(derOid(critical), Uint8Array.of(0x01, 0x01, 0xff), derOctetString(derSequence())),
      derSequence(derOid(serial), derOctetString(value)),
    );
    expect(toHex(certificateExtension(certificate, serial)!).toLowerCase()).toBe('04021267');
    expect(toHex(certificateExtension(certificate, critical)!).toLowerCase()).toBe('3000');
    expect(certificateExtension(certificate, absent)).toBeUndefined();
    expect(certificateExtension(certificateWith(), serial)).toBeUndefined();
  });
});
