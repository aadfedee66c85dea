/**
 * The agent's JWT: when it must be renewed (at half of its life, so that a server that is away for two weeks does not lock the
 * workstation out), which vault key and roots it names, and whether another one may take its place. The first one's signature is the NATS
 * server's to check, not ours. Governing documents: design.md 3, docs/decisions/0004, 0008 and
 * 0009.
 */
import { fromPublic } from '@nats-io/nkeys';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { rootCaTagPrefix } from '@cardwright/contracts/workstation/root-ca-tag';
import { signedBatchesTag } from '@cardwright/contracts/workstation/signed-batches-tag';
import { vaultKeyTagPrefix } from '@cardwright/contracts/workstation/vault-key-tag';

export interface JwtTimes {
  issuedAtMs: number;
  /** undefined: no end. */
  expiresAtMs?: number;
}
interface Claims {
  iat?: number;
  exp?: number;
  iss?: string;
  sub?: string;
  nats?: { tags?: string[] };
}

/** Not verified. Throws TypeError for text that is no JWT. */
function claimsOf(jwt: string): Claims {
  const payload = jwt.split('.')[1];
  if (payload === undefined) throw new TypeError('not a JWT');
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
}

/** Throws TypeError for text that is no JWT. */
export function jwtTimes(jwt: string): JwtTimes {
  const claims = claimsOf(jwt);
  const issuedAtMs = (claims.iat ?? 0) * 1000;
  return claims.exp === undefined ? { issuedAtMs } : { issuedAtMs, expiresAtMs: claims.exp * 1000 };
}

export function isRenewalDue({ issuedAtMs, expiresAtMs }: JwtTimes, nowMs: number): boolean {
  return expiresAtMs !== undefined && nowMs >= issuedAtMs + (expiresAtMs - issuedAtMs) / 2;
}

/** `kid` of the vault key that the JWT vouches for; undefined where it names none. */
export function vaultKeyIdIn(jwt: string): string | undefined {
  return tagged(jwt, vaultKeyTagPrefix)[0];
}

/** SHA-256 of each root of the CA that the JWT vouches for, hex; none where it names none. */
export const rootsIn = (jwt: string): string[] => tagged(jwt, rootCaTagPrefix);

/** Whether the JWT demands that batches of card steps are signed. */
export const wantsSignedBatches = (jwt: string): boolean => tagged(jwt, signedBatchesTag).includes('');

const tagged = (jwt: string, prefix: string): string[] =>
  (claimsOf(jwt).nats?.tags ?? []).filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));

/**
 * `next` may replace `current`: the same account key signed it, for the same agent, and not earlier. Whoever only carries JWTs
 * (NATS, issuance-svc) can therefore not make one that names a vault key of its own. Throws EDGE_CREDENTIAL_UNTRUSTED {reason}.
 */
export function assertSuccessor(current: string, next: string): void {
  const refuse = (reason: string): never => {
    throw new CardwrightError('EDGE_CREDENTIAL_UNTRUSTED', undefined, { reason });
  };
  const [held, offered] = [claimsOf(current), claimsOf(next)];
  if (offered.sub !== held.sub) refuse('subject');
  if (offered.iss === undefined || offered.iss !== held.iss) refuse('issuer');
  if ((offered.iat ?? 0) < (held.iat ?? 0)) refuse('older');
  if (!isSigned(next, offered.iss!)) refuse('signature');
}

/** Ed25519 over `<header>.<payload>`, as NATS signs its JWTs. */
function isSigned(jwt: string, issuer: string): boolean {
  const at = jwt.lastIndexOf('.');
  try {
    return fromPublic(issuer).verify(Buffer.from(jwt.slice(0, at)), Buffer.from(jwt.slice(at + 1), 'base64url'));
  } catch {
    return false;
  }
}
