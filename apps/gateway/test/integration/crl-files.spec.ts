/** CRLs from the gateway: to everybody, long ones in pieces, unchanged ones once, and for as long as pki-svc is away; certificates of cards as files. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
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

describe('certificates of cards', () => {
  const serialNumberHex = '0A1B';
  const certificateOf = (name: string): Buffer =>
    execFileSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null'],
      ...['-subj', `/CN=${name}`, '-outform', 'DER'],
    ]);
  const [leaf, issuing, root] = ['Grace', 'Issuing', 'Root'].map(certificateOf) as [Buffer, Buffer, Buffer];
  const download = async (file: string) => {
    const response = await gateway.request(`/api/v1/certificates/${serialNumberHex}${file}`, {
      token: await gateway.token(),
    });
    const header = (name: string) => response.headers.get(name);
    return {
      ...{ status: response.status, type: header('content-type'), file: header('content-disposition') },
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  };
  const subjects = (pem: string) =>
    pem.split(/(?<=-----END CERTIFICATE-----\n)/).map((each) => new X509Certificate(each).subject);

  beforeEach(() => {
    gateway.answers.set('issuance certificates.get', () => ({
      certificate: { serialNumberHex, status: 'good' },
      certificateDerBase64: leaf.toString('base64'),
      chainDerBase64: [issuing, root].map((der) => der.toString('base64')),
    }));
  });

  it('[Issue 13] are downloaded as DER, as PEM, and as PEM with their chain, under a name of their own', async () => {
    const der = await download('/der');
    expect(der).toEqual({
      ...{ status: 200, type: 'application/pkix-cert', file: 'attachment; filename="0A1B.cer"' },
      bytes: leaf,
    });
    const pem = await download('/pem');
    expect([pem.status, pem.type, pem.file]).toEqual([
      ...[200, 'application/x-pem-file', 'attachment; filename="0A1B.pem"'],
    ]);
    expect(pem.bytes.toString()).toBe(new X509Certificate(leaf).toString());
    const chain = await download('/chain');
    expect([chain.status, chain.type, chain.file]).toEqual([
      ...[200, 'application/pem-certificate-chain', 'attachment; filename="0A1B-chain.pem"'],
    ]);
    expect(subjects(chain.bytes.toString())).toEqual(['CN=Grace', 'CN=Issuing', 'CN=Root']);
    expect(gateway.seen.map(({ envelope }) => envelope.body)).toEqual(Array(3).fill({ serialNumberHex }));
  });

  it('[Issue 13] that one may not see, or that do not exist, answer with the problem and no file', async () => {
    gateway.answers.set('issuance certificates.get', () => {
      throw new CardwrightError('AUTH_NOT_YOUR_DEVICE');
    });
    for (const file of ['', '/der', '/pem', '/chain']) {
      const { status, type, bytes } = await download(file);
      expect([status, type]).toEqual([403, 'application/problem+json; charset=utf-8']);
      expect(JSON.parse(bytes.toString())).toMatchObject({ code: 'AUTH_NOT_YOUR_DEVICE' });
    }
    expect((await gateway.request('/api/v1/certificates/0A1B/pem')).status).toBe(401);
    const unreadable = await gateway.request('/api/v1/certificates/0A1/pem', { token: await gateway.token() });
    expect(unreadable.status).toBe(400);
  });
});
