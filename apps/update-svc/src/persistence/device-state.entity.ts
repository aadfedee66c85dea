/**
 * What update-svc knows of a device: a copy of what issuance-svc publishes, found by the card's identity. Never the record:
 * it can be thrown away and rebuilt (design.md 2).
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';

@Entity('device_state')
export class DeviceStateEntity {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  /** `<scheme>:<value>`, as the agent reads it from the card. */
  @PrimaryColumn({ name: 'identity_text', type: 'text' })
  identityText: string;

  @Column({ name: 'device_id', type: 'uuid' })
  deviceId: string;

  @Column({ type: 'text' })
  state: DeviceState;

  @Column({ name: 'person_id', type: 'uuid', nullable: true })
  personId: string | null;

  @Column({ name: 'profile_name', type: 'text', nullable: true })
  profileName: string | null;

  @Column({ name: 'profile_version', type: 'integer', nullable: true })
  profileVersion: number | null;

  @Column({ name: 'expires_on', type: 'date', nullable: true })
  expiresOn: string | null;

  /** The first of its certificates to expire: what an update check will look at. */
  @Column({ name: 'earliest_not_after', type: 'timestamptz', nullable: true })
  earliestNotAfter: Date | null;

  @Column({ type: 'text', nullable: true })
  label: string | null;

  @Column({ type: 'text', nullable: true })
  pin: string | null;

  @Column({ name: 'active_request_id', type: 'uuid', nullable: true })
  activeRequestId: string | null;

  /** The earliest of what is due and is offered; null: nothing, ever. */
  @Column({ name: 'due_from', type: 'timestamptz', nullable: true })
  dueFrom: Date | null;

  /** The revision of the device at issuance-svc: an older event never overwrites a newer one. */
  @Column({ type: 'bigint' })
  revision: string;

  /** When the row was last confirmed by an event or a rebuild. */
  @Column({ name: 'synced_at', type: 'timestamptz' })
  syncedAt: Date;
}
