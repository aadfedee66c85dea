/**
 * Swagger UI at /api/docs over our own document. Served here and not by @nestjs/swagger, whose way of finding
 * @fastify/static depends on where npm happens to put it. "Try it out" works with the session cookie.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const initializer = `
let csrfToken;
window.ui = SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  requestInterceptor: async (request) => {
    if (['GET', 'HEAD'].includes(request.method) || request.headers.Authorization) return request;
    csrfToken ??= (await (await fetch('/api/v1/me')).json()).csrfToken;
    if (csrfToken) request.headers['x-csrf-token'] = csrfToken;
    return request;
  },
});
`;

/** Documents: called when one is first asked for. */
export async function serveApiDocs(
  fastify: FastifyInstance,
  documents: { openApi: () => object; asyncApi: () => object },
): Promise<void> {
  const serve = (path: string, document: () => object): void => {
    let text: string | undefined;
    fastify.get(path, (_request, reply) => reply.type('application/json').send((text ??= JSON.stringify(document()))));
  };
  const root = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  serve('/api/openapi.json', documents.openApi);
  serve('/api/v1/asyncapi.json', documents.asyncApi);
  fastify.get('/api/docs', (_request, reply) => reply.redirect('/api/docs/'));
  fastify.get('/api/docs/swagger-initializer.js', (_request, reply) => reply.type('text/javascript').send(initializer));
  await fastify.register(fastifyStatic, { root, prefix: '/api/docs/', decorateReply: false });
}
