/**
 * The lease of device x request x workstation. One row per device for ever: its fencing token is the per-device counter
 * that only grows. A free lease has no request. Changed by leases/lease.service.ts in single statements.
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintAsNumber } from './columns.js';

@Entity({ name: 'lease' })
export class LeaseEntity {
  @PrimaryColumn({ name: 'device_id', type: 'uuid' })
  deviceId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'request_id', type: 'uuid', nullable: true })
  requestId: string | null;

  @Column({ name: 'workstation_id', type: 'text', nullable: true })
  workstationId: string | null;

  @Column({ name: 'fencing_token', type: 'bigint', transformer: bigintAsNumber })
  fencingToken: number;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;
}
