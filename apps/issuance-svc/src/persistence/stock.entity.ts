/**
 * Stock batches: cards bought together, with the same initial 9B, PIN and PUK. The secrets themselves are in the vault
 * under the batch's id; here is only which card belongs to which batch.
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'stock_batch' })
export class StockBatchEntity {
  /** `factory` for the batch of cards that came with the model's factory values. */
  @PrimaryColumn({ name: 'stock_batch_id', type: 'text' })
  stockBatchId: string;

  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ type: 'text' })
  name: string;

  /** null: any model (the factory batch). */
  @Column({ name: 'model_id', type: 'text', nullable: true })
  modelId: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}

@Entity({ name: 'stock_item' })
export class StockItemEntity {
  @PrimaryColumn({ name: 'identity_text', type: 'text' })
  identityText: string;

  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'stock_batch_id', type: 'text' })
  stockBatchId: string;
}
