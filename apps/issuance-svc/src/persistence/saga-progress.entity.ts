/** One line of a saga's timeline: what people see, kept in Postgres because Temporal's history is encrypted and expires. */
import type { RequestState, SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import type { Said } from '@cardwright/contracts/said';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintAsNumber } from './columns.js';

@Entity({ name: 'saga_progress' })
export class SagaProgressEntity {
  @PrimaryColumn({ name: 'request_id', type: 'uuid' })
  requestId: string;

  @PrimaryColumn({ type: 'bigint', transformer: bigintAsNumber })
  sequence: number;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ type: 'text' })
  kind: SagaProgress['kind'];

  @Column({ type: 'text' })
  stage: string;

  @Column({ type: 'integer' })
  percent: number;

  @Column({ type: 'text' })
  state: RequestState;

  @Column({ type: 'text', nullable: true })
  awaiting: 'pin' | null;

  @Column({ type: 'text' })
  sentence: string;

  @Column({ type: 'jsonb', nullable: true })
  said: Said | null;

  @Column({ type: 'text', nullable: true })
  code: string | null;

  @Column({ type: 'jsonb', nullable: true })
  step: SagaProgress['step'] | null;

  /** Names the event that this row came from: a second delivery adds nothing [fault 17]. */
  @Column({ name: 'source_key', type: 'text', nullable: true })
  sourceKey: string | null;
}
