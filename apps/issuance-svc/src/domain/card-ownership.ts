/**
 * Works out which PIN, PUK and management key a card has, from what the card reports and what the vault sent to it (design.md section 3). A
 * card that reports it is believed. A card that does not report it, and that was pulled while its keys were changed, has one of two values:
 * both are named, and each is presented once. Of two PUKs the old one comes first: a change that was cut may have cost a try already, and then
 * there is only one to spend before the last. Pure.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { KeySetInfo, PukName } from '@cardwright/contracts/nats/pki.api';
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
    ...pukOwnership(image.puk.factory, model, keySets, { recycling, attempt }),
  };
}

export interface KeySetsOfCard {
  current: KeySetInfo | null;
  pending: KeySetInfo | null;
  /** Presented to the card and refused since a PUK of it was proved. */
  wrongPuks?: readonly PukName[] | undefined;
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
  // That it is not the stock batch's says which one it is, unless it was one of ours before already.
  if (factory === false && before === 'stock') return { keySet: 'pending' };
  if (pending.managementKeyAlgorithm !== algorithm) return { keySet: before };
  if (before === 'current' && current!.managementKeyAlgorithm !== algorithm) return { keySet: 'pending' };
  return { keySet: 'pending', elseKeySet: before };
}

/** A PUK that the card has refused is not presented again while the other one may be it. */
function pukOwnership(
  factory: boolean | null,
  { capabilities }: CardModel,
  { current, pending, wrongPuks = [] }: KeySetsOfCard,
  { recycling, attempt }: { recycling: boolean; attempt: number },
): Pick<CardOwnership, 'puk' | 'elsePuk'> {
  const before: PukName = current?.pukDiversified ? 'puk.current' : 'puk.factory';
  const underWay = pending?.pukDiversified === true && capabilities.changePuk !== false;
  let possible: PukName[] = underWay ? [recycling ? 'puk.factory' : before, 'puk.pending'] : [before];
  if (factory === true) possible = ['puk.factory'];
  else if (factory === false) possible = possible.slice(-1);
  else if (recycling && !underWay && before !== 'puk.factory') possible = [before, 'puk.factory'];
  // What an earlier attempt of a recycle changed was the PUK that had been under way.
  else if (recycling && underWay && attempt > 1) possible = ['puk.pending', 'puk.factory'];
  // And the stock batch's, which it sets, may have been refused before that.
  const outdated = recycling && attempt > 1 ? 'puk.factory' : undefined;
  const left = possible.filter((name) => name === outdated || !wrongPuks.includes(name));
  const [puk, elsePuk] = left.length === 0 ? possible : left;
  return { puk: puk!, ...(elsePuk !== undefined && { elsePuk }) };
}
