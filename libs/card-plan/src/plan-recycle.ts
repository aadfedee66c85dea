/**
 * The plan of a recycle, which makes the card blank again. The management key is authenticated first, and the vendor's reset comes last;
 * once the reset has begun, the saga can only go forward. On a card without a reset, the objects are emptied, the keys are deleted or
 * replaced by keys whose public halves are thrown away, and PIN, PUK and management key get the stock values back (design.md section 5).
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type {
  CardModel,
  KeyAlgorithm,
  KeyReferenceName,
  ManagementKeyAlgorithm,
} from '@cardwright/contracts/card/card-model';
import { say } from '@cardwright/contracts/words/say';
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
  /** The algorithms of keys according to the record or a certificate on the card, for cards that do not report them. */
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
    drift: left.map((key) => say('plan.key-stays', { key })),
    hash: hashOf({ kind: 'recycle', model: model.id, identity: image.identity, phases }),
    estimateMs: estimateMs(phases),
  };
}

/** A card whose PUK or management key is ours has shown that it can change them, whatever the row of its model says by now. */
function asShown({ model, ownership: { puk, elsePuk, keySet }, stockAlgorithm }: RecyclePlanInput): CardModel {
  const { changePuk, setManagementKey } = model.capabilities;
  const capabilities = {
    ...model.capabilities,
    changePuk: changePuk || puk !== 'puk.factory' || elsePuk !== undefined,
    setManagementKey: setManagementKey || keySet !== 'stock',
  };
  const algorithm = stockTarget({ model, stockAlgorithm });
  return { ...model, capabilities, managementKeyAlgorithms: [...model.managementKeyAlgorithms, algorithm] };
}

/** The card was delivered with the batch's key, so it supports an algorithm for that key, whatever the row says. */
const stockTarget = ({ model, stockAlgorithm }: Pick<RecyclePlanInput, 'model' | 'stockAlgorithm'>) =>
  stockAlgorithm ?? (model.managementKeyAlgorithms.includes('AES192') ? 'AES192' : '3DES');

interface Erasure {
  erase: PlannedStep[];
  /** Key references whose key stays. */
  left: KeyReferenceName[];
}

/** The reset destroys every key. Keys that can be deleted are deleted before it, while the management key still protects the rest. */
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
  // Objects that only a PIN may read are not in the image. They are erased, and read back with the PIN that is now known.
  erase.push(resetPinStep(ownership, 'pin.factory'), { kind: 'erase-data', tagHex: objectTagHex.printedInformation });
  if (puk !== 'puk.factory' || elsePuk !== undefined)
    erase.push({ kind: 'set-puk', from: puk === 'puk.factory' ? elsePuk! : puk, to: 'puk.factory' });
  // This comes last: until then, our own key protects the half-finished card.
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
