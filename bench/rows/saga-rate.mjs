/**
 * Issue sagas per second against a workflow of six activities that do nothing, on the same Temporal server with the same worker
 * settings. Ours counts everything from the HTTP request to the end of the workflow.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startProcess } from '@cardwright/embedded-servers/process';
import { byTurns, closedLoop, each, median, medianRatio, percentile } from '../lib/figures.mjs';
import { cpuDuring } from '../lib/process-figures.mjs';
import { blankCards, issueToEnd } from '../lib/stand.mjs';
import { noOpQueue } from '../reference/no-op-names.mjs';

const inFlight = 16;
/** Cards issued before anything is measured: services run for weeks, compiled code is what counts. */
const warmUp = 64;
const bar = 0.5;

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function sagaRate(stand, { quick }) {
  const rounds = quick ? 1 : 3;
  const perRound = quick ? 32 : 64;
  await startNoOpWorker(stand);
  const profiles = quick ? [] : ['piv-four', 'rsa-legacy'];
  const others = 16;
  const { blank } = await blankCards(stand, {
    name: 'rate',
    agents: 4,
    cards: warmUp + rounds * perRound + profiles.length * others,
    firstSerial: 20_000_000,
  });
  const issues = (/** @type {string} */ profile, /** @type {number} */ count) =>
    closedLoop({ inFlight, next: each(blank.splice(0, count)), work: (card) => issueToEnd(stand, card, profile) });
  const noOps = (/** @type {number} */ count) =>
    closedLoop({
      inFlight,
      next: each(Array.from({ length: count }, () => randomUUID())),
      work: (id) => noOp(stand, id),
    });

  /** CPU time says more than a rate on a busy machine. */
  const withCpu = async (/** @type {() => ReturnType<typeof issues>} */ work) => {
    const { result: round, cpu } = await cpuDuring(process.pid, work);
    const perIssue = Object.entries(cpu).map(([name, seconds]) => [name, (1000 * seconds) / round.count]);
    return { ...round, cpuMs: Object.fromEntries(perIssue) };
  };

  await issues('authentication-only', warmUp);
  await noOps(warmUp);
  const { ours, reference } = await byTurns(rounds, {
    ours: () => withCpu(() => issues('authentication-only', perRound)),
    reference: () => withCpu(() => noOps(perRound * 2)),
  });
  const rate = median(ours.map((round) => round.rate));
  const noOpRate = median(reference.map((round) => round.rate));
  const ratio = medianRatio(
    ours.map((round) => round.rate),
    reference.map((round) => round.rate),
  );
  const latency = percentile(
    ours.flatMap((round) => round.latenciesMs),
    0.5,
  );
  const rows = [
    {
      row: 'issue saga, one P-256 certificate, 16 in flight',
      measured: `${rate.toFixed(1)}/s, median ${latency.toFixed(0)} ms`,
      reference: `${noOpRate.toFixed(1)}/s no-op workflow of 6 activities`,
      ratio,
      bar: `>= ${bar}`,
      ok: ratio >= bar,
    },
    {
      row: 'issue saga, CPU of each',
      measured: cpuText(ours.at(-1).cpuMs),
      reference: cpuText(reference.at(-1).cpuMs),
      ratio: sum(ours.at(-1).cpuMs) / sum(reference.at(-1).cpuMs),
    },
  ];
  for (const profile of profiles) {
    const round = await issues(profile, others);
    rows.push({
      row: `issue saga, ${profile}, 16 in flight`,
      measured: `${round.rate.toFixed(1)}/s, median ${median(round.latenciesMs).toFixed(0)} ms`,
      reference: `${noOpRate.toFixed(1)}/s no-op workflow`,
      ratio: round.rate / noOpRate,
    });
  }
  return rows;
}

const sum = (/** @type {Record<string, number>} */ cpuMs) => Object.values(cpuMs).reduce((total, ms) => total + ms, 0);

/** @param {Record<string, number>} cpuMs */
const cpuText = (cpuMs) =>
  `${sum(cpuMs).toFixed(0)} ms: ${Object.entries(cpuMs)
    .filter(([, ms]) => ms >= 0.5)
    .sort(([, a], [, b]) => b - a)
    .map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
    .join(', ')}`;

/** @param {import('../lib/stand.mjs').Stand} stand @param {string} id */
const noOp = (stand, id) =>
  stand.temporal.client.workflow.execute('noOp', { workflowId: `bench/${id}`, taskQueue: noOpQueue, args: [{ id }] });

/** @param {import('../lib/stand.mjs').Stand} stand */
async function startNoOpWorker(stand) {
  const worker = await startProcess({
    name: 'no-op worker',
    command: process.execPath,
    args: [join(stand.root, 'bench', 'reference', 'no-op-worker.mjs')],
    env: {
      PATH: process.env.PATH,
      TEMPORAL_ADDRESS: stand.at.temporalAddress,
      TEMPORAL_NAMESPACE: stand.at.temporalNamespace,
      PAYLOAD_CODEC_KEYS_FILE: join(stand.system.home, 'secrets', 'payload-codec-keys.json'),
    },
    logFile: join(stand.system.home, 'logs', 'no-op-worker.log'),
  });
  stand.stopLater(() => worker.stop());
}
