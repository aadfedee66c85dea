/**
 * The agent's JWT and when it must be renewed: at half of its life, so that a server that is away for two weeks does not
 * lock the workstation out. The signature is the NATS server's to check, not ours. Governing document: design.md 3.
 */
export interface JwtTimes {
  issuedAtMs: number;
  /** undefined: no end. */
  expiresAtMs?: number;
}

/** Throws TypeError for text that is no JWT. */
export function jwtTimes(jwt: string): JwtTimes {
  const payload = jwt.split('.')[1];
  if (payload === undefined) throw new TypeError('not a JWT');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { iat?: number; exp?: number };
  const issuedAtMs = (claims.iat ?? 0) * 1000;
  return claims.exp === undefined ? { issuedAtMs } : { issuedAtMs, expiresAtMs: claims.exp * 1000 };
}

export function isRenewalDue({ issuedAtMs, expiresAtMs }: JwtTimes, nowMs: number): boolean {
  return expiresAtMs !== undefined && nowMs >= issuedAtMs + (expiresAtMs - issuedAtMs) / 2;
}
