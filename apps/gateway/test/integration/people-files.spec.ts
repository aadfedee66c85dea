/** Files of people through the REST API: whatever encoding they are in, as large as documented, and in pieces. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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
