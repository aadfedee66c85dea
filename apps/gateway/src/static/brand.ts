/**
 * Whose console this is: a small script that the page loads before it draws anything (so that no other colour is seen first), and the logo. Without any of
 * it the file of the console's build is served, which says nothing.
 */
import type { FastifyInstance } from 'fastify';
import type { BrandConfig } from '../config/brand.js';

/** An SVG that is opened by its address is a document: nothing in it runs, and nothing is loaded for it. */
const logoPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

export function serveBrand(fastify: FastifyInstance, { name, colour, logo }: BrandConfig): void {
  if (name === null && colour === null && logo === null) return;
  const said = { name, colour, logo: logo === null ? null : `/brand-logo?${logo.hash}` };
  const script = `globalThis.cardwrightBrand = ${JSON.stringify(said)};\n`;
  fastify.get('/brand.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(script),
  );
  if (logo === null) return;
  fastify.get('/brand-logo', (_request, reply) =>
    reply
      .type(logo.type)
      .headers({ 'content-security-policy': logoPolicy, 'cache-control': 'public, max-age=86400' })
      .send(logo.bytes),
  );
}
