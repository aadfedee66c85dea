/**
 * The one way to the gateway: typed by its OpenAPI document, the session's CSRF token on everything that changes something, and
 * every failure thrown as an ApiProblem. Holds no state but that token.
 */
import { restClient } from '@cardwright/api-client/client';
import { ApiProblem, strangeAnswer, unreachable } from './problem.js';
import { readerLanguage } from './reader-language.js';
import { noticeStepUp } from './step-up.js';
import type { Problem } from './types.js';

let csrfToken: string | null = null;
/** From `GET /me`; kept in memory only. */
export const setCsrfToken = (token: string | null): void => {
  csrfToken = token;
};

/**
 * In the language of the page, which may be another than the browser's. Only what changes something carries the token: the gateway asks for it
 * there (apps/gateway/src/auth/csrf.ts).
 */
function withHeaders(request: Request): Request {
  const language = readerLanguage();
  if (language !== undefined) request.headers.set('accept-language', language);
  if (csrfToken !== null && request.method !== 'GET') request.headers.set('x-csrf-token', csrfToken);
  return request;
}

export const api = restClient({
  baseUrl: location.origin,
  credentials: 'same-origin',
  fetch: (request: Request) =>
    fetch(withHeaders(request)).catch((error: unknown) => Promise.reject(asUnreachable(error))),
});

/** The body of a good answer; throws ApiProblem for every other. */
export async function unwrap<Data>(call: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Data> {
  const { data, error, response } = await call;
  if (response.ok) return data as Data;
  const problem = isProblemBody(error) ? new ApiProblem(error) : strangeAnswer(response.status);
  noticeStepUp(problem);
  throw problem;
}

/** A request that the generated client cannot make, with its JSON answer. Throws as `unwrap`. */
export async function request<Data>(path: string, init: RequestInit): Promise<Data> {
  const asked = withHeaders(new Request(new URL(path, location.origin), { credentials: 'same-origin', ...init }));
  const response = await fetch(asked).catch((error: unknown) => Promise.reject(asUnreachable(error)));
  const answer: unknown = await response.json().catch(() => undefined);
  return unwrap<Data>(Promise.resolve({ response, ...(response.ok ? { data: answer as Data } : { error: answer }) }));
}

/** A file, or a piece of one, as it is. Throws as `unwrap`. */
export const sendBytes = <Data>(method: 'POST' | 'PUT', path: string, bytes: Blob, type: string): Promise<Data> =>
  request<Data>(path, { method, body: bytes, headers: { 'content-type': type } });

/** Ends the session; answers where the issuer's own session can be ended, or the page that says that only this browser knows of it. */
export async function signOut(): Promise<string> {
  const response = await fetch(withHeaders(new Request('/auth/logout', { method: 'POST' })));
  if (response.status === 503 || response.status === 504) return '/?signIn=unrecorded';
  if (!response.ok) throw strangeAnswer(response.status);
  return ((await response.json()) as { location: string }).location;
}

/** A request that was given up on purpose stays what it is: TanStack Query knows it. */
const asUnreachable = (error: unknown): unknown =>
  error instanceof DOMException && error.name === 'AbortError' ? error : unreachable();

const isProblemBody = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
