/** Every JSON answer of the API in its reader's language: `Content-Language` says which, and caches keep the two apart (`Vary`). */
import type { FastifyInstance } from 'fastify';
import { inLanguage } from './in-language.js';
import { readerLanguage } from './reader-language.js';

export function answerInLanguage(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    if (!request.url.startsWith('/api/')) return done(null, payload);
    const language = readerLanguage(request.headers['accept-language']);
    const shown = inLanguage(payload, language);
    void reply.header('vary', 'Accept-Language');
    // Without a sentence in it an answer is for everybody, and English where a sentence has no other words yet.
    void reply.header('content-language', shown === payload ? 'en' : language);
    done(null, shown);
  });
}
