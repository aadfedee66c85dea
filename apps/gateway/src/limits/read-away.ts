/**
 * A body that is too large is refused by its declared length, but read away first, as far as that is bearable: a client that still
 * sends when the connection is closed on it gets a broken pipe and never sees the 413 (RFC 9112 section 9.6). Nothing is kept.
 */
import type { Readable } from 'node:stream';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { FastifyInstance } from 'fastify';

/** Beyond this the sender means no good, and may see what it likes. */
const bearableBytes = 64 * 1024 * 1024;
const bearableMs = 15_000;

export function readAwayLargeBodies(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', async (request, _reply, payload) => {
    const declared = Number(request.headers['content-length'] ?? 0);
    const limit = request.routeOptions.bodyLimit ?? Number.POSITIVE_INFINITY;
    if (declared <= limit) return payload;
    if (declared <= bearableBytes) await readAway(payload as Readable);
    throw new CardwrightError('REQUEST_TOO_LARGE', undefined, { limit });
  });
}

function readAway(payload: Readable): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, bearableMs);
    for (const event of ['end', 'error', 'close'])
      payload.once(event, () => {
        clearTimeout(timer);
        resolve();
      });
    payload.resume();
  });
}
