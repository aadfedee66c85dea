/**
 * Whether a vendor whom we trust vouches for the key that made a passkey: its certificates lead to one of the roots. Lists of revoked certificates are
 * not fetched: vendors of keys publish none for these. Governing documents: WebAuthn Level 3 section 8.2.1, RFC 5280 section 6.1 in the small. Pure.
 */
import type { X509Certificate } from 'node:crypto';
import { certifiedAaguidHex } from '../attested-key.js';

interface Attested {
  /** That of the key first. */
  certificates: readonly X509Certificate[];
  /** Of the passkey, a UUID. */
  aaguid: string;
}

/** roots: or intermediates, each trusted by itself. Throws CardProtocolError for broken DER. */
export function isVouchedFor(
  { certificates, aaguid }: Attested,
  roots: readonly X509Certificate[],
  now: Date,
): boolean {
  const [own] = certificates;
  // A certificate of a CA signs certificates, not passkeys.
  if (own === undefined || own.ca) return false;
  const certified = certifiedAaguidHex(own);
  if (certified !== undefined && certified !== aaguid.replaceAll('-', '').toLowerCase()) return false;
  for (const [index, certificate] of certificates.entries()) {
    if (!isValid(certificate, now)) return false;
    if (roots.some((root) => isValid(root, now) && isIssuedBy(certificate, root))) return true;
    const next = certificates[index + 1];
    if (next === undefined || !isIssuedBy(certificate, next)) return false;
  }
  return false;
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

const isValid = ({ validFrom, validTo }: X509Certificate, now: Date): boolean =>
  new Date(validFrom) <= now && now <= new Date(validTo);
