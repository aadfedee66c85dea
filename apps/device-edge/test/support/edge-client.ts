/** A service's side of the wire, in a spec: asks an agent as issuance-svc does and collects its events. */
import { randomUUID } from 'node:crypto';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { EdgeApi, EdgeEvents } from '@cardwright/contracts/nats/edge.api';
import { serviceInboxPrefix } from '@cardwright/contracts/nats/permissions';
import { defaultTenantId, type ReplyEnvelope, type ReplyOf, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { anyEdgeEventSubject, edgeRoot, workstationOfSubject } from '@cardwright/contracts/nats/subjects';

const heard = [
  'card.inserted',
  'card.removed',
  'card.present',
  'agent.started',
  'agent.report',
  'agent.stopped',
  'step.progress',
] as const satisfies (keyof EdgeEvents)[];

export class EdgeClient {
  readonly events: { name: keyof EdgeEvents; workstationId: string; body: never }[] = [];
  private readonly waiting: { matches: () => boolean; resolve: () => void }[] = [];

  private constructor(readonly connection: NatsConnection) {
    for (const name of heard)
      connection.subscribe(anyEdgeEventSubject(name), {
        callback: (_error, message) => {
          this.events.push({ name, workstationId: workstationOfSubject(message.subject), body: message.json() });
          for (const waiter of [...this.waiting]) if (waiter.matches()) waiter.resolve();
        },
      });
  }

  static async connect(url: string, creds: Uint8Array): Promise<EdgeClient> {
    const connection = await connect({
      servers: url,
      authenticator: credsAuthenticator(creds),
      inboxPrefix: serviceInboxPrefix('issuance'),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
    });
    const client = new EdgeClient(connection);
    await connection.flush();
    return client;
  }

  async ask<Name extends keyof EdgeApi>(
    workstationId: string,
    name: Name,
    body: RequestOf<EdgeApi, Name>,
    timeoutMs = 30_000,
  ): Promise<ReplyOf<EdgeApi, Name>> {
    return this.askUnchecked(workstationId, name, body, timeoutMs);
  }

  /** The same as `ask`, for requests that the contract does not know. */
  async askUnchecked<Reply>(workstationId: string, name: string, body: unknown, timeoutMs = 30_000): Promise<Reply> {
    const envelope = { tenantId: defaultTenantId, correlationId: randomUUID(), body };
    const subject = `${edgeRoot(workstationId)}.request.${name}`;
    const message = await this.connection.request(subject, JSON.stringify(envelope), { timeout: timeoutMs });
    const reply = message.json<ReplyEnvelope<Reply>>();
    if (reply.error !== undefined) throw CardwrightError.fromWire(reply.error);
    return reply.body;
  }

  of<Name extends keyof EdgeEvents>(name: Name): EdgeEvents[Name][] {
    return this.events.filter((event) => event.name === name).map(({ body }) => body);
  }

  /** Resolves when an event of this name satisfies the test; past events count too. */
  until<Name extends keyof EdgeEvents>(name: Name, test: (body: EdgeEvents[Name]) => boolean): Promise<void> {
    const matches = (): boolean => this.of(name).some(test);
    return new Promise((resolve) => {
      if (matches()) resolve();
      else this.waiting.push({ matches, resolve });
    });
  }

  close = (): Promise<void> => this.connection.close();
}
