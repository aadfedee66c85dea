/**
 * The plan of a lock: the PIN is blocked and nothing else is touched (requirement B05). The PUK that the vault knows is the way back
 * (plan-pin-reset.ts). A card whose PIN is blocked already has the same plan: the step finds it so.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { estimateMs } from './estimate.js';
import { hashOf } from './plan-hash.js';
import type { CardPlan } from './planned-step.js';
import { feasible } from './step-needs.js';

export function planLock(image: CardImage, model: CardModel): CardPlan {
  const phases = feasible(model, { pin: [{ kind: 'block-pin' }] });
  return {
    phases,
    certificates: [],
    drift: [],
    hash: hashOf({ kind: 'lock', model: model.id, identity: image.identity, phases }),
    estimateMs: estimateMs(phases),
  };
}
