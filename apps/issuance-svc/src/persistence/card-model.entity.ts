/** A card model as data: seeded from libs/card-plan, matched by label, version and ATR (design.md section 2). */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'card_model' })
export class CardModelEntity {
  @PrimaryColumn({ name: 'model_id', type: 'text' })
  modelId: string;

  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ type: 'jsonb' })
  definition: CardModel;

  /** Order of matching: the first model that fits wins. */
  @Column({ type: 'integer' })
  position: number;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
