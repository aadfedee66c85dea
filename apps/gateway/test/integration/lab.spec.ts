/** The lab corner's door at the gateway, with the agent's own simulated readers behind it; and that there is none where nobody asked for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SimulatedControl } from '../../../device-edge/src/reader/simulated-control.js';
import { makeSimulatedReaders } from '../../../device-edge/src/reader/simulated-setup.js';
import { listenOnSocket } from '../../../device-edge/src/reader/simulated-socket.js';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';

const me = () => ({ person: null, roles: ['CH'], permissions: ['own.manage'], separationOfDuties: 'single-operator' });

describe('a gateway with a lab', () => {
  let folder: string;
  let gateway: GatewayFixture;
  let close: () => Promise<void>;
  let token: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cardwright-lab-'));
    const socket = join(folder, 'simulated.sock');
    const setup = { readers: 2, cards: 2, dialect: 'vendor' as const, folder };
    close = await listenOnSocket(socket, new SimulatedControl(await makeSimulatedReaders(setup), setup));
    gateway = await startGatewayFixture({ LAB_READERS_SOCKET: socket });
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
  });
});
