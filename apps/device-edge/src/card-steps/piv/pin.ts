/**
 * Verifies the PIN before a use, only if the key's policy or the object requires it. A value that was refused is never sent again.
 * Governing documents: SP 800-73-5 Part 2 section 3.2.1, Part 1 table 4b.
 */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { StepContext } from './step.js';

/** Throws CARD_PIN_INCORRECT {retriesRemaining}, CARD_PIN_BLOCKED. */
export async function verifyPin({ piv, bag, knowledge }: StepContext, pin: SecretName): Promise<void> {
  knowledge.verifiedPin = null;
  await piv.verifyPin(bag.get(pin));
  knowledge.verifiedPin = pin;
}

/**
 * Throws CARD_PIN_INCORRECT {retriesRemaining, sent: false} for a value that this card refused for this request: it is not sent again, and costs no
 * second try.
 */
export async function refuseAgain({ piv, refusedPins }: StepContext, value: Uint8Array): Promise<void> {
  if (!refusedPins.has(value)) return;
  // The empty VERIFY that asks how many tries are left costs none.
  const { retriesRemaining } = await piv.pinStatus();
  throw new CardwrightError('CARD_PIN_INCORRECT', undefined, { retriesRemaining, sent: false });
}

/** The card says that this is not its PIN. */
export const isWrongPin = (error: unknown): boolean =>
  isCardwrightError(error, 'CARD_PIN_INCORRECT') || isCardwrightError(error, 'CARD_PIN_BLOCKED');

/**
 * Runs a use of a key. With `pin`, the PIN is verified first if the key's policy requires it, and once more if the card has forgotten it.
 */
export async function withPin<Value>(
  context: StepContext,
  { keyReference, pin }: { keyReference?: KeyReferenceName; pin?: SecretName | undefined },
  use: () => Promise<Value>,
): Promise<Value> {
  const { knowledge } = context;
  const policy = keyReference === undefined ? 'once' : knowledge.pinPolicy(keyReference);
  if (pin === undefined || policy === 'never') return use();
  const verified = policy === 'always' || knowledge.verifiedPin !== pin;
  if (verified) await verifyPin(context, pin);
  try {
    return await use();
  } catch (error) {
    // Cards differ in what drops the status (a change of the PIN, another command in between).
    if (verified || !isCardwrightError(error, 'CARD_SECURITY_STATUS')) throw error;
    await verifyPin(context, pin);
    return await use();
  }
}
