/** A published JSON schema as a check, and what it finds in the form in which every problem of a definition is given: a JSON pointer and words. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

/** Its code is not optimised: that would take most of the start, and a definition is checked in a millisecond either way. */
export const checkOf = <Definition>(schema: object): ValidateFunction<Definition> =>
  new Ajv2020({ allErrors: true, strict: true, code: { optimize: false } }).compile<Definition>(schema);

/** Of what was checked last: a hundred at most. */
export const problemsOf = ({ errors }: ValidateFunction): { path: string; message: string }[] =>
  (errors ?? []).slice(0, 100).map(problemOf);

function problemOf(error: ErrorObject): { path: string; message: string } {
  const { instancePath: path, message = 'not valid', params } = error;
  if (error.keyword === 'additionalProperties')
    return { path: `${path}/${String(params['additionalProperty']).slice(0, 80)}`, message: 'unknown member' };
  if (error.keyword === 'enum')
    return { path, message: `must be one of ${(params['allowedValues'] as string[]).join(', ')}` };
  return { path: path || '/', message };
}
