/**
 * Update checks with nothing due, asked as agents ask them, against an echo handler that does one primary-key SELECT on the same
 * transport (service-kit's). They come from many workstations, because each may ask only so often. A handler on the bare NATS client is
 * printed besides: what the transport itself costs.
 */
import { randomUUID } from 'node:crypto';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { asAgents, startEcho, untilAnswered } from '../lib/checks.mjs';
import { byTurns, closedLoop, forSeconds, median, medianRatio, percentile } from '../lib/figures.mjs';
import { cpuSeconds } from '../lib/process-figures.mjs';

const inFlight = 16;
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
