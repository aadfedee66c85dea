/** Operations of one agent in process, with simulated readers and everything else real: journal, fencing, sealing, nkey. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUser } from '@nats-io/nkeys';
import type { UsbKeys } from '@cardwright/card-session/ctap/hid-device.port';
import type { BatchRequest, LeaseToken, StepProgress } from '@cardwright/contracts/nats/edge.api';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { assertVaultKey } from '../../src/bus/vault-pin.js';
import { Fencing } from '../../src/home/fencing.js';
import { Journal } from '../../src/journal/journal.js';
import type { OpenAppendFile } from '../../src/journal/json-lines-file.js';
import { CardReaders } from '../../src/reader/card-readers.js';
import { SeenCards } from '../../src/reader/seen-cards.js';
import { SimulatedReaders } from '../../src/reader/simulated-readers.js';
import { Operations, type OperationsOptions } from '../../src/operations/operations.js';
import { SpecVault } from './vault.js';

const workstationId = 'ws-1';

export interface Workbench {
  readers: SimulatedReaders;
  operations: Operations;
  cards: CardReaders;
  seen: SeenCards;
  vault: SpecVault;
  agentNkey: string;
  folder: string;
  progress: StepProgress[];
  /** A new process with the same home and readers: everything that was only in memory is lost. */
  restart(): Promise<void>;
  lease(change?: Partial<LeaseToken>): LeaseToken;
  batch(change: Partial<BatchRequest>): BatchRequest;
  remove(): Promise<void>;
}

export async function makeWorkbench(
  cards: readonly (SimulatedCardOptions | null)[],
  options: Partial<OperationsOptions> & { openFile?: OpenAppendFile; usbKeys?: UsbKeys } = {},
): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), 'cardwright-agent-'));
  const names = cards.map((_, index) => `Reader ${index}`);
  const readers = new SimulatedReaders(names);
  for (const [index, card] of cards.entries())
    if (card !== null) await readers.insert(names[index]!, new SimulatedCard({ serial: 10000001 + index, ...card }));
  const user = createUser();
  const { openFile, usbKeys, ...rest } = options;
  const progress: StepProgress[] = [];
  const bench: Workbench = {
    readers,
    vault: await SpecVault.create(),
    agentNkey: user.getPublicKey(),
    folder,
    progress,
    operations: undefined as unknown as Operations,
    cards: undefined as unknown as CardReaders,
    seen: new SeenCards(),
    restart: async () => {
      // What a killed process leaves: open cards are reset by PC/SC, memory is gone.
      for (const name of names) {
        const card = await readers.remove(name);
        if (card !== undefined) await readers.insert(name, card);
      }
      const fencing = await Fencing.load(join(folder, 'fencing.json'));
      bench.cards = new CardReaders(readers, (name) => bench.operations.workIn(name), bench.seen, usbKeys);
      bench.operations = new Operations({
        workstationId,
        agentNkey: user.getPublicKey(),
        sign: (message) => user.sign(message),
        readers: bench.cards,
        journal: new Journal(join(folder, 'journal'), openFile),
        fencing,
        progress: (each) => progress.push(each),
        isLeaseOpen: () => Promise.resolve(false),
        assertVaultKey: (publicJwk) =>
          assertVaultKey(publicJwk, {
            jwt: () => 'e30.e30.',
            enrolledJwk: bench.vault.publicJwk,
            renew: () => Promise.resolve(),
          }),
        requireSigned: () => Promise.resolve(),
        log: () => undefined,
        ...rest,
      });
    },
    lease: (change = {}) => ({ requestId: 'r-1', deviceId: 'd-1', workstationId, fencingToken: 5, ...change }),
    batch: (change) => ({ lease: bench.lease(), batchId: 'r-1/1/1', ttlMs: 60_000, steps: [], ...change }),
    remove: () => rm(folder, { recursive: true }),
  };
  await bench.restart();
  return bench;
}
