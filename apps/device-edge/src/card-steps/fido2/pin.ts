/**
 * The PIN of the FIDO application as steps use it: shown once for each purpose; a value that was refused is forgotten, and is not sent to the key
 * again in the same request. Governing document: CTAP 2.1 section 6.5.
 */
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { concat, utf8Bytes } from '@cardwright/card-protocol/bytes';
import { CtapPinError } from '@cardwright/card-session/ctap/ctap-errors';
import type { PinToken } from '@cardwright/card-session/ctap/pin-token';
import type { PinUvAuthPermissionName } from '@cardwright/card-protocol/ctap/messages/client-pin';
import type { StepContext } from './step.js';

/** The token is wiped afterwards. Throws CtapPinError, FIDO_PIN_INCORRECT {retriesRemaining, sent: false}. */
export async function withToken<Value>(
  context: StepContext,
  { pin, permissions, rpId }: { pin: SecretName; permissions: readonly PinUvAuthPermissionName[]; rpId?: string },
  use: (token: PinToken) => Promise<Value>,
): Promise<Value> {
  const token = await shown(context, pin, (value) => context.fido.pin.token(value, permissions, rpId));
  try {
    return await use(token);
  } finally {
    token.token.fill(0);
  }
}

/** Sends the PIN once, by `send`. Throws as above. */
export async function shown<Value>(
  { fido, bag, refusedPins }: StepContext,
  pin: SecretName,
  send: (value: Uint8Array) => Promise<Value>,
): Promise<Value> {
  const value = bag.get(pin);
  const marked = concat(ofFido, value);
  try {
    if (refusedPins.has(marked)) {
      const { retriesRemaining } = await fido.pin.retries();
      throw new CardwrightError('FIDO_PIN_INCORRECT', undefined, { retriesRemaining, sent: false });
    }
    return await send(value);
  } catch (error) {
    if (isWrong(error)) refusedPins.add(marked);
    if (isTyped(pin) && refusedPins.has(marked)) bag.forget(pin);
    throw error;
  } finally {
    marked.fill(0);
  }
}

/** The same characters may be right for another application of the card. */
const ofFido = utf8Bytes('FIDO2 ');

/** power-cycle: the third wrong one in a row, or none was taken any more; that is no reason to think that this one is right. */
const isWrong = (error: unknown): boolean => error instanceof CtapPinError && error.problem === 'wrong';

const isTyped = (pin: SecretName): boolean => pin === 'pin.fido' || pin === 'pin.holder';
