/**
 * A credential on (or meant for) a device, keyed by (device, application, container) and never by a key reference alone
 * (design.md section 2). A later attempt adds a row; the states of model.md section 2 show which one counts.
 */
import type { CardApplication } from '@cardwright/contracts/card/card-applications';
import type { AttestationVerdict } from '@cardwright/contracts/card/attestation';
import type { HolderData } from '../domain/holder-data.js';
import type { CredentialState } from '@cardwright/contracts/nats/issuance.api';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'credential' })
export class CredentialEntity {
  @PrimaryColumn({ name: 'credential_id', type: 'uuid' })
  credentialId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'device_id', type: 'uuid' })
  deviceId: string;

  @Column({ name: 'request_id', type: 'uuid' })
  requestId: string;

  @Column({ type: 'integer' })
  attempt: number;

  @Column({ type: 'text' })
  application: CardApplication;

  @Column({ type: 'text' })
  container: string;

  @Column({ name: 'key_reference', type: 'text' })
  keyReference: string;

  @Column({ type: 'text' })
  algorithm: string;

  @Column({ name: 'key_origin', type: 'text' })
  keyOrigin: 'card' | 'archived';

  /** Names the archived copy in the vault, for keys that have one. */
  @Column({ name: 'archive_ref', type: 'text', nullable: true })
  archiveRef: string | null;

  @Column({ name: 'certificate_profile', type: 'text', nullable: true })
  certificateProfile: string | null;

  @Column({ type: 'text' })
  state: CredentialState;

  @Column({ name: 'public_key_sha256_hex', type: 'text', nullable: true })
  publicKeySha256Hex: string | null;

  @Column({ name: 'issuer_id', type: 'text', nullable: true })
  issuerId: string | null;

  @Column({ name: 'serial_number_hex', type: 'text', nullable: true })
  serialNumberHex: string | null;

  @Column({ name: 'not_after', type: 'timestamptz', nullable: true })
  notAfter: Date | null;

  @Column({ type: 'boolean' })
  attested: boolean;

  /** The verdict about the card's attestation; null: no attestation was asked for. */
  @Column({ type: 'text', nullable: true })
  attestation: AttestationVerdict | null;

  /** What the certificate says of its holder; null: nobody knows, or nothing. */
  @Column({ name: 'holder_data', type: 'jsonb', nullable: true })
  holderData: HolderData | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
