/** What a reason of the catalogue means to the CA when a card is terminated. Pure; RFC 5280 section 5.3.1, model.md section 5. */
import type { CertificateEffect, Reason } from '@cardwright/contracts/card/reasons';
import type { RevocationReason } from '@cardwright/contracts/nats/pki.api';

/** Effects that are no revocation belong to other actions; of a terminated card every certificate is revoked. */
const notRevoking = new Set<CertificateEffect>(['old-expires', 'already-revoked', 'hold', 'release', 'none']);

export const revocationReasonOf = ({ certificates }: Pick<Reason, 'certificates'>): RevocationReason =>
  notRevoking.has(certificates) ? 'unspecified' : (certificates as RevocationReason);
