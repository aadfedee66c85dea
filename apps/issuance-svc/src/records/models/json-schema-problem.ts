/** What ajv finds, in the form in which every problem of a definition is given: a JSON pointer and words. */
import type { ErrorObject } from 'ajv/dist/2020.js';

export function problemOf(error: ErrorObject): { path: string; message: string } {
  const { instancePath: path, message = 'not valid', params } = error;
  if (error.keyword === 'additionalProperties')
    return { path: `${path}/${String(params['additionalProperty']).slice(0, 80)}`, message: 'unknown member' };
  if (error.keyword === 'enum')
    return { path, message: `must be one of ${(params['allowedValues'] as string[]).join(', ')}` };
  return { path: path || '/', message };
}
