/**
 * What the JSON schema cannot say about a card model: its id is free, its expressions can be read, it does not fit every card, its parts
 * fit each other. Pure: gives every problem with the JSON pointer of the member.
 */
import { X509Certificate } from 'node:crypto';
import { cardModels } from '@cardwright/card-plan/models/card-models';
import { isMatchExpression } from '@cardwright/card-plan/models/match-model';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { problemAt, type DefinitionProblem } from './definition-problem.js';

/** Whether this model comes with Cardwright: its row is corrected by releases alone. */
export const isShipped = (modelId: string): boolean => cardModels.some(({ id }) => id === modelId);

/** models: those that the registry holds. */
export function checkModel(model: CardModel, models: readonly CardModel[]): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const found = (path: string, sentence: Sentence): void => void problems.push(problemAt(path, sentence));
  const { id, variantOf, match, pin } = model;
  if (isShipped(id)) found('/id', say('definition.shipped', { model: id }));
  if (variantOf === id) found('/variantOf', say('definition.own-variant'));
  else if (variantOf !== undefined && !models.some((row) => row.id === variantOf))
    found('/variantOf', say('definition.no-model', { model: variantOf }));

  const expressions = ['applicationLabel', 'version', 'atrHex'] as const;
  if (expressions.every((name) => match[name] === undefined)) found('/match', say('definition.matches-all'));
  for (const name of expressions) {
    const expression = match[name];
    if (expression !== undefined && !isMatchExpression(expression))
      found(`/match/${name}`, say('definition.no-expression'));
  }

  if (Object.keys(model.algorithms).length === 0) found('/algorithms', say('definition.no-key'));
  if (pin.minLength > pin.maxLength) found('/pin/minLength', say('definition.pin-lengths'));
  model.attestationRootsPem?.forEach((pem, index) => {
    if (!isCertificate(pem)) found(`/attestationRootsPem/${index}`, say('definition.no-pem'));
  });
  return problems;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
}
