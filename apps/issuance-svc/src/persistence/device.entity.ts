/**
 * A device (a card) as the record knows it; the card itself is the truth (design.md section 2). `state` is changed by
 * devices/device.service.ts alone, along domain/device-lifecycle.ts. `revision` and `updatedAt` are set by a trigger.
 */
import type { CardFacts } from '@cardwright/contracts/card/card-facts';
import type { ReasonCode } from '@cardwright/contracts/card/reasons';
import type { SuspensionReason } from '@cardwright/contracts/card/suspension';
import type { KeptSecret } from '@cardwright/contracts/card/well-known-secrets';
import type { Device, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintAsNumber } from './columns.js';

/** What the Printed Information object says; fixed at bind so that a later run writes the same bytes. */
export interface PrintedInformation {
  name: string;
  employeeAffiliation: string;
  /** `YYYYMMMDD` as in SP 800-73-5 Part 1 appendix A. */
  expirationDate: string;
  agencyCardSerialNumber: string;
  issuerIdentification: string;
}

@Entity({ name: 'device' })
export class DeviceEntity {
  @PrimaryColumn({ name: 'device_id', type: 'uuid' })
  deviceId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  /** `<scheme>:<value>`: the identity by which the card is recognised. */
  @Column({ name: 'identity_text', type: 'text' })
  identityText: string;

  @Column({ type: 'text' })
  label: string;

  @Column({ name: 'model_id', type: 'text' })
  modelId: string;

  @Column({ name: 'stock_batch_id', type: 'text' })
  stockBatchId: string;

  @Column({ type: 'text' })
  state: DeviceState;

  @Column({ type: 'text' })
  operation: Device['operation'];

  @Column({ type: 'text' })
  health: Device['health'];

  @Column({ name: 'pin_state', type: 'text', nullable: true })
  pin: Device['pin'];

  /** `factory` or `customer-v<N>`. */
  @Column({ type: 'text' })
  keyset: string;

  @Column({ type: 'text' })
  custody: 'stock' | 'in-transit' | 'person' | 'returned' | 'lost';

  @Column({ name: 'person_id', type: 'uuid', nullable: true })
  personId: string | null;

  @Column({ name: 'profile_name', type: 'text', nullable: true })
  profileName: string | null;

  @Column({ name: 'profile_version', type: 'integer', nullable: true })
  profileVersion: number | null;

  /** `YYYY-MM-DD`; fixed at bind. */
  @Column({ name: 'expires_on', type: 'date', nullable: true })
  expiresOn: string | null;

  @Column({ name: 'card_uuid', type: 'uuid', nullable: true })
  cardUuid: string | null;

  @Column({ name: 'fasc_n_hex', type: 'text', nullable: true })
  fascNHex: string | null;

  @Column({ name: 'cardholder_uuid', type: 'uuid', nullable: true })
  cardholderUuid: string | null;

  @Column({ name: 'printed_information', type: 'jsonb', nullable: true })
  printedInformation: PrintedInformation | null;

  /** What this card was found not to do (card/card-learning.ts). */
  @Column({ name: 'card_facts', type: 'jsonb', insert: false })
  cardFacts: CardFacts;

  /** The values of its stock batch that it still has; set when an issue or reprovision is done. */
  @Column({ name: 'kept_secrets', type: 'jsonb', insert: false })
  keptSecrets: KeptSecret[];

  /** With every reason by its code; what others are shown of it is device-view.ts. */
  @Column({ name: 'suspended_for', type: 'jsonb', insert: false })
  suspendedFor: (SuspensionReason & { reason: ReasonCode })[];

  /** When the saga ended in which it got the management key (9B) that it has; null: it has that of its stock batch, or none is known. */
  @Column({ name: 'management_key_since', type: 'timestamptz', nullable: true, insert: false })
  managementKeySince: Date | null;

  /** Where it was seen last. */
  @Column({ name: 'workstation_id', type: 'text', nullable: true })
  workstationId: string | null;

  @Column({ name: 'active_request_id', type: 'uuid', nullable: true })
  activeRequestId: string | null;

  @Column({ type: 'bigint', transformer: bigintAsNumber, insert: false, update: false })
  revision: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', insert: false, update: false })
  updatedAt: Date;
}
