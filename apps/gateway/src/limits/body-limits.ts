/**
 * How large a body may be, for each route: small unless the route is in the table. Checked before anything is parsed or validated,
 * because validation comes before the rate limits have been counted and, on public routes, before anybody has signed in.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { FastifyInstance } from 'fastify';
import { fileBody, fileBytes, fileTypes, importRoute, photoRoute, pieceRoute } from './people-file.js';
import { shapeBreach, type JsonShape } from './json-shape.js';

export interface BodyLimit extends JsonShape {
  bytes: number;
}

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

/** Enough for every request that a person makes by hand. */
export const defaultBodyLimit: BodyLimit = { bytes: 16 * kilobyte, depth: 4, members: 64, values: 256 };
/** People arrive as one file of up to 5 MB, a larger one in pieces. In JSON each quote and line end of it takes two characters. */
const importBytes = 8 * megabyte;

const importOf = (bytes: number, values: number): BodyLimit => ({ ...defaultBodyLimit, bytes, values });
/** Credential profiles and card models are documents of their own, with schemas of their own: docs/schemas. */
const documentLimit: BodyLimit = { bytes: 128 * kilobyte, depth: 16, members: 128, values: 4096 };

export const bodyLimits: Readonly<Record<string, BodyLimit>> = {
  // Nobody has signed in here: the code, the agent's key, its proof and its version, nothing more.
  '/api/v1/workstations/enrol': { ...defaultBodyLimit, bytes: 4 * kilobyte, members: 16, values: 32 },
  [importRoute]: importOf(importBytes, defaultBodyLimit.values),
  [pieceRoute]: importOf(megabyte, defaultBodyLimit.values),
  // 200 kB, in base64.
  [photoRoute]: { ...defaultBodyLimit, bytes: 300 * kilobyte },
  // 10,000 serial numbers of up to 128 characters.
  '/api/v1/stock-batches': importOf(2 * megabyte, 11_000),
  // 500 ids.
  '/api/v1/bulk-actions/preview': importOf(32 * kilobyte, 600),
  '/api/v1/profiles': documentLimit,
  '/api/v1/profiles/validate': documentLimit,
  '/api/v1/profile-proposals': documentLimit,
  '/api/v1/models': documentLimit,
  '/api/v1/models/validate': documentLimit,
  // The Temporal UI asks for all payloads of a page of history at once.
  '/codec/decode': { bytes: 4 * megabyte, depth: 8, members: 64, values: 20_000 },
};

const bodyLimitOf = (route: string | undefined): BodyLimit => bodyLimits[route ?? ''] ?? defaultBodyLimit;

/** RFC 7396: a PATCH takes it besides plain JSON. */
const mergePatch = 'application/merge-patch+json';

type Done = (error: Error | null, body?: unknown) => void;

/**
 * The two kinds of body that exist, JSON and files, each with its checks; every other content type is refused (415). Nest's own parsers (URL-encoded
 * forms, plain text) must be off.
 */
export function parseBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = bodyLimitOf(route.url).bytes;
  });
  fastify.removeAllContentTypeParsers();
  // Refuses members that would change prototypes.
  const parseJson = fastify.getDefaultJsonParser('error', 'error') as (
    request: unknown,
    text: string,
    done: Done,
  ) => void;
  fastify.addContentTypeParser(
    ['application/json', mergePatch],
    { parseAs: 'buffer' },
    (request, body: Buffer, done) => {
      // Clients put the type beside every request that changes something; nothing is what a DELETE sends.
      if (request.method === 'DELETE' && body.length === 0) return done(null);
      const breach = shapeBreach(body, bodyLimitOf(request.routeOptions.url));
      if (request.method !== 'PATCH' && request.headers['content-type']?.startsWith(mergePatch))
        return done(Object.assign(new Error('no patch here'), { statusCode: 415 }));
      if (breach !== null) done(tooComplex(breach, bodyLimitOf(request.routeOptions.url)[breach]));
      else withText(body, done, (text) => parseJson(request, text, done));
    },
  );
  fastify.addContentTypeParser([...fileTypes], { parseAs: 'buffer' }, (request, body: Buffer, done: Done) => {
    const file = fileBody(request, body);
    if (body.length > fileBytes) done(new CardwrightError('REQUEST_TOO_LARGE', undefined, { limit: fileBytes }));
    else if (file === undefined) done(Object.assign(new Error('no file here'), { statusCode: 415 }));
    else done(null, file);
  });
}

function tooComplex(breach: keyof JsonShape, limit: number): CardwrightError {
  const texts: Record<keyof JsonShape, Sentence> = {
    depth: say('input.too-deep', { limit }),
    members: say('input.too-many-members', { limit }),
    values: say('input.too-many-values', { limit }),
  };
  return new CardwrightError('REQUEST_INVALID', texts[breach], { limit: breach, atMost: limit });
}

/** Text that is not UTF-8 would be stored as something else than was sent: refused. */
function withText(body: Buffer, done: Done, use: (text: string) => void): void {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return done(Object.assign(new Error('not UTF-8'), { statusCode: 400 }));
  }
  use(text);
}
