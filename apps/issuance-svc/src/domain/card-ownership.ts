/**
 * Works out which PIN, PUK and management key a card has, from what the card reports and what the vault sent to it (design.md section 3). A
 * card that reports it is believed. A card that does not report it, and that was pulled while its keys were changed, has one of two values:
 * both are named, and each is presented once. Pure.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { KeySetInfo } from '@cardwright/contracts/nats/pki.api';
import type { CardOwnership } from '@cardwright/card-plan/own-card';

export interface OwnedCard {
  image: Pick<CardImage, 'managementKey' | 'pin' | 'puk'>;
  model: CardModel;
  keySets: KeySetsOfCard;
  attempt: number;
  /** An earlier attempt may have restored its stock values. */
  recycling?: boolean | undefined;
}

export function ownershipOf({ image, model, keySets, attempt, recycling = false }: OwnedCard): CardOwnership {
  const never = keySets.current === null && keySets.pending === null;
  // The card was never ours, and this request has not touched it: it has the PIN of its stock batch, unless the card itself reports
  // otherwise.
  const foreignPin = image.pin.factory === false && image.managementKey.factory === true;
  const stockPin = image.pin.factory === true || (attempt === 1 && never && !foreignPin);
  return {
    attempt,
    ...keySetOwnership(image.managementKey, keySets, recycling),
    pin: stockPin ? 'stock' : 'unknown',
    ...pukOwnership(image.puk.factory, model, keySets, recycling),
  };
}

export interface KeySetsOfCard {
  current: KeySetInfo | null;
  pending: KeySetInfo | null;
}

/** The card reports the algorithm of its key, which rules out keys of other algorithms. */
function keySetOwnership(
  { algorithm, factory }: CardImage['managementKey'],
  { current, pending }: KeySetsOfCard,
  recycling: boolean,
): Pick<CardOwnership, 'keySet' | 'elseKeySet'> {
  const before = current?.managementKeyDiversified ? 'current' : 'stock';
  if (factory === true) return { keySet: 'stock' };
  const orStock = recycling && factory === null ? ({ elseKeySet: 'stock' } as const) : {};
  if (!pending?.managementKeyDiversified) return { keySet: before, ...(before === 'current' && orStock) };
  if (factory === false || pending.version === current?.version) return { keySet: 'pending' };
  if (pending.managementKeyAlgorithm !== algorithm) return { keySet: before };
  if (before === 'current' && current!.managementKeyAlgorithm !== algorithm) return { keySet: 'pending' };
  return { keySet: 'pending', elseKeySet: before };
}

function pukOwnership(
  factory: boolean | null,
  { capabilities }: CardModel,
  { current, pending }: KeySetsOfCard,
  recycling: boolean,
): Pick<CardOwnership, 'puk' | 'elsePuk'> {
  const before = current?.pukDiversified ? 'puk.current' : 'puk.factory';
  const underWay = pending?.pukDiversified === true && capabilities.changePuk !== false;
  if (factory === true || (!underWay && before === 'puk.factory')) return { puk: 'puk.factory' };
  if (!underWay) return { puk: before, ...(factory === null && recycling && { elsePuk: 'puk.factory' }) };
  return { puk: 'puk.pending', ...(factory === null && { elsePuk: recycling ? 'puk.factory' : before }) };
}
