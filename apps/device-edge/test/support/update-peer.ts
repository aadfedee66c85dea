/** update-svc's side of the wire for one card, in a spec: answers agents by the contract of the calls, with offers that its authority has signed. */
import { randomUUID } from 'node:crypto';
import { connect, credsAuthenticator, type Msg, type NatsConnection } from '@nats-io/transport-node';
import type { UpdateCheckReply } from '@cardwright/contracts/nats/edge.api';
import { serviceInboxPrefix } from '@cardwright/contracts/nats/permissions';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { agentsNoticeSubject, anyEdgeCallSubject, edgeNoticeSubject } from '@cardwright/contracts/nats/subjects';
import type { UpdateOffer } from '@cardwright/contracts/update/update-offer';
import type { SigningAuthority } from './signing-authority.js';

export class UpdatePeer {
  readonly asked: { name: string; body: Record<string, unknown> }[] = [];
  /** undefined: nothing is due. */
  offer: UpdateOffer | undefined;
  /** Agents ask no more often than this. */
  leastMinutes: number | undefined;
  /** What goes out is not signed. */
  unsigned = false;
  /** Hears, and says nothing. */
  silent = false;

  private constructor(
    private readonly connection: NatsConnection,
    private readonly authority: SigningAuthority,
  ) {
    for (const name of ['update.check', 'update.postpone', 'update.accept'])
      connection.subscribe(anyEdgeCallSubject(name), { callback: (_error, message) => void this.serve(name, message) });
  }

  static async connect(url: string, creds: Uint8Array, authority: SigningAuthority): Promise<UpdatePeer> {
    const options = {
      servers: url,
      authenticator: credsAuthenticator(creds),
      inboxPrefix: serviceInboxPrefix('update'),
    };
    const connection = await connect(options);
    const peer = new UpdatePeer(connection, authority);
    await connection.flush();
    return peer;
  }

  of(name: string): Record<string, unknown>[] {
    return this.asked.filter((each) => each.name === name).map(({ body }) => body);
  }

  /** Something changed for this card. */
  notify(workstationId: string, identityText: string): void {
    const body = { identityText, offerId: this.offer?.offerId ?? null };
    this.connection.publish(edgeNoticeSubject(workstationId, 'update.changed'), JSON.stringify(body));
  }

  /** It may have missed something. */
  async askAnew(): Promise<void> {
    this.connection.publish(agentsNoticeSubject('presence.asked'), '{}');
    await this.connection.flush();
  }

  close = (): Promise<void> => this.connection.close();

  private async serve(name: string, message: Msg): Promise<void> {
    const { body } = message.json<RequestEnvelope<Record<string, unknown>>>();
    this.asked.push({ name, body });
    const now = new Date().toISOString();
    const answers: Record<string, object> = {
      'update.check': name === 'update.check' ? await this.check(String(body['identityText']), now) : {},
      'update.postpone': { until: this.offer?.postponedUntil, now },
      'update.accept': { accepted: true },
    };
    if (!this.silent) message.respond(JSON.stringify({ body: answers[name] }));
  }

  private async check(identityText: string, now: string): Promise<UpdateCheckReply> {
    const { offer } = this;
    const { leastMinutes } = this;
    if (offer === undefined) return { answer: 'none', now, ...(leastMinutes !== undefined && { leastMinutes }) };
    const reply = { answer: 'available', kind: offer.kind, requestId: offer.offerId, offer, now } as const;
    if (this.unsigned) return reply;
    return { ...reply, signedOffer: await this.authority.sign(offer, identityText, { atMs: Date.now() }) };
  }
}

/** Of some card, with nothing about it that a spec would look at; it may be put off for an hour. */
export const renewalOffer = (): UpdateOffer => ({
  offerId: randomUUID(),
  deviceId: randomUUID(),
  deviceLabel: 'Key of Ann',
  kind: 'cert.renew',
  causes: [],
  urgency: 'normal',
  deadline: null,
  record: null,
  postponable: true,
  postponedUntil: new Date(Date.now() + 3_600_000).toISOString(),
});
