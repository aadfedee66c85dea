/** A code by which many workstations enrol themselves (docs/agent.md). */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'deployment_code' })
export class DeploymentCodeEntity {
  @PrimaryColumn({ name: 'deployment_code_id', type: 'uuid' })
  deploymentCodeId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'code_sha256_hex', type: 'text' })
  codeSha256Hex: string;

  @Column({ name: 'group_name', type: 'text', nullable: true })
  groupName: string | null;

  @Column({ name: 'name_pattern', type: 'text' })
  namePattern: string;

  @Column({ type: 'integer' })
  places: number;

  @Column({ type: 'integer' })
  used: number;

  @Column({ name: 'created_by', type: 'text' })
  createdBy: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;
}
