/**
 * Serves the console's build at `/`: files by their name, and its index page for every path that is one of the page's own
 * routes. Absent (not built, or served by somebody else), `/` is simply not found.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Below these nothing is a page: a wrong path there is a problem, not the console. */
const notPages = /^\/(api|auth|codec|crl|ca|agent-packages|healthz|readyz)(\/|$)/;

export async function serveConsole(fastify: FastifyInstance, directory: string): Promise<void> {
  if (!existsSync(join(directory, 'index.html'))) return;
  await fastify.register(fastifyStatic, { root: resolve(directory), serve: false });
  fastify.get('/*', (request, reply) => {
    const path = decodeURIComponent(request.url.split('?')[0] ?? '/');
    if (notPages.test(path)) return reply.callNotFound();
    if (path.startsWith('/assets/'))
      // Vite puts a hash of the content into these names.
      return reply.sendFile(path.slice(1), { immutable: true, maxAge: '365d' });
    const isFile = /\.[a-z0-9]+$/i.test(path);
    if (isFile) return reply.sendFile(path.slice(1));
    return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false });
  });
}
