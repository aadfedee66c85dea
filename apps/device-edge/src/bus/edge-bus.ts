/**
 * The agent's one NATS connection: serves EdgeApi requests, makes EdgeCalls, publishes EdgeEvents. Knows the wire
 * envelope and nothing of cards. Governing documents: contracts nats/rpc.ts and nats/edge.api.ts, design.md 3 and 7.
 */
import {
  connect,
  jwtAuthenticator,
  type ConnectionOptions,
  type Msg,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { AgentsNotices, EdgeApi, EdgeCalls, EdgeEvents, EdgeNotices } from '@cardwright/contracts/nats/edge.api';
import { agentInboxPrefix, mayReplyTo } from '@cardwright/contracts/nats/permissions';
import {
  defaultTenantId,
  type ReplyEnvelope,
  type ReplyOf,
  type RequestEnvelope,
  type RequestOf,
} from '@cardwright/contracts/nats/rpc';
import {
  agentsNoticeSubject,
  edgeCallSubject,
  edgeEventSubject,
  edgeNoticeSubject,
  edgeRequestSubject,
} from '@cardwright/contracts/nats/subjects';
import type { Log } from '../log/log.js';
import { assertNatsUrl } from '../server/nats-url.js';

export type EdgeHandlers = {
  [Name in keyof EdgeApi]: (body: RequestOf<EdgeApi, Name>) => Promise<ReplyOf<EdgeApi, Name>>;
};

type Notices = EdgeNotices & AgentsNotices;
export type NoticeHandlers = { [Name in keyof Notices]: (body: Notices[Name]) => void };

export interface EdgeBusOptions {
  workstationId: string;
  natsUrl: string;
  /** PEM of the transport root; used where the URL is `tls://`. */
  caPem?: string;
  /** Read at every connect, so that a renewed JWT is taken. */
  jwt: () => string;
  seed: () => Uint8Array;
  handlers: EdgeHandlers;
  notices: NoticeHandlers;
  log: Log;
}

const firstRetryMs = 1_000;
const firstRetryJitterMs = 3_000;
/** A line on which nothing comes back within this is dead, whatever the operating system still believes. */
const silenceMs = 10_000;

export class EdgeBus {
  private connection: NatsConnection | undefined;
  private connected = false;
  /** Of the start that was not closed yet. */
  private run: object | undefined;
  private wake: () => void = () => undefined;
  private readonly atWork = new Set<Promise<void>>();
  private notices: Subscription[] = [];
  private listening: Promise<void> | undefined;

  constructor(private readonly options: EdgeBusOptions) {}

  get isConnected(): boolean {
    return this.connected;
  }

  /**
   * Comes back once connected for the first time, however long that takes; after that the connection heals itself. Answers false where it was
   * closed before. onReady: at every connection. May be started again after it was closed.
   */
  async start(onReady: () => void): Promise<boolean> {
    const { natsUrl, workstationId, log } = this.options;
    assertNatsUrl(natsUrl);
    const run = (this.run = {});
    const connection = await this.connectAtLast(run);
    if (this.run !== run) await connection?.close();
    if (connection === undefined || this.run !== run) return false;
    this.connection = connection;
    this.connected = true;
    const requests = edgeRequestSubject(workstationId, '>');
    connection.subscribe(requests, {
      callback: (error, message) => {
        if (error) log('error', 'subscription failed', { reason: error.message });
        // An answer that would go to anybody's mailbox but its asker's is not given, and nothing is done for it.
        else if (message.reply && !mayReplyTo(message.subject, message.reply))
          log('warn', 'a request names a reply subject that is not its sender’s', { reply: message.reply });
        else this.track(this.serve(message, message.subject.slice(requests.length - 1)));
      },
    });
    this.hearNotices(connection);
    // Requests must be able to reach us before we say that we are here.
    await connection.flush();
    void this.watch(connection, run, onReady);
    onReady();
    return true;
  }

  /** Core NATS is at most once: while nobody can hear it, an event is dropped, not queued without bound. */
  publish<Name extends keyof EdgeEvents>(name: Name, body: EdgeEvents[Name]): void {
    if (this.connection === undefined || !this.connected || this.run === undefined) return;
    this.connection.publish(edgeEventSubject(this.options.workstationId, name), JSON.stringify(body));
  }

  /** Asks a service. Throws what it answered, or EDGE_UNREACHABLE-like REQUEST_SERVICE_UNAVAILABLE when nobody did. */
  async call<Name extends keyof EdgeCalls>(
    name: Name,
    body: RequestOf<EdgeCalls, Name>,
    timeoutMs = 10_000,
  ): Promise<ReplyOf<EdgeCalls, Name>> {
    if (this.connection === undefined || !this.connected) throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    const envelope: RequestEnvelope<unknown> = { tenantId: defaultTenantId, correlationId: randomUUID(), body };
    let reply: ReplyEnvelope<ReplyOf<EdgeCalls, Name>>;
    try {
      const subject = edgeCallSubject(this.options.workstationId, name);
      const message = await this.connection.request(subject, JSON.stringify(envelope), { timeout: timeoutMs });
      reply = message.json();
    } catch (error) {
      this.listening ??= this.hangUpOnSilence(this.connection).finally(() => (this.listening = undefined));
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', undefined, {}, error);
    }
    if (reply.error !== undefined) throw CardwrightError.fromWire(reply.error);
    return reply.body;
  }

  /** Takes the renewed JWT into use. */
  async reconnect(): Promise<void> {
    await this.connection?.reconnect();
  }

  async close(): Promise<void> {
    this.run = undefined;
    this.wake();
    await Promise.allSettled(this.atWork);
    const { connection } = this;
    this.connection = undefined;
    this.connected = false;
    await connection?.drain().catch(() => undefined);
    await connection?.close();
  }

  /**
   * A question got no answer: perhaps nobody serves it, perhaps the line is dead and neither end was told. The client itself asks the server every 20 s
   * and gives up after a minute; a line that is there again before that has swallowed the answer, and nothing would ask once more. Does not reject.
   */
  private async hangUpOnSilence(connection: NatsConnection): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const silence = new Promise<'silence'>((resolve) => {
      late = setTimeout(resolve, silenceMs, 'silence').unref();
    });
    // Rejected where the connection is lost meanwhile, which heals itself.
    const heard = await Promise.race([silence, connection.rtt().catch(() => undefined)]);
    clearTimeout(late);
    if (heard !== 'silence' || connection !== this.connection || !this.connected) return;
    this.options.log('warn', 'the server is silent, connecting anew');
    await connection.reconnect().catch(() => undefined);
  }

  /** The client could wait by itself, but would not say why: a refused credential looks like a server that is away. */
  private async connectAtLast(run: object): Promise<NatsConnection | undefined> {
    let lastReason: string | undefined;
    while (this.run === run) {
      try {
        return await connect(this.connectionOptions());
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        if (reason !== lastReason)
          this.options.log('warn', 'the NATS server cannot be reached yet, trying again', { reason });
        lastReason = reason;
        // As spread out as reconnections are (fault 29).
        await new Promise<void>((resolve) => {
          this.wake = resolve;
          setTimeout(resolve, firstRetryMs + Math.random() * firstRetryJitterMs);
        });
      }
    }
    return undefined;
  }

  private connectionOptions(): ConnectionOptions & { tls?: object | null } {
    const { natsUrl, workstationId, caPem, jwt, seed } = this.options;
    const servers = natsUrl.split(',').map((part) => part.trim());
    const secure = servers.some((server) => server.startsWith('tls://'));
    return {
      servers,
      name: `agent ${workstationId}`,
      inboxPrefix: agentInboxPrefix(workstationId),
      authenticator: jwtAuthenticator(jwt, seed),
      tls: secure ? { ...(caPem !== undefined && { ca: caPem }) } : null,
      timeout: 10_000,
      maxReconnectAttempts: -1,
      // A thousand agents come back after a restart of the server (fault 29): spread them over some seconds.
      reconnectTimeWait: 1_000,
      reconnectJitter: 2_000,
      reconnectJitterTLS: 8_000,
      // A server that does not know our account yet answers as for a wrong key: keep trying.
      ignoreAuthErrorAbort: true,
      pingInterval: 20_000,
      maxPingOut: 2,
    };
  }

  private async watch(connection: NatsConnection, run: object, onReady: () => void): Promise<void> {
    const { log } = this.options;
    for await (const status of connection.status()) {
      if (this.run !== run) continue;
      if (status.type === 'disconnect') {
        this.connected = false;
        log('warn', 'connection to the server lost, trying again');
      } else if (status.type === 'reconnect') {
        this.connected = true;
        log('info', 'connected to the server again');
        this.hearWhatWasRefused(connection);
        onReady();
      } else if (status.type === 'error') {
        log('warn', 'the NATS server reports an error', { reason: status.error.message });
      }
    }
    if (this.run === run) this.connected = false;
  }

  /** A credential that is older than a notice does not allow it until it is renewed: then checks come at insertions and intervals only. */
  private hearNotices(connection: NatsConnection): void {
    this.notices = [edgeNoticeSubject(this.options.workstationId, '>'), agentsNoticeSubject('>')].map((subject) =>
      this.hear(connection, subject),
    );
  }

  private hear(connection: NatsConnection, subject: string): Subscription {
    return connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) return this.options.log('info', 'notices are not heard', { subject, reason: error.message });
        const name = message.subject.slice(subject.length - 1);
        if (!Object.hasOwn(this.options.notices, name)) return;
        try {
          this.options.notices[name as keyof Notices](message.json());
        } catch {
          this.options.log('warn', 'a notice cannot be read', { notice: name });
        }
      },
    });
  }

  /** The client forgets what the credential did not allow; a renewed one may. */
  private hearWhatWasRefused(connection: NatsConnection): void {
    this.notices = this.notices.map((each) => (each.isClosed() ? this.hear(connection, each.getSubject()) : each));
  }

  private track(work: Promise<void>): void {
    this.atWork.add(work);
    void work.finally(() => this.atWork.delete(work));
  }

  private async serve(message: Msg, name: string): Promise<void> {
    let reply: ReplyEnvelope<unknown>;
    try {
      const handler = (this.options.handlers as Record<string, ((body: never) => Promise<unknown>) | undefined>)[name];
      if (handler === undefined || !Object.hasOwn(this.options.handlers, name))
        throw new CardwrightError('REQUEST_NOT_FOUND');
      reply = { body: await handler(bodyOf(message) as never) };
    } catch (error) {
      reply = { error: this.wireError(error, name) };
    }
    try {
      message.respond(JSON.stringify(reply));
    } catch {
      // The connection is gone: the caller asks again and is answered from the journal (fault 4).
      this.options.log('warn', 'an answer could not be sent', { request: name });
    }
  }

  private wireError(error: unknown, request: string) {
    const { log } = this.options;
    if (error instanceof CardwrightError && error.row.exposeMessage) {
      log('warn', 'request refused', { request, code: error.code });
      return error.toJSON();
    }
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
    log('error', 'request failed', { request, reason, stack: error instanceof Error ? error.stack : undefined });
    return new CardwrightError('INTERNAL').toJSON();
  }
}

function bodyOf(message: Msg): unknown {
  let envelope: Partial<RequestEnvelope<unknown>> | null;
  try {
    envelope = message.json();
  } catch {
    throw new CardwrightError('REQUEST_MALFORMED');
  }
  const body = envelope?.body;
  if (typeof body !== 'object' || body === null) throw new CardwrightError('REQUEST_MALFORMED');
  return body;
}
