/** Shape first (ajv on the published schema), then sense (card-model-rules.ts). */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { checkOf, problemsOf } from './json-schema-problem.js';
import { checkModel } from './card-model-rules.js';
import type { DefinitionProblem } from './definition-problem.js';
import { cardModelSchema } from './card-model-schema.js';

const validate = checkOf<CardModel>(cardModelSchema);

export type ValidatedModel = { model: CardModel; problems: [] } | { problems: DefinitionProblem[] };

/** models: those that the registry holds. */
export function validateModel(definition: unknown, models: readonly CardModel[]): ValidatedModel {
  if (!validate(definition)) return { problems: problemsOf(validate) };
  const problems = checkModel(definition, models);
  return problems.length > 0 ? { problems } : { model: definition, problems: [] };
}
