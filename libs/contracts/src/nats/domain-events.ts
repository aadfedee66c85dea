/**
 * Domain events: written to the outbox in the transaction that causes them, published to JetStream with `eventId` as
 * message id. Consumers are idempotent; order holds per device by `revision`. No secret and no personal data but ids.
 */
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
  'certificate.revoked': { serialNumberHex: string; issuerId: string; deviceId: string; reason: string };
  'certificate.held': { serialNumberHex: string; issuerId: string; deviceId: string };
  'certificate.released': { serialNumberHex: string; issuerId: string; deviceId: string };
  /** The 18 h clock of a revocation ran out; it is still tried (F08). */
  'revocation.overdue': { serialNumberHex: string; issuerId: string; deviceId: string; dueAt: string };
  'profile.published': { name: string; version: number };
  'profile.withdrawn': { name: string };
}
export type DomainEventName = keyof DomainEventData;
