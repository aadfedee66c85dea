/**
 * The card model registry: the one place that says which model a card is and what it can do. It starts with the models that ship
 * (libs/card-plan) and holds those that a site adds; everything that plans for a card or checks one asks here.
 */
import { cardModels } from '@cardwright/card-plan/models/card-models';
import { matchModel } from '@cardwright/card-plan/models/match-model';
import { withFacts } from '@cardwright/card-plan/models/with-facts';
import { canonicalJson } from '@cardwright/contracts/canonical-json';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { preparedQuery } from '@cardwright/service-kit/database/prepared-query';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { isShipped } from './card-model-rules.js';

interface Row {
  definition: CardModel;
}

@Injectable()
export class CardModelRegistry {
  private readonly rows: (tenantId: string) => Promise<Row[]>;

  constructor(private readonly database: DataSource) {
    // A prepared statement, because every stage that opens a card runs it (design.md section 7).
    let query: ((values: readonly unknown[]) => Promise<Row[]>) | undefined;
    this.rows = (tenantId) =>
      (query ??= preparedQuery<Row>(
        database,
        'card-models',
        `SELECT definition FROM card_model WHERE tenant_id = $1 AND withdrawn_at IS NULL ORDER BY position, model_id`,
      ))([tenantId]);
  }

  /** The models in the order in which they are matched: the site's own models first, the oldest of them at the front. */
  async list(tenantId: string): Promise<CardModel[]> {
    return (await this.rows(tenantId)).map(({ definition }) => definition);
  }

  /** The first model that fits the card. Throws CARD_UNSUPPORTED {applicationLabel, version, atrHex, identityScheme}. */
  async match(tenantId: string, image: CardImage): Promise<CardModel> {
    const model = matchModel(image, await this.list(tenantId));
    if (model !== undefined) return model;
    const { applicationLabel, version, atrHex, identity } = image;
    throw new CardwrightError('CARD_UNSUPPORTED', undefined, {
      ...{ applicationLabel, version, atrHex },
      identityScheme: identity?.scheme ?? null,
    });
  }

  /** The model of this card, less what it was found not to do. Throws CARD_UNSUPPORTED. */
  async ofDevice(
    { tenantId, cardFacts }: Pick<DeviceEntity, 'tenantId' | 'cardFacts'>,
    image: CardImage,
  ): Promise<CardModel> {
    return withFacts(await this.match(tenantId, image), cardFacts);
  }

  /** Adds a row of the site's own, or changes it under the same id. definition: checked (card-model-validator.ts). */
  publish(model: CardModel, context: ChangeContext): Promise<{ model: CardModel; changed: boolean }> {
    const { tenantId } = context;
    return inTransaction(this.database, async (manager) => {
      await lockModels(manager, tenantId);
      const [known] = (await manager.query(
        `SELECT definition, withdrawn_at IS NOT NULL AS withdrawn FROM card_model WHERE tenant_id = $1 AND model_id = $2`,
        [tenantId, model.id],
      )) as (Row & { withdrawn: boolean })[];
      if (known && !known.withdrawn && canonicalJson(known.definition) === canonicalJson(model))
        return { model, changed: false };
      // Below every shipped row, whose positions count from 0.
      await manager.query(
        `INSERT INTO card_model (tenant_id, model_id, definition, position)
         SELECT $1, $2, $3, coalesce(max(position) FILTER (WHERE position < 0), $4) + 1 FROM card_model WHERE tenant_id = $1
         ON CONFLICT (tenant_id, model_id) DO UPDATE
           SET definition = excluded.definition, withdrawn_at = NULL, updated_at = now()`,
        [tenantId, model.id, JSON.stringify(model), firstSitePosition - 1],
      );
      await appendAudit(manager, {
        ...context,
        action: 'card-model.published',
        object: `card-model:${model.id}`,
        details: { before: known?.definition ?? null, after: model },
      });
      return { model, changed: true };
    });
  }

  /**
   * The row matches no card any more. changed: false when it is already withdrawn. Throws REQUEST_NOT_FOUND; REQUEST_CONFLICT for a shipped
   * model, and for a model of cards in use, which nothing could read any more.
   */
  withdraw(modelId: string, reason: string, context: ChangeContext): Promise<{ changed: boolean }> {
    const { tenantId } = context;
    if (isShipped(modelId)) throw new CardwrightError('REQUEST_CONFLICT', say('record.model-stays'));
    return inTransaction(this.database, async (manager) => {
      await lockModels(manager, tenantId);
      const rows: { withdrawn: boolean; devices: number }[] = await manager.query(
        `SELECT withdrawn_at IS NOT NULL AS withdrawn,
           (SELECT count(*)::int FROM device d WHERE d.tenant_id = m.tenant_id AND d.model_id = m.model_id AND d.state <> 'DISPOSED')
             AS devices
         FROM card_model m WHERE tenant_id = $1 AND model_id = $2`,
        [tenantId, modelId],
      );
      const [known] = rows;
      if (known === undefined) throw new CardwrightError('REQUEST_NOT_FOUND', say('missing.card-model'), { modelId });
      if (known.withdrawn) return { changed: false };
      if (known.devices > 0)
        throw new CardwrightError('REQUEST_CONFLICT', say('record.model-has-cards', { count: known.devices }), {
          modelId,
          devices: known.devices,
        });
      await manager.query(
        `UPDATE card_model SET withdrawn_at = now(), updated_at = now() WHERE tenant_id = $1 AND model_id = $2`,
        [tenantId, modelId],
      );
      await appendAudit(manager, {
        ...context,
        action: 'card-model.withdrawn',
        object: `card-model:${modelId}`,
        reason,
      });
      return { changed: true };
    });
  }

  /** The shipped models win over their stored copies (a release corrects them); other rows stay as they are. */
  async seed(tenantId: string): Promise<void> {
    for (const [position, model] of cardModels.entries())
      await this.database.query(
        `INSERT INTO card_model AS known (tenant_id, model_id, definition, position) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, model_id) DO UPDATE SET definition = excluded.definition, position = excluded.position,
           updated_at = now()
         WHERE known.definition IS DISTINCT FROM excluded.definition OR known.position <> excluded.position`,
        [tenantId, model.id, JSON.stringify(model), position],
      );
  }
}

/** The first position of a site's own models: it leaves room for a million of them before the shipped ones. */
const firstSitePosition = -1_000_000;

const lockModels = (manager: EntityManager, tenantId: string): Promise<unknown> =>
  manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`card-models/${tenantId}`]);
