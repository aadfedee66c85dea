/** What the ways to a passkey have in common: its rule, the key's application for passkeys, and whose its PIN is. Pure. */
import type { FidoImage } from '@cardwright/contracts/card/fido-image';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { PasskeyRule } from '@cardwright/contracts/card/credential-profile';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { PasskeySagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { say } from '@cardwright/contracts/words/say';
import { sharesPin } from '@cardwright/card-plan/effective-pin-rule';
import { contextOf } from '../../card/batch-sender.js';
import type { PasskeyRow } from '../../records/passkeys/passkey-records.js';
import type { CardWork } from '../../records/requests/saga-records.js';
import type { RelyingPartyContext } from '../../relying-parties/relying-party.port.js';

export const ruleOf = ({ version }: CardWork): PasskeyRule => {
  const { passkey } = version.definition;
  if (passkey === undefined) throw new TypeError('the profile of this request makes no passkey');
  return passkey;
};

export const fidoOf = ({ intent }: CardWork): FidoImage => {
  const fido = intent.beforeImage.applications?.FIDO2;
  if (fido === undefined) throw new CardwrightError('CARD_UNSUPPORTED', say('passkey.no-application'));
  return fido;
};

export const isShared = ({ model }: CardWork): boolean => sharesPin(model);

/** A new card has none of ours whose place the passkey takes. */
export const replacesOthers = (type: PasskeySagaType): boolean => type !== 'ISSUE';

/** Whether the PIN is the agent's: that of the whole card, until its holder chooses one. Of a card in use the holder types it. */
export const isAgents = (work: CardWork, type: PasskeySagaType): boolean => !replacesOthers(type) && isShared(work);
export const pinOf = (work: CardWork, type: PasskeySagaType): SecretName =>
  isAgents(work, type) ? 'pin.operation' : 'pin.fido';

export const isSettled = (
  { state, configuredAt }: PasskeyRow,
  { minPinLength, forcePinChange }: PasskeyRule,
): boolean =>
  state === 'REGISTERED' && (configuredAt !== null || (minPinLength === undefined && forcePinChange !== true));

export const partyContext = (call: Pick<StageCall, 'input'>, { session }: CardWork): RelyingPartyContext => ({
  ...contextOf(call),
  lease: session.lease,
});
