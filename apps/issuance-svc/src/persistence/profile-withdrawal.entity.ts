/** A credential profile that nothing is issued with any more, in no version. Publishing it again ends that. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'profile_withdrawal' })
export class ProfileWithdrawalEntity {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @PrimaryColumn({ type: 'text' })
  name: string;

  @Column({ name: 'withdrawn_at', type: 'timestamptz' })
  withdrawnAt: Date;

  @Column({ name: 'withdrawn_by', type: 'text' })
  withdrawnBy: string;

  @Column({ type: 'text' })
  reason: string;
}
