/** The Temporal UI behind the sign-in. A stand-in for the UI's own server records the requests that reach it. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { PlainBrowser } from '@cardwright/testing/browser';
import { freePort } from '@cardwright/embedded-servers/ports';
import { type GatewayFixture, sagaRow, startGatewayFixture } from '../gateway-fixture.js';

let upstream: Server;
let gateway: GatewayFixture;
let ui: string;
let session: string;
const reached: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];

beforeAll(async () => {
  upstream = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      reached.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      response.setHeader('set-cookie', ['_csrf=of-the-ui; Path=/', 'other=thing']);
      response.setHeader('content-type', 'text/html').end('<title>Temporal</title>');
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const port = await freePort();
  ui = `http://127.0.0.1:${port}`;
  gateway = await startGatewayFixture({
    TEMPORAL_UI_URL: ui,
    TEMPORAL_UI_PORT: String(port),
    TEMPORAL_UI_UPSTREAM: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
  });
  const browser = await PlainBrowser.signedIn({ url: gateway.publicUrl }, 'ada');
  session = `cardwright-session=${browser.cookie(gateway.publicUrl, 'cardwright-session')}`;
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  upstream.close();
});
beforeEach(() => {
  reached.length = 0;
  gateway.seen.length = 0;
  gateway.answers.clear();
  gateway.answers.set('issuance codec.authorise', () => ({ allowed: true }));
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(ui + path, { redirect: 'manual', headers });
const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(ui + path, {
    method: 'POST',
    headers: { cookie: `${session}; _csrf=of-the-ui`, origin: ui, 'x-csrf-token': 'of-the-ui', ...headers },
    body: JSON.stringify(body),
  });
const code = async (response: Response): Promise<[number, unknown]> => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
const deviceId = randomUUID();
const update = (name: string, workflowId = `device/${deviceId}/write`): string =>
  `/api/v1/namespaces/cardwright/workflows/${encodeURIComponent(workflowId)}/update/${name}`;
const typed = (value: unknown): object => ({
  request: { input: { args: { payloads: [{ data: Buffer.from(JSON.stringify(value)).toString('base64') }] } } },
});

describe('who has not signed in', () => {
  it('is sent to the sign-in, and back to the page of the UI afterwards', async () => {
    const response = await get('/namespaces/cardwright/workflows?query=x', { accept: 'text/html' });
    expect(response.status).toBe(302);
    const login = new URL(response.headers.get('location')!);
    expect(login.origin + login.pathname).toBe(`${gateway.publicUrl}/auth/login`);
    const back = await gateway.request(login.searchParams.get('returnTo')!);
    expect(back.headers.get('location')).toBe(`${ui}/namespaces/cardwright/workflows?query=x`);
    expect(reached).toEqual([]);
  });

  it.each([
    ['GET', '/api/v1/namespaces/cardwright/workflows'],
    ['GET', '/_app/start.js'],
    ['GET', '/api/v1/settings'],
    ['POST', update('cancel')],
    ['POST', '/api/v1/namespaces/cardwright/workflows/x/terminate'],
  ])('%s %s is 401, and the UI hears nothing', async (method, path) => {
    const response = await fetch(ui + path, { method, headers: { origin: ui, cookie: '_csrf=of-the-ui' } });
    expect(await code(response)).toEqual([401, 'AUTH_REQUIRED']);
    expect(reached).toEqual([]);
    expect(gateway.seen).toEqual([]);
  });

  it('is not let in by a session that nobody sealed', async () => {
    expect((await get('/api/v1/settings', { cookie: 'cardwright-session=eyJhbGciOiJub25lIn0..x.y.z' })).status).toBe(
      401,
    );
  });
});

describe('an answer that is not the UI’s', () => {
  it.each([
    ['/namespaces', 401],
    ['/%zz', 400],
  ])('is shown in no page of another origin either: %s', async (path, status) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('content-security-policy')).toBe("frame-ancestors 'self'");
  });
});

describe('who has signed in', () => {
  it('gets columns and saved views at the first visit of a browser, once', async () => {
    const visit = { accept: 'text/html', cookie: session };
    const response = await get('/namespaces/cardwright/workflows', visit);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain("CardwrightStuckReason IS NOT NULL AND ExecutionStatus = 'Running'");
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'sha256-/);
    const [marker] = response.headers.getSetCookie();
    expect(marker).toMatch(/^cardwright-temporal-views=2; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(reached).toEqual([]);
    const again = await get('/namespaces/cardwright/workflows', {
      ...visit,
      cookie: `${session}; ${marker!.split(';')[0]}`,
    });
    expect(await again.text()).toBe('<title>Temporal</title>');
  });

  it('[F11] is recorded once for each workflow that is opened, however many requests its page makes', async () => {
    const other = randomUUID();
    for (const id of [deviceId, other])
      for (const path of ['', '/history', '/history-reverse?maximumPageSize=20'])
        await get(`/api/v1/namespaces/cardwright/workflows/${encodeURIComponent(`device/${id}/write`)}${path}`, {
          cookie: session,
        });
    await get('/api/v1/namespaces/cardwright/workflows?query=x', { cookie: session });
    expect(
      gateway.seen.map(({ envelope }) => envelope.body).filter((body) => Object.hasOwn(body as object, 'workflowId')),
    ).toEqual([{ workflowId: `device/${deviceId}/write` }, { workflowId: `device/${other}/write` }]);
  });

  it('sees the UI; it gets neither the session nor a token, and of its cookies only its own come back', async () => {
    const response = await get('/namespaces', {
      accept: 'text/html',
      cookie: `${session}; _csrf=of-the-ui; other=1; cardwright-temporal-views=2`,
      authorization: 'Bearer of-somebody',
    });
    expect([response.status, await response.text()]).toEqual([200, '<title>Temporal</title>']);
    expect(response.headers.getSetCookie()).toEqual(['_csrf=of-the-ui; Path=/']);
    expect(response.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(response.headers.get('content-security-policy')).toBe("frame-ancestors 'self'");
    expect(reached).toHaveLength(1);
    expect(reached[0]!.headers.cookie).toBe('_csrf=of-the-ui');
    expect(reached[0]!.headers.authorization).toBeUndefined();
  });

  it('but may not look at sagas, is refused', async () => {
    const grace = await PlainBrowser.signedIn({ url: gateway.publicUrl }, 'grace');
    gateway.answers.set('issuance codec.authorise', () => {
      throw new CardwrightError('AUTH_FORBIDDEN', onlyInEnglish('Needs a role'));
    });
    const cookie = `cardwright-session=${grace.cookie(gateway.publicUrl, 'cardwright-session')}`;
    for (const path of ['/namespaces', '/api/v1/namespaces/cardwright/workflows'])
      expect(await code(await get(path, { cookie }))).toEqual([403, 'AUTH_FORBIDDEN']);
    expect(reached).toEqual([]);
  });

  it.each(['signal/cardInserted', 'terminate', 'cancel', 'reset', 'pause', 'update-options'])(
    'cannot send %s, whatever the UI offers',
    async (action) => {
      const path = `/api/v1/namespaces/cardwright/workflows/${encodeURIComponent(`device/${deviceId}/write`)}/${action}`;
      expect(await code(await post(path, {}))).toEqual([403, 'AUTH_FORBIDDEN']);
      expect(reached).toEqual([]);
    },
  );

  it.each([
    '/api/v1/namespaces/cardwright/batch-operations/x',
    '/api/v1/namespaces/cardwright/schedules/x',
    '/api/v1/namespaces',
  ])('cannot change %s by any method', async (path) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect((await fetch(ui + path, { method, headers: { cookie: session, origin: ui } })).status).toBe(403);
    expect(reached).toEqual([]);
  });

  it.each(['..', '..%2fterminate', '%2e%2e%2fterminate', 'x%2f..%2f..%2fterminate', '..;/terminate', 'x?/terminate'])(
    'cannot have a query named %s read as something else further on',
    async (name) => {
      await post(`/api/v1/namespaces/cardwright/workflows/x/query/${name}`, {});
      expect(reached.filter(({ url }) => !/\/query\/\w+(\?|$)/.test(url))).toEqual([]);
    },
  );

  it('may ask a saga where it stands, which is a POST of the UI', async () => {
    const path = `/api/v1/namespaces/cardwright/workflows/x/query/__temporal_workflow_metadata`;
    expect((await post(path, { query: {} })).status).toBe(200);
    expect(reached[0]).toMatchObject({ method: 'POST', url: path, body: '{"query":{}}' });
  });

  it('is not used by a foreign page', async () => {
    for (const origin of ['https://evil.example', gateway.publicUrl, 'null'])
      expect(await code(await post(update('cancel'), {}, { origin }))).toEqual([403, 'AUTH_CSRF']);
    expect(await code(await fetch(ui + update('cancel'), { method: 'POST', headers: { cookie: session } }))).toEqual([
      403,
      'AUTH_CSRF',
    ]);
    expect(gateway.seen.filter(({ name }) => name !== 'issuance codec.authorise')).toEqual([]);
  });
});

describe('an update', () => {
  const requestId = randomUUID();
  const last = () => gateway.seen.at(-1);
  beforeEach(() => {
    gateway.answers.set('issuance sagas.list', () => ({ rows: [sagaRow(requestId)], nextCursor: null }));
    for (const name of ['retry', 'cancel'])
      gateway.answers.set(`issuance sagas.${name}`, () => ({ saga: {}, effect: 'blank' }));
  });

  it.each<[string, unknown, string, object]>([
    ['retry', undefined, 'sagas.retry', { requestId }],
    ['retry', { reason: 'card is back' }, 'sagas.retry', { requestId }],
    ['cancel', { reason: ' ordered twice ' }, 'sagas.cancel', { requestId, reason: 'ordered twice' }],
    ['cancel', undefined, 'sagas.cancel', { requestId, reason: 'From the Temporal UI' }],
    ['moveToWorkstation', { workstationId: 'ws-3' }, 'sagas.retry', { requestId, workstationId: 'ws-3' }],
  ])('%s %p is the request of the person who sent it', async (name, data, asked, body) => {
    const response = await post(update(name), data === undefined ? {} : typed(data));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      outcome: { success: { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' } }] } },
      stage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED',
    });
    expect(last()).toMatchObject({
      name: `issuance ${asked}`,
      envelope: { body, actor: { kind: 'person', sub: 'ada', displayName: 'Ada Lovelace' } },
    });
    expect(gateway.seen.find((each) => each.name === 'issuance sagas.list')?.envelope.body).toEqual({
      deviceId,
      limit: 1,
    });
    expect(reached).toEqual([]);
  });

  it('that is refused is reported in its words', async () => {
    gateway.answers.set('issuance sagas.retry', () => {
      throw new CardwrightError('LIFECYCLE_TRANSITION', onlyInEnglish('It runs already'));
    });
    const response = await post(update('retry'), {});
    expect([response.status, await response.json()]).toMatchObject([
      200,
      {
        outcome: { failure: { message: 'It runs already', applicationFailureInfo: { type: 'LIFECYCLE_TRANSITION' } } },
      },
    ]);
  });

  it('that the person may not send, or that nobody sends from there, is refused', async () => {
    gateway.answers.set('issuance sagas.cancel', () => {
      throw new CardwrightError('AUTH_FORBIDDEN', onlyInEnglish('Needs the role IO'));
    });
    expect(await code(await post(update('cancel'), {}))).toEqual([403, 'AUTH_FORBIDDEN']);
    gateway.answers.set('issuance sagas.cancel', () => {
      throw new CardwrightError('AUTH_NOT_YOUR_DEVICE');
    });
    expect(await code(await post(update('cancel'), {}))).toEqual([403, 'AUTH_NOT_YOUR_DEVICE']);
    for (const name of ['pinSupplied', 'pinSkipped', '__proto__'])
      expect(await code(await post(update(name), {}))).toEqual([403, 'AUTH_FORBIDDEN']);
    expect(await code(await post(update('retry', 'revocation/issuing-1/0A'), {}))).toEqual([404, 'REQUEST_NOT_FOUND']);
    expect(await code(await post(update('retry', 'device/x/write'), {}))).toEqual([404, 'REQUEST_NOT_FOUND']);
  });

  it.each(['half a pair: \ud800', 'NUL: \0'])(
    'with a reason that no database takes (%j) is refused',
    async (reason) => {
      expect(await code(await post(update('cancel'), typed({ reason })))).toEqual([400, 'REQUEST_INVALID']);
      expect(last()?.name).not.toBe('issuance sagas.cancel');
    },
  );

  it.each(['%', '%E0%A4%A', '%00', '%2e%2e'])('of a workflow named %s is refused', async (id) => {
    const response = await post(`/api/v1/namespaces/cardwright/workflows/${id}/update/cancel`, {});
    expect([400, 403, 404]).toContain(response.status);
    expect(reached).toEqual([]);
  });

  it.each(['%', '%E0%A4%A'])('named %s is refused', async (name) => {
    expect([400, 403]).toContain((await post(update(name), {})).status);
    expect(reached).toEqual([]);
  });

  it.each([[typed([1])], [typed('text')], [{ request: { input: { args: { payloads: [{ data: '!!' }] } } } }], [null]])(
    'with %p as its data is refused',
    async (body) => {
      const [status, refusal] = await code(await post(update('moveToWorkstation'), body as object));
      expect([status, refusal]).toEqual([400, 'REQUEST_INVALID']);
    },
  );

  it('beyond 64 KB is refused', async () => {
    expect((await post(update('cancel'), typed({ reason: 'x'.repeat(100_000) }))).status).toBe(413);
  });
});
