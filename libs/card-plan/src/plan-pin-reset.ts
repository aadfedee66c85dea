/**
 * The plan of a PIN reset: a new PIN by the PUK that the vault knows, and nothing else (SP 800-73-5 Part 2 section 3.2.3). It works
 * when the PIN is blocked, and both retry counters are full afterwards.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { estimateMs } from './estimate.js';
import { resetPinStep, type CardOwnership } from './own-card.js';
import { hashOf } from './plan-hash.js';
import type { CardPlan } from './planned-step.js';
import { feasible } from './step-needs.js';

export function planPinReset(
  image: CardImage,
  model: CardModel,
  ownership: Pick<CardOwnership, 'puk' | 'elsePuk'>,
): CardPlan {
  const phases = feasible(model, { pin: [resetPinStep(ownership, 'pin.holder')] });
  return {
    phases,
    certificates: [],
    drift: [],
    hash: hashOf({ kind: 'pin-reset', model: model.id, identity: image.identity, phases }),
    estimateMs: estimateMs(phases),
  };
}
