/**
 * Headers of every answer, whatever becomes of the request. An address that cannot be read (`/%zz`), or with an id that is too long, comes to
 * no hook and no handler: Fastify would answer by itself, with none of our headers and with no problem of ours.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemFilter } from './problem.filter.js';

type SetHeaders = (request: FastifyRequest, reply: FastifyReply) => unknown;

export function addHeaders(fastify: FastifyInstance, setHeaders: SetHeaders): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    setHeaders(request, reply);
    done();
  });
}

/** For Fastify's option `frameworkErrors`. */
export function unreadableAddress(setHeaders: SetHeaders) {
  const problems = new ProblemFilter();
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    setHeaders(request, reply);
    void problems.send(error, request, reply);
  };
}
