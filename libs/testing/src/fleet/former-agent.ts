/**
 * An agent that speaks as the release before did (docs/card-update.md, "An agent of the release before"): it asks when its card is put in, without
 * saying that it can show offers, shows nothing, and hears no notice. Its connection is that of today's agent.
 */
import { EdgeBus, type EdgeHandlers } from '@cardwright/device-edge/bus/edge-bus';
import { enrol } from '@cardwright/device-edge/enrolment/enrol';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { toHex } from '@cardwright/card-protocol/bytes';
import { ReroutedHome } from '../faults/rerouted-home.js';
import { AgentDiary } from './agent-diary.js';
import { readerName, type FleetMember } from './fleet-member.js';
import type { AgentPlace, AgentReport } from './words.js';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';

/** What that release says of itself. */
const agentVersion = '0.1.0';

export class FormerAgent implements FleetMember {
  private readonly diary = new AgentDiary();
  private bus!: EdgeBus;
  private workstationId = '';
  private connectedMs = 0;
  private inside = false;

  private constructor(
    private readonly place: AgentPlace,
    private readonly card: SimulatedCard,
  ) {}

  static async start(place: AgentPlace, card: SimulatedCard): Promise<FormerAgent> {
    const one = new FormerAgent(place, card);
    await one.start();
    return one;
  }

  private async start(): Promise<void> {
    const { homeFolder, code, hostName, server, natsUrl } = this.place;
    const home = new ReroutedHome(homeFolder, natsUrl);
    const config = await enrol(home, { server, code, hostName });
    this.workstationId = config.workstationId;
    const [seed, jwt, caPem] = await Promise.all([home.seed(), home.jwt(), home.caPem()]);
    const from = performance.now();
    this.bus = new EdgeBus({
      workstationId: config.workstationId,
      natsUrl: natsUrl ?? config.natsUrl,
      caPem,
      jwt: () => jwt,
      seed: () => seed,
      // Nothing is asked of it here.
      handlers: {} as EdgeHandlers,
      notices: { 'update.changed': () => undefined, 'presence.asked': () => undefined },
      log: this.diary.log,
    });
    await this.bus.start(() => this.announce());
    this.connectedMs = performance.now() - from;
  }

  async insert(): Promise<void> {
    this.inside = true;
    this.diary.inserted();
    this.announce();
    await this.check();
  }

  remove(): Promise<void> {
    this.inside = false;
    this.bus.publish('card.removed', { readerName, heldBy: null, identityText: this.identityText });
    return Promise.resolve();
  }

  activate(): void {}

  report(): AgentReport {
    const { workstationId, connectedMs } = this;
    return { index: this.place.index, workstationId, connectedMs, ...this.diary.report() };
  }

  stop(): Promise<void> {
    return this.bus.close();
  }

  private get identityText(): string {
    return `ykserial:${this.place.serial}`;
  }

  private announce(): void {
    const { identityText, inside } = this;
    if (inside)
      this.bus.publish('card.inserted', { readerName, atrHex: toHex(this.card.atr).toUpperCase(), identityText });
  }

  private async check(): Promise<void> {
    try {
      const { answer } = await this.bus.call('update.check', { identityText: this.identityText, agentVersion }, 5_000);
      this.diary.checked(answer);
    } catch (error) {
      this.diary.checked(`failed ${isCardwrightError(error) ? error.code : 'INTERNAL'}`);
    }
  }
}
