/**
 * The real system for the browser test, in a process of its own: everything that `npm start` starts, on free ports, with a blank
 * simulated card in each of two readers and no first card issued. Says `{"url": ...}` when it is ready; takes commands for the
 * readers as lines on standard input; ends with its standard input.
 */
import { fork } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bootstrap } from '@cardwright/bootstrap/bootstrap';
import { freePort, isPortTaken } from '@cardwright/embedded-servers/ports';
import { officeApi } from '@cardwright/testing/office-api';
import { root, run } from '../../../../tools/setup/run.mjs';
import { homeDirectory, startOnPorts } from '../../../../tools/start/home.mjs';
import { labSocket } from '../../../../tools/start/lab.mjs';
import { serviceEnvironment } from '../../../../tools/start/service-environment.mjs';
import { startServers } from '../../../../tools/start/servers.mjs';
import { startServices } from '../../../../tools/start/services.mjs';

const home = homeDirectory();
/** @type {{ name: string, stop: () => Promise<void> }[]} */
const running = [];
const stopLater = (/** @type {string} */ name, /** @type {() => Promise<void>} */ stop) => running.push({ name, stop });
const servers = ['NATS', 'Temporal', 'Temporal UI', 'development issuer'];
let stopping = false;

/** Ours first, Postgres last: everybody writes to it. @param {number} code */
async function stopAll(code) {
  if (stopping) return;
  stopping = true;
  const kinds = [
    running.filter(({ name }) => name !== 'Postgres' && !servers.includes(name)),
    running.filter(({ name }) => servers.includes(name)),
    running.filter(({ name }) => name === 'Postgres'),
  ];
  for (const kind of kinds) await Promise.allSettled(kind.map(({ stop }) => stop()));
  process.exit(code);
}

/** An agent of its own at `Front desk`; its readers obey the IPC channel. @param {import('../../../../tools/start/service-environment.mjs').Installation} at @param {import('@cardwright/testing/system').Api} api */
async function startAgent(at, api) {
  const program = join(root, 'apps', 'device-edge', 'dist', 'main.js');
  const agentHome = join(home, 'agent');
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    CARDWRIGHT_AGENT_HOME: agentHome,
    ...serviceEnvironment('device-edge', at),
  };
  if (!existsSync(join(agentHome, 'agent.jwt'))) {
    const { code } = await api('POST', '/workstations/enrolment-codes', { name: 'Front desk' });
    await run(process.execPath, [program, 'enrol', '--server', `http://127.0.0.1:${at.httpPort}`], {
      env: { ...env, CARDWRIGHT_ENROLMENT_CODE: code },
    });
  }
  const agent = fork(program, ['run', '--simulated', '2'], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const log = createWriteStream(join(home, 'logs', 'agent.log'));
  agent.stdout?.pipe(log);
  agent.stderr?.pipe(log);
  await new Promise((resolve, reject) => {
    agent.on('message', (message) => {
      if (/** @type {{ agent?: string }} */ (message).agent === 'ready') resolve(undefined);
      else console.log(JSON.stringify(message));
    });
    agent.once('exit', (code) => reject(new Error(`the agent ended with ${code}`)));
  });
  stopLater('agent', async () => {
    agent.kill('SIGTERM');
    await new Promise((resolve) => agent.once('exit', resolve));
  });
  return agent;
}

async function main() {
  const { natsTrust } = await bootstrap({ home });
  const net = { portIsFree: async () => process.env.CARDWRIGHT_FIXED_PORTS === '1', freePort, isPortTaken };
  const at = await startOnPorts({ home, net, stopLater }, async (ports, stopLater) => {
    const servers = {
      ...(await startServers({ home, ports, natsTrust, throwAway: true, stopLater })),
      labReadersSocket: labSocket(home),
      ...(process.env.SEPARATION_OF_DUTIES === 'single-operator' && {
        separationOfDuties: /** @type {const} */ ('single-operator'),
      }),
    };
    await startServices(servers, stopLater);
    return servers;
  });
  const api = officeApi(at);
  const csv = await readFile(join(root, 'tools', 'start', 'demo-people.csv'), 'utf8');
  await api('POST', '/people/import', { csv });
  const agent = await startAgent(at, api);
  createInterface({ input: process.stdin })
    .on('line', (line) => agent.send(JSON.parse(line)))
    .on('close', () => void stopAll(0));
  console.log(JSON.stringify({ url: `http://127.0.0.1:${at.httpPort}` }));
}

process.on('SIGINT', () => void stopAll(0));
process.on('SIGTERM', () => void stopAll(0));
await main().catch(async (error) => {
  console.error(error);
  await stopAll(1);
});
