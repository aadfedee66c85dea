/**
 * The feed of events for integrators: what happened in every service, in one order, each event in the shape of CloudEvents 1.0 (JSON format). What is in
 * `data` of each type is in domain-events.ts; apps/gateway/asyncapi.json describes both for clients.
 */
import { givenReason, type GivenReason } from '../card/reasons.js';
import type { DomainEvent, DomainEventData, DomainEventName } from './domain-events.js';

/** Without the state of cards that update-svc keeps its own record by: it is between services, and comes thousandfold when a profile has a new version. */
export type FeedEventType = Exclude<DomainEventName, 'device.changed'>;

/** What is in `data` by type: of a change of state the reason that services keep in one text is told as the API tells it. */
export type FeedEventData = Pick<DomainEventData, Exclude<FeedEventType, 'device.state-changed'>> & {
  'device.state-changed': Omit<DomainEventData['device.state-changed'], keyof GivenReason> & GivenReason;
};

/** For so long an event is read again and a cursor is good. */
export const feedKeptDays = 30;

export interface FeedEvent {
  specversion: '1.0';
  /** Of one event always the same: whoever has seen it leaves it out. */
  id: string;
  /** The service in which it happened. */
  source: FeedEventSource;
  type: FeedEventType;
  /** What it is about: `device:<id>`, `request:<id>`, `certificate:<serial number>`, `profile:<name>`, `person:<id>`, `offer:<id>`. */
  subject: string;
  /** When it happened: ISO 8601, UTC. */
  time: string;
  datacontenttype: 'application/json';
  /** Of the request that led to it, as in the audit and in logs. */
  correlationid: string;
  /** By type, as in the AsyncAPI document. */
  data: Record<string, unknown>;
}
export type FeedEventSource = '/cardwright/issuance' | '/cardwright/pki' | '/cardwright/update';

export interface FeedRequest {
  /** `nextCursor` of an answer, or `newest`: what comes from now on. Without it: everything that is kept. */
  after?: string;
  /** Only of these types. */
  type?: FeedEventType | readonly FeedEventType[];
  limit?: number;
}
export interface FeedPage {
  /** In the order in which the feed has taken them up. */
  rows: FeedEvent[];
  /** What to ask with next, whether there are rows or not. */
  nextCursor: string;
}

type SubjectOf<Type extends FeedEventType> = (data: DomainEventData[Type]) => string;
const device = ({ deviceId }: { deviceId: string }): string => `device:${deviceId}`;
const request = ({ requestId }: { requestId: string }): string => `request:${requestId}`;
const certificate = ({ serialNumberHex }: { serialNumberHex: string }): string => `certificate:${serialNumberHex}`;
const profile = ({ name }: { name: string }): string => `profile:${name}`;
const person = ({ personId }: { personId: string }): string => `person:${personId}`;
const offer = ({ offerId }: { offerId: string }): string => `offer:${offerId}`;

const subjects: { [Type in FeedEventType]: SubjectOf<Type> } = {
  'device.state-changed': device,
  'card.issued': device,
  'card.activated': device,
  'card.recycled': device,
  'card.reprovisioned': device,
  'card.updated': device,
  'credentials.propagated': device,
  'request.changed': request,
  'certificate.issued': certificate,
  'certificate.revoked': certificate,
  'certificate.held': certificate,
  'certificate.released': certificate,
  'revocation.overdue': certificate,
  'passkey.overdue': device,
  'profile.published': profile,
  'profile.withdrawn': profile,
  'person.created': person,
  'person.changed': person,
  'person.disabled': person,
  'person.enabled': person,
  'offer.made': offer,
  'offer.accepted': offer,
  'offer.postponed': offer,
  'offer.reopened': offer,
  'offer.withdrawn': offer,
  'offer.done': offer,
};
export const feedEventTypes = Object.keys(subjects) as FeedEventType[];

export const isFeedEvent = (event: DomainEvent): event is DomainEvent<FeedEventType> =>
  Object.hasOwn(subjects, event.name);

export function sourceOf(type: FeedEventType): FeedEventSource {
  if (type.startsWith('offer.')) return '/cardwright/update';
  return type.startsWith('certificate.') ? '/cardwright/pki' : '/cardwright/issuance';
}

export const feedEventOf = ({ eventId, name, at, correlationId, data }: DomainEvent<FeedEventType>): FeedEvent => ({
  specversion: '1.0',
  id: eventId,
  source: sourceOf(name),
  type: name,
  subject: (subjects[name] as (data: object) => string)(data),
  time: at,
  datacontenttype: 'application/json',
  correlationid: correlationId,
  data: { ...data, ...(name === 'device.state-changed' && givenReason((data as { reason: string | null }).reason)) },
});
