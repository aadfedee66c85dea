/**
 * An address below /api/v1 that the API does not have, and a method that an address does not take (RFC 9110, section 15.5.6), each with a code of
 * its own: a client that has mistyped a path is not told to look for the thing that it named. Answered before anything of a body is read.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { FastifyInstance } from 'fastify';
import { ProblemFilter } from './problem.filter.js';

const api = '/api/v1/';

/** Before the routes are there, as each is noticed when it comes. */
export function refuseUnknownRoutes(fastify: FastifyInstance): void {
  const methodsOf = new Map<string, Set<string>>();
  const problems = new ProblemFilter();
  fastify.addHook('onRoute', ({ url, method }) => {
    if (!url.startsWith(api)) return;
    const methods = methodsOf.get(url) ?? new Set();
    methodsOf.set(url, methods);
    for (const each of [method].flat()) methods.add(each);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const path = request.url.split('?')[0]!;
    if (!path.startsWith(api) || methodsOf.has(request.routeOptions.url ?? '')) return done();
    const allowed = [...methodsOf].flatMap(([template, methods]) => (isOf(template, path) ? [...methods] : []));
    // An id that is too long for any router: there is no such thing.
    if (allowed.includes(request.method)) return done();
    if (allowed.length > 0) void reply.header('allow', [...new Set(allowed)].toSorted().join(', '));
    const code = allowed.length > 0 ? 'REQUEST_METHOD_NOT_ALLOWED' : 'REQUEST_ROUTE_UNKNOWN';
    void problems.send(new CardwrightError(code), request, reply);
  });
}

/** template: `/api/v1/devices/:deviceId`; a name stands for anything without a slash. */
function isOf(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, at) => part.startsWith(':') || part === given[at]);
}
