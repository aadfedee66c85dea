/**
 * A person's workplace for an offered update and what happens around it (kills, a service that is away): the agent's process with a PC/SC service
 * of its own, the desk part in a desktop session of its own, and a card whose profile changes. Fault harness and specs only.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor, type Stoppable } from '@cardwright/embedded-servers/process';
import { holderApi } from '../holder-api.js';
import { startDesk, type DeskProcess } from '../desk-process.js';
import { Desktop, requireDesktop } from '../desktop.js';
import { issueCard, personId, randomPin } from '../issue.js';
import { patientApi } from '../patient-api.js';
import { requirePcscd } from '../pcscd.js';
import { publishFourKeys } from '../profiles.js';
import { watchProgress, type ProgressWatch } from '../progress.js';
import { openRecords, patientRecords, type Records } from '../records.js';
import type { Api, ServiceName, TestSystem } from '../system.js';
import { demoPeople } from './campaign.js';
import { killAndRestart, patience, type KillRow } from './kill-campaign.js';
import { SagaDriver } from './saga-driver.js';
import type { WatchedCard } from './watched-card.js';
import { startPcscWorkstation, type Workstation } from './workstation.js';

/** A card that is in the reader, and nothing is due for it. */
export interface CardInUse {
  card: WatchedCard;
  deviceId: string;
  driver: SagaDriver;
}

interface OfferParts {
  workstation: Workstation;
  desktop: Desktop;
  /** How often an offer was shown so far: calls of Notify on the session's bus. */
  offersShown: () => Promise<number>;
  records: Records;
  progress: ProgressWatch;
  /** Of the office. */
  office: Api;
  /** The holder's own requests, as their page makes them. */
  api: Api;
}

/** What its notification says. */
const offerTitle = 'Your card needs an update';
const agentName = 'offer';
const firstSerial = 41_000_001;
/** Each new version of the profile wants the other one: one key and its certificate are made anew. */
const algorithms = ['ECCP256', 'ECCP384'] as const;
const profileName = 'offer';
const connected = /connected to the card service/g;
const backMs = 60_000;

export class OfferPlace {
  private readonly restarted: Stoppable[] = [];
  private desk: DeskProcess | undefined;
  private versions = 0;
  private cards = 0;

  private constructor(
    private readonly system: TestSystem,
    readonly parts: OfferParts,
    private readonly stops: (() => Promise<unknown>)[],
  ) {}

  static async start(system: TestSystem): Promise<OfferPlace> {
    for (const { available, reason } of [requireDesktop(), requirePcscd()]) if (!available) throw new Error(reason);
    const folder = join(system.home, `agent-${agentName}`);
    await mkdir(folder, { mode: 0o700 });
    await writeFile(join(folder, 'settings.json'), '{ "cardAutoUpdate": true, "updateCheckJitterSeconds": 0 }');
    const office = patientApi(system.api);
    const holder = patientApi(await holderApi(system, { sub: 'grace', externalId: 'F1' }));
    await office('POST', '/people/import', { csv: demoPeople });
    const stops: (() => Promise<unknown>)[] = [];
    try {
      const workstation = await startPcscWorkstation({ ...system, api: office }, { name: agentName, readers: 1 });
      stops.push(() => workstation.stop());
      const desktop = await Desktop.start();
      stops.push(() => desktop.stop());
      const calls = await desktop.notifyCalls();
      const offersShown = async () => (await calls()).filter((call) => call.includes(`"${offerTitle}"`)).length;
      const records = patientRecords(await openRecords(system));
      stops.push(() => records.close());
      const progress = await watchProgress(system);
      stops.push(() => progress.close());
      const parts = { office, workstation, desktop, offersShown, records, progress, api: holder };
      const place = new OfferPlace(system, parts, stops);
      stops.push(async () => place.desk?.stop());
      await place.startDesk();
      await place.makeDue();
      return place;
    } catch (error) {
      for (const stop of stops.reverse()) await stop();
      throw error;
    }
  }

  get readerName(): string {
    return this.parts.workstation.slots.readerNames[0]!;
  }

  /** Another card instead of the one that is in. */
  async newCard(): Promise<CardInUse> {
    const { readerName } = this;
    const { workstation, office, api, records } = this.parts;
    const { slots, workstationId } = workstation;
    await slots.remove(readerName);
    const card = workstation.card('vendor', firstSerial + this.cards++);
    await slots.insert(readerName, card);
    const target = { workstationId, readerName, personId: await personId(office, 'F1'), profileName };
    const pin = randomPin();
    const { deviceId } = await issueCard(office, { ...target, pin });
    const driver = new SagaDriver({ api, records }, { ...target, deviceId }, card.file, patience);
    driver.pin = pin;
    driver.condition = 'active';
    return { card, deviceId, driver };
  }

  /** Publishes the version of the profile that is not on any card yet; the first one too. */
  async makeDue(): Promise<void> {
    const algorithm = algorithms[this.versions++ % algorithms.length]!;
    const certificateProfile = 'piv-authentication';
    await publishFourKeys(this.parts.office, profileName, {
      credentials: [
        { container: 'authentication', keyReference: '9A', algorithm, keyOrigin: 'card', certificateProfile },
      ],
    });
  }

  /** How often the agent has asked what is due for a card, and was answered. */
  checks(): Promise<number> {
    return this.timesLogged('"update check"');
  }

  /** How often it has given up asking. */
  failedChecks(): Promise<number> {
    return this.timesLogged('"update check failed"');
  }

  /** SIGKILL, and resolves when it is started again and whatever the holder needs next answers. */
  async kill(name: KillRow['process']): Promise<void> {
    const before = this.timesConnected();
    if (name === 'desk') {
      await this.desk!.kill();
      await this.startDesk();
    } else await killAndRestart(this.system, { pid: this.parts.workstation.pid! }, name, this.restarted);
    const { at, url } = this.system;
    const ports = (['issuance-svc', 'update-svc', 'pki-svc'] as ServiceName[]).map((each) => at.healthPorts[each]!);
    const doors = [`${url}/readyz`, ...ports.map((port) => `http://127.0.0.1:${port}/readyz`)];
    for (const door of doors) await until(`${door} is ready`, async () => (await fetch(door)).ok);
    await patientApi(this.system.api)('GET', `/workstations/${this.parts.workstation.workstationId}/readers`);
    if (name === 'agent')
      await until('the desk part finds the agent', () => Promise.resolve(this.timesConnected() > before));
  }

  /** After the system, which needs the servers that were started again. */
  async stop(): Promise<void> {
    for (const stop of this.stops.reverse()) await stop();
    const { system, restarted } = this;
    const { stop } = system;
    system.stop = async () => {
      await stop();
      for (const server of restarted) await server.stop();
    };
  }

  private async startDesk(): Promise<void> {
    this.desk = startDesk(this.parts.workstation.agentHome, {
      ...this.parts.desktop.env,
      ...this.parts.workstation.environment,
    });
    await until('the desk part finds the agent', () => Promise.resolve(this.timesConnected() > 0));
  }

  private async timesLogged(text: string): Promise<number> {
    const log = await readFile(join(this.system.home, 'logs', `agent-${agentName}.log`), 'utf8');
    return log.split(text).length - 1;
  }

  private timesConnected(): number {
    return this.desk?.log().match(connected)?.length ?? 0;
  }
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  if (!(await waitFor(condition, backMs))) throw new Error(`not so after ${backMs / 1000} s: ${what}`);
}
