/** The card model registry: data, seeded from libs/card-plan, read from Postgres so that a site may add rows. */
import { cardModels, matchModel } from '@cardwright/card-plan/models/card-models';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardModelEntity } from '../persistence/card-model.entity.js';

@Injectable()
export class CardModelService {
  constructor(private readonly database: DataSource) {}

  async list(tenantId: string): Promise<CardModel[]> {
    const rows = await this.database.manager.find(CardModelEntity, {
      where: { tenantId },
      order: { position: 'ASC', modelId: 'ASC' },
    });
    return rows.map(({ definition }) => definition);
  }

  /** The first model that fits the card, or undefined. */
  async match(tenantId: string, image: CardImage): Promise<CardModel | undefined> {
    return matchModel(image, await this.list(tenantId));
  }

  /** The shipped models win over their stored copies (a release corrects them); other rows stay as they are. */
  async seed(tenantId: string): Promise<void> {
    for (const [position, model] of cardModels.entries())
      await this.database.query(
        `INSERT INTO card_model AS known (tenant_id, model_id, definition, position) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, model_id) DO UPDATE SET definition = excluded.definition, position = excluded.position,
           updated_at = now()
         WHERE known.definition IS DISTINCT FROM excluded.definition`,
        [tenantId, model.id, JSON.stringify(model), position],
      );
  }
}
