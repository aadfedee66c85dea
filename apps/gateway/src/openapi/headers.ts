/** Headers that answers of all operations have, in the words of OpenAPI; docs/rest-api.md says what clients do with them. */
import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './operations.js';

const text = { type: 'string' as const };
const headers = {
  'x-correlation-id': {
    description: 'By which logs and the audit trail know this request; that of the request, where it sent one',
    schema: text,
  },
  'Retry-After': { description: 'Seconds until it is worth asking again', schema: { type: 'integer' as const } },
  RateLimit: { description: 'What is left of the minute, as `"identity";r=0;t=42`', schema: text },
  'RateLimit-Policy': {
    description: 'How many requests a minute there are, as `"identity";q=1200;w=60`',
    schema: text,
  },
};
type Name = keyof typeof headers;
const named = (...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Changes the document. After the problems are described. */
export function describeHeaders(document: OpenAPIObject): void {
  document.components!.headers = { ...document.components!.headers, ...headers };
  const everywhere = named('x-correlation-id');
  for (const { operation } of operationsOf(document))
    for (const response of Object.values(operation.responses))
      if (!('$ref' in response!)) response!.headers = { ...response!.headers, ...everywhere };
  for (const [codes, response] of Object.entries(document.components!.responses!)) {
    const limited = codes.includes('REQUEST_RATE_LIMITED');
    if (!('$ref' in response))
      response.headers = { ...everywhere, ...(limited && named('Retry-After', 'RateLimit', 'RateLimit-Policy')) };
  }
}
