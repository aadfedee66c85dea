/**
 * Every running operation of this agent: admits leases (fencing), opens and ends sessions, runs batches once and replays
 * their answers. The only place where a card may be written from. Governing documents: design.md 2 and 3, faults.md 4, 5,
 * 11, 14, 15, 17, 18.
 */
import { identityText } from '@cardwright/contracts/card/card-image';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { linkCodes } from '@cardwright/contracts/errors/link-codes';
import { isPauseCode, type PauseCode } from '@cardwright/contracts/errors/pause-codes';
import type { BatchRequest, BatchResult, LeaseToken, StepProgress } from '@cardwright/contracts/nats/edge.api';
import { say } from '@cardwright/contracts/words/say';
import { makeSessionKey } from '@cardwright/sealing/session-key';
import type { Log } from '../log/log.js';
import { NamedMutexes } from '../reader/mutex.js';
import type { Fencing } from '../home/fencing.js';
import type { Journal } from '../journal/journal.js';
import { batchPayloadSha256, type OperationJournal } from '../journal/operation-journal.js';
import type { CardReaders, WorkInReader } from '../reader/card-readers.js';
import { isByDialog } from '../card-steps/fido2/platform-credential.js';
import { checkBatch } from './batch-request.js';
import { KeptTraces } from './kept-traces.js';
import { OperationSession } from './operation-session.js';
import type { PlatformAuthenticator } from '../platform-webauthn/platform-authenticator.port.js';
import { RefusedPins } from '../secrets/refused-pins.js';
import { runSteps } from './run-steps.js';
import { ServerClock } from './server-clock.js';
import { SharedCard, type TurnPauses } from './shared-card.js';

export interface OperationsOptions {
  workstationId: string;
  agentNkey: string;
  /** Ed25519 by the enrolled nkey. */
  sign: (message: Uint8Array) => Uint8Array;
  readers: CardReaders;
  journal: Journal;
  fencing: Fencing;
  progress: (progress: StepProgress) => void;
  /** Whether issuance-svc says that exactly this lease is open. Rejects when it cannot be asked. */
  isLeaseOpen: (lease: LeaseToken) => Promise<boolean>;
  /** Throws when the agent may not seal to this key. */
  assertVaultKey: (publicJwk: Record<string, unknown>) => Promise<void>;
  /** Throws when the agent may execute only what the vault has signed, and has not signed this. */
  requireSigned: (batch: BatchRequest) => Promise<void>;
  /** The system's WebAuthn API in the session of the person at the seat, for the steps that ask for it. */
  platform?: PlatformAuthenticator;
  log: Log;
  now?: () => Date;
  /** Milliseconds of a clock that never jumps (fault 19). */
  monotonicMs?: () => number;
  idleLimitMs?: number;
  turnPauses?: TurnPauses;
  /** Whether any card is at work; said whenever that may have changed. */
  atWork?: (atWork: boolean) => void;
}

/**
 * The lifetime of a session key, after which no PIN could arrive any more. Used for a server that does not send the length of the lease.
 */
const defaultIdleLimitMs = 60 * 60_000;
/** After these errors the card has lost everything that it was shown in the session. */
const linkLost: ReadonlySet<ErrorCode> = new Set<ErrorCode>([...linkCodes, 'CARD_OUTCOME_UNKNOWN']);
/** After these the session ends with the batch. */
const endsSession = (code: ErrorCode): boolean => linkLost.has(code) || isPauseCode(code);
/** Reasons of ended sessions that are remembered, newest last. */
const reasonsKept = 200;

interface Pause {
  code: PauseCode;
  /** Only operations that somebody attends to at this computer. */
  attendedOnly: boolean;
}

export class Operations {
  private readonly sessions = new Map<string, OperationSession>();
  private readonly inFlight = new Map<string, { payloadSha256: string; result: Promise<BatchResult> }>();
  private readonly endedBecause = new Map<string, ErrorCode>();
  private readonly idleTimers = new Map<OperationSession, NodeJS.Timeout>();
  /** Ends the session at the end of the lease, whatever the session is doing. */
  private readonly leaseTimers = new Map<OperationSession, NodeJS.Timeout>();
  private readonly turns = new NamedMutexes();
  private readonly traces = new KeptTraces();
  private stopping = false;
  /** No new work, and none that goes on, until `resume`. */
  private paused: Pause | undefined;

  private readonly refusedPins = new RefusedPins();

  constructor(private readonly options: OperationsOptions) {}

  get openSessions(): number {
    return [...this.sessions.values()].filter((session) => session.isOpen).length;
  }

  /** Request that holds a reader. */
  heldBy(readerName: string): string | undefined {
    return this.sessionIn(readerName)?.requestId;
  }

  /** The same, with the card that it works on. */
  workIn(readerName: string): WorkInReader | undefined {
    const session = this.sessionIn(readerName);
    return session && { requestId: session.requestId, identityText: session.parts.identityText };
  }

  sessionOf(deviceId: string): OperationSession | undefined {
    const session = this.sessions.get(deviceId);
    return session?.isOpen === true ? session : undefined;
  }

  /** One execution per batch id, however often it is asked for; a second asker waits for the same answer. */
  async execute(batch: BatchRequest): Promise<BatchResult> {
    const receivedMs = this.monotonicMs();
    checkBatch(batch, this.options.workstationId);
    // Before anything is remembered of it.
    await this.options.requireSigned(batch);
    const payloadSha256 = batchPayloadSha256(batch);
    const running = this.inFlight.get(batch.batchId);
    if (running !== undefined) {
      if (running.payloadSha256 !== payloadSha256)
        throw new CardwrightError('EDGE_BATCH_CONFLICT', undefined, { batchId: batch.batchId });
      return { ...(await running.result), replayed: true };
    }
    const result = this.executeOnce(batch, payloadSha256, receivedMs);
    this.inFlight.set(batch.batchId, { payloadSha256, result });
    try {
      return await result;
    } finally {
      this.inFlight.delete(batch.batchId);
    }
  }

  /** What became of a batch; waits for a running one. */
  async resultOf(lease: LeaseToken, batchId: string, withTrace = false) {
    await this.inFlight.get(batchId)?.result.catch(() => undefined);
    const journal = await this.options.journal.operation(lease.requestId);
    const sessionOpen = this.sessionOf(lease.deviceId)?.requestId === lease.requestId;
    const history = journal.history(batchId);
    if (!sessionOpen) this.rest(lease);
    if (withTrace && history.state === 'done') history.result = this.traces.addTo(history.result);
    return { sessionOpen, ...history };
  }

  /**
   * Refuses a lease that is older than the newest of its device; a newer one ends the session of the old one. If the older lease is open
   * all the same, it is the true one, and the remembered token came from somebody else. Only of a batch: it may be signed.
   */
  async admit(lease: LeaseToken): Promise<void> {
    const { fencing } = this.options;
    const believed = fencing.remembered(lease.deviceId);
    const { newer } = await fencing.admit(lease).catch(async (error: unknown) => {
      if (!isCardwrightError(error, 'LIFECYCLE_LEASE_LOST') || !(await this.isOpen(lease))) throw error;
      if (!(await fencing.correct(lease, believed))) throw error;
      this.options.log('warn', 'a fencing token that was never given is dropped', {
        deviceId: lease.deviceId,
        believed,
      });
      return { newer: true };
    });
    if (newer) await this.end(this.sessions.get(lease.deviceId), 'LIFECYCLE_LEASE_LOST');
  }

  /**
   * Throws LIFECYCLE_LEASE_LOST unless a batch has brought this lease here as the newest of its device: what comes beside batches is not signed,
   * and must not make the lease of one look old.
   */
  requireAdmitted(lease: LeaseToken): void {
    const { deviceId, fencingToken } = lease;
    if (this.options.fencing.compare(lease) !== 'newest')
      throw new CardwrightError('LIFECYCLE_LEASE_LOST', undefined, { deviceId, fencingToken });
  }

  /**
   * Answers whether there was a session to end. A newer lease than any batch has brought ends it too, but is not remembered. Throws
   * LIFECYCLE_LEASE_LOST for an older one, unless that one is open.
   */
  async close(lease: LeaseToken): Promise<boolean> {
    const session = this.sessionOf(lease.deviceId);
    const { deviceId, fencingToken } = lease;
    if (this.options.fencing.compare(lease) === 'older' && !(await this.isOpen(lease)))
      throw new CardwrightError('LIFECYCLE_LEASE_LOST', undefined, { deviceId, fencingToken });
    await this.end(session, 'LIFECYCLE_LEASE_LOST');
    // A batch of this lease that is just opening the card must not leave it open for nobody.
    return this.turns.of(lease.deviceId).run(async () => {
      const late = this.sessionOf(lease.deviceId);
      const isOurs = late?.requestId === lease.requestId && late.parts.lease.fencingToken <= lease.fencingToken;
      if (isOurs) await this.end(late, 'LIFECYCLE_LEASE_LOST');
      return session !== undefined || isOurs;
    });
  }

  /** The card left its reader; answers the request that held it. */
  async cardRemoved(readerName: string): Promise<string | undefined> {
    const session = this.sessionIn(readerName);
    await this.end(session, 'CARD_REMOVED');
    return session?.requestId;
  }

  /**
   * The lease is that much longer, counted from now. At its end the card is reset and its reader given back, whether or not anybody can be
   * asked: PIN and 9B status never outlive the right to use them.
   */
  lend(session: OperationSession, leaseMs: number | undefined): void {
    if (leaseMs === undefined || !session.isOpen) return;
    clearTimeout(this.leaseTimers.get(session));
    const timer = setTimeout(() => void this.end(session, 'LIFECYCLE_LEASE_LOST'), leaseMs);
    timer.unref();
    this.leaseTimers.set(session, timer);
  }

  /** The session was used, so its idle time starts again. */
  touch(session: OperationSession): void {
    clearTimeout(this.idleTimers.get(session));
    if (!session.isOpen) return;
    const timer = setTimeout(
      () => void this.end(session, 'LIFECYCLE_LEASE_LOST'),
      this.options.idleLimitMs ?? defaultIdleLimitMs,
    );
    timer.unref();
    this.idleTimers.set(session, timer);
  }

  /** No new step begins; waits for the ones under way; every card is reset. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled([...this.inFlight.values()].map(({ result }) => result));
    for (const session of this.sessions.values()) await this.end(session, 'EDGE_RESTARTED');
    await this.options.journal.closeAll();
  }

  /**
   * No new step begins, and no card is opened, until `resume`. Resolves when the steps under way have ended and the cards are at rest, with the
   * requests whose session ended.
   */
  async pause(pause: Pause): Promise<string[]> {
    this.paused = pause;
    const stopped = [...this.sessions.values()].filter((session) => session.isOpen && this.stops(session.attended));
    const requestIds = stopped.map(({ requestId }) => requestId);
    const ofStopped = (batchId: string): boolean => requestIds.some((requestId) => batchId.startsWith(`${requestId}/`));
    const running = [...this.inFlight].filter(([batchId]) => ofStopped(batchId)).map(([, { result }]) => result);
    await Promise.allSettled(running);
    for (const session of stopped) await this.end(session, pause.code);
    return requestIds;
  }

  /** Work may begin again. */
  resume(): void {
    this.paused = undefined;
  }

  get pausedBecause(): PauseCode | undefined {
    return this.paused?.code;
  }

  private stops(attended: boolean): boolean {
    return this.paused !== undefined && (attended || !this.paused.attendedOnly);
  }

  /** A server that does not answer proves nothing: the lease counts as closed. */
  private isOpen(lease: LeaseToken): Promise<boolean> {
    return this.options.isLeaseOpen(lease).catch(() => false);
  }

  private async executeOnce(batch: BatchRequest, payloadSha256: string, receivedMs: number): Promise<BatchResult> {
    const { lease, batchId } = batch;
    await this.admit(lease);
    return this.turns.of(lease.deviceId).run(async () => {
      const journal = await this.options.journal.operation(lease.requestId);
      const history = journal.history(batchId, { payloadSha256, deviceId: lease.deviceId });
      if (history.state === 'done') return batch.trace === true ? this.traces.addTo(history.result) : history.result;
      if (history.state === 'interrupted')
        throw new CardwrightError('EDGE_RESTARTED', undefined, { batchId, result: history.result });
      // The request waited too long for its turn. The caller has given up and may have asked another agent.
      if (this.monotonicMs() - receivedMs > batch.ttlMs)
        throw new CardwrightError('REQUEST_TIMEOUT', say('card.not-begun'), { batchId });
      if (this.stopping) throw new CardwrightError('EDGE_UNREACHABLE', say('agent.stopping'));
      // A newer lease may have come while this one waited.
      await this.options.fencing.admit(lease);
      return this.runBatch(batch, payloadSha256, journal);
    });
  }

  private async runBatch(batch: BatchRequest, payloadSha256: string, journal: OperationJournal): Promise<BatchResult> {
    const startedMs = this.monotonicMs();
    const session =
      batch.open === undefined ? await this.atRest(batch, journal) : await this.openSession(batch, batch.open);
    const { opened, keyPair, clock } = session.parts;
    const { recorder } = session;
    clock.hear(batch.sentAt);
    this.lend(session, batch.leaseMs);
    const apdusBefore = batch.open === undefined ? session.apdus : 0;
    // APDUs between two batches (a reset, a probe) belong to no batch.
    if (batch.open === undefined) recorder.take();
    clearTimeout(this.idleTimers.get(session));
    try {
      if (batch.vaultPublicJwk !== undefined) await this.options.assertVaultKey(batch.vaultPublicJwk);
      // Nothing is written to the card before the disk knows of the batch.
      if (batch.sealedSecrets !== undefined) await session.loadSecrets(batch.sealedSecrets, batch.batchId);
      await journal.beginBatch(batch, payloadSha256, this.now().toISOString());
      session.note(batch.steps);
      const outcome = await runSteps(batch, {
        journal,
        card: session.card,
        context: session.batchContext(batch),
        progress: this.options.progress,
        log: this.options.log,
        mayGoOn: () => this.mayGoOn(session),
        select: (application) => session.select(application),
      });
      // If the session was ended while a step ran (its link closed, its secrets wiped), that is the reason why the step failed. Only for a
      // card that is gone does the link know more: whether the last command may have taken effect.
      const { closedBecause } = session;
      const { failure } = outcome;
      const byLink = failure !== undefined && linkLost.has(failure.error.code);
      if (failure !== undefined && closedBecause !== undefined && !(byLink && linkLost.has(closedBecause)))
        failure.error = new CardwrightError(closedBecause).toJSON();
      const code = outcome.failure?.error.code;
      if (code !== undefined && endsSession(code)) await this.end(session, code);
      const lends = batch.lend !== undefined && code === undefined;
      if (lends) await this.lendCard(session, batch.lend?.showsPin === true);
      const result: BatchResult = {
        batchId: batch.batchId,
        ...outcome,
        ...(lends && { lent: true }),
        ...(batch.open !== undefined && { image: opened.image, sessionKey: keyPair.sessionKey }),
        apdus: session.apdus - apdusBefore,
        durationMs: Math.round(this.monotonicMs() - startedMs),
        replayed: false,
      };
      // The journal says what happened to the card; the trace of how comes from memory.
      await journal.answer(result).catch(() => undefined);
      if (batch.trace !== true) return result;
      this.traces.keep(batch.batchId, recorder.take());
      return this.traces.addTo(result);
    } catch (error) {
      if (batch.open !== undefined) await this.end(session, 'LIFECYCLE_LEASE_LOST');
      throw error;
    } finally {
      session.bag.wipeBatch();
      if (batch.close === true) await this.end(session, 'LIFECYCLE_LEASE_LOST');
      else this.touch(session);
      session.rest();
    }
  }

  /** The session that this lease opened, with its card at our disposal. One that was let go of stays so where none of the steps needs it. */
  private async atRest({ lease, steps, lend }: BatchRequest, journal: OperationJournal): Promise<OperationSession> {
    const session = this.sessionFor(lease, journal);
    const needsNone = steps.length === 0 ? lend !== undefined : steps.every(isByDialog);
    if (needsNone && session.isLent) return session;
    try {
      await session.begin(steps[0]);
      return session;
    } catch (error) {
      // Whoever it was lent to has it still: it is tried again.
      if (session.isLent && isCardwrightError(error, 'CARD_BUSY')) throw error;
      await this.end(session, isCardwrightError(error) ? error.code : 'CARD_WAS_RESET');
      throw error;
    }
  }

  /** Throws what reading it throws; the session has ended then. */
  private async lendCard(session: OperationSession, showsPin: boolean): Promise<void> {
    try {
      await session.lend(showsPin);
    } catch (error) {
      await this.end(session, isCardwrightError(error) ? error.code : 'CARD_WAS_RESET');
      throw error;
    }
  }

  private mayGoOn(session: OperationSession): void {
    if (!session.isOpen) throw new CardwrightError(session.closedBecause ?? 'LIFECYCLE_LEASE_LOST');
    if (this.stopping) throw new CardwrightError('EDGE_RESTARTED');
    if (this.stops(session.attended)) throw new CardwrightError(this.paused!.code);
  }

  private async openSession(batch: BatchRequest, open: NonNullable<BatchRequest['open']>): Promise<OperationSession> {
    const { lease } = batch;
    const { workstationId, agentNkey, sign, readers } = this.options;
    const attended = open.attended === true;
    if (this.stops(attended)) throw new CardwrightError(this.paused!.code);
    // A new attempt of the same request: the old connection holds the reader.
    await this.end(this.sessions.get(lease.deviceId), 'LIFECYCLE_LEASE_LOST');
    const { scope, applications } = open;
    const opened = await readers.open(open.identityText, {
      ...{ hint: open.readerName, scope, applications },
      sharing: open.mayShare === true ? 'work' : 'never',
    });
    const { readerName, sessions, image, readAgain } = opened;
    try {
      const { requestId, deviceId } = lease;
      const clock = new ServerClock(
        () => this.now(),
        () => this.monotonicMs(),
      );
      clock.hear(batch.sentAt);
      const now = clock.now();
      const keyPair = await makeSessionKey({ requestId, deviceId, workstationId, agentNkey, sign, now });
      const identity = identityText(image.identity!);
      const { shared } = sessions.piv.transport;
      if (shared !== undefined) this.options.log('info', 'another program has the card open too', { readerName });
      const session = new OperationSession({
        lease,
        readerName,
        identityText: identity,
        opened,
        reopen: () =>
          readers.open(identity, { hint: readerName, scope, applications, sharing: 'never', resumes: requestId }),
        keyPair,
        clock,
        refusedPins: this.refusedPins.of(requestId),
        attended,
        ...(this.options.platform !== undefined && { platform: this.options.platform }),
        ...(shared !== undefined && {
          shared: new SharedCard(shared, { readerName, image, readAgain }, this.options.turnPauses),
        }),
      });
      this.sessions.set(deviceId, session);
      this.options.atWork?.(true);
      this.endedBecause.delete(requestId);
      return session;
    } catch (error) {
      await sessions.fido.close('reset');
      throw error;
    }
  }

  /** The session that this lease opened. If there is none, throws the reason. */
  private sessionFor({ deviceId, requestId, fencingToken }: LeaseToken, journal: OperationJournal): OperationSession {
    const session = this.sessionOf(deviceId);
    const { lease } = session?.parts ?? {};
    if (session !== undefined && lease!.requestId === requestId && lease!.fencingToken === fencingToken) return session;
    const because = this.endedBecause.get(requestId);
    if (because !== undefined) throw new CardwrightError(because);
    throw new CardwrightError(journal.isEmpty ? 'LIFECYCLE_LEASE_LOST' : 'EDGE_RESTARTED', undefined, { requestId });
  }

  private async end(session: OperationSession | undefined, because: ErrorCode): Promise<void> {
    if (session === undefined || !session.isOpen) return;
    clearTimeout(this.idleTimers.get(session));
    this.idleTimers.delete(session);
    clearTimeout(this.leaseTimers.get(session));
    this.leaseTimers.delete(session);
    this.endedBecause.set(session.requestId, because);
    for (const oldest of this.endedBecause.keys()) {
      if (this.endedBecause.size <= reasonsKept) break;
      this.endedBecause.delete(oldest);
    }
    await session.close(because).catch(() => undefined);
    if (this.sessions.get(session.deviceId) === session) this.sessions.delete(session.deviceId);
    this.options.atWork?.(this.openSessions > 0);
    this.options.log('info', 'card session ended', { requestId: session.requestId, because });
    this.rest(session.parts.lease);
  }

  /** Gives the journal's file handle back once nobody writes to it; the next batch opens it again. */
  private rest({ deviceId, requestId }: LeaseToken): void {
    void this.turns.of(deviceId).run(() => this.options.journal.release(requestId).catch(() => undefined));
  }

  private sessionIn(readerName: string): OperationSession | undefined {
    return [...this.sessions.values()].find(({ isOpen, parts }) => isOpen && parts.readerName === readerName);
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }

  private monotonicMs(): number {
    return this.options.monotonicMs?.() ?? performance.now();
  }
}
