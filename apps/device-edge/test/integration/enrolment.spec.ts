import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from '@cardwright/bootstrap/bootstrap';
import { makeServerCertificate, makeTransportCa, type PemPair } from '@cardwright/bootstrap/transport-ca';
import { fromPublic, fromSeed } from '@nats-io/nkeys';
import { formatEnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import { enrol, enrolPath } from '../../src/enrolment/enrol.js';
import { AgentHome } from '../../src/home/agent-home.js';

const secretBase64Url = 'c2l4dGVlbiBieXRlcyEhIQ';
const hashOf = (pem: string): string => createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url');

let folder: string;
let home: AgentHome;
let server: Server;
let installed: typeof files;
let other: { ca: PemPair; server: PemPair };
let files: { ca: string; certificate: string; key: string };
let asked: { path: string; body: Record<string, string> }[];
let reply: Record<string, unknown>;
let status: number;

const listener: RequestListener = (request, response) => {
  let text = '';
  request.on('data', (chunk) => (text += String(chunk)));
  request.on('end', () => {
    asked.push({ path: request.url!, body: text === '' ? {} : (JSON.parse(text) as Record<string, string>) });
    response.writeHead(request.url === enrolPath ? status : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.url === enrolPath ? reply : {}));
  });
};
const listen = async (made: Server): Promise<string> => {
  server = made;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const secure = async (certificate = files.certificate): Promise<string> =>
  `https://${await listen(createServer({ cert: certificate, key: files.key }, listener))}`;
/** Whether the key that is sent signed the code that is sent (RFC 8032), checked without our own code. */
const proves = ({ code, agentNkey, agentVersion, proofBase64Url }: Record<string, string>): boolean =>
  fromPublic(agentNkey!).verify(
    Buffer.from(`cardwright-enrolment.v1.${JSON.stringify({ agentNkey, agentVersion, code: code!.trim() })}`),
    Buffer.from(proofBase64Url!, 'base64url'),
  );
const codeFor = (pem: string): string => formatEnrolmentCode({ secretBase64Url, rootSha256Base64Url: hashOf(pem) });

beforeAll(async () => {
  const installation = await mkdtemp(join(tmpdir(), 'cardwright-installation-'));
  const { secretsDir } = await bootstrap({ home: installation });
  const read = (name: string): Promise<string> => readFile(join(secretsDir, name), 'utf8');
  installed = {
    ca: await read('transport-ca.crt'),
    certificate: await read('gateway.crt'),
    key: await read('gateway.key'),
  };
  await rm(installation, { recursive: true });
  const ca = await makeTransportCa(new Date());
  const names = { dns: ['localhost'], ip: ['127.0.0.1'] };
  other = { ca, server: await makeServerCertificate(ca, names, new Date()) };
}, 60_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-enrol-'));
  home = new AgentHome(join(folder, 'agent'));
  files = { ...installed };
  asked = [];
  status = 200;
  reply = {
    workstationId: 'ws-7',
    jwt: 'e30.e30.sig',
    expiresAt: '2030-01-01T00:00:00Z',
    natsUrl: 'tls://nats.example.org:4222',
    transportCaPem: files.ca,
    vaultPublicJwk: {},
  };
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

describe('enrolment', () => {
  it('knows the server by the hash in the code, makes its own key, and stores everything privately', async () => {
    const config = await enrol(home, { server: await secure(), code: `  ${codeFor(files.ca)}\n` });
    expect(config).toMatchObject({ workstationId: 'ws-7', natsUrl: 'tls://nats.example.org:4222' });
    expect(config.agentNkey).toMatch(/^U[A-Z2-7]{55}$/);
    expect(asked).toHaveLength(1);
    const seed = (await home.seed()).toString();
    expect(seed).toMatch(/^SU/);
    expect(JSON.stringify(asked)).not.toContain(seed);
    expect(asked[0]!.body).toMatchObject({ agentNkey: config.agentNkey, agentVersion: '0.1.0' });
    expect(proves(asked[0]!.body)).toBe(true);
    expect(await home.config()).toEqual(config);
    for (const file of [home.seedFile, home.jwtFile]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(home.folder)).mode & 0o777).toBe(0o700);
  });

  it('signs each enrolment anew, with the key that it keeps', async () => {
    const server = await secure();
    const first = await enrol(home, { server, code: codeFor(files.ca) });
    const again = await enrol(home, { server, code: codeFor(files.ca) });
    expect(again.agentNkey).not.toBe(first.agentNkey);
    expect(asked.map(({ body }) => [body.agentNkey, proves(body)])).toEqual([
      [first.agentNkey, true],
      [again.agentNkey, true],
    ]);
    expect(fromSeed(await home.seed()).getPublicKey()).toBe(again.agentNkey);
  });

  it('sends nothing to a server with another root', async () => {
    const code = codeFor(other.ca.certificatePem);
    await expect(enrol(home, { server: await secure(), code })).rejects.toMatchObject({
      code: 'ENROLMENT_SERVER_UNTRUSTED',
    });
    expect(asked.filter(({ path }) => path === enrolPath)).toEqual([]);
    expect(await home.config()).toBeUndefined();
  });

  it('sends nothing to a server that shows the right root and has another key', async () => {
    files = { ...files, key: other.server.privateKeyPem };
    const leaf = other.server.certificatePem;
    await expect(
      enrol(home, { server: await secure(`${leaf.trimEnd()}\n${files.ca}`), code: codeFor(files.ca) }),
    ).rejects.toThrow();
    expect(asked.filter(({ path }) => path === enrolPath)).toEqual([]);
  });

  it('takes http from a loopback address, and still wants the root of the code', async () => {
    const url = `http://${await listen(createHttpServer(listener))}`;
    reply = { ...reply, transportCaPem: files.certificate };
    await expect(enrol(home, { server: url, code: codeFor(files.ca) })).rejects.toMatchObject({
      code: 'ENROLMENT_SERVER_UNTRUSTED',
    });
    reply = { ...reply, transportCaPem: files.ca };
    expect(await enrol(home, { server: url, code: codeFor(files.ca) })).toMatchObject({ workstationId: 'ws-7' });
    await expect(enrol(home, { server: 'http://example.org', code: codeFor(files.ca) })).rejects.toThrow(TypeError);
  });

  it('reports what the server refused, with its code', async () => {
    status = 403;
    reply = { code: 'ENROLMENT_CODE_INVALID', detail: 'The enrolment code is wrong, used or expired' };
    const server = await secure();
    await expect(enrol(home, { server, code: codeFor(files.ca) })).rejects.toMatchObject({
      code: 'ENROLMENT_CODE_INVALID',
    });
    await expect(enrol(home, { server, code: 'cw1.short.code' })).rejects.toMatchObject({
      code: 'ENROLMENT_CODE_INVALID',
    });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['EDGE_OUTDATED', 426, 'install the agent that came with this server'],
    ['ENROLMENT_PROOF_INVALID', 403, 'The enrolment is not signed by the key that it is for'],
    ['ENROLMENT_KEY_IN_USE', 409, 'The key belongs to another workstation or to a service'],
  ])('reports %s in the server’s words, and keeps nothing', async (code, httpStatus, detail) => {
    status = httpStatus;
    reply = { code, detail };
    await expect(enrol(home, { server: await secure(), code: codeFor(files.ca) })).rejects.toMatchObject({
      code,
      message: detail,
    });
    expect(await home.config()).toBeUndefined();
  });

  it('refuses a NATS server that would be spoken to in clear over a network', async () => {
    reply = { ...reply, natsUrl: 'nats://nats.example.org:4222' };
    await expect(enrol(home, { server: await secure(), code: codeFor(files.ca) })).rejects.toThrow(TypeError);
    expect(await home.config()).toBeUndefined();
  });
});
