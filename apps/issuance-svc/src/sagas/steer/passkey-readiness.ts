/**
 * Whether a passkey can be made on this card for this person, before anything is written: what the card says of its FIDO application, and what the
 * relying party says of its settings.
 */
import { Injectable, Logger } from '@nestjs/common';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile, PasskeyRule, PinRule } from '@cardwright/contracts/card/credential-profile';
import type { FidoImage } from '@cardwright/contracts/card/fido-image';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { say } from '@cardwright/contracts/words/say';
import { effectivePinRule, sharesPin } from '@cardwright/card-plan/effective-pin-rule';
import type { CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { requireAcceptedModel } from '../../domain/passkey-models.js';
import { PasskeyPages } from '../../records/passkeys/passkey-pages.js';
import { inTime } from '../../relying-parties/in-time.js';
import { passkeyPersonOf, type ImportedPerson } from '../../relying-parties/passkey-person.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import type { RelyingPartyContext } from '../../relying-parties/relying-party.port.js';
import { OldPasskeys } from './old-passkeys.js';

export interface PasskeyOfCard {
  image: Pick<CardImage, 'applications'>;
  model: Pick<CardModel, 'id' | 'fido' | 'pin'>;
}

export type ProfileWithPasskey = Pick<CredentialProfile, 'pin'> & { passkey: PasskeyRule };

/** With the record of it. */
type KnownCard = PasskeyOfCard & { device: { deviceId: string } };

interface Replacing {
  replaces?: boolean;
}

/** isKnown: whether the relying party has said what it has against this person and this key, which is nothing then. */
export interface ForeseenPasskey {
  relyingParty: string;
  isKnown: boolean;
}

/** excludesOn: the card, where the old passkey of the person would keep the page from making another. */
interface ReadyKey {
  aaguid: string;
  excludesOn: string | null;
}

/** Somebody waits for the dry run. */
const patienceMs = 5_000;

/** What the relying party has against it, which stays so however often it is asked. */
const definite: readonly ErrorCode[] = [
  'RELYING_PARTY_REFUSED',
  'RELYING_PARTY_PERSON_UNKNOWN',
  'RELYING_PARTY_NOT_CONFIGURED',
  'FIDO_CREDENTIAL_EXCLUDED',
];

@Injectable()
export class PasskeyReadiness {
  private readonly logger = new Logger(PasskeyReadiness.name);

  constructor(
    private readonly parties: RelyingParties,
    private readonly pages: PasskeyPages,
    private readonly old: OldPasskeys,
  ) {}

  /**
   * While the card is held. Throws CARD_UNSUPPORTED, CARD_CAPABILITY_MISSING, FIDO_PIN_BLOCKED, FIDO_PIN_MUST_CHANGE, FIDO_KEY_FULL,
   * FIDO_MODEL_NOT_ACCEPTED, RELYING_PARTY_NOT_CONFIGURED, RELYING_PARTY_PERSON_UNKNOWN, RELYING_PARTY_UNAVAILABLE, REQUEST_CONFLICT while a
   * request for another card has sent the person to the page of the relying party, FIDO_CREDENTIAL_EXCLUDED where that page would make none in the place
   * of the one that the card has, and RELYING_PARTY_REFUSED {relyingParty, setting, says} for the first setting that stands in the way.
   */
  async require(
    context: RelyingPartyContext,
    profile: ProfileWithPasskey,
    person: ImportedPerson,
    card: KnownCard,
    replacing: Replacing = {},
  ): Promise<void> {
    const key = await this.readyKey(profile, person, card, replacing);
    await this.ask(context, profile.passkey, person, key);
  }

  /** Before a card is held. A relying party that does not answer is no reason to refuse. Throws as `require`, but for RELYING_PARTY_UNAVAILABLE. */
  async foresee(
    context: CallContext,
    profile: ProfileWithPasskey,
    person: ImportedPerson,
    card: KnownCard,
    replacing: Replacing = {},
  ): Promise<ForeseenPasskey> {
    const { passkey } = profile;
    const { relyingParty } = passkey;
    const key = await this.readyKey(profile, person, card, replacing);
    try {
      await inTime(this.ask({ ...context, lease: null, policyOnly: true }, passkey, person, key), patienceMs);
      return { relyingParty, isKnown: true };
    } catch (error) {
      if (definite.some((code) => isCardwrightError(error, code))) throw error;
      this.logger.warn({ err: error, relyingParty }, 'what a relying party has against a passkey is not known');
      return { relyingParty, isKnown: false };
    }
  }

  /** Of a key that is ready, that profile and card model accept, and for which nobody else's request is in the way. */
  private async readyKey(
    profile: ProfileWithPasskey,
    { personId }: ImportedPerson,
    card: KnownCard,
    replacing: Replacing,
  ): Promise<ReadyKey> {
    const { relyingParty, madeBy } = profile.passkey;
    const { deviceId } = card.device;
    const { aaguid, pinSet } = readyFido(card, profile, replacing);
    requireAcceptedModel({ rule: profile.passkey, model: card.model }, aaguid);
    const onPage = madeBy === 'browser' && this.parties.browserWay(relyingParty) === 'page';
    if (onPage) await this.pages.requireAlone({ personId, relyingParty, deviceId });
    // A key that was reset has neither PIN nor passkeys.
    const excludes = onPage && replacing.replaces === true && pinSet && this.parties.get(relyingParty).pageExcludes;
    return { aaguid, excludesOn: excludes === true ? deviceId : null };
  }

  private async ask(
    context: RelyingPartyContext,
    { relyingParty }: PasskeyRule,
    person: ImportedPerson,
    { aaguid, excludesOn }: ReadyKey,
  ): Promise<void> {
    if (excludesOn !== null) await this.old.requireNone(context, relyingParty, person, excludesOn);
    const [first] = await this.parties.get(relyingParty).obstacles(context, passkeyPersonOf(person), aaguid);
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
  { replaces = false }: Replacing = {},
): FidoImage {
  const fido = image.applications?.FIDO2;
  if (fido === undefined) throw new CardwrightError('CARD_UNSUPPORTED', say('passkey.no-application'));
  const { pinSet, pinTriesLeft, mustChangePin, credentialsLeft } = fido;
  const { fidoPin, enterpriseAttestation, madeBy = 'agent' } = profile.passkey;
  if (fidoPin !== undefined && fidoPin !== model.fido?.pin)
    throw new CardwrightError('CARD_UNSUPPORTED', say(`passkey.not-${fidoPin}`), { fidoPin });
  // Where it is the PIN of the whole card, the issue sets a new one.
  if (sharesPin(model)) requireCommonPin(effectivePinRule(model, profile, fido));
  else if (pinSet) {
    if (pinTriesLeft === 0) throw new CardwrightError('FIDO_PIN_BLOCKED');
    if (mustChangePin) throw new CardwrightError('FIDO_PIN_MUST_CHANGE');
  }
  if (enterpriseAttestation === true && fido.enterpriseAttestation === 'cannot')
    throw new CardwrightError('CARD_CAPABILITY_MISSING', say('passkey.no-serial'), { enterpriseAttestation: 'cannot' });
  // Browser and system let the key verify its user by itself.
  if (madeBy === 'agent' && fido.makesPasskeysByPin === false)
    throw new CardwrightError('CARD_CAPABILITY_MISSING', say('card.no-passkeys-by-pin'), { makesPasskeysByPin: false });
  requirePinRules(fido, profile.passkey);
  if (credentialsLeft === 0 && !replaces) throw new CardwrightError('FIDO_KEY_FULL');
  return fido;
}

/** As the agent decides it at the key, after the registration. */
function requirePinRules(fido: FidoImage, { minPinLength = 0, forcePinChange = false }: PasskeyRule): void {
  const isAsked = minPinLength > fido.minPinLength || (forcePinChange && !fido.mustChangePin);
  if (isAsked && fido.takesPinRules === false)
    throw new CardwrightError('CARD_CAPABILITY_MISSING', say('passkey.no-pin-rules'), { takesPinRules: false });
}

function requireCommonPin({ minLength, maxLength }: PinRule): void {
  if (minLength <= maxLength) return;
  const lengths = { minLength, maxLength };
  throw new CardwrightError('CARD_CAPABILITY_MISSING', say('passkey.no-common-pin', lengths), lengths);
}
