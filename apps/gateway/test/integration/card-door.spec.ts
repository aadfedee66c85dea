/** The door for cards, with real TLS clients: who gets a code, and everybody who does not. The record is a stand-in; issuance-svc has a spec of its own. */
import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { certify, type Certified, inDays, makeCa, pemOf, uses } from '../card-certificates.js';
import { type CardDoor, challenge, label, startCardDoor, type Visit } from '../card-door-fixture.js';
import type { GatewayFixture } from '../gateway-fixture.js';

let door: CardDoor;
let gateway: GatewayFixture;
let port: number;
let ca: CardDoor['ca'];
let right: Certified;

beforeAll(async () => {
  door = await startCardDoor();
  ({ gateway, port, ca } = door);
  right = await certify('Grace', { uses: uses['9A'] }, ca.issuing);
}, 60_000);
afterAll(() => door?.stop());
beforeEach(() => {
  gateway.seen.length = 0;
  gateway.answers.set('issuance card-sign-in.prove', () => ({ proved: true }));
});

/** Where the browser is sent. */
async function outcome(asked: Visit): Promise<URLSearchParams> {
  const { statusCode, headers } = await door.visit(asked);
  expect(statusCode).toBe(303);
  const url = new URL(headers.location!);
  expect(`${url.origin}${url.pathname}`).toBe(`${gateway.publicUrl}/auth/card/callback`);
  return url.searchParams;
}
const refusal = async (certified?: Certified): Promise<string | null> =>
  (await outcome(certified === undefined ? {} : { certified })).get('refused');
const asked = () => gateway.seen.filter(({ name }) => name === 'issuance card-sign-in.prove');

describe('[A11] the door for cards', () => {
  it('gives whoever has the key of a sign-in certificate a code, and tells the record its hash alone', async () => {
    const code = (await outcome({ certified: right })).get('code')!;
    expect(code).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const der = new X509Certificate(Buffer.from(right.certificate.rawData));
    expect(asked().map(({ envelope }) => envelope.body)).toEqual([
      {
        serialNumberHex: der.serialNumber,
        certificateSha256Hex: der.fingerprint256.replaceAll(':', ''),
        challenge,
        codeSha256Hex: createHash('sha256').update(code).digest('hex').toUpperCase(),
      },
    ]);
    expect((await outcome({ certified: right })).get('code')).not.toBe(code);
    expect(gateway.log.join('')).not.toContain(code);
  });

  it('asks for certificates of our CAs alone', async () => {
    const said = await sClient();
    const names = /Acceptable client certificate CA names\n(.*?)\n(?:Requested|Client)/s.exec(said)?.[1];
    expect(names?.split('\n').sort()).toEqual(['CN = Cardwright Issuing', 'CN = Cardwright Root']);
  });

  it('lets nobody in without a certificate, of another CA, or of another key of the card', async () => {
    const foreign = await makeCa('Cardwright');
    const refusals = {
      none: await refusal(),
      // The same names, another key.
      foreign: await refusal(await certify('Grace', { uses: uses['9A'] }, foreign.issuing)),
      self: await refusal(await certify('Grace', { uses: uses['9A'] })),
      '9C': await refusal(await certify('Grace', { uses: uses['9C'] }, ca.issuing)),
      '9E': await refusal(await certify('Card', { uses: uses['9E'] }, ca.issuing)),
      '9E for everything': await refusal(await certify('Card', { uses: [...uses['9E'], ...uses['9A']] }, ca.issuing)),
      'for anything': await refusal(await certify('Grace', {}, ca.issuing)),
      over: await refusal(await certify('Grace', { uses: uses['9A'], to: inDays(-1) }, ca.issuing)),
      early: await refusal(await certify('Grace', { uses: uses['9A'], from: inDays(1) }, ca.issuing)),
      // Signed by a card's key, which is no CA.
      'of a card': await refusal(await certify('Grace', { uses: uses['9A'] }, right)),
    };
    expect(refusals).toEqual({
      none: 'no-certificate',
      foreign: 'foreign',
      self: 'foreign',
      '9C': 'other-use',
      '9E': 'other-use',
      '9E for everything': 'other-use',
      'for anything': 'other-use',
      over: 'expired',
      early: 'expired',
      'of a card': 'foreign',
    });
    expect(asked()).toEqual([]);
  });

  it('says what the record says of the card, and what it cannot know now', async () => {
    for (const cause of ['replaced', 'suspended', 'not-active', 'no-person']) {
      gateway.answers.set('issuance card-sign-in.prove', () => {
        throw new CardwrightError('AUTH_CARD_REFUSED', undefined, { cause });
      });
      expect(await refusal(right)).toBe(cause);
    }
    gateway.answers.set('issuance card-sign-in.prove', () => {
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    });
    expect(await refusal(right)).toBe('unavailable');
  });

  it('speaks http/1.1 alone', async () => {
    const socket = await handshake({ ALPNProtocols: ['h2', 'http/1.1'] });
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
    await expect(handshake({ ALPNProtocols: ['h2'] })).rejects.toThrow(/alert|disconnected|ECONNRESET/i);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('goes on with no session of before, in %s', async (version) => {
    const sessions: Buffer[] = [];
    const versions = { minVersion: version, maxVersion: version };
    const first = await handshake({ ...versions, ...pemOf(right) });
    first.on('session', (session) => sessions.push(session));
    await answerOn(first);
    // Whatever was handed out, nothing goes on with it: the key is used anew, or there is no certificate.
    for (const session of [first.getSession()!, ...sessions]) {
      const again = await handshake({ ...versions, session });
      expect(again.isSessionReused()).toBe(false);
      expect(await answerOn(again)).toContain('refused=no-certificate');
    }
  });

  it('ends the connection with its one answer, which no cache keeps and no page is told of', async () => {
    const { headers } = await door.visit({ certified: right });
    expect(headers).toMatchObject({
      connection: 'close',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    const answer = await answerOn(await handshake(pemOf(right)), 2);
    expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  });

  it('answers at a name of an attempt alone, and nothing but that', async () => {
    for (const name of [
      'card.localhost',
      'www.card.localhost',
      `${label}.card.example`,
      `${label}.${label}.card.localhost`,
    ])
      await expect(door.visit({ certified: right, name })).rejects.toThrow();
    const other = `${label.replace('0', '1')}.card.localhost:${port}`;
    for (const host of [other, `127.0.0.1:${port}`, `${label}.card.localhost`, `${label}.card.localhost:1`])
      expect((await door.visit({ certified: right, host })).statusCode).toBe(421);
    for (const path of [
      '/',
      '/?challenge=',
      '/?challenge=short',
      `/favicon.ico?challenge=${challenge}`,
      '//evil.example/',
    ])
      expect((await door.visit({ certified: right, path })).statusCode).toBe(404);
    expect((await door.visit({ certified: right, method: 'POST' })).statusCode).toBe(404);
    expect(asked()).toEqual([]);
  });
});

/** What OpenSSL's client says of the handshake. */
async function sClient(): Promise<string> {
  const to = ['-connect', `127.0.0.1:${port}`, '-servername', `${label}.card.localhost`];
  const running = promisify(execFile)('openssl', ['s_client', ...to, '-ign_eof']);
  running.child.stdin!.end(`GET / HTTP/1.1\r\nhost: x\r\n\r\n`);
  return (await running).stdout;
}

function handshake(options: object): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const name = `${label}.card.localhost`;
    const socket = connect({ host: '127.0.0.1', port, servername: name, ca: door.serverCa, ...options }, () =>
      resolve(socket),
    );
    socket.once('error', reject).once('close', () => reject(new Error('disconnected')));
  });
}

/** Everything that comes back for so many requests at once, until the door closes. */
function answerOn(socket: TLSSocket, requests = 1): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk))).once('close', () => resolve(text));
    socket.on('error', () => undefined);
    socket.write(
      `GET /?challenge=${challenge} HTTP/1.1\r\nhost: ${label}.card.localhost:${port}\r\n\r\n`.repeat(requests),
    );
  });
}
