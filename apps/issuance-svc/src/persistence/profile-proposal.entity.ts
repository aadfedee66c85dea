/** A version of a credential profile that another person has to approve (docs/people-and-roles.md). */
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'profile_proposal' })
export class ProfileProposalEntity {
  @PrimaryColumn({ name: 'proposal_id', type: 'uuid' })
  proposalId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'jsonb' })
  definition: CredentialProfile;

  @Column({ name: 'sha256_hex', type: 'text' })
  sha256Hex: string;

  @Column({ name: 'based_on_version', type: 'integer', nullable: true })
  basedOnVersion: number | null;

  @Column({ type: 'text' })
  reason: string;

  @Column({ name: 'proposed_by', type: 'text' })
  proposedBy: string;

  /** Issuer and subject of whoever proposed it, the same by whichever client. */
  @Column({ name: 'proposer_identity', type: 'text' })
  proposerIdentity: string;

  @Column({ name: 'proposer_person_id', type: 'uuid', nullable: true })
  proposerPersonId: string | null;

  @Column({ name: 'proposed_at', type: 'timestamptz' })
  proposedAt: Date;

  @Column({ type: 'text', nullable: true })
  decision: 'approved' | 'declined' | null;

  @Column({ name: 'decided_by', type: 'text', nullable: true })
  decidedBy: string | null;

  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true })
  decidedAt: Date | null;

  @Column({ name: 'decision_reason', type: 'text', nullable: true })
  decisionReason: string | null;

  @Column({ type: 'integer', nullable: true })
  version: number | null;
}
