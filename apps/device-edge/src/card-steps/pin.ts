/**
 * The PIN in front of a use: verified when the key's policy or the object asks for it, not more often, never a second
 * time with a value that was refused. Governing documents: SP 800-73-5 Part 2 section 3.2.1, Part 1 table 4b.
 */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { StepContext } from './step.js';

/** Throws CARD_PIN_INCORRECT {retriesRemaining}, CARD_PIN_BLOCKED. */
export async function verifyPin({ piv, bag, knowledge }: StepContext, pin: SecretName): Promise<void> {
  knowledge.verifiedPin = null;
  await piv.verifyPin(bag.get(pin));
  knowledge.verifiedPin = pin;
}

/** Runs the use of a key; with `pin`, verified first as the key's policy says. The PIN is presented once more to a card that forgot it. */
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
