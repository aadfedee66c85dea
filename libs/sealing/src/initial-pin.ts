/**
 * The initial PIN of a card that its holder has not activated, sealed again by the vault to the requester's own key (browser
 * or CLI, made for this one look). Authorising and auditing the reveal is issuance-svc's. Governing document: design.md section 3.
 */
import type { CryptoKey } from 'jose';
import { makeKeyPair } from './jwe.js';
import { openShownPin, sealShownPin, type ShownPinHeader } from './shown-pin.js';

const purpose = 'initial-pin';

/** The requester's key pair of one reveal; send `publicJwk` as `recipientJwk`. */
export const makeRecipientKey = makeKeyPair;

/** In the vault. Throws as sealShownPin. */
export const sealInitialPin = (
  pin: Uint8Array,
  recipientJwk: Record<string, unknown>,
  header: Omit<ShownPinHeader, 'purpose'>,
): Promise<string> => sealShownPin(pin, recipientJwk, { ...header, purpose });

/** At the requester: the PIN as text, to be shown once. Throws PIN_SEALED_INVALID. */
export const openInitialPin = (jwe: string, privateKey: CryptoKey): Promise<string> =>
  openShownPin(jwe, privateKey, { purpose });
