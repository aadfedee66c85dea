/**
 * Domain events: written to the outbox in the transaction that causes them, published to JetStream with `eventId` as
 * message id. Consumers are idempotent; order holds per device by `revision`. No secret and no personal data but ids. Those of `isFeedOnly` are not on the
 * stream: no service waits for them, and an import of people makes a hundred thousand.
 */
import type { RevocationReason } from '../card/revocation-reason.js';
import type { UpdateKind } from '../update/update-kinds.js';
import type { PostponeCause, SagaOutcome } from '../update/update-offer.js';
import type { DeviceExport, DeviceState, RequestState, RequestType } from './issuance.api.js';

export interface DomainEvent<Name extends DomainEventName = DomainEventName> {
  eventId: string;
  name: Name;
  at: string;
  tenantId: string;
  correlationId: string;
  data: DomainEventData[Name];
}

export interface DomainEventData {
  'device.changed': DeviceExport;
  'device.state-changed': { deviceId: string; from: DeviceState; to: DeviceState; reason: string | null };
  'card.issued': { deviceId: string; requestId: string; profileName: string; profileVersion: number };
  'card.activated': { deviceId: string; requestId: string };
  'card.recycled': { deviceId: string; requestId: string };
  'card.reprovisioned': { deviceId: string; requestId: string; profileName: string; profileVersion: number };
  /** Single keys were made anew with their certificates. */
  'card.updated': { deviceId: string; requestId: string; keyReferences: string[] };
  /** After an update or reprovision the card was put in again, and programs see its new certificates. thumbprints: SHA-256, hex. */
  'credentials.propagated': { deviceId: string; requestId: string; workstationId: string; thumbprints: string[] };
  'request.changed': {
    requestId: string;
    deviceId: string;
    type: RequestType;
    state: RequestState;
    code: string | null;
  };
  'certificate.issued': { serialNumberHex: string; issuerId: string; deviceId: string };
  'certificate.revoked': { serialNumberHex: string; issuerId: string; deviceId: string; reason: RevocationReason };
  'certificate.held': { serialNumberHex: string; issuerId: string; deviceId: string };
  'certificate.released': { serialNumberHex: string; issuerId: string; deviceId: string };
  /** The 18 h clock of a revocation ran out; it is still tried (F08). */
  'revocation.overdue': { serialNumberHex: string; issuerId: string; deviceId: string; dueAt: string };
  /** The same clock, of the passkey of a card that has ended. */
  'passkey.overdue': { deviceId: string; requestId: string; relyingParty: string; dueAt: string };
  'profile.published': { name: string; version: number };
  'profile.withdrawn': { name: string };
  /** By an import, or by itself. */
  'person.created': { personId: string; enabled: boolean };
  /** Something of the record is another than before; what, its version and its fields say. */
  'person.changed': { personId: string; enabled: boolean };
  /** Left, or may have no cards any more: besides `person.changed`. The same the other way round. */
  'person.disabled': { personId: string };
  'person.enabled': { personId: string };
  /** deadline: from then on it cannot be postponed. */
  'offer.made': OfferEventData & { deadline: string | null };
  /** By its holder, or by a saga that was begun otherwise. */
  'offer.accepted': OfferEventData & { requestId: string | null };
  /** cause `ignored`: nobody answered, or it was accepted and not begun in time. */
  'offer.postponed': OfferEventData & { cause: PostponeCause; until: string };
  /** The time to which it was postponed has come, or what was accepted is shown again. */
  'offer.reopened': OfferEventData & { deadline: string | null };
  /** superseded: another offer, of what has to be done before, takes its place; else nothing is due any more. */
  'offer.withdrawn': OfferEventData & { superseded: boolean };
  /** Its saga has ended. */
  'offer.done': OfferEventData & { requestId: string | null; outcome: SagaOutcome | null };
}
interface OfferEventData {
  offerId: string;
  deviceId: string;
  kind: UpdateKind;
}
export type DomainEventName = keyof DomainEventData;

/** Whether an event is for the feed of events alone. */
export const isFeedOnly = (name: DomainEventName): boolean => name.startsWith('person.') || name.startsWith('offer.');
