/**
 * A PIN that a person typed, sealed where it was typed to the agent's session key (design.md section 3). Every server on the
 * way can relay it and none can read it. That a sealed PIN is used once is the receiver's to remember, by `jti`.
 * Governing documents: RFC 7516; SP 800-73-5 Part 2 section 3.2.1 (a PIN is 8 bytes, padded with FF); CTAP 2.1 section 6.5.1 (63 bytes of UTF-8 at
 * most).
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SealedPinPurpose, SignedSessionKey } from '@cardwright/contracts/nats/edge.api';
import type { CryptoKey } from 'jose';
import { openBytes, readHeader, sealBytes } from './jwe.js';
import { randomId, wipe } from './text.js';

const sealedPinLifetimeMs = 5 * 60_000;
const pinLength = 8;
/** Of a FIDO application. As long as its longest one and a byte that ends it: a seal does not tell how long the PIN is. */
const fidoPinLength = 64;
/** In no UTF-8 either. */
const padding = 0xff;

/**
 * Compact JWE of the PIN for `sessionKey`, which the caller has verified (verifySessionKey). `now` in milliseconds.
 * Throws PIN_POLICY when the PIN is empty, longer than 8 or not ASCII, or with fido-pin longer than 63 bytes: no card could take it.
 */
export function sealPin(options: {
  pin: string;
  sessionKey: SignedSessionKey;
  purpose: Exclude<SealedPinPurpose, 'pin-change'>;
  now: number;
}): Promise<string> {
  return seal([options.pin], options);
}

/** The same for the PIN that the card has and the one that it is to have: one seal, so that neither arrives without the other. */
export function sealPinChange(options: {
  old: string;
  pin: string;
  sessionKey: SignedSessionKey;
  now: number;
}): Promise<string> {
  return seal([options.pin, options.old], { ...options, purpose: 'pin-change' });
}

async function seal(
  pins: readonly string[],
  { sessionKey, purpose, now }: { sessionKey: SignedSessionKey; purpose: SealedPinPurpose; now: number },
): Promise<string> {
  const length = lengthOf(purpose);
  const texts = pins.map((pin) => new TextEncoder().encode(pin));
  if (texts.some((text) => !isPossible(text, purpose))) throw new CardwrightError('PIN_POLICY');
  const plaintext = new Uint8Array(length * pins.length).fill(padding);
  texts.forEach((text, at) => plaintext.set(text, at * length));
  wipe(...texts);
  try {
    const sealed = await sealBytes(plaintext, sessionKey.publicJwk, {
      requestId: sessionKey.requestId,
      deviceId: sessionKey.deviceId,
      purpose,
      kid: sessionKey.kid,
      jti: randomId(),
      exp: Math.floor((now + sealedPinLifetimeMs) / 1000),
    });
    if (sealed === undefined) throw new CardwrightError('EDGE_SESSION_KEY_INVALID', undefined, { reason: 'form' });
    return sealed;
  } finally {
    wipe(plaintext);
  }
}

/**
 * Opens it at the agent: the PIN without padding (the caller wipes it), for the purpose pin-change the old one too, and the `jti` to remember
 * until `exp`.
 * Throws PIN_KEY_EXPIRED (too late, or sealed to a key this agent no longer has) and PIN_SEALED_INVALID (any other request,
 * device or purpose; altered; not our profile).
 */
export async function openSealedPin(options: {
  jwe: string;
  sessionKey: SignedSessionKey;
  privateKey: CryptoKey;
  purpose: SealedPinPurpose;
  now: number;
}): Promise<{ pin: Uint8Array; old?: Uint8Array; jti: string; expiresAtMs: number }> {
  const { sessionKey, now, purpose } = options;
  const refuse = (reason: string): never => {
    throw new CardwrightError('PIN_SEALED_INVALID', undefined, { reason });
  };
  const header = readHeader(options.jwe) ?? refuse('form');
  for (const field of ['requestId', 'deviceId'] as const) if (header[field] !== sessionKey[field]) refuse(field);
  if (header['purpose'] !== purpose) refuse('purpose');
  if (header['kid'] !== sessionKey.kid) throw new CardwrightError('PIN_KEY_EXPIRED');
  const { exp, jti } = header;
  if (typeof exp !== 'number' || typeof jti !== 'string' || jti.length < 16) return refuse('form');
  // A sender whose clock is ahead may not stretch the window: what lies further ahead than the limit is refused.
  if (exp * 1000 > now + sealedPinLifetimeMs + 60_000) refuse('exp');
  if (exp * 1000 <= now || Date.parse(sessionKey.expiresAt) <= now) throw new CardwrightError('PIN_KEY_EXPIRED');
  const plaintext = (await openBytes(options.jwe, options.privateKey)) ?? refuse('decrypt');
  try {
    const both = purpose === 'pin-change';
    const length = lengthOf(purpose);
    if (plaintext.length !== (both ? 2 * length : length)) return refuse('plaintext');
    const pin = unpad(plaintext.subarray(0, length)) ?? refuse('plaintext');
    const opened = { pin, jti, expiresAtMs: exp * 1000 };
    if (!both) return opened;
    const old = unpad(plaintext.subarray(length));
    if (old !== undefined) return { ...opened, old };
    wipe(pin);
    return refuse('plaintext');
  } finally {
    wipe(plaintext);
  }
}

const lengthOf = (purpose: SealedPinPurpose): number => (purpose === 'fido-pin' ? fidoPinLength : pinLength);

function isPossible(text: Uint8Array, purpose: SealedPinPurpose): boolean {
  const isAscii = text.every((byte) => byte >= 0x20 && byte <= 0x7e);
  if (purpose === 'fido-pin') return text.length > 0 && text.length < fidoPinLength;
  return isAscii && text.length > 0 && text.length <= pinLength;
}

function unpad(plaintext: Uint8Array): Uint8Array | undefined {
  const end = plaintext.indexOf(padding);
  const length = end < 0 ? plaintext.length : end;
  if (length === 0 || plaintext.subarray(length).some((each) => each !== padding)) return undefined;
  return plaintext.slice(0, length);
}
