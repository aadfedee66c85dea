/** Workstations and their one-time enrolment codes. A code is stored as a hash and shown once (design.md section 3). */
import type { AgentPolicies, WorkstationReport } from '@cardwright/contracts/workstation/workstation';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type KeptReport = Pick<WorkstationReport, 'pcsc' | 'pcscCode' | 'readers'> & { policies: AgentPolicies | null };

@Entity({ name: 'workstation' })
export class WorkstationEntity {
  /** A subject token: it stands in every NATS subject of this workstation. */
  @PrimaryColumn({ name: 'workstation_id', type: 'text' })
  workstationId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ name: 'group_name', type: 'text', nullable: true })
  groupName: string | null;

  /** Until then a deployment code may enrol a computer of this name in the place of the one on record. */
  @Column({ name: 'open_to_deployment_until', type: 'timestamptz', nullable: true })
  openToDeploymentUntil: Date | null;

  /** Public nkey (U...) of the agent; null before enrolment. */
  @Column({ name: 'agent_nkey', type: 'text', nullable: true })
  agentNkey: string | null;

  @Column({ name: 'agent_version', type: 'text', nullable: true })
  agentVersion: string | null;

  @Column({ name: 'enrolled_at', type: 'timestamptz', nullable: true })
  enrolledAt: Date | null;

  @Column({ name: 'last_seen_at', type: 'timestamptz', nullable: true })
  lastSeenAt: Date | null;

  /** When it said that it ends, or nobody answered for it; older than lastSeenAt: it has come back. */
  @Column({ name: 'gone_at', type: 'timestamptz', nullable: true })
  goneAt: Date | null;

  /** Of `report` and the columns below it. */
  @Column({ name: 'reported_at', type: 'timestamptz', nullable: true })
  reportedAt: Date | null;

  @Column({ type: 'text', nullable: true })
  system: string | null;

  @Column({ name: 'auto_update', type: 'boolean', nullable: true })
  autoUpdate: boolean | null;

  @Column({ name: 'auto_update_source', type: 'text', nullable: true })
  autoUpdateSource: string | null;

  @Column({ name: 'policy_problems', type: 'integer', nullable: true })
  policyProblems: number | null;

  @Column({ name: 'reader_count', type: 'integer', nullable: true })
  readerCount: number | null;

  @Column({ name: 'card_count', type: 'integer', nullable: true })
  cardCount: number | null;

  /** The rest of what the agent said, which no list is sorted by. */
  @Column({ type: 'jsonb', nullable: true })
  report: KeptReport | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}

@Entity({ name: 'enrolment_code' })
export class EnrolmentCodeEntity {
  @PrimaryColumn({ name: 'workstation_id', type: 'text' })
  workstationId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'code_sha256_hex', type: 'text' })
  codeSha256Hex: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ type: 'integer' })
  tries: number;

  @Column({ name: 'used_at', type: 'timestamptz', nullable: true })
  usedAt: Date | null;
}
