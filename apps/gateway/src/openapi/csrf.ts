/**
 * The header that goes with a session cookie wherever something is changed (auth/csrf.ts), in the words of OpenAPI: a second key beside the cookie, and
 * none beside a token.
 */
import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './operations.js';

/** Changes the document. */
export function describeCsrf(document: OpenAPIObject): void {
  document.components!.securitySchemes!['csrf'] = {
    type: 'apiKey',
    in: 'header',
    name: 'x-csrf-token',
    description: 'csrfToken of GET /api/v1/me; with the cookie alone, and only from the portal’s own pages.',
  };
  for (const { method, operation } of operationsOf(document))
    if (method !== 'get')
      operation.security &&= operation.security.map((way) => ('cookie' in way ? { ...way, csrf: [] } : way));
}
