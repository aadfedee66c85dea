/**
 * Update checks with nothing due, asked as agents ask them, against an echo handler that does one primary-key SELECT on the same
 * transport (service-kit's). They come from many workstations, because each may ask only so often. A handler on the bare NATS client is
 * printed besides: what the transport itself costs.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { agentInboxPrefix } from '@cardwright/contracts/nats/permissions';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { edgeCallSubject } from '@cardwright/contracts/nats/subjects';
import { startProcess } from '@cardwright/embedded-servers/process';
import { connectAsAnybody } from '@cardwright/testing/agent-connection';
import { serviceEnvironment } from '../../tools/start/service-environment.mjs';
import { byTurns, closedLoop, forSeconds, median, medianRatio, percentile } from '../lib/figures.mjs';
import { cpuSeconds } from '../lib/process-figures.mjs';

const inFlight = 16;
/** A workstation may ask 20 times a second (service-kit's lane for calls). */
const workstations = 1_000;
const barRate = 0.8;
const barP99 = 2;

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function updateCheck(stand, { quick }) {
  const [rounds, seconds] = quick ? [1, 2] : [5, 4];
  const agent = await stand.system.startAgent({ name: 'asks', args: ['--simulated', '--serial', '34000000'] });
  const { device } = await stand.api('POST', '/inspections', { workstationId: agent.workstationId });
  const agents = await asAgents(stand);
  const body = { identityText: device.identityText, agentVersion: '0.1.0' };
  const ask = async (/** @type {string} */ name) => {
    const reply = await agents.ask(name, { tenantId: defaultTenantId, correlationId: randomUUID(), body });
    if (reply.error !== undefined) throw new Error(`${name}: ${reply.error.code}`);
    return reply.body.answer;
  };
  const echo = await startEcho(stand);
  for (const name of ['update.check', 'update.echo', 'update.bare']) await untilAnswered(() => ask(name));

  const measure = (/** @type {string} */ name, /** @type {number} */ pid) => async () => {
    const before = await cpuSeconds(pid);
    const round = await closedLoop({ inFlight, next: forSeconds(seconds), work: () => ask(name) });
    const cpuMicros = (1e6 * ((await cpuSeconds(pid)) - before)) / round.count;
    return { rate: round.rate, p99: percentile(round.latenciesMs, 0.99), cpuMicros };
  };
  const check = measure('update.check', stand.system.services['update-svc'].pid());
  const [echoed, bare] = [measure('update.echo', echo.pid), measure('update.bare', echo.pid)];
  await check();
  await echoed();
  const { ours, reference } = await byTurns(rounds, { ours: check, reference: echoed });
  const alone = await bare();
  await agents.close();
  await agent.stop();

  const of = (/** @type {typeof ours} */ figures, /** @type {keyof typeof alone} */ key) =>
    figures.map((each) => each[key]);
  const ratio = medianRatio(of(ours, 'rate'), of(reference, 'rate'));
  const p99Ratio = medianRatio(of(ours, 'p99'), of(reference, 'p99'));
  const describe = (/** @type {typeof ours} */ figures) =>
    `${median(of(figures, 'rate')).toFixed(0)}/s, ${median(of(figures, 'cpuMicros')).toFixed(0)} us CPU`;
  return [
    {
      row: 'update check, nothing due, 16 in flight',
      measured: describe(ours),
      reference: `${describe(reference)}, echo with one SELECT`,
      ratio,
      bar: `>= ${barRate}`,
      ok: ratio >= barRate,
    },
    {
      row: 'update check, p99',
      measured: `${median(of(ours, 'p99')).toFixed(1)} ms`,
      reference: `${median(of(reference, 'p99')).toFixed(1)} ms`,
      ratio: p99Ratio,
      bar: `<= ${barP99}`,
      ok: p99Ratio <= barP99,
    },
    {
      row: 'update check against the bare NATS client',
      measured: describe(ours),
      reference: `${describe([alone])}, no framework`,
      ratio: median(of(ours, 'rate')) / alone.rate,
    },
  ];
}

/**
 * One connection that may speak for every workstation: as many agents of their own would load this machine and not the service. Each call is the
 * next workstation's, answered to that workstation's inbox.
 */
async function asAgents(stand) {
  const connection = await connectAsAnybody(stand.system);
  /** @type {Map<string, (reply: any) => void>} */
  const waiting = new Map();
  const ids = Array.from({ length: workstations }, (_, index) => `bench-${index}`);
  for (const id of ids)
    connection.subscribe(`${agentInboxPrefix(id)}.>`, {
      callback: (_error, message) => {
        // Empty: nobody serves it yet.
        waiting.get(message.subject)?.(
          message.data.length === 0 ? { error: { code: 'no responders' } } : message.json(),
        );
        waiting.delete(message.subject);
      },
    });
  await connection.flush();
  let calls = 0;
  return {
    ask: (/** @type {string} */ name, /** @type {object} */ envelope) => {
      const id = ids[calls % ids.length];
      const reply = `${agentInboxPrefix(id)}.${calls++}`;
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${name}: no answer`)), 10_000);
        waiting.set(reply, (answer) => {
          clearTimeout(late);
          resolve(answer);
        });
        connection.publish(edgeCallSubject(id, name), JSON.stringify(envelope), { reply });
      });
    },
    close: () => connection.close(),
  };
}

async function startEcho(stand) {
  const env = serviceEnvironment('update-svc', stand.at);
  delete env.HEALTH_PORT;
  const echo = await startProcess({
    name: 'echo',
    command: process.execPath,
    args: [join(stand.root, 'bench', 'reference', 'echo-select.mjs')],
    env: { PATH: process.env.PATH, ...env },
    logFile: join(stand.system.home, 'logs', 'echo.log'),
  });
  stand.stopLater(() => echo.stop());
  return echo;
}

/** Until the answer is there: the read model hears of the card by an event, the echo has to start. */
async function untilAnswered(ask) {
  for (let tries = 0; tries < 150; tries++) {
    const answer = await ask().catch(() => undefined);
    if (answer === 'none') return;
    await delay(200);
  }
  throw new Error('no answer to an update check');
}
