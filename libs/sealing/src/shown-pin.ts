/** A PIN that is shown to one person: sealed to a key that their page or command line makes for one look, and opened there. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { CryptoKey } from 'jose';
import { openBytes, readHeader, sealBytes } from './jwe.js';

/** Of which card and request, and which of its PINs. */
export interface ShownPinHeader {
  requestId: string;
  deviceId: string;
  purpose: 'initial-pin' | 'temporary-pin';
}

/** pin: bytes without padding. Throws REQUEST_INVALID when the recipient key is no P-256 public key. */
export async function sealShownPin(
  pin: Uint8Array,
  recipientJwk: Record<string, unknown>,
  header: ShownPinHeader,
): Promise<string> {
  const sealed = await sealBytes(pin, recipientJwk, { ...header });
  if (sealed === undefined)
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('recipientJwk is not a P-256 public key'));
  return sealed;
}

/** The PIN as text; expected: what the header has to say. Throws PIN_SEALED_INVALID. */
export async function openShownPin(
  jwe: string,
  privateKey: CryptoKey,
  expected: Partial<ShownPinHeader>,
): Promise<string> {
  const header = readHeader(jwe);
  const isIts = header !== undefined && Object.entries(expected).every(([name, value]) => header[name] === value);
  const plaintext = isIts ? await openBytes(jwe, privateKey) : undefined;
  if (!plaintext) throw new CardwrightError('PIN_SEALED_INVALID');
  const pin = new TextDecoder().decode(plaintext);
  plaintext.fill(0);
  return pin;
}
