/**
 * Claims of a token -> the actor that goes with every request. Which claim is the external id and which holds the roles is
 * configuration; what the roles allow is not decided here (issuance-svc maps and authorises).
 */
import type { Actor } from '@cardwright/contracts/nats/rpc';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';

export type Claims = Readonly<Record<string, unknown>>;
export interface ClaimNames {
  externalIdClaim: string;
  rolesClaim: string;
}

/** Throws AUTH_TOKEN_INVALID when issuer or subject is missing. E-mail is never looked at: it can change hands. */
export function actorOf(claims: Claims, names: ClaimNames): Actor {
  const iss = text(claims.iss);
  const sub = text(claims.sub);
  if (!iss || !sub) throw new CardwrightError('AUTH_TOKEN_INVALID', onlyInEnglish('The token names no subject'));
  const clientId = text(claims.client_id) ?? text(claims.azp);
  const externalId = text(claimAt(claims, names.externalIdClaim));
  const displayName = text(claims.name) ?? text(claims.preferred_username);
  return {
    // RFC 9068 section 2.2: with client credentials the subject is the client itself.
    kind: clientId === sub || claims.gty === 'client-credentials' ? 'client' : 'person',
    iss,
    sub,
    ...(externalId ? { externalId } : {}),
    ...(displayName ? { displayName } : {}),
    roleClaims: strings(claimAt(claims, names.rolesClaim)),
    ...(clientId ? { clientId } : {}),
  };
}

/** A claim by its own name (URIs hold dots), else by a dotted path into nested objects. */
function claimAt(claims: Claims, name: string): unknown {
  if (name in claims) return claims[name];
  return name
    .split('.')
    .reduce<unknown>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), claims);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** A list, or one string with blanks between the names (as `scope` is written). */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/\s+/).filter((name) => name !== '');
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
