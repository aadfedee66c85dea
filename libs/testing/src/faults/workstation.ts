/**
 * An agent and the readers that the harness has its hands on: it takes cards out, puts them in, and they lose their power at a counted
 * APDU. Either a real agent inside this process with simulated readers, or the agent's own process with a PC/SC service of its own
 * in between. Enrolled by a code like every other agent.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { UsbKeys } from '@cardwright/card-session/ctap/hid-device.port';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { Agent } from '@cardwright/device-edge/agent/agent';
import { enrol } from '@cardwright/device-edge/enrolment/enrol';
import { FileSource } from '@cardwright/device-edge/policies/file-source';
import { readPolicies } from '@cardwright/device-edge/policies/policies';
import { SimulatedReaders, type OtherProgram } from '@cardwright/device-edge/reader/simulated-readers';
import { waitFor } from '@cardwright/embedded-servers/process';
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import { PowerLostError } from '@cardwright/simulated-card/power-cut';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { untilCardSeen } from '../card-seen.js';
import { PrivatePcscd, type InsertedCard } from '../pcscd.js';
import { importStrictStock } from '../strict-stock.js';
import type { TestSystem } from '../system.js';
import { ReroutedHome } from './rerouted-home.js';
import { WatchedCard } from './watched-card.js';
import { WindowDesk } from './window-desk.js';

/** Readers, by the names that the agent knows them by. */
export interface CardSlots {
  readerNames: readonly string[];
  insert(readerName: string, card: SimulatedCard): Promise<void>;
  /** The card left; does nothing where none is in. */
  remove(readerName: string): Promise<void>;
  /** Resolves when a card that lost its power counts as taken out. */
  untilOut(readerName: string): Promise<void>;
}

export interface Workstation {
  workstationId: string;
  agentHome: string;
  /** For programs of others that look for its readers; with a PC/SC service only. */
  environment?: { PCSCLITE_CSOCK_NAME: string };
  /** The pid of the agent, where it is a process of its own. */
  pid?: () => number;
  slots: CardSlots;
  /** Another program resets the card in this reader, or the reader switches it off; in the agent's process only. */
  disturb?: SimulatedReaders['disturb'];
  /** Another program opens the card in this reader; in the agent's process only. */
  openElsewhere?: SimulatedReaders['openElsewhere'];
  /** A browser at this computer speaks to the card. Throws TypeError for a reader without one, and in the agent's process while the agent has it. */
  openBrowser(readerName: string): OtherProgram;
  /** The desk part of whoever sits there; where one was asked for. */
  desk?: WindowDesk;
  /** A card as delivered, or the one that its file holds; not in a reader yet. */
  card(dialect: DialectName, serial: number, withFido?: boolean): WatchedCard;
  stop(): Promise<void>;
}

interface WorkstationOptions {
  name: string;
  /** How many. */
  readers: number;
  /** How many more, without contacts; in the agent's process only. */
  contactless?: number;
  /** The way to the server and the clock of the machine; simulated workstations only. */
  natsUrl?: string;
  now?: () => Date;
  /** FIDO keys at USB; simulated workstations only. */
  usbKeys?: UsbKeys;
  /** Where desk parts reach the agent; in the agent's process only. */
  deskFolder?: string;
  /** With a desk part, which opens windows for passkeys. */
  withDesk?: boolean;
  /** Of the agent's process; with a PC/SC service only. */
  env?: NodeJS.ProcessEnv;
}

export async function startWorkstation(
  system: TestSystem,
  { name, readers: count, contactless = 0, natsUrl, now, usbKeys, withDesk = false, ...options }: WorkstationOptions,
): Promise<Workstation> {
  const ownFolder = withDesk ? await mkdtemp(join(tmpdir(), 'cardwright-desk-')) : undefined;
  const deskFolder = ownFolder ?? options.deskFolder;
  const home = new ReroutedHome(join(system.home, `agent-${name}`), natsUrl);
  const { code } = await system.api<{ code: string }>('POST', '/workstations/enrolment-codes', { name });
  const { workstationId } = await enrol(home, { server: system.url, code });
  const readers = new SimulatedReaders([
    ...Array.from({ length: count }, (_, index) => `Faulty reader ${index}`),
    ...Array.from({ length: contactless }, (_, index) => `Faulty contactless reader ${index}`),
  ]);
  const agent = await Agent.create({
    home,
    readers,
    readerKind: 'simulated',
    log: () => undefined,
    policies: () => readPolicies([new FileSource('settings.json', home.settingsFile)]),
    ...(now && { now }),
    ...(usbKeys && { usbKeys }),
    ...(deskFolder !== undefined && { deskFolder }),
  });
  await agent.start();
  const desk = ownFolder === undefined ? undefined : await WindowDesk.at(ownFolder);
  const remove = async (readerName: string): Promise<void> => void (await readers.remove(readerName));
  const online = async (): Promise<boolean> => {
    const { rows } = await system.api<{ rows: { name: string; online: boolean }[] }>('GET', '/workstations');
    return rows.some((row) => row.name === name && row.online);
  };
  if (!(await waitFor(online, 30_000))) throw new Error(`the workstation ${name} does not come online`);
  return {
    workstationId,
    agentHome: home.folder,
    slots: {
      readerNames: readers.readerNames,
      insert: async (readerName, card) => {
        await importStrictStock(system.api, card);
        await readers.insert(readerName, card);
      },
      remove,
      untilOut: async (readerName) => {
        // The transport notices the cut and takes the card out.
        while (readers.cardIn(readerName) !== undefined) await delay(1);
      },
    },
    disturb: (readerName, ...disturbances) => readers.disturb(readerName, ...disturbances),
    openElsewhere: (readerName) => readers.openElsewhere(readerName),
    openBrowser: (readerName) => outWhenLost(readers.openElsewhere(readerName), () => remove(readerName)),
    ...(desk && { desk }),
    card: cardsIn(home.simulatedFolder),
    stop: async () => {
      desk?.stop();
      await agent.stop();
      if (ownFolder !== undefined) await rm(ownFolder, { recursive: true });
    },
  };
}

/** With pcscd and vpcd between agent and cards: a cut closes the reader under the agent, as pulling a card does. */
export async function startPcscWorkstation(
  system: TestSystem,
  { name, readers: count, env = {}, withDesk = false }: WorkstationOptions,
): Promise<Workstation> {
  const pcscd = await PrivatePcscd.start({ readers: count });
  const agent = await system.startAgent({ name, args: [], env: { ...env, ...pcscd.environment } });
  const desk = withDesk ? await WindowDesk.at(join(agent.agentHome, 'desk')) : undefined;
  const readerNames = pcscd.readers.map((reader) => reader.name);
  const inserted = new Map<string, InsertedCard>();
  const cards = new Map<string, SimulatedCard>();
  const remove = async (readerName: string): Promise<void> => {
    cards.delete(readerName);
    await inserted.get(readerName)?.remove();
    inserted.delete(readerName);
  };
  return {
    workstationId: agent.workstationId,
    agentHome: agent.agentHome,
    environment: pcscd.environment,
    pid: agent.pid,
    slots: {
      readerNames,
      insert: async (readerName, card) => {
        await importStrictStock(system.api, card);
        const insertNow = (): Promise<InsertedCard> => pcscd.insert(card, readerNames.indexOf(readerName));
        // A card that pcscd does not power is pushed in once more, as a person would.
        inserted.set(readerName, await insertNow().catch(insertNow));
        cards.set(readerName, card);
        await untilCardSeen(system.api, agent.workstationId, readerName);
      },
      remove,
      untilOut: remove,
    },
    openBrowser: (readerName) => {
      const card = cards.get(readerName);
      if (card === undefined) throw new TypeError(`no card in ${readerName}`);
      const transmit = async (command: Uint8Array): Promise<Uint8Array> => {
        if (cards.get(readerName) !== card) throw new CardwrightError('CARD_REMOVED', undefined, { readerName });
        // The service switches a card off that nobody has open, and on again for whoever opens it.
        await card.powerOn();
        return card.transmit(command);
      };
      return outWhenLost({ transmit, leave: () => undefined }, () => remove(readerName));
    },
    ...(desk && { desk }),
    card: cardsIn(join(agent.agentHome, 'simulated-cards')),
    stop: async () => {
      desk?.stop();
      await agent.stop();
      await pcscd.stop();
    },
  };
}

/** Without power it counts as taken out, whoever spoke to it. */
const outWhenLost = (program: OtherProgram, remove: () => Promise<void>): OtherProgram => ({
  transmit: async (command) => {
    try {
      return await program.transmit(command);
    } catch (error) {
      if (error instanceof PowerLostError) await remove();
      throw error;
    }
  },
  leave: () => program.leave(),
});

const cardsIn =
  (folder: string): Workstation['card'] =>
  (dialect, serial, withFido) =>
    new WatchedCard(join(folder, `${dialect}-${serial}.json`), dialect, serial, withFido);
