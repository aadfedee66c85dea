/**
 * The REST API with a bearer token: JSON in, JSON out, problem details become CardwrightErrors again. Renews the token when
 * it can. Knows no command and prints nothing.
 */
import { CardwrightError, type ErrorDetails } from '@cardwright/contracts/errors/cardwright-error';
import { queryText } from '@cardwright/contracts/query-text';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { Page, ReplyOf } from '@cardwright/contracts/nats/rpc';
import { discoverIssuer, refresh } from '../sign-in/oauth.js';
import { requireSafeUrl } from '../sign-in/safe-url.js';
import type { TokenStore } from '../sign-in/token-store.js';

/** The answer of a route is the reply of the request behind it. */
export type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;

export interface SystemInfo {
  version: string;
  oidc: { issuer: string; cliClientId: string; audience: string; scope: string };
  temporalUiUrl: string | null;
  docsUrl: string;
}

/** Several values of one name are any of them. */
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

/** Renewed this long before its end, so that it lives through the request. */
const marginMs = 30_000;

export class ApiClient {
  constructor(
    readonly url: string,
    private readonly tokens: TokenStore,
    private readonly signal: AbortSignal,
  ) {}

  system(): Promise<SystemInfo> {
    return this.json('GET', '/api/v1/system', undefined, false);
  }

  get<Answer>(path: string, query: Query = {}): Promise<Answer> {
    return this.json('GET', withQuery(path, query));
  }

  /** An answer that is no JSON and may be long, as it comes. Throws REQUEST_SERVICE_UNAVAILABLE where it is cut off. */
  async *text(path: string, query: Query = {}): AsyncGenerator<string> {
    const response = await this.request(withQuery(path, query));
    if (!response.ok) throw await problemOf(response);
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    try {
      for await (const part of response.body as unknown as AsyncIterable<Uint8Array>)
        yield decoder.decode(part, { stream: true });
    } catch (cause) {
      if (this.signal.aborted) throw cause;
      throw new CardwrightError(
        'REQUEST_SERVICE_UNAVAILABLE',
        'The answer was cut off: what came is not all',
        {},
        cause,
      );
    }
  }

  /** JSON Merge Patch (RFC 7396). version: of what was looked at. */
  async patch<Answer>(path: string, changes: unknown, version: string): Promise<Answer> {
    const headers = { 'content-type': 'application/merge-patch+json', 'if-match': `"${version}"` };
    const init = { method: 'PATCH', headers, body: JSON.stringify(changes) };
    return this.answer(await this.request(`/api/v1${path}`, init));
  }

  post<Answer>(path: string, body: unknown = {}): Promise<Answer> {
    return this.json('POST', `/api/v1${path}`, body);
  }

  /** Bytes as they are; none for a method without a body. */
  async send<Answer>(method: string, path: string, bytes?: Uint8Array, contentType?: string): Promise<Answer> {
    const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
    const init = { method, headers, ...(bytes === undefined ? {} : { body: bytes as Uint8Array<ArrayBuffer> }) };
    return this.answer(await this.request(`/api/v1${path}`, init));
  }

  /** Rows of every page, one after the other, at most `limit`. */
  async rows<Row>(path: string, query: Query, limit: number): Promise<Row[]> {
    const rows: Row[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<Row> = await this.get(path, { ...query, limit: Math.min(limit - rows.length, 500), cursor });
      rows.push(...page.rows);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && rows.length < limit);
    return rows;
  }

  /** Any request with the token; the answer as it is. Network failures are REQUEST_SERVICE_UNAVAILABLE. */
  async request(path: string, init: RequestInit = {}, signedIn = true): Promise<Response> {
    requireSafeUrl(this.url);
    const headers = { ...(init.headers as Record<string, string>) };
    if (signedIn) headers.authorization = `Bearer ${await this.accessToken()}`;
    try {
      // Never on to another place: the API has no redirects, and a token is for this one.
      return await fetch(this.url + path, { signal: this.signal, redirect: 'error', ...init, headers });
    } catch (cause) {
      if (this.signal.aborted) throw cause;
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', `Cannot reach ${this.url}`, {}, cause);
    }
  }

  private async json<Answer>(method: string, path: string, body?: unknown, signedIn = true): Promise<Answer> {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return this.answer(await this.request(path, init, signedIn));
  }

  private async answer<Answer>(response: Response): Promise<Answer> {
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as Answer;
  }

  private async accessToken(): Promise<string> {
    const known = this.tokens.get(this.url);
    if (!known) throw new CardwrightError('AUTH_REQUIRED', `Not signed in at ${this.url}: cardwright login`);
    if (known.expiresAt - marginMs > Date.now()) return known.accessToken;
    if (known.refreshToken === undefined)
      throw new CardwrightError('AUTH_REQUIRED', 'The sign-in has expired: cardwright login');
    const { token } = await discoverIssuer(known.issuer);
    const answer = await refresh(token, { clientId: known.clientId }, known.refreshToken);
    const refreshToken = answer.refresh_token ?? known.refreshToken;
    this.tokens.put(this.url, {
      ...known,
      accessToken: answer.access_token,
      refreshToken,
      expiresAt: Date.now() + (answer.expires_in ?? 300) * 1000,
    });
    return answer.access_token;
  }
}

const withQuery = (path: string, query: Query): string => `/api/v1${path}${queryText(query)}`;

/** The CardwrightError that a problem details document stands for; anything else is what its status says. */
export async function problemOf(response: Response): Promise<CardwrightError> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as {
      code?: string;
      detail?: string;
      details?: ErrorDetails;
      correlationId?: string;
    };
    if (problem.code !== undefined)
      return CardwrightError.fromWire({
        code: problem.code,
        message: problem.detail ?? '',
        details: { ...problem.details, correlationId: problem.correlationId },
      });
  } catch {
    // A proxy's own page, for example.
  }
  const code = response.status >= 502 ? 'REQUEST_SERVICE_UNAVAILABLE' : 'INTERNAL';
  return new CardwrightError(code, `Unexpected answer ${response.status} of ${response.url.split('?')[0]}`);
}
