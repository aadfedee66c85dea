/**
 * The PIN rule that holds for a card: the profile's, narrowed to what the model can store (SP 800-73-5 Part 1 section 3.2.1), and to what its FIDO
 * application asks where both have one PIN (CTAP 2.1 section 6.5.1).
 */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile, PinRule } from '@cardwright/contracts/card/credential-profile';
import type { FidoImage } from '@cardwright/contracts/card/fido-image';

export const sharesPin = ({ fido }: Pick<CardModel, 'fido'>): boolean => fido?.pin === 'shared';

/**
 * fido: what the card said of its FIDO application, where that was read. On a card with one PIN, minLength may be above maxLength: then no PIN is
 * good for both, which is refused before anything is written.
 */
export function effectivePinRule(
  model: Pick<CardModel, 'pin' | 'fido'>,
  { pin: rule, passkey }: Pick<CredentialProfile, 'pin' | 'passkey'>,
  fido?: Pick<FidoImage, 'minPinLength'>,
): PinRule {
  const ofPasskeys = sharesPin(model) ? Math.max(passkey?.minPinLength ?? 0, fido?.minPinLength ?? 0) : 0;
  return {
    ...rule,
    minLength: Math.max(model.pin.minLength, rule.minLength, ofPasskeys),
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
