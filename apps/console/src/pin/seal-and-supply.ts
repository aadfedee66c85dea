/**
 * The PIN's only way out of the page: checked, sealed to the agent's verified key, sent as ciphertext (design.md section 3). Called
 * directly, never through TanStack Query, whose caches would keep it.
 */
import type { SignedSessionKey } from '@cardwright/contracts/nats/edge.api';
import { sealPin, sealPinChange } from '@cardwright/sealing/sealed-pin';
import { verifySessionKey } from '@cardwright/sealing/session-key';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import { isPasskeyPin } from '@cardwright/contracts/workflow/stages';
import { api, unwrap } from '../api/client.js';
import type { PinRule, Saga } from '../api/types.js';
import type { PinAsks } from './pin.text.js';

export interface PinKey {
  sessionKey: SignedSessionKey;
  agentNkey: string;
  pinRule: PinRule;
  /** How far the server's clock, by which the agent judges the seal, is ahead of this machine's, milliseconds. */
  aheadMs: number;
  asks: PinAsks;
  /** Absent from an older server. */
  asked?: PinAsked | undefined;
  /** The card has one PIN, that of passkeys too. */
  forPasskeysToo?: boolean | undefined;
  /** The PIN of the card is asked for, and its passkeys have another one. */
  passkeysApart?: boolean | undefined;
}

/** The agent's key for this saga and the rule. Throws ApiProblem. */
export async function fetchPinKey(requestId: string, signal?: AbortSignal): Promise<PinKey> {
  const { serverTime, ...key } = await unwrap(
    api.GET('/api/v1/sagas/{requestId}/pin-key', { params: { path: { requestId } }, ...(signal && { signal }) }),
  );
  return { ...key, aheadMs: Date.parse(serverTime) - Date.now() };
}

/**
 * old: the PIN that the card has, where it is changed by it. Throws CardwrightError EDGE_SESSION_KEY_INVALID before anything is sealed when the key is not the enrolled agent's for this very
 * saga, device and workstation; PIN_KEY_EXPIRED; ApiProblem from the gateway.
 */
export async function sealAndSupply(
  pin: string,
  saga: Saga,
  { sessionKey, agentNkey, aheadMs, asks }: PinKey,
  old?: string,
): Promise<void> {
  const { requestId, deviceId, workstationId } = saga;
  const now = Date.now() + aheadMs;
  verifySessionKey(sessionKey, { agentNkey, requestId, deviceId, workstationId, now });
  const jwe =
    old === undefined
      ? await sealPin({ pin, sessionKey, purpose: purposeOf(asks), now })
      : await sealPinChange({ old, pin, sessionKey, now });
  await unwrap(api.POST('/api/v1/sagas/{requestId}/pin', { params: { path: { requestId } }, body: { jwe } }));
}

const purposeOf = (asks: PinAsks): 'fido-pin' | 'holder-pin' => (isPasskeyPin(asks) ? 'fido-pin' : 'holder-pin');
