/**
 * A body that is larger than most is read only from somebody who has signed in: what it costs to read, parse and check must not be
 * had by anybody who finds the port. Runs before the body is read; the guards run after it and say the rest.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defaultBodyLimit } from './body-limits.js';

/** Throws AUTH_REQUIRED, AUTH_TOKEN_INVALID. */
export type Identify = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export function identifyBeforeLargeBodies(fastify: FastifyInstance, identify: Identify): void {
  fastify.addHook('preParsing', async (request, reply, payload) => {
    const { bodyLimit } = request.routeOptions;
    const { 'content-length': declared, 'transfer-encoding': encoding } = request.headers;
    const maybeLarge = encoding !== undefined || Number(declared ?? 0) > defaultBodyLimit.bytes;
    if (maybeLarge && bodyLimit !== undefined && bodyLimit > defaultBodyLimit.bytes)
      await identify(request, reply).catch((error: unknown) => {
        // The sender is still at it: without this it might never see the answer.
        void reply.header('connection', 'close');
        throw error instanceof CardwrightError ? error : new CardwrightError('AUTH_REQUIRED', undefined, {}, error);
      });
    return payload;
  });
}
