/**
 * The plan of a recycle: back to a blank card. With the management key first; the vendor's reset last, and only forward
 * once it has begun. A card without a reset gets empty objects, its keys deleted or replaced by ones whose public halves are thrown away,
 * and its PIN, PUK and management key back to the stock values (design.md section 5).
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel, KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import { destroyKey } from './destroy-key.js';
import { certificateTagHex } from './key-reference-tags.js';
import { estimateMs } from './estimate.js';
import type { CardOwnership } from './own-card.js';
import { hashOf } from './plan-hash.js';
import type { CardPlan, PlannedStep } from './planned-step.js';
import { feasible } from './step-needs.js';

export interface RecyclePlanInput {
  image: CardImage;
  model: CardModel;
  /** Algorithms of keys that the record or a certificate on the card knows, for cards that cannot tell themselves. */
  knownKeys: Readonly<Partial<Record<KeyReferenceName, KeyAlgorithm>>>;
  ownership: Pick<CardOwnership, 'puk'>;
}

export function planRecycle(input: RecyclePlanInput): CardPlan {
  const { image, model } = input;
  const { erase, left } = model.capabilities.vendorReset ? reset(input) : wipe(input);
  const phases = feasible(asShown(input), { erase });
  return {
    phases,
    certificates: [],
    drift: left.map(
      (keyReference) =>
        `Nothing on this card destroys what may stand in key reference ${keyReference}; it loses its certificate`,
    ),
    hash: hashOf({ kind: 'recycle', model: model.id, identity: image.identity, phases }),
    estimateMs: estimateMs(phases),
  };
}

/** A card whose PUK is ours has shown that it can change it, whatever the row of its model says by now. */
const asShown = ({ model, ownership: { puk } }: RecyclePlanInput): CardModel =>
  puk === 'puk.factory' ? model : { ...model, capabilities: { ...model.capabilities, changePuk: true } };

interface Erasure {
  erase: PlannedStep[];
  /** Key references whose key stays. */
  left: KeyReferenceName[];
}

/** The reset destroys every key; where they can be deleted they go first, while the management key still protects what follows. */
function reset({ image, model }: RecyclePlanInput): Erasure {
  const present = model.capabilities.deleteKey
    ? image.keyReferences.filter(({ keyPresent }) => keyPresent === true)
    : [];
  return {
    erase: [
      ...present.map(({ keyReference }): PlannedStep => ({ kind: 'delete-key', keyReference })),
      { kind: 'vendor-reset' },
    ],
    left: [],
  };
}

function wipe({ image, model, knownKeys, ownership: { puk } }: RecyclePlanInput): Erasure {
  const erase: PlannedStep[] = [];
  const left: KeyReferenceName[] = [];
  for (const { tagHex } of image.dataObjects) if (tagHex !== '7E') erase.push({ kind: 'erase-data', tagHex });
  for (const keyReference of keysToDestroy(image, knownKeys)) {
    const told = image.keyReferences.find((row) => row.keyReference === keyReference)?.algorithm;
    const step = destroyKey(model, keyReference, told ?? knownKeys[keyReference]);
    if (step === undefined) left.push(keyReference);
    else erase.push(step);
  }
  erase.push({ kind: 'reset-pin', puk, to: 'pin.factory' });
  if (puk !== 'puk.factory') erase.push({ kind: 'set-puk', from: puk, to: 'puk.factory' });
  return { erase, left };
}

function keysToDestroy(image: CardImage, knownKeys: RecyclePlanInput['knownKeys']): KeyReferenceName[] {
  const present = new Set(image.dataObjects.map(({ tagHex }) => tagHex));
  const names = new Set<KeyReferenceName>(Object.keys(knownKeys) as KeyReferenceName[]);
  for (const row of image.keyReferences)
    if (row.keyPresent === false) names.delete(row.keyReference);
    else if (row.keyPresent === true || present.has(certificateTagHex(row.keyReference))) names.add(row.keyReference);
  return [...names].sort();
}
