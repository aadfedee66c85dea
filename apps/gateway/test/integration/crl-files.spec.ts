/** CRLs from the gateway: to everybody, long ones in pieces, unchanged ones once, and for as long as pki-svc is away. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CrlReply, CrlRequest } from '@cardwright/contracts/nats/pki.api';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';

let gateway: GatewayFixture;
/** Names of lists: what one spec has fetched is no other's. */
let list: string;
let nextList = 1;

const thisUpdate = '2026-01-01T00:00:00.000Z';
const hours = (count: number): string => new Date(Date.now() + count * 3_600_000).toISOString();

/** pki-svc, with one CRL of a list at a time. */
const published = { crlNumber: 7, pieces: [Buffer.from('3003020101', 'hex')], nextUpdate: hours(1) };

beforeAll(async () => {
  gateway = await startGatewayFixture();
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  list = `issuing-1.${nextList++}`;
  gateway.seen.length = 0;
  Object.assign(published, { crlNumber: 7, pieces: [Buffer.from('3003020101', 'hex')], nextUpdate: hours(1) });
  gateway.answers.set('pki crl.get', ({ issuerId, ifNewerThan, piece = 0 }: CrlRequest): CrlReply => {
    if (issuerId !== list) throw new CardwrightError('REQUEST_NOT_FOUND');
    const { crlNumber, pieces, nextUpdate } = published;
    const crlDerBase64 = ifNewerThan === crlNumber ? '' : pieces[piece]!.toString('base64');
    return { crlDerBase64, thisUpdate, nextUpdate, crlNumber, pieces: pieces.length };
  });
});

const fetchCrl = async (init: RequestInit = {}) => {
  const response = await gateway.request(`/crl/${list}.crl`, init);
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};
const asked = () => gateway.seen.map(({ envelope }) => envelope.body as CrlRequest);
/** Until what the gateway has fetched is so old that it looks again. */
const untilItLooksAgain = async () => {
  const before = gateway.seen.length;
  while (gateway.seen.length === before) {
    await fetchCrl();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

describe('CRLs from the gateway', () => {
  it('are for everybody, with their own times', async () => {
    const response = await fetchCrl();
    expect(response.bytes).toEqual(Buffer.from('3003020101', 'hex'));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pkix-crl',
      'content-length': '5',
      etag: '"7"',
      'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
      expires: new Date(published.nextUpdate).toUTCString(),
    });
    expect(response.headers.get('cache-control')).toMatch(/^public, max-age=60, stale-if-error=3\d{3}$/);
    for (const path of ['/crl/other.crl', '/crl/..%2f..%2fetc.crl', '/crl/issuing-1.x.crl', '/crl/issuing-1'])
      expect((await gateway.request(path)).status).toBe(404);
  });

  it('are put together from their pieces, once for however many ask', async () => {
    published.pieces = [1, 2, 3].map((value) => Buffer.alloc(400_000, value));
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetchCrl()));
    // Jest compares buffers of this size for minutes.
    for (const { bytes } of answers) expect(bytes.equals(Buffer.concat(published.pieces))).toBe(true);
    expect(asked()).toEqual([
      { issuerId: list, piece: 0 },
      { issuerId: list, crlNumber: 7, piece: 1 },
      { issuerId: list, crlNumber: 7, piece: 2 },
    ]);
  });

  it('are not sent to whoever has them, nor asked for in whole again', async () => {
    await fetchCrl();
    for (const tag of ['"7"', 'W/"7"', '"6", "7"']) {
      const response = await fetchCrl({ headers: { 'if-none-match': tag } });
      expect([response.status, response.headers.get('etag'), response.bytes.length]).toEqual([304, '"7"', 0]);
    }
    expect((await fetchCrl({ headers: { 'if-none-match': '"6"' } })).status).toBe(200);
    await untilItLooksAgain();
    expect(asked()).toEqual([
      { issuerId: list, piece: 0 },
      { issuerId: list, piece: 0, ifNewerThan: 7 },
    ]);
    published.crlNumber = 8;
    published.pieces = [Buffer.from('30050201010101', 'hex')];
    await untilItLooksAgain();
    const newer = await fetchCrl({ headers: { 'if-none-match': '"7"' } });
    expect([newer.status, newer.headers.get('etag'), newer.bytes.length]).toEqual([200, '"8"', 7]);
  }, 20_000);

  it('are served while pki-svc is away, until they run out', async () => {
    published.nextUpdate = new Date(Date.now() + 6_000).toISOString();
    await fetchCrl();
    gateway.answers.set('pki crl.get', () => {
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    });
    await untilItLooksAgain();
    expect((await fetchCrl()).status).toBe(200);
    let status: number;
    do status = (await fetchCrl()).status;
    while (status === 200 && Date.now() < Date.parse(published.nextUpdate) + 5_000);
    expect(status).toBe(503);
  }, 20_000);

  it('with a piece that cannot be had are not served in part', async () => {
    published.pieces = [Buffer.alloc(10), Buffer.alloc(10)];
    const answer = gateway.answers.get('pki crl.get')!;
    gateway.answers.set('pki crl.get', (body: never, envelope) => {
      if ((body as CrlRequest).piece === 1) throw new CardwrightError('REQUEST_NOT_FOUND');
      return answer(body, envelope);
    });
    expect((await fetchCrl()).status).toBe(404);
    gateway.answers.set('pki crl.get', answer);
    expect((await fetchCrl()).bytes.length).toBe(20);
  });
});
