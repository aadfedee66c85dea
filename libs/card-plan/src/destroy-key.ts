/**
 * The end of a private key, by what the model can do: deleted, or replaced by one whose public half is thrown away, which nobody can use
 * (design.md section 5). Pure.
 */
import type { CardModel, KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { PlannedStep } from './planned-step.js';

/** algorithm: of the key that stands there, where it is known. undefined: the model has no way, since it makes no key there. */
export function destroyKey(
  model: CardModel,
  keyReference: KeyReferenceName,
  algorithm: KeyAlgorithm | undefined,
): PlannedStep | undefined {
  if (model.capabilities.deleteKey) return { kind: 'delete-key', keyReference };
  const possible = model.algorithms[keyReference] ?? model.algorithms['*'] ?? [];
  // Cards that keep a place per algorithm exist: one of another kind would leave the old key where it is.
  const chosen = [algorithm, 'ECCP256' as const, ...possible].find((each) => each && possible.includes(each));
  return chosen === undefined ? undefined : { kind: 'generate-key', keyReference, algorithm: chosen };
}
