/**
 * The REST API with a bearer token, by the generated client: problem details become CardwrightErrors again. Renews the token when it can.
 * Knows no command and prints nothing.
 */
import { CardwrightError, type ErrorDetails } from '@cardwright/contracts/errors/cardwright-error';
import type { Page } from '@cardwright/contracts/nats/rpc';
import { onlyInEnglish } from '@cardwright/contracts/said';
import {
  type Answer,
  type Ask,
  type ListPath,
  type Method,
  type paths,
  type QueryOf,
  type RestClient,
  restClient,
  type RowOf,
} from '@cardwright/api-client/client';
import { discoverIssuer, refresh } from '../sign-in/oauth.js';
import { requireSafeUrl } from '../sign-in/safe-url.js';
import type { TokenStore } from '../sign-in/token-store.js';

type ListParams<Path extends ListPath> = {
  query?: Omit<QueryOf<Path>, 'cursor' | 'limit'>;
} & (paths[Path]['get']['parameters'] extends { path: infer Named } ? { path: Named } : object);

/** Renewed this long before its end, so that it lives through the request. */
const marginMs = 30_000;

export class ApiClient {
  /** Never on to another place: the API has no redirects, and a token is for this one. */
  private readonly always: { redirect: 'error'; signal: AbortSignal };
  private readonly rest: RestClient;

  constructor(
    readonly url: string,
    private readonly tokens: TokenStore,
    private readonly signal: AbortSignal,
  ) {
    this.always = { redirect: 'error', signal };
    const good = async (request: Request): Promise<Response> => {
      const response = await this.fetched(request);
      if (!response.ok) throw await problemOf(response);
      return response;
    };
    this.rest = restClient({ baseUrl: url, ...this.always, fetch: good });
  }

  readonly get: Ask<'get'> = (path, init?) => this.ask('get', path, init);
  readonly post: Ask<'post'> = (path, init?) => this.ask('post', path, init);
  readonly patch: Ask<'patch'> = (path, init?) => this.ask('patch', path, init);
  readonly delete: Ask<'delete'> = (path, init?) => this.ask('delete', path, init);

  /** Bytes as they are, of a type that is not JSON. path: from below /api/v1, with the query. */
  async send<Data>(method: 'POST' | 'PUT', path: string, bytes: Uint8Array, contentType: string): Promise<Data> {
    const headers = { 'content-type': contentType };
    return jsonOf<Data>(
      await this.request(`/api/v1${path}`, { method, headers, body: bytes as Uint8Array<ArrayBuffer> }),
    );
  }

  /** Before anybody signs in. */
  async system(): Promise<Answer<'/api/v1/system', 'get'>> {
    return jsonOf(await this.request('/api/v1/system', {}, false));
  }

  /** An answer that is no JSON and may be long, as it comes: with `parseAs: 'stream'`. Throws REQUEST_SERVICE_UNAVAILABLE where it is cut off. */
  async *text(asked: Promise<ReadableStream<Uint8Array>>): AsyncGenerator<string> {
    const body = await asked;
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    try {
      for await (const part of body as unknown as AsyncIterable<Uint8Array>)
        yield decoder.decode(part, { stream: true });
    } catch (cause) {
      if (this.signal.aborted) throw cause;
      throw new CardwrightError(
        'REQUEST_SERVICE_UNAVAILABLE',
        onlyInEnglish('The answer was cut off: what came is not all'),
        {},
        cause,
      );
    }
  }

  /** Rows of every page, one after the other, at most `limit`. */
  async rows<Path extends ListPath>(path: Path, params: ListParams<Path>, limit: number): Promise<RowOf<Path>[]> {
    const rows: RowOf<Path>[] = [];
    let cursor: string | undefined;
    do {
      const query = { ...params.query, limit: Math.min(limit - rows.length, 500), cursor };
      const page = await this.ask<Page<RowOf<Path>>>('get', path, { params: { ...params, query } });
      rows.push(...page.rows);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && rows.length < limit);
    return rows;
  }

  /** Any request with the token, whatever its answer: an event stream, or what is no part of the API. Network failures are REQUEST_SERVICE_UNAVAILABLE. */
  async request(path: string, init: RequestInit = {}, signedIn = true): Promise<Response> {
    requireSafeUrl(this.url);
    return this.fetched(new Request(this.url + path, { ...this.always, ...init }), signedIn);
  }

  private async fetched(request: Request, signedIn = true): Promise<Response> {
    if (signedIn) request.headers.set('authorization', `Bearer ${await this.accessToken()}`);
    try {
      return await fetch(request);
    } catch (cause) {
      if (this.signal.aborted) throw cause;
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', onlyInEnglish(`Cannot reach ${this.url}`), {}, cause);
    }
  }

  /** What is not a good answer was thrown by then. */
  private async ask<Data>(method: Method, path: string, init?: unknown): Promise<Data> {
    requireSafeUrl(this.url);
    const { data } = await this.rest.request(method as 'get', path as '/api/v1/me', init as never);
    return data as Data;
  }

  private async accessToken(): Promise<string> {
    const known = this.tokens.get(this.url);
    if (!known)
      throw new CardwrightError('AUTH_REQUIRED', onlyInEnglish(`Not signed in at ${this.url}: cardwright login`));
    if (known.expiresAt - marginMs > Date.now()) return known.accessToken;
    if (known.refreshToken === undefined)
      throw new CardwrightError('AUTH_REQUIRED', onlyInEnglish('The sign-in has expired: cardwright login'));
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

async function jsonOf<Data>(response: Response): Promise<Data> {
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Data;
}

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
  return new CardwrightError(
    code,
    onlyInEnglish(`Unexpected answer ${response.status} of ${response.url.split('?')[0]}`),
  );
}
