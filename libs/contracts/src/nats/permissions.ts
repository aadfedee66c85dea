/**
 * Who may publish and subscribe what on NATS: one row per identity, as data. The bootstrap writes the rows into the services' user
 * JWTs, pki-svc the agent's row into the JWT of each agent; the permission matrix test reads the same rows. Governed by design.md 3.
 */
import { edgeRoot, eventStream, subjectRoot } from './subjects.js';

export interface NatsPermissions {
  publish: readonly string[];
  subscribe: readonly string[];
  /** One reply to the reply subject of a received request, within this time; no standing right to anybody's inbox. */
  responses?: { max: number; ttlMs: number };
}

export const natsServices = ['gateway', 'issuance', 'update', 'pki'] as const;
export type NatsService = (typeof natsServices)[number];

/** `inboxPrefix` connection option of a service. Agents' prefixes differ in the first token, so neither reaches the other's. */
export const serviceInboxPrefix = (service: NatsService): string => `_INBOX.${service}`;
/** `inboxPrefix` connection option of an agent. */
export const agentInboxPrefix = (workstationId: string): string =>
  `_INBOX_${edgeRoot(workstationId).split('.').at(-1)}`;

const inbox = (service: NatsService): string => `${serviceInboxPrefix(service)}.>`;
/** A slow service may take this long to answer; the caller's own timeout is shorter. */
const oneReply = { max: 1, ttlMs: 120_000 } as const;
/** Publish to and read from the one stream; making it (or changing it) is issuance-svc's alone. */
const consumeEvents = [
  '$JS.API.INFO',
  `$JS.API.STREAM.INFO.${eventStream.name}`,
  `$JS.API.CONSUMER.*.${eventStream.name}`,
  `$JS.API.CONSUMER.*.${eventStream.name}.>`,
  // Two names stand before the stream's in these.
  `$JS.API.CONSUMER.MSG.NEXT.${eventStream.name}.>`,
  `$JS.ACK.${eventStream.name}.>`,
];

export const servicePermissions: Record<NatsService, NatsPermissions> = {
  /** The only door for people: may ask issuance and update anything, the vault for public things only. */
  gateway: {
    publish: ['issuance.>', 'update.>', 'pki.crl.>', 'pki.ca.>', 'pki.codec.>'].map((name) => `${subjectRoot}.${name}`),
    subscribe: [`${subjectRoot}.progress.>`, `${subjectRoot}.event.>`, inbox('gateway')],
  },
  issuance: {
    publish: [
      ...['pki.>', 'edge.*.request.>', 'event.>', 'progress.>', 'update.audit.>'].map(
        (name) => `${subjectRoot}.${name}`,
      ),
      '$JS.API.>',
      `$JS.ACK.${eventStream.name}.>`,
    ],
    subscribe: [
      ...['issuance.>', 'issuance-internal.>', 'edge.*.event.>', 'edge.*.call.>'].map(
        (name) => `${subjectRoot}.${name}`,
      ),
      inbox('issuance'),
    ],
    responses: oneReply,
  },
  update: {
    publish: [
      ...['issuance-internal.>', 'edge.*.request.>', 'event.>', 'progress.>'].map((name) => `${subjectRoot}.${name}`),
      ...consumeEvents,
    ],
    subscribe: [...['update.>', 'edge.*.call.update.>'].map((name) => `${subjectRoot}.${name}`), inbox('update')],
    responses: oneReply,
  },
  /** The vault asks issuance-svc whether a lease is open, and nothing of anybody else. */
  pki: {
    publish: [...['issuance-internal.>', 'event.>'].map((name) => `${subjectRoot}.${name}`), ...consumeEvents],
    subscribe: [`${subjectRoot}.pki.>`, inbox('pki')],
    responses: oneReply,
  },
};

/** An agent speaks for its own workstation only: no JetStream, nobody else's inbox. Throws TypeError on an unfit workstation id. */
export function agentPermissions(workstationId: string): NatsPermissions {
  const root = edgeRoot(workstationId);
  return {
    publish: [`${root}.event.>`, `${root}.call.>`],
    subscribe: [`${root}.request.>`, `${agentInboxPrefix(workstationId)}.>`],
    responses: oneReply,
  };
}
