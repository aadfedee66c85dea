/** What a certificate says of its holder, as far as that may change while it is valid. Pure. */
import type { CertificateSubject, HolderField, IssuedCertificate } from '@cardwright/contracts/nats/pki.api';

/** By the names of the subject; null: the certificate would say it, and the holder had none. */
export type HolderData = Partial<Record<HolderField, string | null>>;

/** null: the vault is of an earlier version and does not tell. */
export const holderDataOf = (
  { holderFields }: Pick<IssuedCertificate, 'holderFields'>,
  subject: CertificateSubject,
): HolderData | null =>
  holderFields === undefined ? null : Object.fromEntries(holderFields.map((field) => [field, subject[field] ?? null]));
