/** The plan of a new passkey on a card in use: nothing of it is planned, because what the card needs for it comes from a relying party while the saga runs. */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { hashOf } from './plan-hash.js';
import type { CardPlan } from './planned-step.js';

export const planPasskey = (image: CardImage, model: CardModel): CardPlan => ({
  phases: {},
  certificates: [],
  drift: [],
  hash: hashOf({ kind: 'passkey', model: model.id, identity: image.identity, phases: {} }),
  estimateMs: 0,
});
