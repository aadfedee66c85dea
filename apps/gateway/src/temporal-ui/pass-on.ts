/**
 * One request handed on to the UI and its answer back, as bytes. Only the headers that the UI needs go there, neither our session
 * nor anybody's token. Only the UI's own cookies come back.
 */
import { request as send, type IncomingHttpHeaders } from 'node:http';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { FastifyReply, FastifyRequest } from 'fastify';

const handedOn = [
  'accept',
  'accept-language',
  'accept-encoding',
  'content-type',
  'origin',
  'x-csrf-token',
  'caller-type',
];
const handedBack = ['content-type', 'content-encoding', 'cache-control', 'etag', 'last-modified', 'location', 'vary'];
/** The UI's protection against forged requests; ours (Origin, SameSite) comes before it. */
const uiCookie = /^_csrf=/;
const timeoutMs = 30_000;

/** Throws REQUEST_SERVICE_UNAVAILABLE when the UI does not answer. */
export function passOn(
  upstream: string,
  { method, url, headers, body }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return new Promise((resolve, reject) => {
    const away = (error: Error): void =>
      reject(new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', undefined, {}, error));
    const cookies = (headers.cookie ?? '').split(/; */).filter((each) => uiCookie.test(each));
    const outgoing = send(
      new URL(upstream),
      {
        method,
        path: url,
        timeout: timeoutMs,
        headers: { ...pick(headers, handedOn), ...(cookies.length > 0 ? { cookie: cookies.join('; ') } : {}) },
      },
      (answer) => {
        const own = (answer.headers['set-cookie'] ?? []).filter((each) => uiCookie.test(each));
        void reply.status(answer.statusCode ?? 502).headers(pick(answer.headers, handedBack));
        if (own.length > 0) void reply.header('set-cookie', own);
        resolve(reply.send(answer));
      },
    );
    outgoing.on('error', away);
    outgoing.on('timeout', () => outgoing.destroy(new Error('the Temporal UI does not answer')));
    outgoing.end(Buffer.isBuffer(body) ? body : undefined);
  });
}

const pick = (headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])));
