/** Which models of keys may hold a passkey, by their AAGUID: what a profile accepts, and what the row of the card's model says that its cards are. Pure. */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { PasskeyRule } from '@cardwright/contracts/card/credential-profile';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';

export interface AaguidLists {
  rule: Pick<PasskeyRule, 'aaguids'>;
  model: Pick<CardModel, 'id' | 'fido'>;
}

/** aaguid: of the key, a UUID. Throws FIDO_MODEL_NOT_ACCEPTED {aaguid, by}. */
export function requireAcceptedModel({ rule, model }: AaguidLists, aaguid: string): void {
  const given = aaguid.toLowerCase();
  if (model.fido?.aaguids?.includes(given) === false)
    throw new CardwrightError('FIDO_MODEL_NOT_ACCEPTED', say('passkey.not-of-model', { aaguid, model: model.id }), {
      ...{ aaguid, by: 'model', model: model.id },
    });
  if (rule.aaguids?.includes(given) === false)
    throw new CardwrightError('FIDO_MODEL_NOT_ACCEPTED', say('passkey.not-in-profile', { aaguid }), {
      ...{ aaguid, by: 'profile' },
    });
}
