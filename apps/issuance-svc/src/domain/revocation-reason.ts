/** Maps the reasons of the catalogue to the revocation reasons of RFC 5280 section 5.3.1. No other code does this. Pure. */
import { reasonOf, type CertificateEffect } from '@cardwright/contracts/card/reasons';
import type { RevocationReason } from '@cardwright/contracts/card/revocation-reason';

/** Effects that are no revocation. */
const notRevoking = new Set<CertificateEffect>(['old-expires', 'already-revoked', 'hold', 'release', 'none']);

/**
 * The RFC 5280 reason for a certificate that leaves use because of a reason with this effect. Where the reason itself revokes nothing, a
 * newer certificate has replaced this one: superseded.
 */
export const revocationReasonOf = (effect: CertificateEffect): RevocationReason =>
  notRevoking.has(effect) ? 'superseded' : (effect as RevocationReason);

/** code: of the catalogue; null or unknown: nobody gave one. urgent: the 18 h clock runs. */
export function revocationOf(code: string | null): { reason: RevocationReason; urgent: boolean } {
  const row = code === null ? undefined : reasonOf(code);
  return { reason: revocationReasonOf(row?.certificates ?? 'superseded'), urgent: row?.urgent ?? false };
}

/** Whether certificates that are replaced for this reason stay valid until they expire. */
export const leavesToExpire = (code: string | null): boolean =>
  code !== null && reasonOf(code)?.certificates === 'old-expires';
