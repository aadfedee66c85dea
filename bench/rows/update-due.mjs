/**
 * Update checks among a hundred thousand cards, of which something is due for twenty thousand: the read model is built from nothing while checks
 * go on, offers are made, and then checks are compared with an echo handler that does one primary-key SELECT of the same cards.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { startProcess } from '@cardwright/embedded-servers/process';
import { plantCards } from '@cardwright/testing/planted-cards';
import { openRecords } from '@cardwright/testing/records';
import { serviceEnvironment } from '../../tools/start/service-environment.mjs';
import { asAgents, startEcho, untilAnswered } from '../lib/checks.mjs';
import { byTurns, closedLoop, each, forSeconds, median, medianRatio, percentile } from '../lib/figures.mjs';
import { cpuDuring, cpuSeconds } from '../lib/process-figures.mjs';

const cards = 100_000;
/** Every fifth card. */
const due = cards / 5;
export const firstSerial = 500_000_000;
const inFlight = 16;
const barRate = 0.95;
const barP99 = 2;

/** What rows about many cards plant, or find. @param {string} personId @param {number} count */
export const planted = (personId, count) => ({ personId, count, firstSerial, dueEvery: 5, label: 'bench' });

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function updateDue(stand, { quick }) {
  const [rounds, seconds] = quick ? [1, 2] : [5, 4];
  const records = await openRecords(stand.system);
  stand.stopLater(() => records.close());
  await plantCards(records, planted(stand.people.first, cards));
  const agents = await asAgents(stand);
  const ask = async (/** @type {string} */ name, /** @type {number} */ card) => {
    const body = { identityText: `ykserial:${firstSerial + card}`, agentVersion: '0.1.0', offers: 1, readerName: 'R' };
    const envelope = { tenantId: defaultTenantId, correlationId: randomUUID(), body };
    // Always from the same workstation, as cards are.
    const reply = await agents.ask(name, envelope, Math.floor(card / 5));
    if (reply.error !== undefined) throw new Error(`${name}: ${reply.error.code}`);
    return reply.body.answer;
  };
  const anyCard = () => randomInt(cards);
  const dueCards = Array.from({ length: due }, (_, index) => index * 5);
  const quietCard = () => randomInt(due) * 5 + 1 + randomInt(4);

  await stand.system.services['update-svc'].stop();
  await records.query('DELETE FROM update.device_state');
  const service = await startUpdateService(stand, { READ_MODEL_REBUILD: 'on' });
  const building = await rebuild(records, service.pid, () => ask('update.check', anyCard()));

  // As it will be some time later.
  await records.query('VACUUM ANALYZE update.device_state, update.due, update.offer, update.device_timer');
  const shown = await measureFirst(service.pid, dueCards, (card) => ask('update.check', card));

  const echo = await startEcho(stand);
  await untilAnswered(() => ask('update.echo', 1));
  const measure =
    (/** @type {string} */ name, /** @type {number} */ pid, /** @type {() => number} */ card, atOnce = inFlight) =>
    async () => {
      const before = await cpuSeconds(pid);
      const { result: round, cpu } = await cpuDuring(process.pid, () =>
        closedLoop({ inFlight: atOnce, next: forSeconds(seconds), work: () => ask(name, card()) }),
      );
      const micros = (/** @type {number} */ used) => (1e6 * used) / round.count;
      return {
        rate: round.rate,
        p99: percentile(round.latenciesMs, 0.99),
        cpuMicros: micros((await cpuSeconds(pid)) - before),
        postgresMicros: micros(cpu.postgres ?? 0),
      };
    };
  const compared = async (/** @type {string} */ row, /** @type {() => number} */ card) => {
    const [ours, echoed] = [measure('update.check', service.pid, card), measure('update.echo', echo.pid, card)];
    await ours();
    await echoed();
    return rowsOf(row, await byTurns(rounds, { ours, reference: echoed }));
  };
  /** What one alone needs, where no statement is shared. */
  const alone = async (/** @type {string} */ row, /** @type {() => number} */ card) => {
    const ours = measure('update.check', service.pid, card, 1);
    const reference = measure('update.echo', echo.pid, card, 1);
    return aloneRow(row, await byTurns(rounds, { ours, reference }));
  };
  const rows = [
    ...building,
    shown,
    ...(await compared('update check, 100,000 cards, nothing due', quietCard)),
    ...(await compared('update check, 100,000 cards, due for one of five and shown', anyCard)),
    await alone('update check, 100,000 cards, nothing due, one after the other', quietCard),
    await alone('update check, 100,000 cards, due and shown, one after the other', () => randomInt(due) * 5),
  ];
  await agents.close();
  await service.stop();
  return rows;
}

/** cpuMicros: the service's. @typedef {{ rate: number, p99: number, cpuMicros: number, postgresMicros: number }} Figure */
const of = (/** @type {Figure[]} */ figures, /** @type {keyof Figure} */ key) => figures.map((each) => each[key]);
const describe = (/** @type {Figure[]} */ figures) => {
  const middle = (/** @type {keyof Figure} */ key) => median(of(figures, key)).toFixed(0);
  return `${middle('rate')}/s, ${middle('cpuMicros')} us CPU (Postgres ${middle('postgresMicros')})`;
};

/** @param {string} row @param {{ ours: Figure[], reference: Figure[] }} figures */
export function rowsOf(row, { ours, reference }) {
  const ratio = medianRatio(of(ours, 'rate'), of(reference, 'rate'));
  const p99Ratio = medianRatio(of(ours, 'p99'), of(reference, 'p99'));
  return [
    {
      row: `${row}, 16 in flight`,
      measured: describe(ours),
      reference: `${describe(reference)}, echo with one SELECT`,
      ratio,
      bar: `>= ${barRate}`,
      ok: ratio >= barRate,
    },
    {
      row: `${row}, p99`,
      measured: `${median(of(ours, 'p99')).toFixed(1)} ms`,
      reference: `${median(of(reference, 'p99')).toFixed(1)} ms`,
      ratio: p99Ratio,
      bar: `<= ${barP99}`,
      ok: p99Ratio <= barP99,
    },
  ];
}

/** @param {string} row @param {{ ours: Figure[], reference: Figure[] }} figures */
const aloneRow = (row, { ours, reference }) => ({
  row,
  measured: describe(ours),
  reference: `${describe(reference)}, echo with one SELECT`,
  ratio: medianRatio(of(ours, 'rate'), of(reference, 'rate')),
});

/** Each card that is due is shown somewhere: that is written. */
async function measureFirst(pid, dueCards, check) {
  const before = await cpuSeconds(pid);
  const round = await closedLoop({ inFlight, next: each([...dueCards]), work: check });
  return {
    row: 'update check of a card that is due, shown for the first time, 16 in flight',
    measured: `${round.rate.toFixed(0)}/s, ${((1e6 * ((await cpuSeconds(pid)) - before)) / round.count).toFixed(0)} us CPU`,
  };
}

/** more: settings. */
export async function startUpdateService(stand, more) {
  const env = { PATH: process.env.PATH, ...serviceEnvironment('update-svc', stand.at), ...more };
  const service = await startProcess({
    name: 'update-svc',
    command: process.execPath,
    args: [join(stand.root, 'apps', 'update-svc', 'dist', 'main.js')],
    env,
    logFile: join(stand.system.home, 'logs', 'update-svc-bench.log'),
    ready: async () => (await fetch(`http://127.0.0.1:${stand.at.healthPorts['update-svc']}/readyz`)).ok,
  });
  stand.stopLater(() => service.stop());
  return service;
}

/** @param {() => Promise<unknown>} check */
async function rebuild(records, pid, check) {
  const from = performance.now();
  const known = async () =>
    (
      await records.query(
        'SELECT count(*)::int AS count, (count(*) FILTER (WHERE due_from <= now()))::int AS due FROM update.device_state',
      )
    )[0];
  let built = false;
  /** @type {number[]} */
  const latenciesMs = [];
  const checks = closedLoop({ inFlight: 1, next: () => (built ? undefined : true), work: check }).then((round) =>
    latenciesMs.push(...round.latenciesMs),
  );
  const startedAt = (await records.query('SELECT clock_timestamp() AS now'))[0].now;
  const isBuilt = async () =>
    (await records.query('SELECT 1 FROM update.read_model WHERE rebuilt_at > $1', [startedAt])).length > 0;
  while (!(await isBuilt())) await delay(500);
  const builtMs = performance.now() - from;
  const builtCpu = await cpuSeconds(pid);
  built = true;
  await checks;
  const { count, due: found } = await known();
  const left = async () =>
    (await records.query('SELECT count(*)::int AS left FROM update.device_timer WHERE at <= now()'))[0].left;
  const leftThen = await left();
  while ((await left()) > 0) await delay(500);
  const offersMs = performance.now() - from - builtMs;
  const offersCpu = (await cpuSeconds(pid)) - builtCpu;
  return [
    {
      row: `read model of ${count} cards from nothing, ${found} of them due, with checks meanwhile`,
      measured: `${(builtMs / 1000).toFixed(0)} s, ${((1000 * builtCpu) / count).toFixed(2)} ms CPU per card`,
      reference: `check meanwhile ${median(latenciesMs).toFixed(1)} ms, p99 ${percentile(latenciesMs, 0.99).toFixed(1)} ms`,
    },
    {
      row: `offers of ${found} cards; ${found - leftThen} were made by then`,
      measured: `${(offersMs / 1000).toFixed(0)} s more${leftThen === 0 ? '' : `, ${((1000 * offersCpu) / leftThen).toFixed(2)} ms CPU per card`}`,
    },
  ];
}
