/** Bodies, queries and headers of an attacker: each is refused with a client error before the gateway traverses it. */
import { randomUUID } from 'node:crypto';
import { request as plainRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';

let gateway: GatewayFixture;
let token: string;
const json = { 'content-type': 'application/json' };

beforeAll(async () => {
  gateway = await startGatewayFixture({ HTTP_RATE_PER_ADDRESS: '0', HTTP_RATE_PER_IDENTITY: '0' });
  token = await gateway.token();
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.answers.clear();
  gateway.seen.length = 0;
  gateway.log.length = 0;
});

const manyKeys = (count: number): string => `{${Array.from({ length: count }, (_, key) => `"k${key}":1`).join(',')}}`;
const nested = (open: string, close: string, depth: number): string =>
  `{"code":${open.repeat(depth)}1${close.repeat(depth)}}`;

/** name, body, status, code */
const hostile: [string, string, number, string][] = [
  ['110,000 unknown keys', manyKeys(110_000), 413, 'REQUEST_TOO_LARGE'],
  ['400 unknown keys', manyKeys(400), 400, 'REQUEST_INVALID'],
  ['5,000 objects inside each other', nested('{"a":', '}', 5_000), 413, 'REQUEST_TOO_LARGE'],
  ['600 objects inside each other', nested('{"a":', '}', 600), 400, 'REQUEST_INVALID'],
  ['2,000 lists inside each other', nested('[', ']', 2_000), 400, 'REQUEST_INVALID'],
  ['a list that never ends', `{"code":${'['.repeat(3_000)}`, 400, 'REQUEST_INVALID'],
  ['1,900 entries', `{"code":[${Array(1900).fill('1').join(',')}]}`, 400, 'REQUEST_INVALID'],
  ['a list instead of an object', '[[[]]]', 400, 'REQUEST_INVALID'],
  ['text', '"text"', 400, 'REQUEST_INVALID'],
  ['a number', '1e999', 400, 'REQUEST_INVALID'],
  ['null', 'null', 400, 'REQUEST_INVALID'],
  ['a prototype', '{"__proto__":{"code":"x"}}', 400, 'REQUEST_MALFORMED'],
  ['a constructor', '{"constructor":{"prototype":{"code":"x"}}}', 400, 'REQUEST_MALFORMED'],
];

async function answer(response: Response): Promise<[number, unknown]> {
  const problem = (await response.json()) as { code: string };
  // The answer does not repeat kilobytes of the sender's own text.
  expect(JSON.stringify(problem).length).toBeLessThan(8_000);
  return [response.status, problem.code];
}

describe('bodies', () => {
  it.each(hostile)('refuses %s from anybody, at the enrolment', async (_, body, status, code) => {
    // Most are refused before they count: the enrolment's limit of ten a minute is not reached.
    const response = await gateway.request('/api/v1/workstations/enrol', { method: 'POST', headers: json, body });
    expect([
      [status, code],
      [429, 'REQUEST_RATE_LIMITED'],
    ]).toContainEqual(await answer(response));
    expect(gateway.seen).toEqual([]);
    expect(gateway.log.filter((line) => line.includes('INTERNAL'))).toEqual([]);
  });

  it.each(['/api/v1/profiles', '/api/v1/stock-batches', '/api/v1/people/import', '/api/v1/inspections'])(
    'refuses what is too deep or has too many members from those who have signed in: %s',
    async (path) => {
      for (const body of [nested('{"a":', '}', 5_000), nested('[', ']', 5_000), manyKeys(1_000)]) {
        const response = await gateway.request(path, { method: 'POST', token, headers: json, body });
        expect([400, 413]).toContain(response.status);
      }
      expect(gateway.seen).toEqual([]);
      expect(gateway.log.filter((line) => line.includes('INTERNAL'))).toEqual([]);
    },
  );

  it('names no more than twenty unknown fields', async () => {
    const body = `{"${'x'.repeat(3_000)}":1,${manyKeys(50).slice(1)}`;
    const response = await gateway.request('/api/v1/inspections', { method: 'POST', token, headers: json, body });
    const { details } = (await response.json()) as { details: { fields: { field: string }[] } };
    expect(details.fields).toHaveLength(20);
    expect(details.fields[0]?.field).toBe('x'.repeat(100));
  });

  it('takes the largest profile, the largest stock batch and a file of people', async () => {
    for (const name of ['profiles.publish', 'stock-batches.import', 'people.import.piece', 'people.import.commit'])
      gateway.answers.set(`issuance ${name}`, () => ({}));
    // More than one message holds: people-files.spec.ts.
    gateway.answers.set('issuance people.import.begin', () => ({ importId: 'i', pieceBytes: 1_000_000 }));
    gateway.answers.set('issuance people.import.discard', () => ({}));
    const post = (path: string, body: object) =>
      gateway.request(path, { method: 'POST', token, headers: json, body: JSON.stringify(body) });
    const entries = Array.from({ length: 1_900 }, () => ({ a: 1 }));
    const serials = Array.from({ length: 10_000 }, (_, number) => `ykserial:${String(number).padStart(110, '0')}`);
    const batch = { name: 'b', modelId: 'm', serials, jwe: 'eyJh..aXY.Y3Q.dGFn' };
    expect((await post('/api/v1/profiles', { definition: { entries } })).status).toBe(200);
    expect((await post('/api/v1/stock-batches', batch)).status).toBe(201);
    expect((await post('/api/v1/people/import', { csv: 'x'.repeat(3_000_000) })).status).toBe(200);
  });

  it('reads no large body of somebody who has not signed in', async () => {
    const body = JSON.stringify({ csv: 'x'.repeat(1_500_000) });
    for (const path of ['/api/v1/people/import', '/api/v1/stock-batches', '/codec/decode'])
      for (const bad of [undefined, 'nonsense']) {
        const response = await gateway.request(path, {
          method: 'POST',
          headers: json,
          body,
          ...(bad === undefined ? {} : { token: bad }),
        });
        expect(response.status).toBe(401);
      }
  });

  it('takes no form and no plain text', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])
      expect(
        await answer(
          await gateway.request('/api/v1/inspections', {
            method: 'POST',
            token,
            headers: { 'content-type': type },
            body: 'workstationId=ws-1',
          }),
        ),
      ).toEqual([415, 'REQUEST_MEDIA_TYPE']);
  });

  it('refuses JSON that is not UTF-8 instead of storing other letters', async () => {
    const body = Buffer.concat([Buffer.from('{"workstationId":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const response = await gateway.request('/api/v1/inspections', { method: 'POST', token, headers: json, body });
    expect(await answer(response)).toEqual([400, 'REQUEST_MALFORMED']);
  });
});

describe('queries and headers', () => {
  it.each([
    ['POST', '/api/v1/nothing?x=1', 404, 'REQUEST_ROUTE_UNKNOWN', null],
    ['GET', '/api/v1/devices/a/b/c', 404, 'REQUEST_ROUTE_UNKNOWN', null],
    ['DELETE', `/api/v1/people/${randomUUID()}`, 405, 'REQUEST_METHOD_NOT_ALLOWED', 'GET, HEAD, PATCH'],
    ['PUT', '/api/v1/people', 405, 'REQUEST_METHOD_NOT_ALLOWED', 'GET, HEAD, POST'],
    ['GET', '/api/v1/inspections', 405, 'REQUEST_METHOD_NOT_ALLOWED', 'POST'],
  ])('tells %s %s from a thing that is not there, whatever comes with it: %i %s', async (...row) => {
    const [method, path, status, code, allow] = row;
    const response = await gateway.request(path, { method, token, headers: json });
    expect(await response.json()).toMatchObject({ status, code });
    expect(response.headers.get('allow')).toBe(allow);
    expect(gateway.seen).toEqual([]);
  });

  it('takes a DELETE that says JSON and sends nothing', async () => {
    gateway.answers.set('issuance people.import.discard', () => ({}));
    const path = `/api/v1/people/imports/${randomUUID()}`;
    const { status } = await gateway.request(path, { method: 'DELETE', token, headers: json });
    expect(status).toBe(200);
  });

  it.each([
    ['3,000 unknown fields', Array.from({ length: 3_000 }, (_, key) => `k${key}`).join('&')],
    ['one field 2,000 times', Array(2_000).fill('limit=1').join('&')],
    ['brackets', 'a[b][c][d]=1&a[b][c][e]=2'],
    ['a prototype', '__proto__[x]=1'],
    ['percent signs', 'query=%'],
    ['NUL', 'query=%00'],
    ['what is no UTF-8', 'query=%ff%fe'],
  ])('refuses or takes %s without an error of its own', async (_, query) => {
    gateway.answers.set('issuance devices.list', () => ({ rows: [], nextCursor: null }));
    const response = await gateway.request(`/api/v1/devices?${query}`, { token });
    expect(response.status).toBeLessThan(500);
  });

  it.each([
    ['letters beyond Latin-1', '/\u0100'],
    ['control characters', '/\u0001\u007f'],
    ['line ends', '/a\r\nset-cookie: x=1'],
    ['another site', '//evil.example'],
    ['2,000 characters', `/${'a'.repeat(2_000)}`],
  ])('goes nowhere else, and falls over nothing, when it shall go back to %s', async (_, path) => {
    for (const page of ['/temporal-ui?path=', '/auth/login?returnTo=', '/auth/callback?state=']) {
      const response = await gateway.request(page + encodeURIComponent(path), { redirect: 'manual' });
      const { pathname, hostname } = new URL(response.headers.get('location') ?? '', gateway.publicUrl);
      expect([page, response.status, hostname]).toEqual([page, 302, '127.0.0.1']);
      expect(pathname).not.toMatch(/evil/);
      expect(response.headers.getSetCookie().filter((each) => each.startsWith('x='))).toEqual([]);
    }
  });

  it('refuses headers beyond 16 KB, and a path that long', async () => {
    expect([431, 'closed']).toContain(await statusOf('/healthz', { 'x-a': 'a'.repeat(20_000) }));
    expect([431, 'closed']).toContain(await statusOf(`/${'a'.repeat(20_000)}`, {}));
  });

  it.each(['', '/assets', '/crl', '/ca', '/api/docs', '/auth', '/codec', '/api/v1', '/healthz'])(
    'answers strange paths below %s without an error of its own',
    async (folder) => {
      const strange = [
        '%00',
        '%',
        '%E0%A4%A',
        '%FF',
        '%C4%80',
        '%2e%2e%2f'.repeat(20),
        '..%5c',
        'a%0d%0ab',
        '%25',
        '[',
        '{}',
      ];
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'])
        for (const name of strange) {
          const { status } = await gateway.request(`${folder}/${name}`, { method });
          expect([method, name, status < 500]).toEqual([method, name, true]);
        }
      expect(gateway.log.filter((line) => line.includes('INTERNAL'))).toEqual([]);
    },
  );

  it('answers strange ids in paths and headers with a client error', async () => {
    for (const path of ['/api/v1/devices/%00', `/api/v1/devices/${'a'.repeat(5_000)}`, '/api/v1/profiles/%2e%2e%2f'])
      expect([400, 404, 414]).toContain((await gateway.request(path, { token })).status);
    const response = await gateway.request(`/api/v1/devices/${randomUUID()}/issue`, {
      method: 'POST',
      token,
      headers: { ...json, 'idempotency-key': 'a'.repeat(8_000) },
      body: JSON.stringify({ personId: randomUUID(), profileName: 'p', workstationId: 'ws', pinChange: 'none' }),
    });
    expect(await answer(response)).toEqual([400, 'REQUEST_INVALID']);
  });
});

/** fetch would not send these. closed: the server did not wait for the end of it. */
function statusOf(path: string, headers: Record<string, string>): Promise<number | undefined | 'closed'> {
  return new Promise((resolve) => {
    const sent = plainRequest(gateway.publicUrl + path, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', () => resolve('closed'));
    sent.end();
  });
}
