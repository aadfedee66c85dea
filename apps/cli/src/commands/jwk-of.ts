/** A certificate as a JSON Web Key (RFC 7517). Pure. */
import { createHash, X509Certificate } from 'node:crypto';

/** Named as the vault names it to Keycloak: by the hash of its SubjectPublicKeyInfo. */
export function jwkOf(certificatePem: string): Record<string, unknown> {
  const { publicKey } = new X509Certificate(certificatePem);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const kid = createHash('sha256').update(spki).digest('base64url');
  return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'PS256' };
}
