/**
 * What a client signs over with a new passkey (WebAuthn Level 3, section 5.8.1): the agent is the client, and this is the data of whoever is at
 * the origin of the relying party. Pure.
 */
import { createHash } from 'node:crypto';

export interface ClientData {
  clientDataJsonBase64url: string;
  /** SHA-256 of it: what the key is told. */
  clientDataHashBase64url: string;
}

export function clientDataOf({
  challengeBase64url,
  origin,
}: {
  challengeBase64url: string;
  origin: string;
}): ClientData {
  // The order of the members is that of the limited verification algorithm (section 5.8.1.2).
  const json = JSON.stringify({ type: 'webauthn.create', challenge: challengeBase64url, origin, crossOrigin: false });
  return {
    clientDataJsonBase64url: Buffer.from(json).toString('base64url'),
    clientDataHashBase64url: createHash('sha256').update(json).digest('base64url'),
  };
}
