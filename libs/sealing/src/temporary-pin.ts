/**
 * The temporary PIN of a card while its passkey is made: the agent that drew it seals it to a key that the holder's page makes for one look, so
 * that no service on the way reads it. Governing document: requirements C30 to C32.
 */
import type { CryptoKey } from 'jose';
import { makeKeyPair } from './jwe.js';
import { openShownPin, sealShownPin, type ShownPinHeader } from './shown-pin.js';

const purpose = 'temporary-pin';
type Card = Omit<ShownPinHeader, 'purpose'>;

/** The key pair of one look; send `publicJwk` as `recipientJwk`. */
export const makeTemporaryPinKey = makeKeyPair;

/** In the agent. Throws as sealShownPin. */
export const sealTemporaryPin = (
  pin: Uint8Array,
  recipientJwk: Record<string, unknown>,
  { requestId, deviceId }: Card,
): Promise<string> => sealShownPin(pin, recipientJwk, { requestId, deviceId, purpose });

/** In the page: the PIN as text, of this very request and card. Throws PIN_SEALED_INVALID. */
export const openTemporaryPin = (jwe: string, privateKey: CryptoKey, { requestId, deviceId }: Card): Promise<string> =>
  openShownPin(jwe, privateKey, { requestId, deviceId, purpose });
