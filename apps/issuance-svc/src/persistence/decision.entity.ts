/**
 * A person's decision about a saga, written after authorising and used once: the workflow update carries its id, so a
 * replayed or forged update does nothing (design.md section 2, "Who may act").
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type DecisionKind = 'retry' | 'cancel' | 'move' | 'pin-supplied' | 'pin-skipped';

@Entity({ name: 'decision' })
export class DecisionEntity {
  @PrimaryColumn({ name: 'decision_id', type: 'uuid' })
  decisionId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'request_id', type: 'uuid' })
  requestId: string;

  @Column({ type: 'text' })
  kind: DecisionKind;

  @Column({ name: 'decided_by', type: 'text' })
  decidedBy: string;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ name: 'workstation_id', type: 'text', nullable: true })
  workstationId: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'used_at', type: 'timestamptz', nullable: true })
  usedAt: Date | null;

  /** The activity that used the decision: the same activity may ask again after a lost answer. */
  @Column({ name: 'used_by', type: 'text', nullable: true })
  usedBy: string | null;
}
