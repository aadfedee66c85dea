/**
 * `npm run bench [-- --only <row>[,<row>]] [--quick]`: measures every row of the budgets side by side in one run, prints them as
 * ratios to their bars and writes results/latest.md (a full run only). Exit code 1 when a bar is missed. bench/README.md says how.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { line, table, writeResults } from './lib/report.mjs';
import { startStand } from './lib/stand.mjs';
import { agentIdle } from './rows/agent-idle.mjs';
import { apdus } from './rows/apdus.mjs';
import { certificateList } from './rows/certificate-list.mjs';
import { crl } from './rows/crl.mjs';
import { gatewayRead } from './rows/gateway-read.mjs';
import { lists } from './rows/lists.mjs';
import { memoryAfterLoad, memoryIdle } from './rows/memory.mjs';
import { passkey } from './rows/passkey.mjs';
import { peopleImport } from './rows/people-import.mjs';
import { publication } from './rows/publication.mjs';
import { recovery } from './rows/recovery.mjs';
import { reprovision } from './rows/reprovision.mjs';
import { rollout } from './rows/rollout.mjs';
import { roundTrips } from './rows/round-trips.mjs';
import { sagaRate } from './rows/saga-rate.mjs';
import { updateCheck } from './rows/update-check.mjs';
import { updateDue } from './rows/update-due.mjs';
import { updateRoundTrips } from './rows/update-round-trips.mjs';
import { workstationList } from './rows/workstation-list.mjs';

/** In the order in which they run. */
const rowsByName = {
  'idle-memory': memoryIdle,
  'agent-idle': agentIdle,
  'round-trips': roundTrips,
  apdus,
  passkey,
  reprovision,
  update: updateRoundTrips,
  sagas: sagaRate,
  'update-check': updateCheck,
  'gateway-read': gatewayRead,
  memory: memoryAfterLoad,
  // Last: its agents run in this process, and are no load of anybody's.
  recovery,
  // Last: a hundred thousand cards stay in the database.
  'update-due': updateDue,
  // With the cards that are there then.
  rollout,
  publication,
  crl,
  // Last of all: as many people stay, too.
  lists,
  'certificate-list': certificateList,
  'workstation-list': workstationList,
  'people-import': peopleImport,
};

const { values } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } } });
const names = values.only?.split(',') ?? Object.keys(rowsByName);
const unknown = names.filter((name) => !Object.hasOwn(rowsByName, name));
if (unknown.length > 0)
  throw new TypeError(`no such row: ${unknown.join()}; there are ${Object.keys(rowsByName).join()}`);

const run = { startedAt: new Date(), loadBefore: loadavg() };
/** @type {import('./lib/report.mjs').Row[]} */
const rows = [];
const stand = await startStand();
try {
  for (const [name, measure] of Object.entries(rowsByName)) {
    if (!names.includes(name)) continue;
    console.log(`${name} ...`);
    try {
      for (const row of await measure(stand, { quick: values.quick })) {
        rows.push(row);
        console.log(`  ${line(row)}`);
      }
    } catch (error) {
      // The other rows are still worth their time.
      console.error(error, await stand.errorLines());
      rows.push({ row: name, measured: `failed: ${error instanceof Error ? error.message : 'unknown'}`, ok: false });
    }
  }
} finally {
  await stand.stop();
}
console.log(`\n${table(rows)}`);
if (values.only === undefined && !values.quick) await writeResults(rows, run);
process.exit(rows.some(({ ok }) => ok === false) ? 1 : 0);
