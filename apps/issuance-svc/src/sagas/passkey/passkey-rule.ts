/** The profile of a card whose passkey is made. */
import type { CredentialProfile, PasskeyRule } from '@cardwright/contracts/card/credential-profile';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';

/** Throws LIFECYCLE_TRANSITION where it makes none. */
export function withPasskey({
  definition,
}: {
  definition: CredentialProfile;
}): CredentialProfile & { passkey: PasskeyRule } {
  const { passkey } = definition;
  if (passkey === undefined) throw new CardwrightError('LIFECYCLE_TRANSITION', say('passkey.none-in-profile'));
  return { ...definition, passkey };
}
