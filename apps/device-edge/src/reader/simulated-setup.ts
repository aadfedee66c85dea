/**
 * The readers and cards of `run --simulated`: N readers, cards with file-backed state, so that they survive a restart as
 * real ones do. Governing document: design.md 5.
 */
import { join } from 'node:path';
import type { DialectName } from '@cardwright/simulated-card/card-state';
import type { CutPolicy, PowerCut } from '@cardwright/simulated-card/power-cut';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { SimulatedReaders } from './simulated-readers.js';

export interface SimulatedSetup {
  readers: number;
  /** How many readers have a card in them; the first ones. */
  cards: number;
  dialect: DialectName;
  /** Folder of the cards' state files. */
  folder: string;
  firstSerial?: number;
  /** For the fault harness, per card in the order of the readers: where the power goes. */
  cutAt?: readonly (PowerCut | CutPolicy | undefined)[];
}

export const simulatedReaderName = (index: number): string => `Simulated reader ${index}`;

export const openSimulatedCard = (
  setup: Pick<SimulatedSetup, 'dialect' | 'folder'>,
  serial: number,
  cutAt?: PowerCut | CutPolicy,
): Promise<SimulatedCard> =>
  SimulatedCard.open(join(setup.folder, `${setup.dialect}-${serial}.json`), {
    dialect: setup.dialect,
    serial,
    ...(cutAt !== undefined && { cutAt }),
  });

export async function makeSimulatedReaders(setup: SimulatedSetup): Promise<SimulatedReaders> {
  const names = Array.from({ length: setup.readers }, (_, index) => simulatedReaderName(index));
  const readers = new SimulatedReaders(names);
  for (const [index, name] of names.slice(0, setup.cards).entries())
    await readers.insert(
      name,
      await openSimulatedCard(setup, (setup.firstSerial ?? 10000001) + index, setup.cutAt?.[index]),
    );
  return readers;
}
