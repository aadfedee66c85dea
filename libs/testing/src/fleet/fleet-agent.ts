/** One agent of a fleet: the product's whole agent with a simulated reader, enrolled by a code, with its own key, credential and connection. */
import { writeFile } from 'node:fs/promises';
import { Agent } from '@cardwright/device-edge/agent/agent';
import { enrol } from '@cardwright/device-edge/enrolment/enrol';
import { FileSource } from '@cardwright/device-edge/policies/file-source';
import { readPolicies } from '@cardwright/device-edge/policies/policies';
import { SimulatedReaders } from '@cardwright/device-edge/reader/simulated-readers';
import type { SessionEvents, Sessions } from '@cardwright/device-edge/sessions/sessions.port';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { ReroutedHome } from '../faults/rerouted-home.js';
import { AgentDiary } from './agent-diary.js';
import { readerName, type FleetMember } from './fleet-member.js';
import type { ActiveUser, AgentPlace, AgentReport } from './words.js';

export class FleetAgent implements FleetMember {
  private readonly diary = new AgentDiary();
  private readonly readers = new SimulatedReaders([readerName]);
  private readonly seat = new Seat();
  private agent!: Agent;
  private workstationId = '';
  private connectedMs = 0;

  private constructor(
    private readonly place: AgentPlace,
    private readonly card: SimulatedCard,
  ) {}

  /** Resolves when it is connected. */
  static async start(place: AgentPlace, card: SimulatedCard): Promise<FleetAgent> {
    const one = new FleetAgent(place, card);
    await one.start();
    return one;
  }

  private async start(): Promise<void> {
    const { homeFolder, code, hostName, server, natsUrl, deskFolder, settings } = this.place;
    const home = new ReroutedHome(homeFolder, natsUrl);
    this.workstationId = (await enrol(home, { server, code, hostName })).workstationId;
    await writeFile(home.settingsFile, JSON.stringify(settings));
    const from = performance.now();
    this.agent = await Agent.create({
      home,
      readers: this.readers,
      readerKind: 'simulated',
      log: this.diary.log,
      policies: () => readPolicies([new FileSource('settings.json', home.settingsFile)]),
      deskFolder,
      sessions: (events) => Promise.resolve(this.seat.watchedBy(events)),
    });
    await this.agent.start();
    this.connectedMs = performance.now() - from;
  }

  async insert(): Promise<void> {
    this.diary.inserted();
    await this.readers.insert(readerName, this.card);
  }

  async remove(): Promise<void> {
    await this.readers.remove(readerName);
  }

  activate(user: ActiveUser | null): void {
    this.seat.take(user);
  }

  report(): AgentReport {
    const { workstationId, connectedMs } = this;
    return { index: this.place.index, workstationId, connectedMs, ...this.diary.report() };
  }

  stop(): Promise<void> {
    return this.agent.stop();
  }
}

/** Who is at this computer, as logind would say it. */
class Seat implements Sessions {
  private user: ActiveUser | null = { userId: process.getuid?.() ?? 0, sessionId: firstSession };
  private events: SessionEvents | undefined;

  watchedBy(events: SessionEvents): Sessions {
    this.events = events;
    return this;
  }
  take(user: ActiveUser | null): void {
    this.user = user;
    this.events?.changed();
  }
  active() {
    return Promise.resolve(this.user && { ...this.user, locked: false });
  }
  isFallingAsleep(): Promise<boolean> {
    return Promise.resolve(false);
  }
  delaySleep(): void {}
  close(): void {}
}

/** Of the desk part in the agent's own process. */
export const firstSession = 'first';
