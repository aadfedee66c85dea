/**
 * One request to a provider and its answer. What is throttled, or cannot be served now, is asked again when the service says so, a few times and
 * not for long; a lost answer is told apart from a refusal. Governing documents: RFC 9110 sections 9.2.2 (what may be repeated), 10.2.3 (Retry-After), 15.6.4 and
 * 15.6.5 (503, 504), RFC 6585 section 4 (429).
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ProviderClock } from './provider-clock.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export interface ProviderRequest {
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  token?: string;
  body?: URLSearchParams | object;
}

export interface ProviderAnswer {
  status: number;
  /** Of a service that cannot serve it now and says when: a whole number, rounded up. */
  retryAfterSeconds?: number;
  /** Of the header Date, ms; the time of this computer where there is none. */
  at: number;
  /** Empty where the answer is no JSON object. */
  body: JsonObject;
  /** Of a JSON array the objects. */
  rows: readonly JsonObject[];
}

export interface HttpOptions {
  /** Made for each request: when it counts as lost. Default: after 20 s. */
  deadline?: () => AbortSignal;
  /** What one call waits at most in all for a service that throttles it, or cannot serve it now. Default 30 s. */
  throttledMs?: number;
}

/** Waits that a service does not measure out itself. */
const defaultWaitMs = 2_000;
/** A service that throttles and names no time to wait is not asked without end. */
const leastWaitMs = 1_000;

/** Unavailable, and what stands before the service had no answer of it. */
const notNow: readonly number[] = [503, 504];

/** Asking again is safe, and by itself of use. */
export const unavailable = (reason: string, retryAfterSeconds?: number, cause?: unknown): CardwrightError =>
  new CardwrightError(
    'RELYING_PARTY_UNAVAILABLE',
    undefined,
    { reason, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) },
    cause,
  );

export class HttpExchange {
  constructor(
    private readonly clock: ProviderClock,
    private readonly options: HttpOptions = {},
  ) {}

  /** Throws RELYING_PARTY_UNAVAILABLE: no answer (whether it was done is not known), or throttled for longer than is waited. */
  async send(request: ProviderRequest): Promise<ProviderAnswer> {
    let left = this.options.throttledMs ?? 30_000;
    for (;;) {
      const { response, json } = await this.once(request);
      const { status } = response;
      const retryAfter = response.headers.get('retry-after');
      const isNotNow = notNow.includes(status) && retryAfter !== null;
      const wait = Math.max(leastWaitMs, this.waitOf(retryAfter));
      left -= wait;
      // A POST may have been done all the same, and a token's assertion is used up.
      const isRepeated = status === 429 || (isNotNow && request.method !== 'POST' && left >= 0);
      if (!isRepeated)
        return { ...this.answerOf(response, json), ...(isNotNow && { retryAfterSeconds: seconds(wait) }) };
      if (left < 0) throw unavailable('throttled', seconds(wait));
      await this.clock.wait(wait);
    }
  }

  private answerOf({ status, headers }: Response, json: unknown): ProviderAnswer {
    const date = Date.parse(headers.get('date') ?? '');
    const rows = Array.isArray(json) ? json.filter(isObject) : [];
    return { status, at: Number.isNaN(date) ? this.clock.now() : date, rows, body: isObject(json) ? json : {} };
  }

  private async once({ method, url, token, body }: ProviderRequest) {
    const form = body instanceof URLSearchParams;
    try {
      const response = await fetch(url, {
        method,
        // A redirect would take the token elsewhere.
        redirect: 'error',
        signal: this.options.deadline?.() ?? AbortSignal.timeout(20_000),
        headers: {
          accept: 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && !form && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
      });
      return { response, json: jsonOf(await response.text()) };
    } catch (error) {
      throw unavailable(
        error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'no answer',
        undefined,
        error,
      );
    }
  }

  /** Retry-After is seconds or a date. */
  private waitOf(header: string | null): number {
    if (header === null) return defaultWaitMs;
    if (/^\d+$/.test(header)) return Number(header) * 1000;
    const date = Date.parse(header);
    return Number.isNaN(date) ? defaultWaitMs : date - this.clock.now();
  }
}

const seconds = (ms: number): number => Math.ceil(ms / 1000);

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
