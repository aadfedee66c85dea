/** One person by a request of its own, and files of people, through the REST API: whatever encoding they are in, as large as documented, and in pieces. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ImportPeopleRequest } from '@cardwright/contracts/nats/issuance.api';
import { startGatewayFixture, type GatewayFixture } from '../gateway-fixture.js';

let gateway: GatewayFixture;
let token: string;
const counts = { created: 1, updated: 0, unchanged: 0 };
const importId = 'b3a4f8f2-6d0f-4c5e-8a43-0f6f1b1f7c11';
let pieces: Map<number, Buffer>;

beforeAll(async () => {
  gateway = await startGatewayFixture();
  token = await gateway.token();
}, 60_000);
afterAll(async () => gateway?.stop(), 30_000);
beforeEach(() => {
  gateway.seen.length = 0;
  pieces = new Map();
  gateway.answers.set('issuance people.import', () => counts);
  gateway.answers.set('issuance people.import.begin', () => ({
    importId,
    pieceBytes: 1_000_000,
    maximumPieces: 32,
    expiresAt: '2030-01-01T00:00:00.000Z',
  }));
  gateway.answers.set(
    'issuance people.import.piece',
    ({ number, dataBase64 }: { number: number; dataBase64: string }) => {
      pieces.set(number, Buffer.from(dataBase64, 'base64'));
      return { received: number };
    },
  );
  gateway.answers.set('issuance people.import.commit', () => counts);
  gateway.answers.set('issuance people.import.discard', () => ({ discarded: true }));
});

const send = (body: Buffer | string, contentType = 'text/csv', query = '', method = 'POST', path = '/people/import') =>
  gateway.request(`/api/v1${path}${query}`, {
    method,
    token,
    headers: { 'content-type': contentType },
    body: body as string,
  });
const names = () => gateway.seen.map(({ name }) => name.split(' ')[1]);
const passedOn = (): ImportPeopleRequest => gateway.seen.at(-1)!.envelope.body as ImportPeopleRequest;
const problem = async (response: Response) => (await response.json()) as { code: string };

describe('a file as it is', () => {
  it.each([
    ['text/csv', ''],
    ['text/csv; charset=utf-8', ''],
    ['text/plain', ''],
    ['text/tab-separated-values', ''],
    ['application/octet-stream', ''],
    ['application/vnd.ms-excel', ''],
  ])('UTF-8 as %s', async (contentType) => {
    expect((await send('external_id;given_name\nE1;Žofie', contentType)).status).toBe(200);
    expect(passedOn()).toEqual({ csv: 'external_id;given_name\nE1;Žofie' });
  });

  it('of other bytes is passed on as it is, with the encoding that is named', async () => {
    const western = Buffer.from('external_id;given_name\nE1;J\xfcrgen', 'latin1');
    expect((await send(western)).status).toBe(200);
    expect(passedOn()).toEqual({ fileBase64: western.toString('base64') });
    await send(western, 'text/csv', '?encoding=windows-1250&dryRun=true');
    expect(passedOn()).toEqual({ fileBase64: western.toString('base64'), encoding: 'windows-1250', dryRun: true });
    await send(western, 'text/csv; charset=ISO-8859-2');
    expect(passedOn()).toEqual({ fileBase64: western.toString('base64'), encoding: 'iso-8859-2' });
    // Clients that say UTF-8 of everything.
    await send(western, 'text/csv; charset=utf-8');
    expect(passedOn()).toEqual({ fileBase64: western.toString('base64') });
    const excel = Buffer.from('\ufeffexternal_id\tgiven_name', 'utf16le');
    await send(excel, 'text/csv');
    expect(passedOn()).toEqual({ fileBase64: excel.toString('base64') });
  });

  it('of a spreadsheet program is passed on too, so that it is named and not refused as a kind of body', async () => {
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    const workbook = Buffer.from('504b0304ff', 'hex');
    expect((await send(workbook, type)).status).toBe(200);
    expect(passedOn()).toEqual({ fileBase64: workbook.toString('base64') });
  });

  it('refuses / a file where none is taken', async () => {
    const response = await send('external_id', 'text/csv', '', 'POST', '/profiles/validate');
    expect(response.status).toBe(415);
    expect(await problem(response)).toMatchObject({ code: 'REQUEST_MEDIA_TYPE' });
  });
});

describe('a file of the documented size', () => {
  /** 5,000,000 bytes in lines of 40, every one of which JSON has to escape something of. */
  const line = (n: number): string => `"E${String(n).padStart(7, '0')}";"Zoë";"Nr ${String(n).padStart(9, '0')}"\r\n`;
  const csv = (bytes: number): string => {
    const rows = ['external_id;given_name;surname\r\n'];
    for (let size = 32, n = 0; ; n++) {
      const row = line(n);
      size += Buffer.byteLength(row);
      if (size > bytes) return rows.join('');
      rows.push(row);
    }
  };

  it('as a file, as JSON text and as JSON base64: committed as one, whatever a message of NATS may hold', async () => {
    const text = csv(4_700_000);
    const large = csv(4_999_999);
    for (const [body, contentType, whole] of [
      [large, 'text/csv', large],
      [JSON.stringify({ csv: text }), 'application/json', text],
      [
        JSON.stringify({ fileBase64: Buffer.from(text.slice(0, 3_500_000)).toString('base64') }),
        'application/json',
        text.slice(0, 3_500_000),
      ],
    ] as const) {
      pieces.clear();
      gateway.seen.length = 0;
      const response = await send(body, contentType, '?encoding=utf-8');
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual(counts);
      const sent = Buffer.concat([...pieces].sort(([a], [b]) => a - b).map(([, data]) => data));
      expect(sent.equals(Buffer.from(whole))).toBe(true);
      const commit = gateway.seen.find(({ name }) => name.endsWith('people.import.commit'))!;
      expect(commit.envelope.body).toEqual({ importId, pieces: pieces.size, encoding: 'utf-8' });
      expect(names()).not.toContain('people.import');
    }
  }, 60_000);

  it('refuses / a larger one, saying how large it may be', async () => {
    const response = await send('x'.repeat(6 * 1024 * 1024));
    expect(response.status).toBe(413);
    expect(await problem(response)).toMatchObject({ code: 'REQUEST_TOO_LARGE', details: { limit: 5_242_880 } });
  });

  it('throws the pieces away when the commit is refused', async () => {
    gateway.answers.delete('issuance people.import.commit');
    expect((await send(csv(2_000_000))).status).toBeGreaterThanOrEqual(400);
    expect(names().slice(-2)).toEqual(['people.import.commit', 'people.import.discard']);
  });
});

describe('a file in pieces', () => {
  it('is begun, sent and committed; every step is one request', async () => {
    const begun = await gateway.request('/api/v1/people/imports', { method: 'POST', token });
    expect(begun.status).toBe(201);
    expect(await begun.json()).toMatchObject({ importId, pieceBytes: 1_000_000 });
    const data = Buffer.alloc(1_000_000, 0xe4);
    const put = await send(data, 'application/octet-stream', '', 'PUT', `/people/imports/${importId}/pieces/2`);
    expect(await put.json()).toEqual({ received: 2 });
    expect(pieces.get(2)!.equals(data)).toBe(true);
    const commit = JSON.stringify({ pieces: 2, dryRun: true, encoding: 'windows-1252' });
    expect((await send(commit, 'application/json', '', 'POST', `/people/imports/${importId}/commit`)).status).toBe(200);
    expect(gateway.seen.at(-1)!.envelope.body).toEqual({ importId, pieces: 2, dryRun: true, encoding: 'windows-1252' });
    const gone = await gateway.request(`/api/v1/people/imports/${importId}`, { method: 'DELETE', token });
    expect(await gone.json()).toEqual({ discarded: true });
  });

  it('refuses / a number or an id that is none, a piece that is too large', async () => {
    for (const [path, body, status] of [
      [`/people/imports/${importId}/pieces/0`, 'x', 400],
      [`/people/imports/${importId}/pieces/33`, 'x', 400],
      ['/people/imports/mine/pieces/1', 'x', 400],
      [`/people/imports/${importId}/pieces/1`, Buffer.alloc(1_100_000), 413],
    ] as const)
      expect((await send(body as string, 'application/octet-stream', '', 'PUT', path)).status).toBe(status);
    expect(names()).toEqual([]);
  });
});

describe('[F10] one person', () => {
  const personId = '11111111-1111-4111-8111-111111111111';
  const send = (method: string, path: string, body: object, headers: Record<string, string> = {}) =>
    gateway.request(`/api/v1/people${path}`, {
      ...{ method, token, body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', ...headers },
    });
  const patch = (body: object, headers: Record<string, string> = {}) => send('PATCH', `/${personId}`, body, headers);
  beforeEach(() => {
    const person = { personId, externalId: 'E1', version: 'v2' };
    for (const name of ['get', 'create', 'change']) gateway.answers.set(`issuance people.${name}`, () => ({ person }));
  });

  it('is shown, brought in and changed with the version of what is shown', async () => {
    const shown = await gateway.request(`/api/v1/people/${personId}`, { token });
    const made = await send(
      'POST',
      '',
      { externalId: 'E1', surname: 'One', email: null },
      { 'idempotency-key': 'k-1' },
    );
    const changed = await patch(
      { surname: 'Two', email: null, enabled: false },
      { 'if-match': '"v1"', 'content-type': 'application/merge-patch+json' },
    );
    expect([shown, made, changed].map(({ status, headers }) => [status, headers.get('etag')])).toEqual([
      [200, '"v2"'],
      [201, '"v2"'],
      [200, '"v2"'],
    ]);
    expect(gateway.seen.slice(1).map(({ envelope: { idempotencyKey, body } }) => [idempotencyKey, body])).toEqual([
      ['k-1', { externalId: 'E1', surname: 'One', email: null }],
      [undefined, { personId, versions: ['v1'], changes: { surname: 'Two', email: null, enabled: false } }],
    ]);
  });

  it.each([
    ['"v1", "v2"', ['v1', 'v2']],
    ['W/"v1","v2"', ['v2']],
    ['W/"v1"', []],
    ['*', null],
  ])('passes If-Match %s on as %j', async (ifMatch, versions) => {
    expect((await patch({}, { 'if-match': ifMatch })).status).toBe(200);
    expect(gateway.seen.at(-1)!.envelope.body).toEqual({ personId, versions, changes: {} });
  });

  it('refuses / a change that names no version, or one that is past, and says what to do', async () => {
    const without = await patch({ surname: 'Two' });
    expect([without.status, await without.json()]).toEqual([
      428,
      expect.objectContaining({
        code: 'PERSON_VERSION_NEEDED',
        fix: 'Get the person, and send the ETag of that answer in the header If-Match.',
      }),
    ]);
    expect(gateway.seen).toEqual([]);
    gateway.answers.set('issuance people.change', () => {
      throw new CardwrightError('PERSON_CHANGED', undefined, { version: 'v3' });
    });
    const past = await patch({ surname: 'Two' }, { 'if-match': '"v1"' });
    expect([past.status, await past.json()]).toEqual([
      412,
      expect.objectContaining({ code: 'PERSON_CHANGED', details: { version: 'v3' } }),
    ]);
  });

  it.each([
    ['no entity tag', 'PATCH', `/${personId}`, { surname: 'Two' }, { 'if-match': 'v1' }, 400, 'REQUEST_INVALID'],
    ['another external id', 'PATCH', `/${personId}`, { externalId: 'E2' }, { 'if-match': '*' }, 400, 'REQUEST_INVALID'],
    [
      'an enabled that is none',
      'PATCH',
      `/${personId}`,
      { enabled: null },
      { 'if-match': '*' },
      400,
      'REQUEST_INVALID',
    ],
    ['no external id', 'POST', '', { surname: 'Two' }, {}, 400, 'REQUEST_INVALID'],
    ['a number', 'POST', '', { externalId: 'E1', surname: 2 }, {}, 400, 'REQUEST_INVALID'],
    [
      ...(['a patch that is posted', 'POST', '', { externalId: 'E1' }] as const),
      ...([{ 'content-type': 'application/merge-patch+json' }, 415, 'REQUEST_MEDIA_TYPE'] as const),
    ],
  ] as [string, string, string, object, Record<string, string>, number, string][])(
    'refuses / %s, and asks nobody',
    async (_, method, path, body, headers, status, code) => {
      const response = await send(method, path, body, headers);
      expect([response.status, (await problem(response)).code]).toEqual([status, code]);
      expect(gateway.seen).toEqual([]);
    },
  );
});

describe('[Issue 13] the photo of a person', () => {
  const personId = '11111111-1111-4111-8111-111111111111';
  const path = `/people/${personId}/photo`;
  const bytes = Buffer.from('89504e470d0a1a0aff00fe', 'hex');
  const photo = { mediaType: 'image/png', bytes: 11, width: 64, height: 64, version: 'v1', updatedAt: '2030-01-01' };
  beforeEach(() => {
    gateway.answers.set('issuance people.photo.put', () => ({ photo }));
    gateway.answers.set('issuance people.photo.get', () => ({ photo, dataBase64: bytes.toString('base64') }));
    gateway.answers.set('issuance people.photo.delete', () => ({ deleted: true }));
  });

  it('goes in as it is or in JSON, and comes out as what its bytes are and nothing that a browser runs', async () => {
    for (const type of ['image/jpeg', 'image/png', 'image/webp'])
      expect((await send(bytes, type, '', 'PUT', path)).status).toBe(200);
    const inJson = JSON.stringify({ dataBase64: bytes.toString('base64') });
    expect((await send(inJson, 'application/json', '', 'PUT', path)).status).toBe(200);
    expect(gateway.seen.map(({ envelope }) => envelope.body)).toEqual(
      Array.from({ length: 4 }, () => ({ personId, dataBase64: bytes.toString('base64') })),
    );
    const shown = await gateway.request(`/api/v1${path}?version=v1`, { token });
    expect(Buffer.from(await shown.arrayBuffer()).equals(bytes)).toBe(true);
    const header = (name: string) => shown.headers.get(name);
    expect([header('content-type'), header('x-content-type-options'), header('cache-control')]).toEqual([
      ...['image/png', 'nosniff', 'no-store'],
    ]);
    expect(header('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    const gone = await gateway.request(`/api/v1${path}`, { method: 'DELETE', token });
    expect(await gone.json()).toEqual({ deleted: true });
  });

  it('is refused / as another kind of file, too large, or where files of people go', async () => {
    for (const [body, type, at, status] of [
      [bytes, 'image/svg+xml', path, 415],
      [bytes, 'text/csv', path, 415],
      [bytes, 'application/octet-stream', path, 415],
      [Buffer.alloc(310_000), 'image/png', path, 413],
      [bytes, 'image/png', `/people/imports/${importId}/pieces/1`, 415],
    ] as const)
      expect([type, (await send(body, type, '', 'PUT', at)).status]).toEqual([type, status]);
    expect((await send(bytes, 'image/png')).status).toBe(415);
    expect(names()).toEqual([]);
  });
});
