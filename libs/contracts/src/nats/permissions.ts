/**
 * Who may publish and subscribe what on NATS: one row per identity, as data. The bootstrap writes the rows into the services' user
 * JWTs, pki-svc the agent's row into the JWT of each agent; the permission matrix test reads the same rows. Governed by design.md 3.
 */
import { edgeRoot, eventConsumers, eventStream, subjectRoot, workstationOfSubject } from './subjects.js';

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
const named = (...names: string[]): string[] => names.map((name) => `${subjectRoot}.${name}`);
const { name: stream } = eventStream;

/**
 * Each row holds what the service's code calls and serves, no more: tools/nats-grants.spec.ts compares the rows with the code. Two
 * rules stand above the rows. Nobody who publishes events also pulls them, and nobody but the stream's owner makes consumers: the
 * server delivers to the subject that a pull request or a push consumer names, with its own rights, so that somebody who chose
 * both content and subject could put words into anybody's mouth.
 */
export const servicePermissions: Record<NatsService, NatsPermissions> = {
  /** The only door for people: may ask issuance-svc anything, the vault for what is public. */
  gateway: {
    publish: named('issuance.>', 'pki.crl.get', 'pki.ca.chain'),
    subscribe: [...named('progress.*'), inbox('gateway')],
  },
  /**
   * Owns the stream and its consumers; publishes events and never pulls them. Of a revocation at the CA it hears as it is published: the comparison of
   * every night finds those that nobody heard.
   */
  issuance: {
    publish: [
      ...named('pki.agents.>', 'pki.archive.list', 'pki.audit.>', 'pki.batches.sign', 'pki.ca.>', 'pki.certificates.>'),
      ...named(
        'pki.content.>',
        'pki.profiles.>',
        'pki.relying-parties.assert',
        'pki.relying-parties.assert-comparison',
        'pki.relying-parties.assert-deletion',
        'pki.relying-parties.assert-policy',
        'pki.relying-parties.certificates',
        'pki.vault.>',
        'update.audit.>',
        'update.campaigns.>',
        'update.offers.>',
        'update.rollouts.>',
        'edge.*.request.>',
        'progress.*',
      ),
      ...named('event.card.>', 'event.credentials.>', 'event.device.>', 'event.profile.>', 'event.request.>'),
      ...named('event.passkey.>', 'event.revocation.>'),
      ...['INFO', 'CREATE', 'UPDATE'].map((verb) => `$JS.API.STREAM.${verb}.${stream}`),
      // The filter subject stands behind the names.
      ...eventConsumers.map(({ name, filterSubject }) => `$JS.API.CONSUMER.CREATE.${stream}.${name}.${filterSubject}`),
    ],
    subscribe: [
      ...named(
        'issuance.>',
        'issuance-internal.>',
        'edge.*.event.>',
        'edge.*.call.bridge.>',
        'edge.*.call.jwt.>',
        'edge.*.call.lease.>',
        'edge.*.call.version.>',
        'event.certificate.revoked',
      ),
      inbox('issuance'),
    ],
    responses: oneReply,
  },
  /**
   * Pulls from its own consumers and acknowledges; publishes no event. It reaches agents by answering them, and by notices, which ask for
   * nothing but a check. It begins the sagas for which nobody is asked (a lock).
   */
  update: {
    publish: [
      ...named('issuance-internal.devices.export', 'issuance-internal.sagas.begin', 'edge.*.notice.update.changed'),
      ...named('issuance-internal.mail.remind'),
      ...named('agents.notice.presence.asked'),
      // The one thing that it asks of the vault: agents do not believe an offer that the vault has not signed.
      ...named('pki.offers.sign'),
      ...eventConsumers.flatMap(({ name }) => [
        `$JS.API.CONSUMER.INFO.${stream}.${name}`,
        `$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`,
        `$JS.ACK.${stream}.${name}.>`,
      ]),
    ],
    subscribe: [
      ...named('update.>', 'edge.*.call.update.>', 'edge.*.event.card.>', 'edge.*.event.agent.>'),
      inbox('update'),
    ],
    responses: oneReply,
  },
  /** The vault asks issuance-svc whether a lease is open, and nothing of anybody else. */
  pki: {
    publish: named('issuance-internal.lease.check', 'event.certificate.>'),
    subscribe: [...named('pki.>'), inbox('pki')],
    responses: oneReply,
  },
};

/** An agent speaks for its own workstation only: no JetStream, nobody else's inbox. Throws TypeError on an unfit workstation id. */
export function agentPermissions(workstationId: string): NatsPermissions {
  const root = edgeRoot(workstationId);
  return {
    publish: [`${root}.event.>`, `${root}.call.>`],
    subscribe: [
      `${root}.request.>`,
      `${root}.notice.>`,
      ...named('agents.notice.>'),
      `${agentInboxPrefix(workstationId)}.>`,
    ],
    responses: oneReply,
  };
}

/**
 * Whether a request may be answered to this reply subject: the own inbox of somebody who may send such a request. The server lets a
 * service answer to any subject that stands in a request, with the service's rights; without this check a caller could have an
 * answer delivered as an event, to another agent, to JetStream's API, or into another service's inbox as the answer to its question.
 */
export function mayReplyTo(subject: string, reply: string): boolean {
  return callersOf(subject).some((prefix) => reply.startsWith(`${prefix}.`)) && !/[*>\s]/.test(reply);
}

/** Inbox prefixes of those who may send a request on this subject. */
function callersOf(subject: string): string[] {
  const isEdge = subject.startsWith(`${subjectRoot}.edge.`);
  if (isEdge && subject.split('.')[4] === 'call') return [agentInboxPrefix(workstationOfSubject(subject))];
  // An agent may be older than the services: which of them may ask it is for the server to say.
  const callers = isEdge
    ? []
    : natsServices.filter((service) => servicePermissions[service].publish.some((grant) => covers(grant, subject)));
  // What no service may send is left to whoever keeps the installation, with an identity made for it.
  return (callers.length > 0 ? callers : natsServices).map(serviceInboxPrefix);
}

/** As NATS matches subjects: `*` is any one token, `>` at the end all that follow. */
function covers(grant: string, subject: string): boolean {
  const [pattern, tokens] = [grant.split('.'), subject.split('.')];
  const open = pattern.at(-1) === '>';
  const fixed = open ? pattern.slice(0, -1) : pattern;
  return (
    (open ? tokens.length > fixed.length : tokens.length === fixed.length) &&
    fixed.every((token, at) => token === '*' || token === tokens[at])
  );
}
