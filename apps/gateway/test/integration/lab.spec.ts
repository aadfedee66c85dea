/** The lab corner's door at the gateway, with the agent's own simulated readers behind it; and that there is none where nobody asked for it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SimulatedControl } from '../../../device-edge/src/reader/simulated-control.js';
import { makeSimulatedReaders } from '../../../device-edge/src/reader/simulated-setup.js';
import { listenOnSocket } from '../../../device-edge/src/reader/simulated-socket.js';
import { PlainBrowser } from '@cardwright/testing/browser';
import { startScript } from '@cardwright/testing/start-script';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';

const me = () => ({ person: null, roles: ['CH'], permissions: ['own.manage'], separationOfDuties: 'single-operator' });

interface Links {
  signInLinkDir(home: string): string;
  newSignInLink(home: string, url: string, now?: number): Promise<string>;
}
const signIn = '/api/v1/lab/sign-in';

describe('a gateway with a lab', () => {
  let folder: string;
  let gateway: GatewayFixture;
  let close: () => Promise<void>;
  let token: string;
  let links: Links;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cardwright-lab-'));
    const socket = join(folder, 'simulated.sock');
    const setup = { readers: 2, cards: 2, dialect: 'vendor' as const, folder };
    close = await listenOnSocket(socket, new SimulatedControl(await makeSimulatedReaders(setup), setup));
    links = await startScript<Links>('sign-in-link');
    gateway = await startGatewayFixture({
      LAB_READERS_SOCKET: socket,
      LAB_SIGN_IN_DIR: links.signInLinkDir(folder),
    });
    gateway.answers.set('issuance me.get', me);
    token = await gateway.token();
  }, 60_000);
  afterAll(async () => {
    await gateway?.stop();
    await close?.();
    rmSync(folder, { recursive: true });
  });

  const ask = async (body?: object, given: string | undefined = token) => {
    const init = body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const response = await gateway.request('/api/v1/lab', { ...init, ...(given !== undefined && { token: given }) });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const [zero, one] = ['Simulated reader 0', 'Simulated reader 1'];
  const card = (serial: number) => ({ dialect: 'vendor', serial });

  it('says so to the console', async () => {
    const response = await gateway.request('/api/v1/me', { token });
    expect(await response.json()).toMatchObject({ lab: true });
  });

  it('pulls a card, inserts it into the other reader, and swaps', async () => {
    expect(await ask({ what: 'pull', readerName: one })).toEqual({
      status: 200,
      body: {
        readers: [
          { readerName: zero, card: card(10000001) },
          { readerName: one, card: null },
        ],
        outside: [card(10000002)],
      },
    });
    await ask({ what: 'swap', readerName: zero, otherReaderName: one });
    expect((await ask({ what: 'insert', readerName: zero, serial: 10000002 })).body).toEqual({
      readers: [
        { readerName: zero, card: card(10000002) },
        { readerName: one, card: card(10000001) },
      ],
      outside: [],
    });
  });

  it('refuses / nobody signed in, what cannot be done, what is no command', async () => {
    const anonymous = await gateway.request('/api/v1/lab');
    expect(anonymous.status).toBe(401);
    const taken = await ask({ what: 'insert', readerName: zero, serial: 7 });
    expect(taken).toMatchObject({
      status: 409,
      body: { code: 'REQUEST_CONFLICT', detail: expect.stringContaining(zero) as unknown },
    });
    expect((await ask({ what: 'burn', readerName: zero })).status).toBe(400);
    expect((await ask({ what: 'pull' })).status).toBe(400);
  });

  it('is not in the description of the API', async () => {
    const response = await gateway.request('/api/openapi.json', { token });
    expect(await response.text()).not.toContain('/api/v1/lab');
  });

  describe('the link of npm start', () => {
    const link = async (now?: number): Promise<string> => {
      const { pathname, hash, search } = new URL(await links.newSignInLink(folder, gateway.publicUrl, now));
      expect([pathname, search]).toEqual(['/try', '']);
      expect(hash).toMatch(/^#[A-Za-z0-9_-]{22}$/);
      return hash.slice(1);
    };
    async function open(text: string, { browser = new PlainBrowser(), origin = gateway.publicUrl } = {}) {
      const headers = { 'content-type': 'application/json', ...(origin !== '' && { origin }) };
      const init = { method: 'POST', headers, body: JSON.stringify({ token: text }) };
      const { response } = await browser.open(gateway.publicUrl + signIn, init);
      const { code } = (await response.json().catch(() => ({}))) as { code?: string };
      return { status: response.status, code };
    }
    const over = { status: 401, code: 'AUTH_TOKEN_INVALID' };

    it('signs a visitor in as a cardholder, once', async () => {
      const browser = new PlainBrowser();
      const text = await link();
      // What lies in the folder is not the link.
      expect(readdirSync(links.signInLinkDir(folder)).join()).not.toContain(text);
      expect(await open(text, { browser })).toEqual({ status: 204, code: undefined });
      const { response } = await browser.open(`${gateway.publicUrl}/api/v1/me`);
      expect(await response.json()).toMatchObject({
        identity: { kind: 'person', issuer: gateway.issuer, subject: 'alan', displayName: 'Alan Turing' },
      });
      expect(gateway.seen.at(-1)!.envelope.actor).toMatchObject({ externalId: 'E1003', roleClaims: ['cardholder'] });
      expect(await open(text)).toEqual(over);
      expect(gateway.log.join('')).not.toContain(text);
    });

    it('of many who open it at the same time it signs one in', async () => {
      const text = await link();
      const answers = await Promise.all(Array.from({ length: 8 }, () => open(text)));
      expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(7).fill(401)]);
    });

    it('refuses / after a minute, when there is a newer one, what was made up, what is none', async () => {
      expect(await open(await link(Date.now() - 60_001))).toEqual(over);
      const older = await link();
      const newer = await link();
      expect(await open(older)).toEqual(over);
      expect(await open('A'.repeat(22))).toEqual(over);
      expect((await open('../../running.json')).status).toBe(400);
      expect((await open(newer)).status).toBe(204);
    });

    it('refuses / another page, which could sign a browser in as somebody; the link stays good', async () => {
      const text = await link();
      for (const origin of ['http://evil.example.org', gateway.publicUrl.replace('127.0.0.1', 'localhost'), ''])
        expect(await open(text, { origin })).toEqual({ status: 403, code: 'AUTH_CSRF' });
      expect((await open(text)).status).toBe(204);
    });
  });

  it('says that the agent is away, when it is away', async () => {
    await close();
    close = () => Promise.resolve();
    expect(await ask()).toMatchObject({ status: 503, body: { code: 'EDGE_UNREACHABLE' } });
  });
});

describe('every other gateway', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGatewayFixture();
    gateway.answers.set('issuance me.get', me);
  }, 60_000);
  afterAll(() => gateway?.stop());

  it('has no lab', async () => {
    const token = await gateway.token();
    expect(await (await gateway.request('/api/v1/me', { token })).json()).toMatchObject({ lab: false });
    for (const method of ['GET', 'POST'])
      expect((await gateway.request('/api/v1/lab', { method, token })).status).toBe(404);
    const body = JSON.stringify({ token: 'A'.repeat(22) });
    const headers = { 'content-type': 'application/json', origin: gateway.publicUrl };
    expect((await gateway.request(signIn, { method: 'POST', headers, body })).status).toBe(404);
  });
});
