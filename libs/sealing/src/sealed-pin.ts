/**
 * A PIN that a person typed, sealed where it was typed to the agent's session key (design.md section 3). Every server on the
 * way can relay it and none can read it. That a sealed PIN is used once is the receiver's to remember, by `jti`.
 * Governing documents: RFC 7516; SP 800-73-5 Part 2 section 3.2.1 (a PIN is 8 bytes, padded with FF).
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SealedPinPurpose, SignedSessionKey } from '@cardwright/contracts/nats/edge.api';
import type { CryptoKey } from 'jose';
import { openBytes, readHeader, sealBytes } from './jwe.js';
import { randomId, wipe } from './text.js';

const sealedPinLifetimeMs = 5 * 60_000;
const pinLength = 8;
const padding = 0xff;

/**
 * Compact JWE of the PIN for `sessionKey`, which the caller has verified (verifySessionKey). `now` in milliseconds.
 * Throws PIN_POLICY when the PIN is empty, longer than 8 or not ASCII: no card could take it.
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
  if (pins.some((pin) => !/^[\x20-\x7e]{1,8}$/.test(pin))) throw new CardwrightError('PIN_POLICY');
  const plaintext = new Uint8Array(pinLength * pins.length).fill(padding);
  pins.forEach((pin, at) => {
    for (let index = 0; index < pin.length; index++) plaintext[at * pinLength + index] = pin.charCodeAt(index);
  });
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
    if (plaintext.length !== (both ? 2 * pinLength : pinLength)) return refuse('plaintext');
    const pin = unpad(plaintext.subarray(0, pinLength)) ?? refuse('plaintext');
    const opened = { pin, jti, expiresAtMs: exp * 1000 };
    if (!both) return opened;
    const old = unpad(plaintext.subarray(pinLength));
    if (old !== undefined) return { ...opened, old };
    wipe(pin);
    return refuse('plaintext');
  } finally {
    wipe(plaintext);
  }
}

function unpad(plaintext: Uint8Array): Uint8Array | undefined {
  const end = plaintext.indexOf(padding);
  const length = end < 0 ? pinLength : end;
  if (length === 0 || plaintext.subarray(length).some((each) => each !== padding)) return undefined;
  return plaintext.slice(0, length);
}
