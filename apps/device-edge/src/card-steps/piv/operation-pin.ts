/**
 * The operation PIN of a step that ends in `pin.operation`: drawn and sealed to the vault before the step is begun, so
 * that the journal has it before the card does; held in the bag once the card has taken it. Governing document: design.md 3.
 */
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { drawPin } from '../../secrets/random-pin.js';
import type { SecretBag } from '../../secrets/secret-bag.js';
import type { Prepared, StepContext } from './step.js';

/** The PIN that was drawn and is not on the card yet; at most one per bag. */
const drawn = new WeakMap<SecretBag, Uint8Array>();

export async function prepareNextPin(to: SecretName, context: StepContext): Promise<Prepared> {
  if (to !== 'pin.operation') return {};
  const { pinRule, bag } = context;
  if (pinRule === undefined)
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('The batch has no rule for the operation PIN'));
  const pin = drawPin(pinRule);
  drawn.get(bag)?.fill(0);
  drawn.set(bag, pin);
  return { sealedOperationPin: await context.sealToVault(pin) };
}

/** The value that the step sets: the PIN that was just drawn, or the one in the bag. */
function nextPin(to: SecretName, { bag }: StepContext): Uint8Array {
  const pin = to === 'pin.operation' ? drawn.get(bag) : bag.get(to);
  if (pin === undefined) throw new TypeError('the operation PIN was not prepared');
  return pin;
}

/**
 * Sets the value of nextPin by `set`. Throws CARD_PIN_REFUSED if another PIN can be tried the next time, because the holder or the agent
 * chooses it. For a fixed PIN it throws CARD_UNEXPECTED_STATUS.
 */
export async function setNextPin(
  to: SecretName,
  context: StepContext,
  set: (pin: Uint8Array) => Promise<void>,
): Promise<void> {
  try {
    await set(nextPin(to, context));
  } catch (error) {
    if (to !== 'pin.factory' || !isCardwrightError(error, 'CARD_PIN_REFUSED')) throw error;
    throw new CardwrightError('CARD_UNEXPECTED_STATUS', undefined, error.details, error);
  }
  keepNextPin(to, context);
}

/** The card has taken it. */
function keepNextPin(to: SecretName, { bag }: StepContext): void {
  const pin = to === 'pin.operation' ? drawn.get(bag) : undefined;
  if (pin === undefined) return;
  bag.hold('pin.operation', pin);
  drawn.delete(bag);
}
