/** The PIN rule that holds for a card: the profile's, narrowed to what the model can store (SP 800-73-5 Part 1 section 3.2.1). */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';

export function effectivePinRule(model: CardModel, rule: PinRule): PinRule {
  return {
    ...rule,
    minLength: Math.max(model.pin.minLength, rule.minLength),
    maxLength: Math.min(model.pin.maxLength, rule.maxLength),
    alphabet: model.pin.alphabet === 'numeric' ? 'numeric' : rule.alphabet,
  };
}

/** The form that every PIN on a card of this model has. Used for a PIN that is typed to be verified. */
export const cardPinRule = ({ pin }: CardModel): PinRule => ({
  minLength: pin.minLength,
  maxLength: pin.maxLength,
  alphabet: pin.alphabet,
});
