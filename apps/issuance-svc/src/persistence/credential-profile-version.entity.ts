/** One published version of a credential profile. Rows are inserted and never changed: a trigger refuses it. */
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'credential_profile_version' })
export class CredentialProfileVersionEntity {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @PrimaryColumn({ type: 'text' })
  name: string;

  @PrimaryColumn({ type: 'integer' })
  version: number;

  @Column({ type: 'jsonb' })
  definition: CredentialProfile;

  /** SHA-256 over the canonical JSON of the definition, upper-case hex. */
  @Column({ name: 'sha256_hex', type: 'text' })
  sha256Hex: string;

  @Column({ name: 'published_at', type: 'timestamptz' })
  publishedAt: Date;

  @Column({ name: 'published_by', type: 'text' })
  publishedBy: string;
}
