/**
 * What a browser has shown in the handshake: the certificate of somebody who may be signed in with it, or why not. Chain and time were checked by the TLS
 * library against our CAs; which card it is, and whether that is in use, is asked of the record afterwards. Pure.
 * Governing documents: RFC 5280 section 4.2.1.12, FIPS 201-3 section 4.2.2 (9A and 9E).
 */
import { createHash, X509Certificate } from 'node:crypto';
import type { CardSignInRefusal } from '@cardwright/contracts/access/card-sign-in';

const clientAuth = '1.3.6.1.5.5.7.3.2';
/** id-PIV-cardAuth: the key of 9E, which needs no PIN. */
const pivCardAuth = '2.16.840.1.101.3.6.8';

export interface Handshake {
  /** DER; null: none was sent. */
  certificate: Buffer | null;
  /** What OpenSSL found wrong with it (`CERT_HAS_EXPIRED`); null: nothing. */
  problem: string | null;
}
/** In capitals. */
export interface PresentedCertificate {
  serialNumberHex: string;
  certificateSha256Hex: string;
}

export function presentedCertificate({ certificate, problem }: Handshake): PresentedCertificate | CardSignInRefusal {
  if (certificate === null) return 'no-certificate';
  if (problem !== null) return refusals[problem] ?? 'foreign';
  const parsed = new X509Certificate(certificate);
  // Node's name for the extended key usage. A certificate without one would be good for anything.
  const uses = parsed.keyUsage ?? [];
  if (!uses.includes(clientAuth) || uses.includes(pivCardAuth)) return 'other-use';
  return {
    serialNumberHex: parsed.serialNumber,
    certificateSha256Hex: createHash('sha256').update(certificate).digest('hex').toUpperCase(),
  };
}

const refusals: Readonly<Record<string, CardSignInRefusal>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
  INVALID_PURPOSE: 'other-use',
};
