/**
 * The plan of a change of a PIN that is known: by the old PIN, without the PUK, and nothing else (SP 800-73-5 Part 2 section 3.2.2).
 * mayBeSet: an attempt before this one was cut off when the card may have had the new PIN already.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { estimateMs } from './estimate.js';
import { hashOf } from './plan-hash.js';
import type { CardPlan } from './planned-step.js';
import { feasible } from './step-needs.js';

export function planPinChange(image: CardImage, model: CardModel, mayBeSet: boolean): CardPlan {
  const phases = feasible(model, {
    pin: [{ kind: 'change-pin', from: 'pin.old', to: 'pin.holder', ...(mayBeSet && { mayBeSet }) }],
  });
  return {
    phases,
    certificates: [],
    drift: [],
    hash: hashOf({ kind: 'pin-change', model: model.id, identity: image.identity, phases }),
    estimateMs: estimateMs(phases),
  };
}
