/**
 * The agent of one workstation: readers, operations, bus and identity joined. Plain Node, no framework (design.md 1: memory).
 * Started by commands/run.ts and by specs, which hand in readers of their own.
 */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { newTypedCode } from '../bridge/typed-code.js';
import { EdgeBus } from '../bus/edge-bus.js';
import { rootsIn, wantsSignedBatches } from '../bus/credentials.js';
import { JwtRenewal } from '../bus/jwt-renewal.js';
import { signWithNkey } from '../bus/nkey-signature.js';
import { assertVaultKey } from '../bus/vault-pin.js';
import { writePrivate, type AgentConfig } from '../home/agent-home.js';
import { takeLock } from '../home/agent-lock.js';
import { Fencing } from '../home/fencing.js';
import { Journal } from '../journal/journal.js';
import { CardReaders } from '../reader/card-readers.js';
import { SeenCards } from '../reader/seen-cards.js';
import { BatchTrust } from '../trust/batch-trust.js';
import { CardUpdates } from '../updates/card-updates.js';
import { OfferTrust } from '../updates/offer-trust.js';
import { ServerQuestions } from '../updates/ask-server.js';
import type { CallServer, UpdateClock } from '../updates/ports.js';
import { Postponements } from '../updates/postponements.js';
import { Reinsertions } from './reinsertions.js';
import { CardWatch } from './card-watch.js';
import { DeskLink } from './desk-link.js';
import { Diagnosis } from './diagnosis.js';
import { Operations } from '../operations/operations.js';
import { BridgeLink } from './bridge-link.js';
import { edgeHandlers } from './edge-handlers.js';
import type { AgentOptions, DoctoredReaders } from './agent-options.js';
import { AgentReports } from './agent-reports.js';
import { AgentState, type ReadersOrReason } from './agent-state.js';
import { Interruptions } from './interruptions.js';
import { PolicyWatch } from './policy-watch.js';
import { VersionWatch } from './version-watch.js';
import { PresenceAnswers } from './presence-answers.js';
import { readLogFiles } from '../log/read-log-files.js';
import { systemText } from '../server/system-text.js';
import { agentVersion } from '../server/version.js';

const systemClock: UpdateClock = {
  wallMs: () => Date.now(),
  runningMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms).unref()),
};

/** Asked within a batch, whose sender waits. */
const leaseCheckTimeoutMs = 3_000;

export class Agent {
  readonly operations: Operations;
  readonly cards: CardReaders;
  readonly reinsertions: Reinsertions;
  readonly diagnosis: Diagnosis;
  private readonly seen = new SeenCards();
  private readonly bus: EdgeBus;
  private readonly renewal: JwtRenewal;
  private readonly updates: CardUpdates;
  private readonly desk: DeskLink;
  private readonly bridge: BridgeLink;
  private readonly interruptions: Interruptions;
  private readonly presence: PresenceAnswers;
  private readonly reports: AgentReports;
  private readonly versions: VersionWatch;
  private readonly state: AgentState;
  private readonly watch: CardWatch;
  private readonly policies: PolicyWatch;
  private watching: Promise<void> = Promise.resolve();
  /** Talking to the server, or trying to. */
  private online = false;
  private stopped = false;

  private constructor(
    private readonly options: AgentOptions,
    readonly config: AgentConfig,
    parts: {
      seed: Buffer;
      jwt: string;
      caPem: string;
      fencing: Fencing;
      postponements: Postponements;
      policies: PolicyWatch;
      system: string;
      releaseLock: () => Promise<void>;
    },
  ) {
    const { home, log } = options;
    const { seed } = parts;
    this.releaseLock = parts.releaseLock;
    this.policies = parts.policies;
    this.wipeIdentity = () => {
      seed.fill(0);
    };
    const roots = { sha256Hex: () => rootsIn(this.renewal.jwt), renew: () => this.renewal.renew() };
    const batchTrust = new BatchTrust({
      isDemanded: () => wantsSignedBatches(this.renewal.jwt),
      roots,
      runningMs: systemClock.runningMs,
    });
    this.cards = new CardReaders(
      options.readers,
      (readerName) => this.operations.workIn(readerName),
      this.seen,
      options.usbKeys,
    );
    this.desk = new DeskLink({
      folder: options.deskFolder,
      openSessions: options.sessions,
      updates: () => this.updates,
      interruptions: () => this.interruptions,
      changed: () => this.background(this.stopped ? Promise.resolve() : this.writeStatus()),
      explain: () => ({
        report: this.policies.report,
        connected: this.bus.isConnected,
        versions: this.versions.report,
      }),
      pairingCode: () => newTypedCode((offered) => this.bus.call('bridge.code', offered)),
      log,
    });
    this.operations = new Operations({
      workstationId: config.workstationId,
      agentNkey: config.agentNkey,
      sign: (message) => signWithNkey(seed, message),
      readers: this.cards,
      journal: new Journal(home.journalFolder),
      fencing: parts.fencing,
      progress: (progress) => this.bus.publish('step.progress', progress),
      isLeaseOpen: async (lease) => (await this.bus.call('lease.check', { lease }, leaseCheckTimeoutMs)).open === true,
      assertVaultKey: (publicJwk) =>
        assertVaultKey(publicJwk, {
          jwt: () => this.renewal.jwt,
          enrolledJwk: config.vaultPublicJwk,
          renew: () => this.renewal.renew(),
        }),
      requireSigned: (batch) => batchTrust.require(batch),
      platform: options.platform ?? this.desk.authenticator,
      log,
      now: () => this.now(),
      atWork: (atWork) => this.desk.delaySleep(atWork),
    });
    this.state = new AgentState({
      workstationId: config.workstationId,
      readerKind: options.readerKind,
      cards: this.cards,
      seen: this.seen,
      operations: this.operations,
      policies: this.policies,
      startedAt: this.now().toISOString(),
      system: parts.system,
      now: () => this.now(),
    });
    this.interruptions = new Interruptions({
      operations: this.operations,
      ended: (requestIds, code) => this.bus.publish('sessions.ended', { requestIds, code }),
      back: () => this.background(this.watch.announceAll()),
      active: () => this.desk.active(),
      isFallingAsleep: () => this.desk.isFallingAsleep(),
      log,
    });
    this.renewal = new JwtRenewal({
      jwt: parts.jwt,
      renew: () => this.bus.call('jwt.renew', { agentNkey: config.agentNkey }),
      save: (jwt) => home.saveJwt(jwt),
      // A reconnection in the middle of an operation would only make its answers late.
      use: async () => (this.operations.openSessions === 0 ? this.bus.reconnect() : undefined),
      log,
      now: () => this.now(),
    });
    this.bus = new EdgeBus({
      workstationId: config.workstationId,
      natsUrl: config.natsUrl,
      caPem: parts.caPem,
      jwt: () => this.renewal.jwt,
      seed: () => seed,
      handlers: edgeHandlers(this),
      notices: {
        'update.changed': (notice) => this.background(this.updates.notice(notice)),
        'presence.asked': () => this.presence.asked(),
      },
      log,
    });
    const call: CallServer = (name, body, timeoutMs) => this.bus.call(name, body, timeoutMs);
    const questions = new ServerQuestions(call, systemClock, () => this.stopped);
    this.versions = new VersionWatch({
      ask: () => questions.ask('version.exchange', { agentVersion }),
      changed: () => {
        if (this.stopped) return;
        this.background(this.writeStatus());
        this.background(this.updates.versionsChanged());
      },
      log,
    });
    const jitterMs = (): number => Math.random() * this.policies.jitterMs;
    this.presence = new PresenceAnswers(jitterMs, () => this.background(this.sayPresent()));
    this.diagnosis = new Diagnosis({
      doctor: options.doctor && (() => options.doctor!(this.doctoredReaders())),
      readLog: (question) => readLogFiles(home.logFolder, question),
      runningMs: systemClock.runningMs,
      now: () => this.now(),
    });
    this.reports = new AgentReports({
      status: () => this.status(),
      publish: (report) => this.bus.publish('agent.report', report),
      background: (work) => this.background(work),
    });
    this.bridge = new BridgeLink({
      serverUrl: config.serverUrl,
      caPem: parts.caPem,
      active: () => this.desk.active(),
      answer: (answer) => this.bus.call('bridge.answer', answer),
      log,
    });
    this.reinsertions = new Reinsertions({
      views: this.desk.views,
      presenter: this.desk.desks,
      readerOf: (identityText) => this.seen.readerOf(identityText),
      heldBy: (readerName) => this.operations.heldBy(readerName),
      insertedMsAgo: (readerName) => this.seen.insertedMsAgo(readerName),
      serverUrl: config.serverUrl,
      log,
    });
    this.updates = new CardUpdates({
      call,
      versions: this.versions,
      requireOpen: () => this.policies.requireOpen(),
      presenter: this.desk.desks,
      postponements: parts.postponements,
      trust: new OfferTrust(roots, systemClock),
      clock: systemClock,
      log,
      agentVersion,
      serverUrl: config.serverUrl,
      rules: () => this.policies.rules(),
      serverSaid: (rules) => {
        if (this.policies.serverSaid(rules)) this.background(this.writeStatus());
      },
      jitterMs,
    });
    this.watch = new CardWatch({
      cards: this.cards,
      seen: this.seen,
      state: this.state,
      operations: this.operations,
      desk: this.desk,
      reinsertions: this.reinsertions,
      updates: this.updates,
      bus: this.bus,
      background: (work) => this.background(work),
      isStopped: () => this.stopped,
      changed: () => this.writeStatus(),
      log,
    });
  }

  private readonly releaseLock: () => Promise<void>;
  private readonly wipeIdentity: () => void;

  /** Throws when the home is not enrolled (AUTH_REQUIRED) or another agent uses it (REQUEST_CONFLICT {pid}). */
  static async create(options: AgentOptions): Promise<Agent> {
    const { home } = options;
    const config = await home.config();
    if (config === undefined)
      throw new CardwrightError(
        'AUTH_REQUIRED',
        onlyInEnglish('This workstation is not enrolled: run `cardwright-agent enrol` first'),
      );
    const lock = await takeLock(home.lockFile);
    if ('heldBy' in lock)
      throw new CardwrightError(
        'REQUEST_CONFLICT',
        onlyInEnglish(`Another agent uses this home (pid ${lock.heldBy})`),
        {
          pid: lock.heldBy,
        },
      );
    try {
      const { log, policies: read } = options;
      const [seed, jwt, caPem, fencing, postponements, policies, system] = await Promise.all([
        home.seed(),
        home.jwt(),
        home.caPem(),
        Fencing.load(home.fencingFile),
        Postponements.load(home.postponementsFile, Date.now()),
        PolicyWatch.open({ read, enrolledUrl: config.serverUrl, log }),
        systemText(),
      ]);
      await new Journal(home.journalFolder).prune(Date.now());
      return new Agent(options, config, {
        seed,
        jwt,
        caPem,
        fencing,
        postponements,
        policies,
        system,
        releaseLock: lock.release,
      });
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Resolves when the server has been reached for the first time, or when it is clear that policies forbid to talk to it. */
  async start(): Promise<void> {
    const { log, readers } = this.options;
    log('info', 'agent starting', { workstationId: this.config.workstationId, version: agentVersion });
    await this.watch.noteEmpty();
    this.watching = this.watch.follow(readers.events());
    await this.desk.open();
    await this.bridge.open(this.options.bridgePort ?? 0);
    this.updates.start();
    await this.writeStatus();
    this.renewal.start();
    this.policies.start(() => this.policiesChanged());
    if (this.policies.hold === undefined) await this.goOnline();
  }

  /** Without waiting for the next look by itself. Resolves when what was found is in force. */
  lookAtPolicies(): Promise<void> {
    return this.policies.look();
  }

  private async goOnline(): Promise<void> {
    this.online = true;
    if (await this.bus.start(() => this.background(this.ready())))
      this.options.log('info', 'agent ready', { server: this.config.natsUrl });
  }

  /** What is under way on a card is finished and answered; then nothing is sent any more, or the server is met again. */
  private async policiesChanged(): Promise<void> {
    if (this.stopped) return;
    const held = this.policies.hold !== undefined;
    if (held && this.online) {
      this.online = false;
      await this.bus.close();
    } else if (!held && !this.online) this.background(this.goOnline());
    this.background(this.updates.rulesChanged());
    await this.writeStatus();
  }

  /** Finishes the step under way, resets every card, says goodbye. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    this.policies.stop();
    this.renewal.stop();
    this.presence.stop();
    this.reports.stop();
    await this.updates.stop();
    this.interruptions.close();
    await this.bridge.close();
    await this.desk.close();
    await this.operations.stop();
    this.bus.publish('agent.stopped', {});
    await this.bus.close();
    await this.options.readers.close();
    await this.watching;
    this.wipeIdentity();
    await this.writeStatus();
    await this.releaseLock();
    this.options.log('info', 'agent stopped');
  }

  private doctoredReaders(): DoctoredReaders {
    return {
      kind: this.options.readerKind,
      list: () => this.cards.list(),
      heldBy: (readerName) => this.operations.heldBy(readerName),
      identify: (readerName) => this.cards.identify(readerName),
    };
  }

  giveWay(): Promise<void> {
    return this.desk.views.giveWay();
  }

  withPrograms<Value>(work: Promise<Value>): Promise<Value> {
    return this.desk.programs.name(work);
  }

  readersOrReason(): Promise<ReadersOrReason> {
    return this.state.readersOrReason();
  }

  status(inUse: readonly string[] = []): Promise<AgentStatus> {
    return this.state.status(inUse);
  }

  now(): Date {
    return this.options.now?.() ?? new Date();
  }

  /** Connected, the first time or again: the server learns what is here. */
  private async ready(): Promise<void> {
    await this.writeStatus();
    const status = await this.status();
    this.bus.publish('agent.started', status);
    this.reports.told(status);
    this.background(this.versions.ask());
    this.background(this.renewal.check());
    this.background(this.updates.connected());
    await this.watch.announceAll();
  }

  /** And what the server did not answer is asked again. */
  private async sayPresent(): Promise<void> {
    await this.watch.sayPresent();
    // After a restart it may be of another release, or have another minimum.
    this.background(this.versions.ask());
    await this.updates.askedAnew();
  }

  /** Nobody waits for it; a failure (a full disk, a reader gone) is logged and the agent goes on. */
  private background(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      const reason = isCardwrightError(error) ? error.code : error instanceof Error ? error.message : 'unknown';
      this.options.log('warn', 'background work failed', { reason });
    });
  }

  /** For `cardwright-agent status`, which is another process. A convenience: a full disk must not stop a card. The server is told too. */
  private async writeStatus(): Promise<void> {
    this.reports.changed();
    const offers = this.desk.report();
    const policies = this.policies.report;
    const versions = this.versions.report;
    const now = { connected: this.bus.isConnected, pid: process.pid, running: !this.stopped };
    const state = { ...now, policies, offers, versions, bridge: this.bridge.report };
    const text = `${JSON.stringify({ ...(await this.status()), ...state })}\n`;
    await writePrivate(this.options.home.statusFile, text, false).catch((error: NodeJS.ErrnoException) =>
      this.options.log('warn', 'status file not written', { reason: error.code }),
    );
  }
}
