/** A process of a fleet: some hundred agents and desk parts, by the orders of whoever forked it (fleet.ts). */
import { setTimeout as delay } from 'node:timers/promises';
import { openAttestationRoot } from '@cardwright/simulated-card/attestation/attestation-root-file';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { DeskScreen } from './desk-screen.js';
import { FleetAgent } from './fleet-agent.js';
import type { FleetMember } from './fleet-member.js';
import { FormerAgent } from './former-agent.js';
import type { AgentPlace, FleetOrder, ProcessReport } from './words.js';

const agents = new Map<number, FleetMember>();
const screens: DeskScreen[] = [];
/** At the same time: an enrolment is a signature of the vault. */
const startsAtOnce = 8;
let emptyBytes = 0;

async function obey(order: FleetOrder): Promise<unknown> {
  switch (order.order) {
    case 'start':
      return start(order.agents, order.attestationRootFile);
    case 'sit':
      for (const desk of order.desks) screens.push(await DeskScreen.sit(desk));
      return undefined;
    case 'insert':
      return insert(order.indices, order.withinMs);
    case 'remove':
      for (const index of order.indices) await agents.get(index)!.remove();
      return undefined;
    case 'activate':
      for (const index of order.indices) agents.get(index)!.activate(order.user);
      return undefined;
    case 'report':
      return report();
    case 'stop':
      for (const screen of screens) screen.leave();
      await Promise.all([...agents.values()].map((agent) => agent.stop()));
      return undefined;
  }
}

async function start(places: readonly AgentPlace[], attestationRootFile: string): Promise<void> {
  emptyBytes ||= process.memoryUsage.rss();
  const attestationRoot = await openAttestationRoot(attestationRootFile);
  const waiting = [...places];
  const startNext = async (): Promise<void> => {
    for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
      const card = new SimulatedCard({ dialect: 'vendor', serial: place.serial, attestationRoot });
      await card.prepare();
      const member = place.release === 'before' ? FormerAgent : FleetAgent;
      agents.set(place.index, await member.start(place, card));
    }
  };
  await Promise.all(Array.from({ length: startsAtOnce }, startNext));
}

/** Each goes in when its time has come, whatever becomes of the one before. */
async function insert(indices: readonly number[], withinMs: number): Promise<void> {
  const from = performance.now();
  const inserted: Promise<void>[] = [];
  for (const [place, index] of indices.entries()) {
    const dueMs = (place * withinMs) / indices.length - (performance.now() - from);
    if (dueMs > 0) await delay(dueMs);
    inserted.push(agents.get(index)!.insert());
  }
  await Promise.all(inserted);
}

function report(): ProcessReport {
  const { user, system } = process.cpuUsage();
  return {
    agents: [...agents.values()].map((agent) => agent.report()),
    screens: screens.map((screen) => screen.report()),
    pid: process.pid,
    residentBytes: process.memoryUsage.rss(),
    emptyBytes,
    cpuSeconds: (user + system) / 1e6,
  };
}

process.on('message', (message: FleetOrder & { orderId: number }) => {
  const { orderId } = message;
  obey(message).then(
    (body) => process.send!({ orderId, body }),
    (error: unknown) => process.send!({ orderId, failed: error instanceof Error ? error.stack : String(error) }),
  );
});
// Whoever forked it is gone.
process.once('disconnect', () => process.exit(0));
