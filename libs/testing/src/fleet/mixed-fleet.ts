/** A fleet as an installation has it: most workstations are alike, some have a bad line, some two users, and one of ten has the release before. */
import type { TestSystem } from '../installation.js';
import { closeLines, lineOf, startLines, type Lines } from './broken-lines.js';
import { dueEvery, Fleet, type FleetOptions } from './fleet.js';
import { isShared } from './shared-seats.js';

/** Groups of cards at agents of the release before. Something is due for the first of them when the cards are put in. */
const formerGroups = [9, 19];

export interface MixedFleet {
  fleet: Fleet;
  lines: Lines;
  /** Cards for which something is due when they are put in. */
  dueFirst: number[];
  stop(): Promise<void>;
  /** Once the system does not run any more. */
  stopServers(): Promise<void>;
}

export async function startMixedFleet(
  system: TestSystem,
  options: Pick<FleetOptions, 'agents' | 'processes' | 'jitterSeconds'>,
): Promise<MixedFleet> {
  const lines = await startLines(system.at.natsUrl);
  try {
    const fleet = await Fleet.start(system, {
      ...options,
      release: (index) => (formerGroups.includes(index % dueEvery) ? 'before' : 'this'),
      natsUrl: (index) => lineOf(lines, index, dueEvery),
      twoUsers: (index) => isShared(index, dueEvery),
    });
    const former = fleet.group(formerGroups[0]!);
    await fleet.becomeDue(former);
    return {
      ...{ fleet, lines, dueFirst: [...fleet.group(0), ...former] },
      stop: async () => {
        await fleet.stop();
        await closeLines(lines);
      },
      stopServers: () => fleet.stopServers(),
    };
  } catch (error) {
    await closeLines(lines);
    throw error;
  }
}
