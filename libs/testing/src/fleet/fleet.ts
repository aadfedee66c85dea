/**
 * A thousand workstations, or as many as are asked for, in several processes of one machine: real agents, enrolled by one deployment code,
 * each with its own key and connection to NATS, a card of its own in a simulated reader and a desk part whose screen counts what it is shown. The
 * cards are rows of issuance-svc that its own events have made known to update-svc.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor, type Stoppable } from '@cardwright/embedded-servers/process';
import { openAttestationRoot } from '@cardwright/simulated-card/attestation/attestation-root-file';
import type { TestSystem } from '../installation.js';
import { personId } from '../issue.js';
import { becomeDue, plantCards, publishPlanted } from '../planted-cards.js';
import { openRecords, type Records } from '../records.js';
import { accountOf, type Account, type OfferOfCard } from './account.js';
import { firstSession } from './fleet-agent.js';
import { FleetProcess } from './fleet-process.js';
import type { ActiveUser, AgentPlace, AgentReport, DeskPlace, ProcessReport, Release, ScreenReport } from './words.js';

export interface FleetOptions {
  agents: number;
  processes: number;
  /** `updateCheckJitterSeconds` of every agent. */
  jitterSeconds: number;
  release?: (index: number) => Release;
  /** Another way to NATS. */
  natsUrl?: (index: number) => string | undefined;
  /** A second user has a desk part there. */
  twoUsers?: (index: number) => boolean;
}

export interface FleetReport {
  agents: AgentReport[];
  screens: ScreenReport[];
  processes: Omit<ProcessReport, 'agents' | 'screens'>[];
}

const firstSerial = 600_000_000;
/** Five of a hundred cards: the fewest that a rule for all of them would be tried with. */
export const dueEvery = 20;
const secondSession = 'second';
const nobody = 65534;
/** Reports of a thousand agents are work for their processes too: not asked for without a pause. */
const lookEveryMs = 1_000;
/** Of the workstations. */
export const fleetGroup = 'Fleet';
const csv = `external_id,given_name,surname,display_name,email,upn,organizational_unit
FLEET,Grace,Hopper,Grace Hopper,fleet@example.test,fleet@example.test,Research
`;

export class Fleet {
  readonly records!: Records;
  private readonly processes: FleetProcess[] = [];
  /** Of the second users. */
  private others: FleetProcess | undefined;
  private deskFolders = '';
  private readonly servers: Stoppable[] = [];

  private constructor(
    readonly system: TestSystem,
    readonly options: FleetOptions,
  ) {}

  /** Resolves when all are connected and every desk part is at its place. No card is in a reader yet. */
  static async start(system: TestSystem, options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(system, options);
    try {
      await fleet.start();
      return fleet;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
  }

  get indices(): number[] {
    return Array.from({ length: this.options.agents }, (_, index) => index);
  }

  /** The cards for which something is due from the beginning (0), or later (1 and more) as `becomeDue` says. */
  group(which: number): number[] {
    return this.indices.filter((index) => index % dueEvery === which);
  }

  async insert(indices: readonly number[], withinMs: number): Promise<void> {
    await Promise.all(
      this.processes.map((process, at) =>
        process.order({ order: 'insert', indices: indices.filter((index) => this.processOf(index) === at), withinMs }),
      ),
    );
  }

  activate(indices: readonly number[], user: 'first' | 'second' | null): Promise<unknown> {
    const active = user === null ? null : this.user(user);
    return Promise.all(
      this.processes.map((process, at) =>
        process.order({
          order: 'activate',
          indices: indices.filter((index) => this.processOf(index) === at),
          user: active,
        }),
      ),
    );
  }

  /** A certificate of each of these cards ends soon from now on. */
  becomeDue(indices: readonly number[]): Promise<void> {
    return becomeDue(this.records, indices.map(identityOf));
  }

  /** Resolves when update-svc has an offer for each of them, wherever its card is. */
  async untilOffered(indices: readonly number[], timeoutMs: number): Promise<void> {
    const all = async (): Promise<boolean> => {
      const known = new Set((await this.offers()).map(({ identityText }) => identityText));
      return indices.every((index) => known.has(identityOf(index)));
    };
    if (!(await waitFor(all, timeoutMs))) throw new Error(`not all of ${indices.length} cards have an offer`);
  }

  async report(): Promise<FleetReport> {
    const all = [...this.processes, ...(this.others ? [this.others] : [])];
    const reports = await Promise.all(all.map((process) => process.order<ProcessReport>({ order: 'report' })));
    return {
      agents: reports.flatMap(({ agents }) => agents).sort((one, other) => one.index - other.index),
      screens: reports.flatMap(({ screens }) => screens),
      processes: reports.slice(0, this.processes.length),
    };
  }

  /** Resolves when this holds of the whole fleet. Throws with what `wrong` says of it otherwise. */
  async until(
    what: string,
    holds: (report: FleetReport) => boolean | Promise<boolean>,
    timeoutMs: number,
    wrong: (report: FleetReport) => unknown = () => '',
  ): Promise<FleetReport> {
    for (const end = Date.now() + timeoutMs; ; await delay(lookEveryMs)) {
      const report = await this.report();
      if (await holds(report)) return report;
      if (Date.now() > end)
        throw new Error(`${what}: not within ${timeoutMs / 1000} s ${JSON.stringify(wrong(report))}`);
    }
  }

  /** What became of the offers of these cards, which are all for which something is due. */
  async account(due: readonly number[]): Promise<Account> {
    const rows = await this.offers();
    return accountOf(await this.report(), { due, rows, identityOf, releaseOf: (index) => this.releaseOf(index) });
  }

  releaseOf(index: number): Release {
    return this.options.release?.(index) ?? 'this';
  }

  /** Stopped with the fleet, after the system that uses it is. */
  stopLater(server: Stoppable): void {
    this.servers.push(server);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.processes, ...(this.others ? [this.others] : [])].map((process) => process.stop()));
    await this.records?.close();
    await rm(this.deskFolders, { recursive: true, force: true });
  }

  /** Once the system does not run any more. */
  async stopServers(): Promise<void> {
    for (const server of this.servers.splice(0)) await server.stop();
  }

  private async start(): Promise<void> {
    const { system, options } = this;
    const { api } = system;
    Object.assign(this, { records: await openRecords(system) });
    // Unix sockets have short names, and the second user must be able to come here.
    this.deskFolders = await mkdtemp(join(tmpdir(), 'cw-fleet-'));
    await chmod(this.deskFolders, 0o755);
    await api('POST', '/people/import', { csv });
    await this.plant(await personId(api, 'FLEET'));
    // Made once, before each process looks for it.
    await openAttestationRoot(this.attestationRootFile);
    for (let at = 0; at < options.processes; at++) this.processes.push(FleetProcess.start());
    await this.startAgents();
    await this.sit();
  }

  private async plant(personId: string): Promise<void> {
    const { records, indices } = this;
    await plantCards(records, { personId, count: indices.length, firstSerial, dueEvery, label: 'fleet' });
    const identities = indices.map(identityOf);
    await publishPlanted(records, identities);
    const known = async (): Promise<boolean> => {
      const sql = 'SELECT count(*)::int AS known FROM update.device_state WHERE identity_text = ANY ($1)';
      return (await records.query<{ known: number }>(sql, [identities]))[0]!.known === identities.length;
    };
    if (!(await waitFor(known, 300_000))) throw new Error('update-svc does not hear of the cards');
  }

  /** All by one deployment code, through the gateway with its limits: they are one address to it. */
  private async startAgents(): Promise<void> {
    const { system, options, indices } = this;
    const { code } = await system.api<{ code: string }>('POST', '/deployment-codes', {
      places: options.agents,
      days: 1,
      group: fleetGroup,
    });
    const places = indices.map((index): AgentPlace => {
      const natsUrl = options.natsUrl?.(index);
      return {
        ...{ index, code, hostName: `fleet-${index}`, server: system.url },
        ...{ release: this.releaseOf(index), serial: firstSerial + index },
        homeFolder: join(system.home, 'fleet', String(index)),
        deskFolder: this.deskFolder(index),
        settings: { cardAutoUpdate: true, updateCheckJitterSeconds: options.jitterSeconds },
        ...(natsUrl !== undefined && { natsUrl }),
      };
    });
    const { attestationRootFile } = this;
    await Promise.all(
      this.processes.map((process, at) =>
        process.order({
          order: 'start',
          attestationRootFile,
          agents: places.filter(({ index }) => this.processOf(index) === at),
        }),
      ),
    );
  }

  private async sit(): Promise<void> {
    const { twoUsers = () => false } = this.options;
    const place = (index: number, sessionId: string): DeskPlace => ({
      ...{ index, sessionId },
      deskFolder: this.deskFolder(index),
    });
    const seats = this.indices.filter((index) => this.releaseOf(index) === 'this');
    await Promise.all(
      this.processes.map((process, at) =>
        process.order({
          order: 'sit',
          desks: seats.filter((index) => this.processOf(index) === at).map((index) => place(index, firstSession)),
        }),
      ),
    );
    const shared = seats.filter(twoUsers);
    if (shared.length === 0) return;
    this.others = FleetProcess.start(this.user('second').userId);
    await this.others.order({ order: 'sit', desks: shared.map((index) => place(index, secondSession)) });
  }

  /** Two people where this runs as root, two sessions of the same person otherwise. */
  private user(which: 'first' | 'second'): ActiveUser {
    const own = process.getuid?.() ?? 0;
    if (which === 'first') return { userId: own, sessionId: firstSession };
    return { userId: own === 0 ? nobody : own, sessionId: secondSession };
  }

  private get attestationRootFile(): string {
    return join(this.system.home, 'fleet', 'attestation-root.pem');
  }

  private processOf(index: number): number {
    return index % this.options.processes;
  }

  private deskFolder(index: number): string {
    return join(this.deskFolders, String(index));
  }

  private offers(): Promise<OfferOfCard[]> {
    return this.records.query<OfferOfCard>(
      `SELECT identity_text AS "identityText", offer_id AS "offerId", offer.state, workstation_id AS "workstationId"
       FROM update.offer JOIN update.device_state USING (tenant_id, device_id) WHERE identity_text = ANY ($1)`,
      [this.indices.map(identityOf)],
    );
  }
}

const identityOf = (index: number): string => `ykserial:${firstSerial + index}`;
