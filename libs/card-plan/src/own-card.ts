/**
 * How a card becomes ours (model.md section 4 step 5, design.md section 3): try limits first because they put PIN and
 * PUK back to factory, then PIN, PUK and management key. On a later attempt the PIN is settled by the PUK and never guessed.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel, ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { PlannedStep } from './planned-step.js';

export interface CardOwnership {
  /** 1 for a card that no attempt of this request has touched. */
  attempt: number;
  /** Which key set answers the first 9B authentication. `stock`: the card was never ours, so the key is changed. */
  keySet: 'stock' | 'current' | 'pending';
  /** stock: the stock batch's PIN is on the card. unknown: somebody changed it, and the PUK settles it. */
  pin: 'stock' | 'unknown';
  /** The PUK that the card has now. `puk.factory`: the stock batch's. */
  puk: Extract<SecretName, 'puk.factory' | 'puk.current' | 'puk.pending'>;
}

/** The strongest management key algorithm of the model (SP 800-78-5 table 5), or what the card has if it cannot change. */
export function managementKeyTarget(image: CardImage, model: CardModel): ManagementKeyAlgorithm {
  const strongest = model.managementKeyAlgorithms[0];
  if (model.capabilities.setManagementKey && strongest !== undefined) return strongest;
  return image.managementKey.algorithm ?? '3DES';
}

export function ownSteps(
  image: CardImage,
  model: CardModel,
  profile: CredentialProfile,
  ownership: CardOwnership,
): PlannedStep[] {
  const { capabilities } = model;
  const steps: PlannedStep[] = [];
  const pinIsStock = ownership.pin === 'stock';
  const pukIsStock = ownership.puk === 'puk.factory';
  const limits = profile.pin.pinTries !== undefined || profile.pin.pukTries !== undefined;
  if (limits && capabilities.setPinTryLimits && pinIsStock && pukIsStock)
    steps.push({
      kind: 'set-pin-try-limits',
      pin: 'pin.factory',
      pinTries: profile.pin.pinTries ?? image.pin.retriesTotal ?? 3,
      pukTries: profile.pin.pukTries ?? image.puk.retriesTotal ?? 3,
    });
  steps.push(
    pinIsStock
      ? { kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' }
      : { kind: 'reset-pin', puk: ownership.puk, to: 'pin.operation' },
  );
  if (capabilities.changePuk && pukIsStock) steps.push({ kind: 'set-puk', from: 'puk.factory', to: 'puk.pending' });
  if (capabilities.setManagementKey && ownership.keySet === 'stock')
    steps.push({
      kind: 'set-management-key',
      algorithm: managementKeyTarget(image, model),
      to: 'management-key.pending',
    });
  return steps;
}
