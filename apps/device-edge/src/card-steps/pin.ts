/**
 * The PIN in front of a use: verified when the key's policy or the object asks for it, not more often, never a second
 * time with a value that was refused. Governing documents: SP 800-73-5 Part 2 section 3.2.1, Part 1 table 4b.
 */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { padReferenceData, type PinFormat } from '@cardwright/card-protocol/piv/pin-format';
import { verify } from '@cardwright/card-protocol/piv/reference-data-commands';
import type { StepContext } from './step.js';

/** What fits on the wire; the rule of the profile was checked where the value was made. */
const wireFormat: PinFormat = { minLength: 1, maxLength: 8, alphabet: 'ascii' };

/** The secret padded for the wire, wiped after `work`. */
export async function withPadded<Value>(
  secrets: readonly Uint8Array[],
  work: (...padded: Uint8Array[]) => Promise<Value>,
): Promise<Value> {
  const padded = secrets.map((secret) => padReferenceData(secret, wireFormat));
  try {
    return await work(...padded);
  } finally {
    for (const each of padded) each.fill(0);
  }
}

/** Throws CARD_PIN_INCORRECT {retriesRemaining}, CARD_PIN_BLOCKED. */
export async function verifyPin({ card, bag, knowledge }: StepContext, pin: SecretName): Promise<void> {
  knowledge.verifiedPin = null;
  await withPadded([bag.get(pin)], (padded) => card.send(verify(padded!)));
  knowledge.verifiedPin = pin;
}

/** Runs the use of a key; with `pin`, verified first as the key's policy says. A card that forgot the PIN is told it once more. */
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
