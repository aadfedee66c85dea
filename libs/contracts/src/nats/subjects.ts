/**
 * Every NATS subject of the system is built here: `cw.v1.<service>.<noun>.<verb>` for requests, past tense for events.
 * A token never holds `.`, `*`, `>` or blanks, so no caller can widen its own permissions by a crafted id.
 */
export const subjectRoot = 'cw.v1';

/** One subject token (a workstation id, for example). Throws TypeError on anything that would change the subject's shape. */
function subjectToken(token: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(token)) throw new TypeError('not a subject token');
  return token;
}

/** Person-facing requests: published by the gateway only. name is `<noun>.<verb>`. */
export const issuanceSubject = (name: string): string => `${subjectRoot}.issuance.${name}`;
/** Requests between services; issuance-svc serves them (leases, read-model rebuild). The gateway may not publish here. */
export const issuanceInternalSubject = (name: string): string => `${subjectRoot}.issuance-internal.${name}`;
/** The vault's requests. Agents and update-svc have no permission here; the gateway for `crl.*` and `ca.*` only. */
export const pkiSubject = (name: string): string => `${subjectRoot}.pki.${name}`;
export const updateSubject = (name: string): string => `${subjectRoot}.update.${name}`;

/** Everything of one workstation; its NATS user may publish and subscribe below this and its own inbox, nothing else. */
export const edgeRoot = (workstationId: string): string => `${subjectRoot}.edge.${subjectToken(workstationId)}`;
/** Requests that the agent serves. */
export const edgeRequestSubject = (workstationId: string, name: string): string =>
  `${edgeRoot(workstationId)}.request.${name}`;
/** Events that the agent publishes. */
export const edgeEventSubject = (workstationId: string, name: string): string =>
  `${edgeRoot(workstationId)}.event.${name}`;
/** What update-svc lets the agent know; nobody answers. */
export const edgeNoticeSubject = (workstationId: string, name: string): string =>
  `${edgeRoot(workstationId)}.notice.${name}`;
/** What update-svc lets every agent know; nobody answers. No workstation can be called so: its subjects begin otherwise. */
export const agentsNoticeSubject = (name: string): string => `${subjectRoot}.agents.notice.${name}`;
/** Requests that the agent makes of the services (`update.check`, `jwt.renew`). */
export const edgeCallSubject = (workstationId: string, name: string): string =>
  `${edgeRoot(workstationId)}.call.${name}`;
/** Subscriptions over all workstations, for services. */
export const anyEdgeEventSubject = (name: string): string => `${subjectRoot}.edge.*.event.${name}`;
export const anyEdgeCallSubject = (name: string): string => `${subjectRoot}.edge.*.call.${name}`;
/** The workstation id in an edge subject: NATS permissions vouch for it, a payload field would not. */
export function workstationOfSubject(subject: string): string {
  const [root, version, edge, workstationId] = subject.split('.');
  if (`${root}.${version}` !== subjectRoot || edge !== 'edge' || !workstationId)
    throw new TypeError('not an edge subject');
  return workstationId;
}

/** The same where the subject may be another one: undefined then. */
export const workstationOfEdgeSubject = (subject: string): string | undefined =>
  subject.startsWith(`${subjectRoot}.edge.`) ? workstationOfSubject(subject) : undefined;

/** Domain events, delivered by JetStream stream `CARDWRIGHT_EVENTS`. name is `<noun>.<past-tense>`. */
export const eventSubject = (name: string): string => `${subjectRoot}.event.${name}`;
export const eventStream = { name: 'CARDWRIGHT_EVENTS', subjects: [`${subjectRoot}.event.>`] } as const;
/**
 * The durable consumers of the stream, both update-svc's: what is known of devices, and how sagas end. Made by the stream's owner, like the
 * stream: whoever may make consumers may have the server deliver messages to any subject.
 */
export const deviceFeedConsumer = {
  name: 'update-device-state',
  filterSubject: eventSubject('device.changed'),
} as const;
export const requestFeedConsumer = {
  name: 'update-request-state',
  filterSubject: eventSubject('request.changed'),
} as const;
export const eventConsumers = [deviceFeedConsumer, requestFeedConsumer] as const;
/** Live saga progress (core NATS: Postgres holds the same rows, so a lost one is only late). */
export const sagaProgressSubject = (requestId: string): string => `${subjectRoot}.progress.${subjectToken(requestId)}`;

/** The feed of events has grown (core NATS: whoever waits for it also looks from time to time). */
export const feedGrewSubject = `${subjectRoot}.progress.feed`;

/** Queue groups: one reply per request however many copies of a service run. */
export const queueGroup = { issuance: 'issuance', pki: 'pki', update: 'update' } as const;
