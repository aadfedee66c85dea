/**
 * What the JSON schema cannot say about a card model: its id is free, its expressions can be read, it does not fit every card, its parts
 * fit each other. Pure: gives every problem with the JSON pointer of the member.
 */
import { X509Certificate } from 'node:crypto';
import { cardModels } from '@cardwright/card-plan/models/card-models';
import { isMatchExpression } from '@cardwright/card-plan/models/match-model';
import type { CardModel } from '@cardwright/contracts/card/card-model';

export interface ModelProblem {
  path: string;
  message: string;
}

/** Whether this model comes with Cardwright: its row is corrected by releases alone. */
export const isShipped = (modelId: string): boolean => cardModels.some(({ id }) => id === modelId);

/** models: those that the registry holds. */
export function checkModel(model: CardModel, models: readonly CardModel[]): ModelProblem[] {
  const problems: ModelProblem[] = [];
  const say = (path: string, message: string): void => void problems.push({ path, message });
  const { id, variantOf, match, pin } = model;
  if (isShipped(id)) say('/id', `${id} ships with Cardwright: give your row an id of its own`);
  if (variantOf === id) say('/variantOf', 'A model is no variant of itself');
  else if (variantOf !== undefined && !models.some((row) => row.id === variantOf))
    say('/variantOf', `No card model is called ${variantOf}`);

  const expressions = ['applicationLabel', 'version', 'atrHex'] as const;
  if (expressions.every((name) => match[name] === undefined))
    say(
      '/match',
      'Name at least one of applicationLabel, version and atrHex: this row would take cards of other models',
    );
  for (const name of expressions) {
    const expression = match[name];
    if (expression !== undefined && !isMatchExpression(expression))
      say(`/match/${name}`, 'This is no regular expression of RE2 (no look-around, no back references)');
  }

  if (Object.keys(model.algorithms).length === 0) say('/algorithms', 'A card that holds no key has no use here');
  if (pin.minLength > pin.maxLength) say('/pin/minLength', 'The shortest PIN is longer than the longest');
  model.attestationRootsPem?.forEach((pem, index) => {
    if (!isCertificate(pem)) say(`/attestationRootsPem/${index}`, 'This is no certificate in PEM');
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
