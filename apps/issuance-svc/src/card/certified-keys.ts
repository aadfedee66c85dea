/** Which keys on a card are certified, by the hash that credentials keep of them. */
import { createHash } from 'node:crypto';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CredentialEntity } from '../persistence/credential.entity.js';

/** The certificate profile of archived keys. Their certificates are delivered together with the keys. */
export const archivedCertificateProfile = 'piv-key-management';

/** SHA-256 of a key, its SPKI given in base64. */
export const keySha256Hex = (spkiBase64: string): string =>
  createHash('sha256').update(Buffer.from(spkiBase64, 'base64')).digest('hex').toUpperCase();

/** Keys on the card that these credentials were made for, SPKI in base64. */
export function certifiedKeysOf(
  credentials: readonly CredentialEntity[],
  onCard: readonly { keyReference: KeyReferenceName; publicKeySpkiBase64: string | null }[],
): Partial<Record<KeyReferenceName, string>> {
  const certified = new Set(credentials.map((row) => row.publicKeySha256Hex));
  return Object.fromEntries(
    onCard.flatMap(({ keyReference, publicKeySpkiBase64 }) =>
      publicKeySpkiBase64 !== null && certified.has(keySha256Hex(publicKeySpkiBase64))
        ? [[keyReference, publicKeySpkiBase64]]
        : [],
    ),
  );
}
