/**
 * What belongs to a browser, sealed into its own cookie as a JWE (dir, A256GCM): the gateway keeps none of it, so any copy of it can
 * answer. The purpose is bound as audience: a sign-in cookie is no session.
 */
import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt, type JWTPayload } from 'jose';

export type CookiePurpose = 'session' | 'sign-in' | 'card-sign-in' | 'passkey-sign-in';

export class CookieSealer {
  private readonly keys: readonly Uint8Array[];

  /** secrets: the first seals, all open. */
  constructor(secrets: readonly string[]) {
    if (secrets.length === 0) throw new TypeError('no session key');
    this.keys = secrets.map((secret) => new Uint8Array(hkdfSync('sha256', secret, '', 'cardwright cookie v1', 32)));
  }

  seal(purpose: CookiePurpose, content: JWTPayload, expiresAt: Date): Promise<string> {
    return new EncryptJWT(content)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience(purpose)
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .encrypt(this.keys[0]!);
  }

  /** null for anything that is not ours, expired or of another purpose. */
  async open(purpose: CookiePurpose, sealed: string): Promise<JWTPayload | null> {
    for (const key of this.keys) {
      try {
        const options = {
          audience: purpose,
          requiredClaims: ['exp'],
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        };
        return (await jwtDecrypt(sealed, key, options)).payload;
      } catch {
        // The next key may be the one.
      }
    }
    return null;
  }
}
