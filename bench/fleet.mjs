/**
 * `npm run bench:fleet [-- --agents 1000] [--processes 8] [--within 60] [--jitter 120]`: a thousand real agents against one system on this machine
 * (docs/fleet.md). Prints what each scenario took and writes results/fleet.md. Exit code 1 when an offer was lost or doubled, or a bar is missed.
 */
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cutLine, flappingLine, lineKinds, behind, silentLine, slowLine } from '@cardwright/testing/fleet/broken-lines';
import { startMixedFleet } from '@cardwright/testing/fleet/mixed-fleet';
import { morningWave, natsRestart, updateServiceRestart } from '@cardwright/testing/fleet/scenarios';
import { seatChanges, seatIsEmpty } from '@cardwright/testing/fleet/shared-seats';
import { startSystem } from '@cardwright/testing/system';
import { median, percentile } from './lib/figures.mjs';
import { cpuDuring, megabytes } from './lib/process-figures.mjs';
import { line, table, writePage } from './lib/report.mjs';

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: '1000' },
    processes: { type: 'string', default: '8' },
    within: { type: 'string', default: '60' },
    jitter: { type: 'string', default: '120' },
  },
});
const [agents, processes, within, jitterSeconds] = [values.agents, values.processes, values.within, values.jitter].map(
  Number,
);
const limitMs = 600_000;
const backBarMs = 60_000;

const run = { startedAt: new Date(), loadBefore: loadavg() };
/** @type {import('./lib/report.mjs').Row[]} */
const rows = [];
const add = (/** @type {import('./lib/report.mjs').Row} */ row) => {
  rows.push(row);
  console.log(`  ${line(row)}  (load ${loadavg()[0].toFixed(1)})`);
};
const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`;

/** Of the whole system and the fleet: who used how much. @template Result @param {() => Promise<Result>} work */
async function measured(work) {
  const from = performance.now();
  const { result, cpu } = await cpuDuring(process.pid, work);
  const wall = (performance.now() - from) / 1000;
  const used = Object.entries(cpu)
    .filter(([, each]) => each >= 0.1)
    .sort(([, one], [, other]) => other - one)
    .map(([name, each]) => `${name} ${each.toFixed(1)}`);
  return { result, wall, cpu: `CPU s in ${wall.toFixed(0)} s: ${used.join(', ')}` };
}

const system = await startSystem({ throwAway: false });
/** @type {Awaited<ReturnType<typeof startMixedFleet>> | undefined} */
let mixed;
try {
  const started = await measured(() => startMixedFleet(system, { agents, processes, jitterSeconds }));
  mixed = started.result;
  const { fleet, lines, dueFirst } = mixed;
  /** @type {number[]} */
  const due = [...dueFirst];
  const account = async (/** @type {string} */ after) => {
    const { shown, lost, doubled } = await fleet.account(due);
    const wrong = [...lost, ...doubled];
    add({
      row: `offers after ${after}`,
      measured: `${shown} of ${due.length}, ${lost.length} lost, ${doubled.length} doubled`,
      bar: 'none lost or doubled',
      ok: wrong.length === 0,
    });
    if (wrong.length > 0) console.log(wrong.slice(0, 20).join('\n'));
  };

  const first = await fleet.report();
  const connected = first.agents.map(({ connectedMs }) => connectedMs);
  const grown = first.processes.map(({ residentBytes, emptyBytes }) => residentBytes - emptyBytes);
  add({
    row: `${agents} agents in ${processes} processes, enrolled and connected`,
    measured: `connected in ${median(connected).toFixed(0)} ms, p99 ${percentile(connected, 0.99).toFixed(0)} ms; ${(megabytes(grown.reduce((sum, each) => sum + each, 0)) / agents).toFixed(2)} MB RSS for each beside the process`,
    reference: started.cpu,
  });
  const idle = await measured(() => delay(30_000));
  add({ row: 'nothing happens for half a minute', measured: '', reference: idle.cpu });

  await fleet.untilOffered(due, limitMs);
  const wave = await measured(() => morningWave(fleet, { due, withinMs: within * 1000, limitMs }));
  add({
    row: `all cards are put in within ${within} s`,
    measured: `answered in ${wave.result.medianMs} ms, p99 ${wave.result.p99Ms} ms; ${wave.result.failed} checks without an answer`,
    reference: wave.cpu,
    bar: 'p99 <= 5 s, all answered',
    ok: wave.result.failed === 0 && wave.result.p99Ms <= 5_000,
  });
  await account('the wave');

  const whileAway = fleet.group(1);
  due.push(...whileAway);
  const back = await measured(() => natsRestart(fleet, { due: whileAway, awayMs: 5_000, limitMs }));
  add({
    row: 'NATS is killed and comes back after 5 s',
    measured: `back in ${seconds(back.result.medianMs)}, the last in ${seconds(back.result.lastMs)}; offers on their screens within ${seconds(back.result.offersMs)} (jitter ${jitterSeconds} s)`,
    reference: back.cpu,
    bar: 'all within 60 s',
    ok: back.result.lastMs <= backBarMs,
  });
  await account('the restart of NATS');

  const whileUpdateIsAway = fleet.group(2);
  due.push(...whileUpdateIsAway);
  const update = await measured(() => updateServiceRestart(fleet, { due: whileUpdateIsAway, limitMs }));
  add({
    row: 'update-svc is away while cards become due',
    measured: `on their screens ${seconds(update.result)} after it is ready`,
    reference: update.cpu,
  });
  await account('the restart of update-svc');

  due.push(...lineKinds.flatMap((kind) => behind(fleet, kind)));
  const broken = await measured(() =>
    Promise.all([slowLine, cutLine, silentLine, flappingLine].map((happens) => happens(fleet, lines, limitMs))),
  );
  for (const [index, kind] of lineKinds.entries())
    add({
      row: `${behind(fleet, kind).length} workstations behind a line that is ${kind}`,
      measured: `the last offer on its screen ${seconds(broken.result[index])} after ${kind === 'slow' ? 'it is due' : 'the line is there again'}`,
      ...(index === 0 && { reference: broken.cpu }),
    });
  await account('broken lines');

  due.push(...(await seatChanges(fleet, limitMs)), ...(await seatIsEmpty(fleet, limitMs)));
  await account('changes of the seat');

  const last = await fleet.report();
  const away = last.agents.filter(({ lostAt, backAt }) => (lostAt.at(-1) ?? 0) > (backAt.at(-1) ?? 0));
  const size = last.processes.map(({ residentBytes, emptyBytes }) => residentBytes - emptyBytes);
  add({
    row: 'at the end',
    measured: `${away.length} agents away; ${(megabytes(size.reduce((sum, each) => sum + each, 0)) / agents).toFixed(2)} MB RSS for each beside the process`,
    bar: 'none away',
    ok: away.length === 0,
  });
} finally {
  await mixed?.stop();
  await system.stop();
  await mixed?.stopServers();
}
console.log(`\n${table(rows)}`);
await writePage(
  'fleet',
  `${agents} workstations`,
  `Measured by \`npm run bench:fleet\`; what is measured says [docs/fleet.md](../../docs/fleet.md). CPU is what /proc counts for each program over all of its processes;
\`fleet\` are the agents and desk parts, which are elsewhere in the field.

${table(rows)}`,
  run,
);
process.exit(rows.some(({ ok }) => ok === false) ? 1 : 0);
