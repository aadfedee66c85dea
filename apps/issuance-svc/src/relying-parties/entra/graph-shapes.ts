/**
 * Answers of Graph v1.0, read into the shapes of the port: webauthnCredentialCreationOptions and fido2AuthenticationMethod. What does not fit is no
 * answer that can be worked with: RELYING_PARTY_UNAVAILABLE.
 */
import type { PasskeyOptions, RegisteredPasskey } from '../relying-party.port.js';
import { modelOf } from '../said-model.js';
import { credentialIds } from './credential-ids.js';
import { unavailable, type ProviderAnswer } from '../http/http-exchange.js';

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : []);

/** A domain name: what `https://` before it makes an origin of. */
const domain = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const base64url = /^[A-Za-z0-9_-]+$/;

/** timeout and authenticatorAttachment are not taken over: they are for a browser. */
export function readOptions({ body, at }: ProviderAnswer): PasskeyOptions {
  const { rp, user, ...publicKey } = object(body['publicKey']);
  const relyingParty = object(rp);
  const account = object(user);
  const relyingPartyId = text(relyingParty['id'], 'rp.id', domain);
  const algorithms = list(publicKey['pubKeyCredParams'])
    .filter(({ type, alg }) => type === 'public-key' && typeof alg === 'number')
    .map(({ alg }) => alg as number);
  if (algorithms.length === 0) throw unfit('pubKeyCredParams');
  return {
    challengeBase64url: text(publicKey['challenge'], 'challenge', base64url),
    issuedAt: new Date(at).toISOString(),
    expiresAt: time(body['challengeTimeoutDateTime'], 'challengeTimeoutDateTime'),
    relyingPartyId,
    relyingPartyName: typeof relyingParty['name'] === 'string' ? relyingParty['name'] : relyingPartyId,
    origin: `https://${relyingPartyId}`,
    userIdBase64url: text(account['id'], 'user.id', base64url),
    userName: text(account['name'], 'user.name'),
    userDisplayName: text(account['displayName'], 'user.displayName'),
    algorithms,
    excludeBase64url: list(publicKey['excludeCredentials']).flatMap(({ id }) =>
      typeof id === 'string' ? credentialIds(id) : [],
    ),
    ...(object(publicKey['extensions'])['hmacCreateSecret'] === true && { hmacSecret: true }),
    ...(publicKey['attestation'] === 'enterprise' && { enterpriseAttestation: true }),
  };
}

export function readPasskey(method: Json): RegisteredPasskey {
  const providerId = text(method['id'], 'id');
  return {
    providerId,
    credentialIds: credentialIds(providerId),
    displayName: typeof method['displayName'] === 'string' ? method['displayName'] : '',
    aaguid: modelOf(method['aaGuid']),
    createdAt: time(method['createdDateTime'], 'createdDateTime'),
  };
}

export const readPasskeys = (body: Json): RegisteredPasskey[] => list(body['value']).map(readPasskey);

const unfit = (member: string): Error => unavailable(`the answer has no ${member} that can be used`);

function text(value: unknown, member: string, pattern?: RegExp): string {
  if (typeof value !== 'string' || value === '' || pattern?.test(value) === false) throw unfit(member);
  return value;
}

function time(value: unknown, member: string): string {
  const ms = Date.parse(text(value, member));
  if (Number.isNaN(ms)) throw unfit(member);
  return new Date(ms).toISOString();
}
