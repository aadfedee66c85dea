/** Memory: the whole stack idle (first, before any load), and each process after the load of all other rows. */
import { setTimeout as delay } from 'node:timers/promises';
import { descendants, megabytes, proportionalBytes, residentBytes } from '../lib/process-figures.mjs';

const barsMb = { agent: 100, gateway: 180, 'pki-svc': 180, 'issuance-svc': 350, 'update-svc': 350, idle: 1536 };
const settleMs = 5_000;

/**
 * Everything that `npm start` runs: servers, services, issuer, Temporal UI, one agent. Not the bench itself and not its second gateway.
 * @param {import('../lib/stand.mjs').Stand} stand
 */
export async function memoryIdle(stand) {
  const agent = await stand.system.startAgent({ name: 'idle-stack', args: ['--simulated', '--serial', '33000000'] });
  await delay(settleMs);
  const own = new Set([stand.gateway.pid()]);
  const pids = (await descendants(process.pid)).filter((pid) => !own.has(pid));
  const sum = megabytes((await Promise.all(pids.map(proportionalBytes))).reduce((total, bytes) => total + bytes, 0));
  await agent.stop();
  return [
    {
      row: 'memory, whole stack idle',
      measured: `${sum.toFixed(0)} MB (PSS of ${pids.length} processes)`,
      ratio: sum / barsMb.idle,
      bar: `<= ${barsMb.idle} MB`,
      ok: sum <= barsMb.idle,
    },
  ];
}

/** @param {import('../lib/stand.mjs').Stand} stand */
export async function memoryAfterLoad(stand) {
  await delay(settleMs);
  const services = Object.entries(stand.system.services).map(([name, { pid }]) => ({ name, pid: pid() }));
  const found = [
    ...services.filter(({ name }) => name !== 'gateway'),
    // The one without limits had the load.
    { name: 'gateway', pid: stand.gateway.pid() },
    ...stand.loadedAgents.map((pid) => ({ name: 'agent', pid: pid() })),
  ];
  const sizes = await Promise.all(
    found.map(async ({ name, pid }) => ({ name, mb: megabytes(await residentBytes(pid)) })),
  );
  return Object.entries(barsMb)
    .filter(([name]) => sizes.some((size) => size.name === name))
    .map(([name, bar]) => {
      const mb = Math.max(...sizes.filter((size) => size.name === name).map((size) => size.mb));
      return {
        row: `memory after load, ${name}`,
        measured: `${mb.toFixed(0)} MB RSS`,
        ratio: mb / bar,
        bar: `<= ${bar} MB`,
        ok: mb <= bar,
      };
    });
}
