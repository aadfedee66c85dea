/**
 * The initial PIN of a card that its holder has not activated, sealed again by the vault to the requester's own key (browser
 * or CLI, made for this one look). Authorising and auditing the reveal is issuance-svc's. Governing document: design.md section 3.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CryptoKey } from 'jose';
import { makeKeyPair, openBytes, readHeader, sealBytes } from './jwe.js';

const purpose = 'initial-pin';

/** The requester's key pair of one reveal; send `publicJwk` as `recipientJwk`. */
export const makeRecipientKey = makeKeyPair;

/** In the vault: PIN bytes without padding. Throws REQUEST_INVALID when the recipient key is no P-256 public key. */
export async function sealInitialPin(
  pin: Uint8Array,
  recipientJwk: Record<string, unknown>,
  header: { requestId: string; deviceId: string },
): Promise<string> {
  const sealed = await sealBytes(pin, recipientJwk, { ...header, purpose });
  if (sealed === undefined) throw new CardwrightError('REQUEST_INVALID', 'recipientJwk is not a P-256 public key');
  return sealed;
}

/** At the requester: the PIN as text, to be shown once. Throws PIN_SEALED_INVALID. */
export async function openInitialPin(jwe: string, privateKey: CryptoKey): Promise<string> {
  const header = readHeader(jwe);
  const plaintext = header?.['purpose'] === purpose ? await openBytes(jwe, privateKey) : undefined;
  if (!plaintext) throw new CardwrightError('PIN_SEALED_INVALID');
  return new TextDecoder().decode(plaintext);
}
