/**
 * How a card becomes ours (model.md section 4 step 5, design.md section 3): try limits first because they put PIN and PUK back to factory,
 * then PIN, PUK and management key. On a later attempt the PIN is settled by the PUK and never guessed. A value that the card cannot change
 * stays, and the plan says so.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel, ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { reasonEffects } from '@cardwright/contracts/card/reasons';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { StockSecret } from '@cardwright/contracts/card/well-known-secrets';
import type { PukName } from '@cardwright/contracts/nats/pki.api';
import type { PlannedStep } from './planned-step.js';

export interface CardOwnership {
  /** 1 for a card that no attempt of this request has touched. */
  attempt: number;
  /** Which key set answers the first 9B authentication. `stock`: the card was never ours, so the key is changed. */
  keySet: 'stock' | 'current' | 'pending';
  /**
   * Set if a change of the management key was cut and the card does not report which key it has: the key is either `keySet` or this one.
   * This is settled before anything is planned.
   */
  elseKeySet?: 'stock' | 'current';
  /** stock: the stock batch's PIN is on the card. unknown: somebody changed it, and the PUK settles it. */
  pin: 'stock' | 'unknown';
  /** The PUK that the card has now, or that is presented first. `puk.factory`: the stock batch's. */
  puk: PukName;
  /** Set if a change of the PUK was cut and the card does not report which PUK it has: it is either `puk` or this one. */
  elsePuk?: PukName;
}

/** The strongest management key algorithm of the model (SP 800-78-5 table 5), or what the card has if it cannot change. */
function managementKeyTarget(image: CardImage, model: CardModel): ManagementKeyAlgorithm {
  const strongest = model.managementKeyAlgorithms[0];
  if (model.capabilities.setManagementKey && strongest !== undefined) return strongest;
  return image.managementKey.algorithm ?? '3DES';
}

interface OwnInput {
  image: CardImage;
  model: CardModel;
  ownership: CardOwnership;
  /** false: a card that keeps the PUK of its stock batch is not taken over. Default true. */
  pukMayStay?: boolean | undefined;
}

export function ownSteps(input: OwnInput & { profile: CredentialProfile }): PlannedStep[] {
  const { image, model, profile, ownership } = input;
  const steps: PlannedStep[] = [];
  const pinIsStock = ownership.pin === 'stock';
  const pukIsStock = ownership.puk === 'puk.factory';
  const limits = profile.pin.pinTries !== undefined || profile.pin.pukTries !== undefined;
  if (limits && model.capabilities.setPinTryLimits && pinIsStock && pukIsStock)
    steps.push({
      kind: 'set-pin-try-limits',
      pin: 'pin.factory',
      pinTries: profile.pin.pinTries ?? image.pin.retriesTotal ?? 3,
      pukTries: profile.pin.pukTries ?? image.puk.retriesTotal ?? 3,
    });
  steps.push(
    pinIsStock
      ? { kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' }
      : resetPinStep(ownership, 'pin.operation'),
  );
  return [...steps, ...keyChanges(input)];
}

/** A new PIN by the PUK that the card has, or by either of the two that it may have. */
export const resetPinStep = (
  { puk, elsePuk }: Pick<CardOwnership, 'puk' | 'elsePuk'>,
  to: SecretName,
): PlannedStep => ({
  kind: 'reset-pin',
  puk,
  to,
  ...(elsePuk !== undefined && { elsePuk }),
});

/** PUK and management key of the stock batch become ours, where the card can. */
export function keyChanges({ image, model, ownership, pukMayStay = true }: OwnInput): PlannedStep[] {
  const { changePuk, setManagementKey } = model.capabilities;
  const steps: PlannedStep[] = [];
  if (changePuk !== false && mayHaveStockPuk(ownership))
    steps.push({
      kind: 'set-puk',
      from: 'puk.factory',
      to: 'puk.pending',
      ...(changePuk === 'try' && pukMayStay && { optional: true }),
    });
  if (setManagementKey && ownership.keySet === 'stock')
    steps.push({
      kind: 'set-management-key',
      algorithm: managementKeyTarget(image, model),
      to: 'management-key.pending',
    });
  return steps;
}

/**
 * A new management key in the place of ours, where the reason asks for it; before the first key reference that is made, or alone. The batch behind
 * it confirms the new one. `finished`: an earlier attempt came further than that. A card that was cut in between has the pending one, and then
 * nothing is left to do; one whose new key is confirmed already gets another, which costs a command and loses nothing.
 */
export function managementKeyRotation(
  { image, model, ownership, reason }: Pick<OwnInput, 'image' | 'model' | 'ownership'> & { reason: string },
  finished: readonly unknown[],
): PlannedStep[] {
  const wanted = reasonEffects(reason).newManagementKey === true && ownership.keySet === 'current';
  if (!wanted || finished.length > 0) return [];
  return [{ kind: 'set-management-key', algorithm: managementKeyTarget(image, model), to: 'management-key.pending' }];
}

/** The card answers by another management key after these steps. */
export const setsManagementKey = (steps: readonly PlannedStep[]): boolean =>
  steps.some(({ kind }) => kind === 'set-management-key');

/**
 * The values of its stock batch that the card still has after keyChanges, as far as that is known in advance; it is not known for `try`.
 */
export function keptSecrets({ model, ownership }: Pick<OwnInput, 'model' | 'ownership'>): StockSecret[] {
  const { changePuk, setManagementKey } = model.capabilities;
  return [
    ...(setManagementKey || ownership.keySet !== 'stock' ? [] : (['management-key'] as const)),
    ...(changePuk !== false || ownership.puk !== 'puk.factory' ? [] : (['puk'] as const)),
  ];
}

/** The value that the plan tries to change, and that stays if the card refuses. */
export const mayKeepSecrets = ({ model, ownership }: Pick<OwnInput, 'model' | 'ownership'>): StockSecret[] =>
  model.capabilities.changePuk === 'try' && mayHaveStockPuk(ownership) ? ['puk'] : [];

const mayHaveStockPuk = ({ puk, elsePuk }: CardOwnership): boolean =>
  puk === 'puk.factory' || elsePuk === 'puk.factory';
