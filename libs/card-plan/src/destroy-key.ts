/**
 * Destroys a private key in the way that the model supports: it is deleted, or replaced by a key that nobody can use because its public
 * half is thrown away (design.md section 5). Pure.
 */
import type { CardModel, KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { PlannedStep } from './planned-step.js';

/**
 * algorithm: the algorithm of the present key, if it is known. Answers undefined if the model has no way, because it generates no key
 * there.
 */
export function destroyKey(
  model: CardModel,
  keyReference: KeyReferenceName,
  algorithm: KeyAlgorithm | undefined,
): PlannedStep | undefined {
  if (model.capabilities.deleteKey) return { kind: 'delete-key', keyReference };
  const possible = model.algorithms[keyReference] ?? model.algorithms['*'] ?? [];
  // Some cards have a separate place for each algorithm: a key of another algorithm would leave the old key in place.
  const chosen = [algorithm, 'ECCP256' as const, ...possible].find((each) => each && possible.includes(each));
  return chosen === undefined ? undefined : { kind: 'generate-key', keyReference, algorithm: chosen };
}
