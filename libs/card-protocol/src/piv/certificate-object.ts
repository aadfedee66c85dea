/**
 * Certificate data objects: 70 certificate, 71 CertInfo, FE. CertInfo says whether the certificate is compressed, and says it in many ways:
 * 00 and 01 by the standard, 80 and 81 from middleware that counted its bits from the other end, some leave it out. So the bytes of the
 * certificate themselves decide: DER, gzip and zlib begin differently. Compressing and unpacking is the caller's.
 * Governing documents: SP 800-73-5 Part 1 appendix A tables 13 to 16 and the CertInfo table; RFC 1950, RFC 1952 for the first bytes.
 */
import { concat } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { encodeTlv, requireValue } from '../tlv/ber-tlv.js';
import { objectFields } from './object-fields.js';

export type CertificateCompression = 'none' | 'gzip' | 'zlib';

/** Content for tag 53. certificate: DER, or gzip of it. */
export function encodeCertificateObject({
  certificate,
  gzip,
}: {
  readonly certificate: Uint8Array;
  readonly gzip: boolean;
}): Uint8Array {
  return concat(encodeTlv(0x70, certificate), encodeTlv(0x71, Uint8Array.of(gzip ? 0x01 : 0x00)), encodeTlv(0xfe));
}

/** certificate: as it stands there, compressed or not. Throws TLV_*, FIELD_VALUE for bytes that begin like none of the three. */
export function decodeCertificateObject(content: Uint8Array): {
  readonly certificate: Uint8Array;
  readonly compression: CertificateCompression;
} {
  const certificate = requireValue(objectFields(content), 0x70);
  return { certificate, compression: compressionOf(certificate) };
}

function compressionOf([first, second]: Uint8Array): CertificateCompression {
  if (first === 0x30) return 'none';
  if (first === 0x1f && second === 0x8b) return 'gzip';
  // Deflate, and a header that is divisible by 31.
  if (first !== undefined && second !== undefined && (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0)
    return 'zlib';
  throw new CardProtocolError('FIELD_VALUE', 'neither a certificate nor a compressed one');
}
