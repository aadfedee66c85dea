/** Shape first (ajv on the published schema), then sense (card-model-rules.ts). */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { problemOf } from './json-schema-problem.js';
import { checkModel, type ModelProblem } from './card-model-rules.js';
import { cardModelSchema } from './card-model-schema.js';

/** Code that is not optimised: optimising it takes most of the start, and a definition is checked in a millisecond either way. */
const validate = new Ajv2020({ allErrors: true, strict: true, code: { optimize: false } }).compile<CardModel>(
  cardModelSchema,
);

export type ValidatedModel = { model: CardModel; problems: [] } | { problems: ModelProblem[] };

/** models: those that the registry holds. */
export function validateModel(definition: unknown, models: readonly CardModel[]): ValidatedModel {
  if (!validate(definition)) return { problems: (validate.errors ?? []).slice(0, 100).map(problemOf) };
  const problems = checkModel(definition, models);
  return problems.length > 0 ? { problems } : { model: definition, problems: [] };
}
