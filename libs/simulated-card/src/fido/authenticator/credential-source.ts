/**
 * Credentials: the discoverable ones in the card's memory, and the others, whose private key travels encrypted in the credential id, so that
 * they take no room. Governing documents: WebAuthn section 4 (credential source), CTAP 2.1 section 12.5 (hmac-secret).
 */
import { createCipheriv, createDecipheriv, createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import { concat, fromHex, toHex, utf8Bytes } from '@cardwright/card-protocol/bytes';
import type { EcPoint } from '@cardwright/card-protocol/ctap/cose-key';
import type { UserEntity } from '@cardwright/card-protocol/ctap/messages/entities';
import { nodeCryptography } from '@cardwright/card-protocol/ctap/pin/node-cryptography';
import { decodeTlvs, encodeTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { decodeImportedKey, importPrivateKey } from '../../crypto/private-key.js';
import type { FidoState, StoredCredential } from '../../card/fido-state.js';

/** A credential that is at hand. */
export interface CredentialSource {
  readonly id: Uint8Array;
  readonly key: KeyObject;
  readonly rpId: string;
  readonly credProtect: number;
  readonly hmacSecret: boolean;
  /** Of a discoverable one. */
  readonly stored: StoredCredential | undefined;
}

const cipher = 'aes-256-gcm';
const [ivBytes, tagBytes, scalarBytes, storedIdBytes] = [12, 16, 32, 32];
const wrappedBytes = ivBytes + scalarBytes + 2 + tagBytes;
export const credentialIdMax = wrappedBytes;
/** Of an imported EC key: SP 800-73 vendor extensions. */
const scalarTag = 0x06;

export const newStoredId = (): Uint8Array => new Uint8Array(randomBytes(storedIdBytes));

/** The id of a credential that the card does not keep. */
export function wrapCredential(
  fido: FidoState,
  { key, rpId, credProtect, hmacSecret }: Omit<CredentialSource, 'id' | 'stored'>,
): Uint8Array {
  const iv = randomBytes(ivBytes);
  const encrypting = createCipheriv(cipher, fromHex(fido.masterKeyHex), iv).setAAD(utf8Bytes(rpId));
  const plain = concat(
    Buffer.from(key.export({ format: 'jwk' }).d!, 'base64url'),
    Uint8Array.of(credProtect, hmacSecret ? 1 : 0),
  );
  return concat(iv, encrypting.update(plain), encrypting.final(), encrypting.getAuthTag());
}

/** undefined: it is not of this card, or for another relying party. */
function unwrapCredential(fido: FidoState, id: Uint8Array, rpId: string): CredentialSource | undefined {
  if (id.length !== wrappedBytes) return undefined;
  try {
    const decrypting = createDecipheriv(cipher, fromHex(fido.masterKeyHex), id.subarray(0, ivBytes))
      .setAAD(utf8Bytes(rpId))
      .setAuthTag(id.subarray(-tagBytes));
    const plain = concat(decrypting.update(id.subarray(ivBytes, -tagBytes)), decrypting.final());
    const key = decodeImportedKey('ECCP256', decodeTlvs(encodeTlv(scalarTag, plain.slice(0, scalarBytes))));
    return {
      id,
      key,
      rpId,
      credProtect: plain[scalarBytes]!,
      hmacSecret: plain[scalarBytes + 1] === 1,
      stored: undefined,
    };
  } catch {
    return undefined;
  }
}

export const fromStored = (stored: StoredCredential): CredentialSource => ({
  id: fromHex(stored.credentialIdHex),
  key: importPrivateKey(stored.pkcs8Base64),
  rpId: stored.rpId,
  credProtect: stored.credProtect,
  hmacSecret: stored.hmacSecret,
  stored,
});

/** By its id; undefined: there is none of this id for this relying party. */
export function findCredential(fido: FidoState, id: Uint8Array, rpId: string): CredentialSource | undefined {
  const hex = toHex(id);
  const stored = fido.credentials.find((each) => each.credentialIdHex === hex && each.rpId === rpId);
  return stored === undefined ? unwrapCredential(fido, id, rpId) : fromStored(stored);
}

/** Discoverable ones, the newest first. */
export const credentialsOf = (fido: FidoState, rpId: string): CredentialSource[] =>
  fido.credentials
    .filter((each) => each.rpId === rpId)
    .map(fromStored)
    .reverse();

export function publicPoint(key: KeyObject): EcPoint {
  const { x, y } = createPublicKey(key).export({ format: 'jwk' });
  return { x: new Uint8Array(Buffer.from(x!, 'base64url')), y: new Uint8Array(Buffer.from(y!, 'base64url')) };
}

/** ES256: ECDSA with SHA-256, DER. */
export const signEs256 = (key: KeyObject, data: Uint8Array): Uint8Array => new Uint8Array(sign('sha256', data, key));

/** CredRandom of hmac-secret: one for a verified user and another without. */
export const credRandom = (fido: FidoState, id: Uint8Array, userVerified: boolean): Uint8Array =>
  nodeCryptography.hmacSha256(fromHex(fido.masterKeyHex), concat(Uint8Array.of(userVerified ? 1 : 0), id));

export const userOf = ({ userIdHex, userName, userDisplayName }: StoredCredential): UserEntity => ({
  id: fromHex(userIdHex),
  name: userName,
  displayName: userDisplayName,
});
