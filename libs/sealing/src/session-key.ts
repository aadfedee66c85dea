/**
 * The agent's ephemeral key of one operation, signed by its enrolled nkey: whoever seals to it verifies that signature
 * first (design.md section 3). Made by the agent; verified by browser, CLI and vault. The private half never leaves the agent.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SignedSessionKey } from '@cardwright/contracts/nats/edge.api';
import type { CryptoKey } from 'jose';
import { asEcPublicJwk, makeKeyPair } from './jwe.js';
import { verifyNkeySignature, type VerifyEd25519 } from './nkey.js';
import { base64Url, canonicalJson, fromBase64Url, randomId, utf8 } from './text.js';

/** Longer than any wait for a PIN, short enough that a stolen key is soon worthless. */
const sessionKeyLifetimeMs = 60 * 60_000;
const signaturePrefix = 'cardwright-session-key.v1.';

export interface SessionKeyPair {
  sessionKey: SignedSessionKey;
  privateKey: CryptoKey;
}

/** `sign` is the agent's nkey (Ed25519 over the bytes given). `now` in milliseconds since the epoch. */
export async function makeSessionKey(options: {
  requestId: string;
  deviceId: string;
  workstationId: string;
  agentNkey: string;
  sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  now: number;
}): Promise<SessionKeyPair> {
  const { publicJwk, privateKey } = await makeKeyPair();
  const unsigned = {
    kid: randomId(),
    publicJwk,
    requestId: options.requestId,
    deviceId: options.deviceId,
    workstationId: options.workstationId,
    expiresAt: new Date(options.now + sessionKeyLifetimeMs).toISOString(),
    agentNkey: options.agentNkey,
  };
  const signature = await options.sign(sessionKeyBytes(unsigned));
  return { sessionKey: { ...unsigned, signatureBase64Url: base64Url(signature) }, privateKey };
}

/** What the signature covers: a prefix that no other message has, then canonical JSON of every other field. */
export function sessionKeyBytes(key: Omit<SignedSessionKey, 'signatureBase64Url'>): Uint8Array {
  const { kid, publicJwk, requestId, deviceId, workstationId, expiresAt, agentNkey } = key;
  const { kty, crv, x, y } = publicJwk;
  const fields = { kid, publicJwk: { kty, crv, x, y }, requestId, deviceId, workstationId, expiresAt, agentNkey };
  return utf8(signaturePrefix + canonicalJson(fields));
}

/**
 * Returns when the key may be sealed to. `agentNkey` is what the server has on record for the workstation; it must not come
 * from the key itself. Throws EDGE_SESSION_KEY_INVALID (signature, agent, device or request differ), PIN_KEY_EXPIRED.
 */
export function verifySessionKey(
  key: SignedSessionKey,
  expected: {
    agentNkey: string;
    requestId?: string;
    deviceId?: string;
    workstationId?: string;
    now: number;
    verifyEd25519?: VerifyEd25519;
  },
): void {
  const refuse = (reason: string): never => {
    throw new CardwrightError('EDGE_SESSION_KEY_INVALID', undefined, { reason });
  };
  if (key.agentNkey !== expected.agentNkey) refuse('agent');
  const signature = fromBase64Url(key.signatureBase64Url);
  if (!asEcPublicJwk(key.publicJwk) || !signature) refuse('form');
  if (!verifyNkeySignature(key.agentNkey, sessionKeyBytes(key), signature!, expected.verifyEd25519))
    refuse('signature');
  for (const field of ['requestId', 'deviceId', 'workstationId'] as const)
    if (expected[field] !== undefined && key[field] !== expected[field]) refuse(field);
  const expiresAt = Date.parse(key.expiresAt);
  if (Number.isNaN(expiresAt)) refuse('expiresAt');
  if (expiresAt <= expected.now) throw new CardwrightError('PIN_KEY_EXPIRED');
}
