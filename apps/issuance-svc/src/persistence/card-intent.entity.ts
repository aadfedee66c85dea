/**
 * The intent of one attempt, written before its first APDU (design.md section 2): what will be written, what the card held
 * before, and the seed that makes the proof nonces. Resuming elsewhere needs this row and a read-back, nothing else.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardSessionState } from './card-session-state.js';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'card_intent' })
export class CardIntentEntity {
  @PrimaryColumn({ name: 'request_id', type: 'uuid' })
  requestId: string;

  @PrimaryColumn({ type: 'integer' })
  attempt: number;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'device_id', type: 'uuid' })
  deviceId: string;

  /** 32 bytes; nonces of possession proofs are derived from it, so that a repeated step asks for the same proof. */
  @Column({ name: 'proof_seed', type: 'bytea' })
  proofSeed: Buffer;

  @Column({ name: 'plan_hash', type: 'text' })
  planHash: string;

  @Column({ type: 'jsonb' })
  plan: unknown;

  @Column({ name: 'before_image', type: 'jsonb' })
  beforeImage: CardImage;

  /** Key reference -> SubjectPublicKeyInfo in base64; a row is added when a key is made. */
  @Column({ name: 'public_keys', type: 'jsonb' })
  publicKeys: Record<string, string>;

  /** The open card session of this attempt (persistence/card-session-state.ts); no secret in it. */
  @Column({ type: 'jsonb', nullable: true })
  session: CardSessionState | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
