/**
 * The vault's tables as TypeORM sees them, for ordinary reads. Writes that must be exactly one statement (issue, revoke, CRL) are SQL
 * in the repositories. Column meaning: persistence/migrations.
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KeyAlgorithm, ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';

export type IssuerKind = 'root-ca' | 'issuing-ca' | 'content-signer';

@Entity({ name: 'issuers' })
export class IssuerEntity {
  @PrimaryColumn({ name: 'issuer_id', type: 'text' })
  issuerId: string;
  @Column({ type: 'text' })
  kind: IssuerKind;
  @Column({ name: 'key_id', type: 'text' })
  keyId: string;
  @Column({ name: 'key_algorithm', type: 'text' })
  keyAlgorithm: KeyAlgorithm;
  @Column({ name: 'parent_id', type: 'text', nullable: true })
  parentId: string | null;
  @Column({ type: 'bytea' })
  certificate: Buffer;
  @Column({ name: 'not_before', type: 'timestamptz' })
  notBefore: Date;
  @Column({ name: 'not_after', type: 'timestamptz' })
  notAfter: Date;
  @Column({ type: 'boolean' })
  current: boolean;
}

export type StoredCertificateStatus = 'planned' | 'good' | 'held' | 'revoked';

@Entity({ name: 'certificates' })
export class CertificateEntity {
  @PrimaryColumn({ type: 'bigint' })
  id: string;
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;
  @Column({ name: 'issuer_id', type: 'text' })
  issuerId: string;
  /** The CRL whose URL it names (ca/crl-lists.ts); null: its issuer's complete one. */
  @Column({ name: 'crl_list', type: 'text', nullable: true })
  crlList: string | null;
  @Column({ name: 'serial_number', type: 'bytea' })
  serialNumber: Buffer;
  @Column({ name: 'idempotency_key', type: 'text' })
  idempotencyKey: string;
  @Column({ name: 'public_key_sha256', type: 'bytea' })
  publicKeySha256: Buffer;
  @Column({ name: 'request_sha256', type: 'bytea' })
  requestSha256: Buffer;
  @Column({ name: 'certificate_profile', type: 'text' })
  certificateProfile: string;
  @Column({ name: 'device_id', type: 'text' })
  deviceId: string;
  @Column({ name: 'request_id', type: 'text' })
  requestId: string;
  @Column({ name: 'key_reference', type: 'text' })
  keyReference: string;
  @Column({ name: 'subject_text', type: 'text' })
  subjectText: string;
  @Column({ name: 'start_on_hold', type: 'boolean' })
  startOnHold: boolean;
  @Column({ type: 'text' })
  status: StoredCertificateStatus;
  @Column({ type: 'bytea' })
  tbs: Buffer;
  @Column({ type: 'bytea', nullable: true })
  certificate: Buffer | null;
  @Column({ name: 'not_before', type: 'timestamptz' })
  notBefore: Date;
  @Column({ name: 'not_after', type: 'timestamptz' })
  notAfter: Date;
  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;
  @Column({ name: 'revocation_reason', type: 'text', nullable: true })
  revocationReason: string | null;
  /** The highest sequence of a hold or release that a suspension asked for; 0 before the first. */
  @Column({ name: 'hold_sequence', type: 'integer', default: 0 })
  holdSequence: number;
  /** The certificate is on hold only because of a suspension, whose end releases it. */
  @Column({ name: 'held_by_suspension', type: 'boolean', default: false })
  heldBySuspension: boolean;
}

@Entity({ name: 'key_sets' })
export class KeySetEntity {
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;
  @PrimaryColumn({ name: 'device_id', type: 'text' })
  deviceId: string;
  @PrimaryColumn({ type: 'integer' })
  version: number;
  @Column({ name: 'master_kid', type: 'text' })
  masterKid: string;
  @Column({ name: 'management_key_algorithm', type: 'text' })
  managementKeyAlgorithm: ManagementKeyAlgorithm;
  @Column({ name: 'management_key_state', type: 'text' })
  managementKeyState: 'none' | 'pending' | 'current' | 'retired';
  @Column({ name: 'puk_state', type: 'text' })
  pukState: 'none' | 'pending' | 'current' | 'retired';
}

export const pkiEntities = [IssuerEntity, CertificateEntity, KeySetEntity];
