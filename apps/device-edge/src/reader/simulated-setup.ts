/**
 * The readers and cards of `run --simulated`: N readers, cards with file-backed state, so that they survive a restart as
 * real ones do. Governing document: design.md 5.
 */
import { join } from 'node:path';
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import type { CutPolicy, PowerCut } from '@cardwright/simulated-card/power-cut';
import type { FidoOptions } from '@cardwright/simulated-card/fido/new-fido';
import { openAttestationRoot } from '@cardwright/simulated-card/attestation/attestation-root-file';
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
  /** Shared by all of them; default: each has its own. */
  attestationRootFile?: string;
  /** Of every card (simulated-card quirks/catalogue.ts); absent: each keeps those of its state. */
  quirks?: readonly string[];
  /** Of every card; absent: each has the FIDO application that its state has. */
  fido?: FidoOptions;
  /** For the fault harness, per card in the order of the readers: where the power goes. */
  cutAt?: readonly (PowerCut | CutPolicy | undefined)[];
}

const simulatedReaderName = (index: number): string => `Simulated reader ${index}`;

export async function openSimulatedCard(
  setup: Pick<SimulatedSetup, 'dialect' | 'folder' | 'attestationRootFile' | 'quirks' | 'fido'>,
  serial: number,
  cutAt?: PowerCut | CutPolicy,
): Promise<SimulatedCard> {
  const { dialect, folder, attestationRootFile, quirks, fido } = setup;
  return SimulatedCard.open(join(folder, `${dialect}-${serial}.json`), {
    dialect,
    serial,
    ...(attestationRootFile !== undefined && { attestationRoot: await openAttestationRoot(attestationRootFile) }),
    ...(quirks !== undefined && { quirks }),
    ...(fido !== undefined && { fido }),
    ...(cutAt !== undefined && { cutAt }),
  });
}

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
