/** A published JSON schema as a check, and what it finds in the form in which every problem of a definition is given: a JSON pointer and words. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { problemAt, type DefinitionProblem } from './definition-problem.js';

/** Its code is not optimised: that would take most of the start, and a definition is checked in a millisecond either way. */
export const checkOf = <Definition>(schema: object): ValidateFunction<Definition> =>
  new Ajv2020({ allErrors: true, strict: true, code: { optimize: false } }).compile<Definition>(schema);

/** Of what was checked last: a hundred at most. */
export const problemsOf = ({ errors }: ValidateFunction): DefinitionProblem[] =>
  (errors ?? []).slice(0, 100).map(problemOf);

function problemOf({ instancePath, keyword, message = 'not valid', params }: ErrorObject): DefinitionProblem {
  if (keyword === 'additionalProperties')
    return problemAt(`${instancePath}/${String(params['additionalProperty']).slice(0, 80)}`, say('schema.unknown'));
  const path = keyword === 'enum' ? instancePath : instancePath || '/';
  const sentence = sentences[keyword]?.(params as Params);
  // A keyword that is not in this table has ajv's English words.
  return sentence === undefined ? { path, message } : problemAt(path, sentence);
}

/** As ajv gives them, by keyword. */
interface Params {
  allowedValues: string[];
  type: string | string[];
  missingProperty: string;
  comparison: string;
  limit: number;
  pattern: string;
}
const limit = ({ comparison, limit }: Params): Sentence => say('schema.limit', { comparison, limit });
const sentences: Readonly<Record<string, (params: Params) => Sentence>> = {
  enum: ({ allowedValues: values }) => say('schema.one-of', { values }),
  type: ({ type }) => say('schema.type', { type: [type].flat().join(',') }),
  required: ({ missingProperty: name }) => say('schema.required', { name }),
  minimum: limit,
  maximum: limit,
  exclusiveMinimum: limit,
  exclusiveMaximum: limit,
  minLength: ({ limit }) => say('schema.min-length', { limit }),
  maxLength: ({ limit }) => say('schema.max-length', { limit }),
  minItems: ({ limit }) => say('schema.min-items', { limit }),
  maxItems: ({ limit }) => say('schema.max-items', { limit }),
  pattern: ({ pattern }) => say('schema.pattern', { pattern }),
};
