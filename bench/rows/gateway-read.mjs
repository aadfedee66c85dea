/** A read through the gateway (sign-in, limits, validation, headers) against a bare Fastify that makes the same NATS request. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onFreePorts } from '@cardwright/embedded-servers/ports';
import { startProcess } from '@cardwright/embedded-servers/process';
import { serviceEnvironment } from '../../tools/start/service-environment.mjs';
import { byTurns, median, medianRatio, percentile } from '../lib/figures.mjs';
import { httpLoad } from '../lib/http-load.mjs';
import { cpuSeconds } from '../lib/process-figures.mjs';

const connections = 16;
const bar = 0.5;

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function gatewayRead(stand, { quick }) {
  const [rounds, seconds] = quick ? [1, 2] : [5, 4];
  const token = await accessToken(stand);
  const bare = await startBare(stand, actorOf(token, stand.at.issuerUrl));
  const { first } = stand.people;
  const measure = (/** @type {number} */ pid, /** @type {number} */ port, /** @type {string} */ path, headers = {}) => {
    return async () => {
      const before = await cpuSeconds(pid);
      const { rate, latenciesMs } = await httpLoad({ port, path, headers, connections, seconds });
      const cpuMicros = (1e6 * ((await cpuSeconds(pid)) - before)) / latenciesMs.length;
      return { rate, p99: percentile(latenciesMs, 0.99), cpuMicros };
    };
  };
  const { gateway } = stand;
  const headers = { authorization: `Bearer ${token}` };
  const gatewaySide = measure(gateway.pid(), gateway.httpPort, `/api/v1/people/${first}`, headers);
  const bareSide = measure(bare.pid, bare.port, `/people/${first}`);
  await gatewaySide();
  await bareSide();
  const { ours, reference } = await byTurns(rounds, { ours: gatewaySide, reference: bareSide });
  const of = (/** @type {typeof ours} */ figures, /** @type {'rate' | 'p99' | 'cpuMicros'} */ key) =>
    figures.map((each) => each[key]);
  const describe = (/** @type {typeof ours} */ figures) =>
    `${median(of(figures, 'rate')).toFixed(0)}/s, p99 ${median(of(figures, 'p99')).toFixed(1)} ms, ${median(of(figures, 'cpuMicros')).toFixed(0)} us CPU`;
  const ratio = medianRatio(of(ours, 'rate'), of(reference, 'rate'));
  return [
    {
      row: 'gateway read endpoint, 16 connections',
      measured: describe(ours),
      reference: `${describe(reference)}, bare Fastify`,
      ratio,
      bar: `>= ${bar}`,
      ok: ratio >= bar,
    },
  ];
}

/** By client credentials, as scripts get it. */
async function accessToken(stand) {
  const secret = (await readFile(join(stand.system.home, 'secrets', 'oidc-scripts-client.secret'), 'utf8')).trim();
  const response = await fetch(`${stand.at.issuerUrl}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`cardwright-scripts:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  if (!response.ok) throw new Error(`the issuer refused a token: ${response.status}`);
  return (await response.json()).access_token;
}

/** What the gateway makes of this token, so that issuance-svc does the same work for both. */
function actorOf(token, iss) {
  const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString('utf8'));
  return { kind: 'client', iss, sub: claims.sub, clientId: claims.client_id, roleClaims: claims.roles ?? [] };
}

async function startBare(stand, actor) {
  const { NATS_URL, NATS_CREDS_FILE } = serviceEnvironment('gateway', stand.at);
  return onFreePorts({ port: undefined }, async ({ port }) => {
    const bare = await startProcess({
      name: 'bare Fastify',
      command: process.execPath,
      args: [join(stand.root, 'bench', 'reference', 'bare-fastify.mjs')],
      env: { PATH: process.env.PATH, NATS_URL, NATS_CREDS_FILE, HTTP_PORT: String(port), ACTOR: JSON.stringify(actor) },
      logFile: join(stand.system.home, 'logs', 'bare-fastify.log'),
      listensOn: [port],
      ready: async () => (await fetch(`http://127.0.0.1:${port}/people/${stand.people.first}`)).ok,
    });
    stand.stopLater(() => bare.stop());
    return { pid: bare.pid, port };
  });
}
