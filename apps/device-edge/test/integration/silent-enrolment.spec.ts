/** `run` on a computer that has never been enrolled, as its own process, with a deployment code beside it and a real HTTP server that comes late. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { makeTransportCa } from '@cardwright/bootstrap/transport-ca';
import { createUser } from '@nats-io/nkeys';
import { freePort } from '@cardwright/embedded-servers/ports';
import { formatEnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import { eventually } from '@cardwright/testing/eventually';
import { AgentHome } from '../../src/home/agent-home.js';
import { agentProgram, buildAgent } from '../support/agent-process.js';

jest.setTimeout(60_000);

let folder: string;
let codeFile: string;
let code: string;
let caPem: string;
let port: number;
let server: Server | undefined;
let agents: ChildProcess[];
let log: string;
let asked: Record<string, string>[];
/** undefined: the request gets no answer. */
let answer: ((response: ServerResponse) => void) | undefined;

const enrolled = (response: ServerResponse): void => {
  const reply = { workstationId: 'ws-000000000001', jwt: 'e30.e30.sig', natsUrl: 'nats://127.0.0.1:1' };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ...reply, transportCaPem: caPem }));
};
const refused = (response: ServerResponse): void => {
  response.writeHead(409, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ code: 'ENROLMENT_NAME_TAKEN', detail: 'Another computer is enrolled as this' }));
};

beforeEach(async () => {
  await buildAgent();
  folder = await mkdtemp(join(tmpdir(), 'cardwright-silent-'));
  codeFile = join(folder, 'deployment-code');
  caPem = (await makeTransportCa(new Date())).certificatePem;
  const rootSha256Base64Url = createHash('sha256').update(new X509Certificate(caPem).raw).digest('base64url');
  const secretBase64Url = randomBytes(16).toString('base64url');
  code = formatEnrolmentCode({ secretBase64Url, rootSha256Base64Url, deployment: true });
  await writeFile(codeFile, `${code}\n`, { mode: 0o600 });
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  ({ port } = probe.address() as AddressInfo);
  await new Promise((closed) => probe.close(closed));
  [agents, log, asked, answer] = [[], '', [], enrolled];
});
afterEach(async () => {
  for (const agent of agents) await kill(agent);
  server?.closeAllConnections();
  await new Promise<unknown>((closed) => (server === undefined ? closed(undefined) : server.close(closed)));
  server = undefined;
  await rm(folder, { recursive: true });
});

async function serve(): Promise<void> {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      asked.push(JSON.parse(body) as Record<string, string>);
      answer?.(response);
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
}
const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  CARDWRIGHT_AGENT_HOME: join(folder, 'agent'),
  CARDWRIGHT_DEPLOYMENT_CODE_FILE: codeFile,
  CARDWRIGHT_AGENT_SERVER_URL: `http://127.0.0.1:${port}`,
});
/** Of another process beside it. `status` and `doctor` end with 1 where something is wrong. */
const command = (...args: string[]): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, [agentProgram, ...args], { env: environment() }).catch(
    (error: { stdout: string }) => error,
  );
function run(...more: string[]): ChildProcess {
  const agent = spawn(process.execPath, [agentProgram, 'run', '--simulated', '1', ...more], {
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  agent.stderr!.setEncoding('utf8').on('data', (part: string) => (log += part));
  agents.push(agent);
  return agent;
}
async function kill(agent: ChildProcess): Promise<void> {
  if (agent.exitCode !== null || agent.signalCode !== null) return;
  agent.kill('SIGKILL');
  await once(agent, 'exit');
}
const files = async (): Promise<string[]> => (await readdir(join(folder, 'agent')).catch(() => [])).sort();
const lines = (part: string): number => log.split('\n').filter((line) => line.includes(part)).length;
const said = (part: string, withinMs: number): Promise<void> =>
  eventually(() => Promise.resolve(lines(part)), 1, withinMs);

it('waits for a server that is away, enrols under the host name, and removes the code', async () => {
  run();
  await said('not enrolled yet', 20_000);
  expect(asked).toEqual([]);
  await serve();
  await said('enrolled by the deployment code', 30_000);
  expect(asked).toMatchObject([{ code, hostName: hostname(), agentVersion: '0.1.0' }]);
  await eventually(async () => (await files()).includes('status.json'), true, 20_000);
  expect(await files()).toEqual(expect.arrayContaining(['agent.jwt', 'agent.nkey', 'config.json']));
  expect(await files()).not.toContain('pending.nkey');
  await expect(stat(codeFile)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(lines('not enrolled yet')).toBe(1);
  expect(log).not.toContain(code.split('.')[1]);
});

it('kill -9 before the answer: the next start asks with the same key, so that the server knows it again', async () => {
  answer = undefined;
  await serve();
  const first = run();
  await eventually(() => Promise.resolve(asked.length), 1, 20_000);
  await kill(first);
  expect(await readFile(codeFile, 'utf8')).toBe(`${code}\n`);
  answer = enrolled;
  run();
  await said('enrolled by the deployment code', 20_000);
  expect(asked).toHaveLength(2);
  expect(asked[1]!['agentNkey']).toBe(asked[0]!['agentNkey']);
});

it('a refusal is said with its code, and the code stays for when somebody has helped', async () => {
  answer = refused;
  await serve();
  run();
  await said('ENROLMENT_NAME_TAKEN', 20_000);
  expect(await readFile(codeFile, 'utf8')).toBe(`${code}\n`);
  expect((await files()).filter((name) => name !== 'log')).toEqual(['pending.nkey']);
  expect(asked).toHaveLength(1);
});

/** Of this process: local address, remote address and state of each TCP and UDP socket, as the kernel writes them. */
async function sockets({ pid }: ChildProcess): Promise<string[][]> {
  const held = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(held.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  const tables = ['tcp', 'tcp6', 'udp', 'udp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8'));
  return (await Promise.all(tables))
    .flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)))
    .filter(({ 9: inode }) => targets.includes(`socket:[${inode}]`))
    .map(([, local, remote, state]) => [local!, remote!, state!]);
}
async function enrolByHand(): Promise<void> {
  const config = { workstationId: 'ws-000000000001', natsUrl: 'nats://127.0.0.1:1', agentNkey: 'U1' };
  await new AgentHome(join(folder, 'agent')).saveEnrolment(
    { ...config, serverUrl: `http://127.0.0.1:${port}`, enrolledAt: '2030-01-01T00:00:00Z' },
    { seed: createUser().getSeed(), jwt: 'e30.e30.sig', caPem },
  );
}

it('[A21] with a door for browsers: it tells them so, waits for whoever enrols it, and goes on by itself', async () => {
  await rm(codeFile);
  const doorPort = await freePort();
  const agent = run('--bridge-port', String(doorPort));
  await said('not enrolled: the portal is told so', 20_000);
  const door = `http://127.0.0.1:${doorPort}/pair?challenge=any`;
  const [shown] = (await once(get(door, { agent: false }), 'response')) as [IncomingMessage];
  expect([shown.statusCode, await text(shown)]).toEqual([
    403,
    expect.stringContaining('<h1>This computer is not set up yet</h1>'),
  ]);
  // What is no window that was sent there learns nothing: it says what it is.
  expect(await (await fetch(door)).text()).toContain('<h1>Nothing was changed</h1>');
  // Nobody is asked: it listens on the loopback, and has no other socket.
  const listening = `0100007F:${doorPort.toString(16).toUpperCase().padStart(4, '0')}`;
  await eventually(() => sockets(agent), [[listening, '00000000:0000', '0A']]);
  expect((await files()).filter((name) => name !== 'log')).toEqual(['agent.pid', 'status.json']);
  expect(JSON.parse((await command('status', '--json')).stdout)).toMatchObject({
    ...{ enrolled: false, running: true, pid: agent.pid, bridge: { port: doorPort, open: true } },
  });
  expect((await command('status')).stdout).toContain(`running (pid ${agent.pid}), waits to be enrolled\n`);
  expect(JSON.parse((await command('doctor', '--json')).stdout)).toContainEqual(
    expect.objectContaining({
      ...{ check: 'portal', state: 'ok' },
      found: `a browser that is sent to 127.0.0.1:${doorPort} is told that this computer is not set up yet`,
    }),
  );
  const second = run('--bridge-port', String(await freePort()));
  expect(await once(second, 'exit')).toEqual([1, null]);
  expect(log).toContain(`REQUEST_CONFLICT: Another agent uses this home (pid ${agent.pid})`);
  await enrolByHand();
  await said('the portal finds this agent', 20_000);
  expect(agent.exitCode).toBe(null);
});

it('[A21] a code is refused, and somebody enrols it another way meanwhile: it goes on at once, and the code is gone', async () => {
  answer = refused;
  await serve();
  run('--bridge-port', String(await freePort()));
  await said('ENROLMENT_NAME_TAKEN', 20_000);
  await enrolByHand();
  await said('the portal finds this agent', 20_000);
  await expect(stat(codeFile)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(asked).toHaveLength(1);
});

it('[A21] without a door nobody is waited for: it ends as the unit takes for good', async () => {
  await rm(codeFile);
  expect(await once(run(), 'exit')).toEqual([78, null]);
  expect(log).toContain('This workstation is not enrolled: run `cardwright-agent enrol` first');
});

it('[A21] told to stop while it waits for that: it ends', async () => {
  await rm(codeFile);
  const agent = run('--bridge-port', String(await freePort()));
  await said('not enrolled: the portal is told so', 20_000);
  agent.kill('SIGTERM');
  expect(await once(agent, 'exit')).toEqual([null, 'SIGTERM']);
});
