/**
 * Whether a passkey can be made on this card for this person, before anything is written: what the card says of its FIDO application, and what the
 * relying party says of its settings.
 */
import { Injectable } from '@nestjs/common';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile, PasskeyRule, PinRule } from '@cardwright/contracts/card/credential-profile';
import type { FidoImage } from '@cardwright/contracts/card/fido-image';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { effectivePinRule, sharesPin } from '@cardwright/card-plan/effective-pin-rule';
import { requireAcceptedModel } from '../../domain/passkey-models.js';
import { PasskeyPages } from '../../records/passkeys/passkey-pages.js';
import { passkeyPersonOf, type ImportedPerson } from '../../relying-parties/passkey-person.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import type { RelyingPartyContext } from '../../relying-parties/relying-party.port.js';

export interface PasskeyOfCard {
  image: Pick<CardImage, 'applications'>;
  model: Pick<CardModel, 'id' | 'fido' | 'pin'>;
}

export type ProfileWithPasskey = Pick<CredentialProfile, 'pin'> & { passkey: PasskeyRule };

@Injectable()
export class PasskeyReadiness {
  constructor(
    private readonly parties: RelyingParties,
    private readonly pages: PasskeyPages,
  ) {}

  /**
   * Throws CARD_UNSUPPORTED, CARD_CAPABILITY_MISSING, FIDO_PIN_BLOCKED, FIDO_PIN_MUST_CHANGE, FIDO_KEY_FULL, FIDO_MODEL_NOT_ACCEPTED,
   * RELYING_PARTY_NOT_CONFIGURED, RELYING_PARTY_PERSON_UNKNOWN, REQUEST_CONFLICT while a request for another card has sent the person to the page of the
   * relying party, and RELYING_PARTY_REFUSED {relyingParty, setting, says} for the first setting that stands in the way. While no card is held, the vault signs nothing for the relying party: then its settings count only where it can be asked
   * without that.
   */
  async require(
    context: RelyingPartyContext,
    profile: ProfileWithPasskey,
    person: ImportedPerson,
    card: PasskeyOfCard & { device: { deviceId: string } },
    { replaces = false }: { replaces?: boolean } = {},
  ): Promise<void> {
    const { relyingParty } = profile.passkey;
    const { aaguid } = readyFido(card, profile, { replaces });
    requireAcceptedModel({ rule: profile.passkey, model: card.model }, aaguid);
    if (profile.passkey.madeBy === 'browser' && this.parties.browserWay(relyingParty) === 'page')
      await this.pages.requireAlone({ personId: person.personId, relyingParty, deviceId: card.device.deviceId });
    const obstacles = await this.parties
      .get(relyingParty)
      .obstacles(context, passkeyPersonOf(person), aaguid)
      .catch((error: unknown) => {
        if (context.lease === null && isCardwrightError(error, 'VAULT_LEASE_REQUIRED')) return [];
        throw error;
      });
    const [first] = obstacles;
    if (first === undefined) return;
    const { setting, says } = first;
    const sentence = say('passkey.refused-by-setting', { says, setting });
    throw new CardwrightError('RELYING_PARTY_REFUSED', sentence, { relyingParty, setting, says: says.text });
  }
}

/** Throws CARD_UNSUPPORTED, and what would only show once the card was written. replaces: the new one takes the place of one that the card has. */
export function readyFido(
  { image, model }: PasskeyOfCard,
  profile: ProfileWithPasskey,
  { replaces = false } = {},
): FidoImage {
  const fido = image.applications?.FIDO2;
  if (fido === undefined) throw new CardwrightError('CARD_UNSUPPORTED', say('passkey.no-application'));
  const { pinSet, pinTriesLeft, mustChangePin, credentialsLeft } = fido;
  const { fidoPin } = profile.passkey;
  if (fidoPin !== undefined && fidoPin !== model.fido?.pin)
    throw new CardwrightError('CARD_UNSUPPORTED', say(`passkey.not-${fidoPin}`), { fidoPin });
  // Where it is the PIN of the whole card, the issue sets a new one.
  if (sharesPin(model)) requireCommonPin(effectivePinRule(model, profile, fido));
  else if (pinSet) {
    if (pinTriesLeft === 0) throw new CardwrightError('FIDO_PIN_BLOCKED');
    if (mustChangePin) throw new CardwrightError('FIDO_PIN_MUST_CHANGE');
  }
  if (credentialsLeft === 0 && !replaces) throw new CardwrightError('FIDO_KEY_FULL');
  return fido;
}

function requireCommonPin({ minLength, maxLength }: PinRule): void {
  if (minLength <= maxLength) return;
  const lengths = { minLength, maxLength };
  throw new CardwrightError('CARD_CAPABILITY_MISSING', say('passkey.no-common-pin', lengths), lengths);
}
