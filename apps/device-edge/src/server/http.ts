/**
 * One HTTP(S) exchange with the gateway, with a trust anchor of our own: fetch cannot take a CA per call.
 * Plain http goes to a loopback address only.
 */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';

export interface HttpOptions {
  /** Only this root counts. */
  caPem?: string;
  /** For public content that is verified by its hash afterwards. */
  unverified?: boolean;
  body?: unknown;
}

const answerMax = 256 * 1024;
const timeoutMs = 15_000;

export const isLoopback = (url: URL): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);

export function httpText(url: URL, options: HttpOptions): Promise<{ status: number; text: string; date?: Date }> {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    return Promise.reject(new TypeError('the server URL must be https (http to a loopback address is allowed)'));
  const payload = options.body === undefined ? undefined : JSON.stringify(options.body);
  const requestOptions: RequestOptions = {
    method: payload === undefined ? 'GET' : 'POST',
    timeout: timeoutMs,
    headers: {
      accept: 'application/json',
      ...(payload !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(payload),
      }),
    },
    ...(options.caPem !== undefined && { ca: options.caPem }),
    ...(options.unverified === true && { rejectUnauthorized: false }),
  };
  return new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = open(url, requestOptions, (response) => {
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        length += part.length;
        if (length > answerMax) request.destroy(new Error('the answer is too large'));
        else parts.push(part);
      });
      response.on('error', reject);
      response.on('end', () => {
        const { date } = response.headers;
        const text = Buffer.concat(parts).toString('utf8');
        resolve({ status: response.statusCode ?? 0, text, ...(date !== undefined && { date: new Date(date) }) });
      });
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
    request.end(payload);
  });
}
