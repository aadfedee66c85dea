/**
 * A real agent with simulated readers, inside this process: the harness takes its cards out and puts them back, and cuts their
 * power at a counted APDU, without a channel in between. Enrolled by a code like every other agent. Not for killing: the agent
 * of system.ts is a process of its own.
 */
import { join } from 'node:path';
import { Agent } from '@cardwright/device-edge/agent/agent';
import { enrol } from '@cardwright/device-edge/enrolment/enrol';
import { AgentHome } from '@cardwright/device-edge/home/agent-home';
import { SimulatedReaders } from '@cardwright/device-edge/reader/simulated-readers';
import { waitFor } from '@cardwright/embedded-servers/process';
import type { DialectName } from '@cardwright/simulated-card/card-state';
import type { TestSystem } from '../system.js';
import { WatchedCard } from './watched-card.js';

export interface Workstation {
  workstationId: string;
  readers: SimulatedReaders;
  /** A card as delivered, or the one that this file holds; not in a reader yet. */
  card(dialect: DialectName, serial: number): WatchedCard;
  stop(): Promise<void>;
}

export async function startWorkstation(
  system: TestSystem,
  { name, readers: readerNames }: { name: string; readers: readonly string[] },
): Promise<Workstation> {
  const home = new AgentHome(join(system.home, `agent-${name}`));
  const { code } = await system.api<{ code: string }>('POST', '/workstations/enrolment-codes', { name });
  const { workstationId } = await enrol(home, { server: system.url, code });
  const readers = new SimulatedReaders(readerNames);
  const agent = await Agent.create({
    home,
    readers,
    readerKind: 'simulated',
    log: () => undefined,
    settings: await home.settings(),
  });
  await agent.start();
  const online = async (): Promise<boolean> => {
    const { rows } = await system.api<{ rows: { name: string; online: boolean }[] }>('GET', '/workstations');
    return rows.some((row) => row.name === name && row.online);
  };
  if (!(await waitFor(online, 30_000))) throw new Error(`the workstation ${name} does not come online`);
  return {
    workstationId,
    readers,
    card: (dialect, serial) =>
      new WatchedCard(join(home.simulatedFolder, `${dialect}-${serial}.json`), dialect, serial),
    stop: () => agent.stop(),
  };
}
