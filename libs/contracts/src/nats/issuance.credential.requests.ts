/** Requests of IssuanceApi about certificates and passkeys, and what has to be taken back of them. */
import type { CertificateFilter, CertificateSort, ListedCertificate } from './certificate-list.js';
import type { CertificateWithChain } from './pki.api.js';
import type { Page, PageRequest, Rpc } from './rpc.js';
import type { Exportable, PasskeyDeletionState, Sorted } from './list-filters.js';
import type { CertificateDetail, PasskeyDeletionRow, RevocationRow } from './issuance.credential.js';
import { always, ownOr, type RulesOf } from './issuance.endpoint-rule.js';

export interface CredentialApi {
  /**
   * contents: what the certificate says, read from itself. certificateDerBase64, chainDerBase64: DER; the chain begins with its issuer and ends
   * with a root. Throws PKI_CERTIFICATE_NOT_FOUND, AUTH_NOT_YOUR_DEVICE.
   */
  'certificates.get': Rpc<
    { serialNumberHex: string },
    { certificate: CertificateDetail } & Omit<CertificateWithChain, 'certificate'>
  >;
  /** Newest first. A certificate whose archived key is on several cards has a row for each. Throws REQUEST_CURSOR_OF_OTHER_ORDER. */
  'certificates.list': Rpc<
    CertificateFilter & Sorted<CertificateSort> & PageRequest & Exportable,
    Page<ListedCertificate>
  >;
  'revocations.list': Rpc<{ deviceId?: string; open?: boolean } & PageRequest & Exportable, Page<RevocationRow>>;
  /** Newest first. */
  'passkey-deletions.list': Rpc<
    { deviceId?: string; state?: PasskeyDeletionState } & PageRequest,
    Page<PasskeyDeletionRow>
  >;
}

export const credentialRules: RulesOf<CredentialApi> = {
  'certificates.get': ownOr('others.view'),
  'certificates.list': always('others.view'),
  'revocations.list': always('others.view', 'audit.read'),
  'passkey-deletions.list': always('others.view', 'audit.read'),
};
