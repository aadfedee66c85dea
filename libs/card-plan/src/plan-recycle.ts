/**
 * The plan of a recycle: back to a blank card. With the management key first; the vendor's reset last, and only forward
 * once it has begun. A card without vendor instructions gets empty objects, keys whose public halves are thrown away in
 * place of the old ones, and its PIN back to the stock value by the PUK (design.md section 5).
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel, KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { certificateTagHex } from './key-reference-tags.js';
import { estimateMs } from './estimate.js';
import { hashOf } from './plan-hash.js';
import type { CardPlan, PlannedStep } from './planned-step.js';

export interface RecyclePlanInput {
  image: CardImage;
  model: CardModel;
  /** Algorithms of keys that the record knows, for cards that cannot tell themselves. */
  knownKeys: Readonly<Partial<Record<KeyReferenceName, KeyAlgorithm>>>;
  /** The PUK that the card has now; with `puk.factory` it stays as it is. */
  puk: Extract<SecretName, 'puk.factory' | 'puk.current' | 'puk.pending'>;
}

export function planRecycle({ image, model, knownKeys, puk }: RecyclePlanInput): CardPlan {
  const { capabilities } = model;
  const erase: PlannedStep[] = [];
  if (!capabilities.vendorReset) {
    for (const { tagHex } of image.dataObjects) if (tagHex !== '7E') erase.push({ kind: 'erase-data', tagHex });
    for (const keyReference of keysToDestroy(image, knownKeys))
      erase.push(
        capabilities.deleteKey
          ? { kind: 'delete-key', keyReference }
          : { kind: 'generate-key', keyReference, algorithm: knownKeys[keyReference] ?? 'ECCP256' },
      );
    erase.push({ kind: 'reset-pin', puk, to: 'pin.factory' });
    if (puk !== 'puk.factory') erase.push({ kind: 'set-puk', from: puk, to: 'puk.factory' });
  } else {
    for (const row of image.keyReferences)
      if (row.keyPresent) erase.push({ kind: 'delete-key', keyReference: row.keyReference });
    erase.push({ kind: 'vendor-reset' });
  }
  const phases = { erase };
  return {
    phases,
    certificates: [],
    drift: [],
    hash: hashOf({ kind: 'recycle', model: model.id, identity: image.identity, phases }),
    estimateMs: estimateMs(phases),
  };
}

function keysToDestroy(image: CardImage, knownKeys: RecyclePlanInput['knownKeys']): KeyReferenceName[] {
  const present = new Set(image.dataObjects.map(({ tagHex }) => tagHex));
  const names = new Set<KeyReferenceName>(Object.keys(knownKeys) as KeyReferenceName[]);
  for (const row of image.keyReferences)
    if (row.keyPresent || present.has(certificateTagHex(row.keyReference))) names.add(row.keyReference);
  return [...names].sort();
}
