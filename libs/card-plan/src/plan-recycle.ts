/**
 * The plan of a recycle: back to a blank card. With the management key first; the vendor's reset last, and only forward
 * once it has begun. A card without a reset gets empty objects, its keys deleted or replaced by ones whose public halves are thrown away,
 * and its PIN, PUK and management key back to the stock values (design.md section 5).
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type {
  CardModel,
  KeyAlgorithm,
  KeyReferenceName,
  ManagementKeyAlgorithm,
} from '@cardwright/contracts/card/card-model';
import { objectTagHex } from './content.js';
import { destroyKey } from './destroy-key.js';
import { certificateTagHex } from './key-reference-tags.js';
import { estimateMs } from './estimate.js';
import { resetPinStep, type CardOwnership } from './own-card.js';
import { hashOf } from './plan-hash.js';
import type { CardPlan, PlannedStep } from './planned-step.js';
import { feasible } from './step-needs.js';

export interface RecyclePlanInput {
  image: CardImage;
  model: CardModel;
  /** Algorithms of keys that the record or a certificate on the card knows, for cards that cannot tell themselves. */
  knownKeys: Readonly<Partial<Record<KeyReferenceName, KeyAlgorithm>>>;
  ownership: Pick<CardOwnership, 'puk' | 'elsePuk' | 'keySet'>;
  /** The algorithm of the stock batch's key, to which the card goes back; null: 24 bytes that serve as 3DES and as AES-192. */
  stockAlgorithm: ManagementKeyAlgorithm | null;
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

/** A card whose PUK or management key is ours has shown that it can change them, whatever the row of its model says by now. */
function asShown({ model, ownership: { puk, keySet }, stockAlgorithm }: RecyclePlanInput): CardModel {
  const { changePuk, setManagementKey } = model.capabilities;
  const capabilities = {
    ...model.capabilities,
    changePuk: changePuk || puk !== 'puk.factory',
    setManagementKey: setManagementKey || keySet !== 'stock',
  };
  const algorithm = stockTarget({ model, stockAlgorithm });
  return { ...model, capabilities, managementKeyAlgorithms: [...model.managementKeyAlgorithms, algorithm] };
}

/** The batch's key was on the card when it was delivered: there is an algorithm for it, whatever the row says. */
const stockTarget = ({ model, stockAlgorithm }: Pick<RecyclePlanInput, 'model' | 'stockAlgorithm'>) =>
  stockAlgorithm ?? (model.managementKeyAlgorithms.includes('AES192') ? 'AES192' : '3DES');

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

function wipe({ image, model, knownKeys, ownership, stockAlgorithm }: RecyclePlanInput): Erasure {
  const { puk, elsePuk, keySet } = ownership;
  const erase: PlannedStep[] = [];
  const left: KeyReferenceName[] = [];
  for (const { tagHex } of image.dataObjects) if (tagHex !== '7E') erase.push({ kind: 'erase-data', tagHex });
  for (const keyReference of keysToDestroy(image, knownKeys)) {
    const reported = image.keyReferences.find((row) => row.keyReference === keyReference)?.algorithm;
    const step = destroyKey(model, keyReference, reported ?? knownKeys[keyReference]);
    if (step === undefined) left.push(keyReference);
    else erase.push(step);
  }
  // What only a PIN may read is not in the image: erased and read back with the PIN that is known now.
  erase.push(resetPinStep(ownership, 'pin.factory'), { kind: 'erase-data', tagHex: objectTagHex.printedInformation });
  if (puk !== 'puk.factory' || elsePuk !== undefined)
    erase.push({ kind: 'set-puk', from: puk === 'puk.factory' ? elsePuk! : puk, to: 'puk.factory' });
  // Last: until then the key that is ours protects what is half done.
  if (keySet !== 'stock')
    erase.push({
      kind: 'set-management-key',
      algorithm: stockTarget({ model, stockAlgorithm }),
      to: 'management-key.factory',
    });
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
