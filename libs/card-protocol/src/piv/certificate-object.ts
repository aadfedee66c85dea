/**
 * Certificate data objects: 70 certificate, 71 CertInfo (00 plain, 01 gzip), FE. Compressing is the caller's.
 * Governing document: SP 800-73-5 Part 1 appendix A tables 13 to 16 and the CertInfo table.
 */
import { concat } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { decodeTlvs, encodeTlv, findValue, requireValue } from '../tlv/ber-tlv.js';

export interface CertificateObject {
  /** DER, or gzip of it. */
  readonly certificate: Uint8Array;
  readonly gzip: boolean;
}

/** Content for tag 53. */
export function encodeCertificateObject({ certificate, gzip }: CertificateObject): Uint8Array {
  return concat(encodeTlv(0x70, certificate), encodeTlv(0x71, Uint8Array.of(gzip ? 0x01 : 0x00)), encodeTlv(0xfe));
}

/** A missing CertInfo counts as plain: older writers leave it out. Throws TLV_MISSING, FIELD_VALUE. */
export function decodeCertificateObject(content: Uint8Array): CertificateObject {
  const fields = decodeTlvs(content);
  const info = findValue(fields, 0x71)?.[0] ?? 0x00;
  if (info > 0x01) throw new CardProtocolError('FIELD_VALUE', `CertInfo ${info}`);
  return { certificate: requireValue(fields, 0x70), gzip: info === 0x01 };
}
