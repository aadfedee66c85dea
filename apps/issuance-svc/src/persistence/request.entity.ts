/**
 * A request and the row side of its saga (model.md section 3). Progress columns are written by requests/request.service.ts
 * alone: percent never goes back. A partial unique index allows one running request per device [fault 16].
 */
import type { Identification } from '@cardwright/contracts/access/identification';
import type { RequestState, RequestType } from '@cardwright/contracts/nats/issuance.api';
import type { Said } from '@cardwright/contracts/said';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintAsNumber } from './columns.js';

@Entity({ name: 'request' })
export class RequestEntity {
  @PrimaryColumn({ name: 'request_id', type: 'uuid' })
  requestId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'workflow_id', type: 'text' })
  workflowId: string;

  @Column({ type: 'text' })
  type: RequestType;

  @Column({ type: 'text' })
  state: RequestState;

  @Column({ type: 'text', nullable: true })
  awaiting: 'pin' | null;

  @Column({ type: 'text' })
  stage: string;

  @Column({ type: 'integer' })
  percent: number;

  @Column({ type: 'text' })
  sentence: string;

  /** What the sentence says, for other languages; null: of an earlier version. */
  @Column({ type: 'jsonb', nullable: true })
  said: Said | null;

  @Column({ name: 'stuck_reason', type: 'text', nullable: true })
  stuckReason: string | null;

  @Column({ name: 'error_code', type: 'text', nullable: true })
  errorCode: string | null;

  @Column({ name: 'error_message', type: 'text', nullable: true })
  errorMessage: string | null;

  /** That may hold the card, of a CARD_BUSY; null: none was known. */
  @Column({ name: 'busy_programs', type: 'text', array: true, nullable: true })
  busyPrograms: string[] | null;

  @Column({ name: 'error_said', type: 'jsonb', nullable: true })
  errorSaid: Said | null;

  @Column({ name: 'device_id', type: 'uuid' })
  deviceId: string;

  @Column({ name: 'person_id', type: 'uuid', nullable: true })
  personId: string | null;

  @Column({ name: 'profile_name', type: 'text', nullable: true })
  profileName: string | null;

  @Column({ name: 'profile_version', type: 'integer', nullable: true })
  profileVersion: number | null;

  @Column({ name: 'workstation_id', type: 'text' })
  workstationId: string;

  @Column({ name: 'reader_name', type: 'text', nullable: true })
  readerName: string | null;

  @Column({ name: 'pin_change', type: 'text', nullable: true })
  pinChange: 'holder' | 'none' | null;

  /** An issue whose profile says that a passkey is made. */
  @Column({ type: 'boolean', default: false })
  passkey: boolean;

  /** Its passkey is made with the PIN that the agent drew, because the card has one PIN for everything. */
  @Column({ name: 'temporary_pin', type: 'boolean', default: false })
  temporaryPin: boolean;

  /** How whoever issues the card made sure who the holder is; null: not asked. */
  @Column({ name: 'identified_by', type: 'text', nullable: true })
  identifiedBy: Identification | null;

  /** A code of the reasons catalogue, or free text for requests that use no catalogue. */
  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ name: 'reason_text', type: 'text', nullable: true })
  reasonText: string | null;

  @Column({ name: 'accept_history_loss', type: 'boolean', default: false })
  acceptHistoryLoss: boolean;

  /** The card may keep a PUK or management key that everybody knows. */
  @Column({ name: 'accept_well_known', type: 'boolean', default: false })
  acceptWellKnown: boolean;

  /** The key references that get new keys; updates only. */
  @Column({ name: 'key_references', type: 'text', array: true, nullable: true })
  keyReferences: string[] | null;

  @Column({ type: 'integer' })
  attempt: number;

  @Column({ name: 'round_trips', type: 'integer' })
  roundTrips: number;

  @Column({ type: 'integer' })
  apdus: number;

  @Column({ name: 'plan_hash', type: 'text', nullable: true })
  planHash: string | null;

  @Column({ type: 'jsonb', nullable: true })
  plan: unknown;

  /** Unique per requester: a client's own key never reaches another client's saga. */
  @Column({ name: 'idempotency_key', type: 'text', nullable: true })
  idempotencyKey: string | null;

  @Column({ name: 'requested_by', type: 'text' })
  requestedBy: string;

  /** The role claims of whoever asked; null: no person or client, or from before they were kept. */
  @Column({ name: 'requested_by_claims', type: 'text', array: true, nullable: true })
  requestedByClaims: string[] | null;

  @Column({ name: 'requested_by_person_id', type: 'uuid', nullable: true })
  requestedByPersonId: string | null;

  @Column({ name: 'correlation_id', type: 'text' })
  correlationId: string;

  @Column({ name: 'progress_sequence', type: 'bigint', transformer: bigintAsNumber })
  progressSequence: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}
