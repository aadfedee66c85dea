/** Server-sent events of a saga: replay, live, gaps, restart of the gateway, the end. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import { PlainBrowser } from '@cardwright/testing/browser';
import { eventually } from '@cardwright/testing/eventually';
import { type GatewayFixture, progressRow, sagaRow, startGatewayFixture } from '../gateway-fixture.js';

let gateway: GatewayFixture;
let token: string;
let requestId: string;
/** The rows of issuance-svc. */
let rows: SagaProgress[];

beforeAll(async () => {
  gateway = await startGatewayFixture();
  token = await gateway.token();
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  requestId = randomUUID();
  rows = [1, 2, 3].map((sequence) => progressRow(requestId, sequence));
  gateway.seen.length = 0;
  gateway.answers.set('issuance sagas.get', () => ({ saga: sagaRow(requestId) }));
  gateway.answers.set('issuance sagas.timeline', ({ afterSequence = 0 }: { afterSequence?: number }) => ({
    rows: rows.filter(({ sequence }) => sequence > afterSequence),
  }));
});

interface ServerSentEvent {
  id?: string;
  event?: string;
  data?: string;
  /** Milliseconds until the browser comes back after a broken stream. */
  retry?: string;
}

async function* eventsOf(response: Response): AsyncGenerator<ServerSentEvent> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const fields = lines.filter((line) => !line.startsWith(':')).map((line) => line.split(/: (.*)/s).slice(0, 2));
      if (fields.length > 0) yield Object.fromEntries(fields) as ServerSentEvent;
    }
  }
}

async function open(lastEventId?: string) {
  const headers: Record<string, string> = lastEventId ? { 'last-event-id': lastEventId } : {};
  const response = await gateway.request(`/api/v1/sagas/${requestId}/events`, { token, headers });
  const events = eventsOf(response);
  return { response, next: async () => (await events.next()).value as ServerSentEvent | undefined };
}

async function take(stream: { next(): Promise<ServerSentEvent | undefined> }, count: number) {
  const ids: (string | undefined)[] = [];
  while (ids.length < count) ids.push((await stream.next())?.id);
  return ids;
}

/** A new row, as issuance-svc makes it: stored first, then published. */
function happen(sequence: number, fields: Partial<SagaProgress> = {}, tell = true): void {
  const row = progressRow(requestId, sequence, fields);
  rows.push(row);
  if (tell) gateway.publishProgress(row);
}

describe('saga events', () => {
  it('replays what happened, goes on live and ends with the saga', async () => {
    const stream = await open();
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.response.headers.get('content-security-policy')).toBeTruthy();
    expect(await take(stream, 3)).toEqual(['1', '2', '3']);
    happen(4);
    const live = await stream.next();
    expect(live).toMatchObject({ id: '4', event: 'progress' });
    expect(JSON.parse(live?.data ?? '')).toEqual(rows[3]);
    happen(5, { state: 'COMPLETED', percent: 100 });
    expect(await stream.next()).toMatchObject({ id: '5' });
    expect(await stream.next()).toMatchObject({ event: 'end' });
    expect(await stream.next()).toBeUndefined();
  });

  it('replays only what came after Last-Event-ID', async () => {
    expect(await take(await open('2'), 1)).toEqual(['3']);
  });

  it('fills a gap from the rows, in order and once', async () => {
    const stream = await open();
    await take(stream, 3);
    happen(4, {}, false);
    happen(5, {}, false);
    happen(6);
    expect(await take(stream, 3)).toEqual(['4', '5', '6']);
    gateway.publishProgress(rows[4]!);
    happen(7);
    expect(await take(stream, 1)).toEqual(['7']);
  });

  it('goes on where the client was after a restart of the gateway', async () => {
    const stream = await open();
    const last = (await take(stream, 3)).at(-1);
    const broken = stream.next().catch(() => undefined);
    await gateway.restartGateway();
    expect(await broken).toBeUndefined();
    happen(4);
    expect(await take(await open(last), 1)).toEqual(['4']);
  });

  it('has 200 streams of four people back where they were after a restart, spread over two seconds, each row once', async () => {
    const people = await Promise.all(['a', 'b', 'c', 'd'].map((name) => gateway.token({ sub: `watcher-${name}` })));
    const path = `/api/v1/sagas/${requestId}/events`;
    const watchers = Array.from({ length: 200 }, (_, index) => ({ token: people[index % 4]!, ids: [] as string[] }));
    const retries: number[] = [];
    /** Reads until row `end` or the end of the stream, as a browser: comes back with its last id. */
    const watch = async (watcher: (typeof watchers)[number], end: string): Promise<void> => {
      const headers: Record<string, string> = watcher.ids.length > 0 ? { 'last-event-id': watcher.ids.at(-1)! } : {};
      const response = await gateway.request(path, { token: watcher.token, headers });
      expect(response.status).toBe(200);
      try {
        for await (const { id, retry } of eventsOf(response)) {
          if (retry !== undefined) retries.push(Number(retry));
          if (id !== undefined) watcher.ids.push(id);
          if (id === end) return;
        }
      } catch {
        // The restart cut it off in the middle.
      }
    };
    const begun = watchers.map((watcher) => watch(watcher, '9'));
    while (watchers.some(({ ids }) => ids.length < 3)) await new Promise((resolve) => setTimeout(resolve, 5));
    await gateway.restartGateway();
    await Promise.all(begun);
    happen(4);
    const back = watchers.map((watcher) => watch(watcher, '5'));
    while (watchers.some(({ ids }) => ids.length < 4)) await new Promise((resolve) => setTimeout(resolve, 5));
    happen(5);
    await Promise.all(back);
    for (const { ids } of watchers) expect(ids).toEqual(['1', '2', '3', '4', '5']);
    expect(retries).toHaveLength(400);
    expect(Math.min(...retries)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...retries)).toBeLessThan(2_500);
    expect(new Set(retries).size).toBeGreaterThan(100);
  }, 30_000);

  it('keeps a parked saga open: somebody may retry it', async () => {
    const stream = await open();
    await take(stream, 3);
    happen(4, { state: 'FAILED', code: 'CARD_REMOVED' });
    happen(5, { state: 'IN_PROGRESS' });
    expect(await take(stream, 2)).toEqual(['4', '5']);
  });

  it('tells a browser that knows all of a finished saga not to come back', async () => {
    gateway.answers.set('issuance sagas.get', () => ({ saga: sagaRow(requestId, { state: 'COMPLETED' }) }));
    const { response } = await open('3');
    expect(response.status).toBe(204);
  });

  it('lets one identity hold so many streams, and gives a place back when one ends', async () => {
    const holder = await gateway.token({ sub: 'somebody-else' });
    const stops: AbortController[] = [];
    const enter = async () => {
      const stop = new AbortController();
      const path = `/api/v1/sagas/${requestId}/events`;
      const response = await gateway.request(path, { token: holder, signal: stop.signal });
      if (response.ok) stops.push(stop);
      return response.status;
    };
    let status = 200;
    while (status === 200 && stops.length < 60) status = await enter();
    expect([status, stops.length]).toEqual([429, 50]);
    stops.pop()?.abort();
    do status = await enter();
    while (status !== 200);
    for (const stop of stops) stop.abort();
  });

  /** What is left of a stream; resolves when it ends. */
  const rest = async (stream: { next(): Promise<ServerSentEvent | undefined> }): Promise<(string | undefined)[]> => {
    const events: (string | undefined)[] = [];
    for (let event = await stream.next(); event !== undefined; event = await stream.next())
      events.push(event.id ?? event.event);
    return events;
  };

  it('ends with the token that it was asked with, says nothing after it, and is not opened with it again', async () => {
    const short = await gateway.token({ exp: Math.floor(Date.now() / 1000) + 2 });
    const path = `/api/v1/sagas/${requestId}/events`;
    const response = await gateway.request(path, { token: short });
    const events = eventsOf(response);
    const stream = { next: async () => (await events.next()).value as ServerSentEvent | undefined };
    await take(stream, 3);
    const began = Date.now();
    // No `end`: the saga goes on, and whoever may come back does so with the last id.
    expect(await rest(stream)).toEqual([]);
    expect(Date.now() - began).toBeLessThan(4_000);
    happen(4);
    // The issuer's clock and ours may differ by five seconds.
    const late = await gateway.token({ exp: Math.floor(Date.now() / 1000) - 6 });
    expect((await gateway.request(path, { token: late })).status).toBe(401);
  });

  it('ends with the session, soon after the sign-out in another window', async () => {
    const browser = await PlainBrowser.signedIn({ url: gateway.publicUrl }, 'ada');
    gateway.answers.set('issuance me.get', () => ({ person: null, roles: ['IO'], permissions: [] }));
    const path = `${gateway.publicUrl}/api/v1/sagas/${requestId}/events`;
    const events = eventsOf((await browser.open(path)).response);
    const stream = { next: async () => (await events.next()).value as ServerSentEvent | undefined };
    await take(stream, 3);
    const me = await (await browser.open(`${gateway.publicUrl}/api/v1/me`)).response.json();
    const { csrfToken } = me as { csrfToken: string };
    const headers = { origin: gateway.publicUrl, 'x-csrf-token': csrfToken };
    const out = await browser.open(`${gateway.publicUrl}/auth/logout`, { method: 'POST', headers });
    expect(out.response.status).toBe(200);
    const began = Date.now();
    expect(await rest(stream)).toEqual([]);
    expect(Date.now() - began).toBeLessThan(8_000);
    // Watching is no use of a session: it would never end as idle.
    const used = [...gateway.sessions.values()].find(({ sub }) => sub === 'ada')!.touched;
    expect(used).toBe(3);
  }, 20_000);

  it('[security Browser sessions] ends with the session when its person signs out everywhere in another browser, whose next request is refused', async () => {
    gateway.answers.set('issuance me.get', () => ({ person: null, roles: [], permissions: [] }));
    const [watching, elsewhere] = await Promise.all(
      [0, 1].map(() => PlainBrowser.signedIn({ url: gateway.publicUrl }, 'grace')),
    );
    const path = `${gateway.publicUrl}/api/v1/sagas/${requestId}/events`;
    const events = eventsOf((await watching!.open(path)).response);
    const stream = { next: async () => (await events.next()).value as ServerSentEvent | undefined };
    await take(stream, 3);
    const mine = `${gateway.publicUrl}/api/v1/me`;
    const { csrfToken } = (await (await elsewhere!.open(mine)).response.json()) as { csrfToken: string };
    const headers = { origin: gateway.publicUrl, 'x-csrf-token': csrfToken };
    const out = await elsewhere!.open(`${mine}/sessions`, { method: 'DELETE', headers });
    expect(await out.response.json()).toEqual({ ended: 2 });
    expect((await watching!.open(mine)).response.status).toBe(401);
    expect((await elsewhere!.open(mine)).response.status).toBe(401);
    expect(await rest(stream)).toEqual([]);
  }, 20_000);

  it('goes on where nobody can be asked whether the session does', async () => {
    const browser = await PlainBrowser.signedIn({ url: gateway.publicUrl }, 'grace');
    const path = `${gateway.publicUrl}/api/v1/sagas/${requestId}/events`;
    const events = eventsOf((await browser.open(path)).response);
    const stream = { next: async () => (await events.next()).value as ServerSentEvent | undefined };
    await take(stream, 3);
    const looked = new Promise<void>((resolve) =>
      gateway.answers.set('issuance sessions.check', () => {
        resolve();
        throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
      }),
    );
    await looked;
    happen(4);
    expect(await take(stream, 1)).toEqual(['4']);
    gateway.answers.delete('issuance sessions.check');
  }, 20_000);

  it('authorises before it sends anything', async () => {
    gateway.answers.set('issuance sagas.get', () => {
      throw new CardwrightError('REQUEST_NOT_FOUND');
    });
    const { response } = await open();
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'REQUEST_NOT_FOUND' });
    expect(gateway.seen.map(({ name }) => name)).toEqual(['issuance sagas.get']);
  });

  it('[security SP 800-57 and 800-53] ends within 15 s after the role is taken away, also while rows come', async () => {
    const stream = await open();
    await take(stream, 3);
    gateway.answers.set('issuance sagas.get', () => {
      throw new CardwrightError('AUTH_FORBIDDEN');
    });
    happen(4);
    expect(await take(stream, 1)).toEqual(['4']);
    const now = Date.now;
    const later = jest.spyOn(Date, 'now').mockImplementation(() => now() + 15_001);
    try {
      happen(5);
      expect(await stream.next().catch(() => undefined)).toBeUndefined();
    } finally {
      later.mockRestore();
    }
  });
});

describe('GET /sagas/{requestId}?waitSeconds', () => {
  /** How the saga stands now. */
  let row: ReturnType<typeof sagaRow>;
  beforeEach(() => {
    row = sagaRow(requestId);
    gateway.answers.set('issuance sagas.get', () => ({ saga: row }));
  });
  const wait = (seconds: number, init: RequestInit = {}) =>
    gateway.request(`/api/v1/sagas/${requestId}?waitSeconds=${seconds}`, { token, ...init });
  const asked = () => gateway.seen.filter(({ name }) => name === 'issuance sagas.get').length;
  const untilAsked = async (times: number) => {
    while (asked() < times) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const becomes = (sequence: number, fields: Partial<SagaProgress>) => {
    row = { ...row, ...(fields as object) };
    happen(sequence, fields);
  };
  const stateOf = async (response: Response) => ((await response.json()) as { saga: { state: string } }).saga.state;

  it.each(['COMPLETED', 'AWAITING_USER', 'FAILED', 'INTERRUPTED', 'CANCELLED'] as const)(
    'answers once the saga is %s, and not at a step before',
    async (state) => {
      const waiting = wait(50);
      await untilAsked(1);
      becomes(4, { state: 'IN_PROGRESS' });
      becomes(5, { state: 'CANCELLING' });
      becomes(6, { state });
      expect(await stateOf(await waiting)).toBe(state);
      expect(asked()).toBe(2);
    },
  );

  it('answers at once where nothing moves', async () => {
    row = sagaRow(requestId, { state: 'READY' });
    expect(await stateOf(await wait(50))).toBe('READY');
    expect(asked()).toBe(1);
  });

  it('answers with what there is when the time is over', async () => {
    expect(await stateOf(await wait(1))).toBe('IN_PROGRESS');
  });

  it('gives up with the token that it was asked with', async () => {
    const short = await gateway.token({ exp: Math.floor(Date.now() / 1000) + 2 });
    const response = await wait(50, { token: short } as RequestInit);
    expect([response.status, (await response.json()) as object]).toEqual([
      401,
      expect.objectContaining({ code: 'AUTH_REQUIRED' }),
    ]);
  }, 20_000);

  it('learns from the record what no message reported', async () => {
    const waiting = wait(50);
    await untilAsked(1);
    row = sagaRow(requestId, { state: 'COMPLETED' });
    expect(await stateOf(await waiting)).toBe('COMPLETED');
  }, 20_000);

  it('refuses / more than 50 s, and what may not be seen', async () => {
    expect((await wait(51)).status).toBe(400);
    gateway.answers.set('issuance sagas.get', () => {
      throw new CardwrightError('REQUEST_NOT_FOUND');
    });
    expect((await wait(50)).status).toBe(404);
  });

  it('takes one of the places of its identity, and gives it back', async () => {
    const holder = await gateway.token({ sub: 'somebody-who-waits' });
    const stop = new AbortController();
    const waiting = Array.from({ length: 50 }, () => wait(50, { token: holder, signal: stop.signal } as RequestInit));
    await untilAsked(50);
    expect((await wait(50, { token: holder } as RequestInit)).status).toBe(429);
    stop.abort();
    await Promise.allSettled(waiting);
    row = sagaRow(requestId, { state: 'COMPLETED' });
    let status: number;
    do status = (await wait(50, { token: holder } as RequestInit)).status;
    while (status === 429);
    expect(status).toBe(200);
  });
});

describe('[Issue 13] GET /events', () => {
  interface Asked {
    after?: string;
  }
  /** What issuance-svc was asked; the feed grows to `b` when it is told to. */
  const asked = () =>
    gateway.seen.filter(({ name }) => name === 'issuance events.list').map(({ envelope }) => envelope);
  const event = { specversion: '1.0', id: 'e1', type: 'card.issued' };
  let grown: boolean;
  beforeEach(() => {
    grown = false;
    gateway.answers.set('issuance events.list', ({ after }: Asked) =>
      grown && after !== 'b' ? { rows: [event], nextCursor: 'b' } : { rows: [], nextCursor: after === 'b' ? 'b' : 'a' },
    );
  });
  const read = (query: string, init: RequestInit = {}) => gateway.request(`/api/v1/events${query}`, { token, ...init });

  it('is described for clients beside the API', async () => {
    const response = await gateway.request('/api/v1/asyncapi.json');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    const document = (await response.json()) as { asyncapi: string; channels: { events: { messages: object } } };
    expect(document.asyncapi).toBe('3.0.0');
    expect(Object.keys(document.channels.events.messages)).toContain('card.issued');
  });

  it('asks for what the query names, as the caller, and answers at once', async () => {
    const response = await read('?after=a&type=card.issued&type=request.changed&limit=10');
    expect([response.status, await response.json()]).toEqual([200, { rows: [], nextCursor: 'a' }]);
    expect(asked()).toEqual([
      expect.objectContaining({
        actor: expect.objectContaining({ sub: 'ada' }) as object,
        body: { after: 'a', type: ['card.issued', 'request.changed'], limit: 10 },
      }),
    ]);
  });

  it('waits until there is an event, from where it was', async () => {
    const waiting = read('?after=newest&waitSeconds=50');
    await eventually(() => Promise.resolve(asked().length), 1);
    grown = true;
    gateway.publishFeedGrew();
    expect(await (await waiting).json()).toEqual({ rows: [event], nextCursor: 'b' });
    expect(asked().map(({ body }) => body)).toEqual([{ after: 'newest' }, { after: 'a' }]);
  });

  it('answers without one when the time is over, and when it was not told looks again by itself', async () => {
    expect(await (await read('?after=b&waitSeconds=1')).json()).toEqual({ rows: [], nextCursor: 'b' });
    const waiting = read('?after=a&waitSeconds=50');
    await eventually(() => Promise.resolve(asked().length), 3);
    grown = true;
    expect(await (await waiting).json()).toEqual({ rows: [event], nextCursor: 'b' });
  }, 20_000);

  it('says that a cursor is too old, and what to do', async () => {
    gateway.answers.set('issuance events.list', () => {
      throw new CardwrightError('REQUEST_CURSOR_GONE', undefined, { keptDays: 30 });
    });
    const response = await read('?after=a&waitSeconds=50');
    expect([response.status, await response.json()]).toEqual([
      410,
      expect.objectContaining({ code: 'REQUEST_CURSOR_GONE', details: { keptDays: 30 } }),
    ]);
  });

  it.each(['?after=', '?after=a%20b', '?type=device.changed', '?waitSeconds=51', '?limit=0', '?scope=x'])(
    'refuses %s',
    async (query) => {
      expect((await read(query)).status).toBe(400);
      expect(asked()).toEqual([]);
    },
  );
});
