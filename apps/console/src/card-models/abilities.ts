/** What a card model can do, in the order and the words in which pages say it. Pure. */
import type { CardModel } from '../api/types.js';

export type Ability = keyof CardModel['capabilities'];

/** Vendor abilities that a card may lack, and still be a PIV card. */
export const abilities: readonly Ability[] = [
  ...(['setManagementKey', 'changePuk', 'setPinTryLimits', 'pinPolicies', 'metadata', 'attest'] as const),
  ...(['importKey', 'moveKey', 'deleteKey', 'vendorReset'] as const),
];

export const lacking = ({ capabilities }: Pick<CardModel, 'capabilities'>): Ability[] =>
  abilities.filter((ability) => capabilities[ability] === false);

export interface KeysOf {
  /** Key references that take the same algorithms; `*`: all that are not named. */
  keyReferences: string[];
  algorithms: string[];
}

/** Key references with the same algorithms together, in the order of SP 800-73-5: 9A, 9C, 9D, 9E, then the retired ones. */
export function keysOf({ algorithms }: Pick<CardModel, 'algorithms'>): KeysOf[] {
  const groups = new Map<string, KeysOf>();
  const inOrder = Object.entries(algorithms).sort(([a], [b]) => rank(a) - rank(b));
  for (const [keyReference, of] of inOrder) {
    const key = of.join(' ');
    const group = groups.get(key) ?? { keyReferences: [], algorithms: [...of] };
    group.keyReferences.push(keyReference);
    groups.set(key, group);
  }
  return [...groups.values()];
}

const first = ['9A', '9C', '9D', '9E'];
const rank = (keyReference: string): number => {
  if (keyReference === '*') return Number.MAX_SAFE_INTEGER;
  const place = first.indexOf(keyReference);
  return place < 0 ? parseInt(keyReference, 16) : place - first.length;
};

/** Every algorithm that some key of the card may have, each once. */
export const algorithmsOf = ({ algorithms }: Pick<CardModel, 'algorithms'>): string[] => [
  ...new Set(Object.values(algorithms).flat()),
];
