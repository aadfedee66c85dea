/**
 * Stock batches: which cards came with which initial 9B, PIN and PUK. The values arrive sealed to the vault's key and are
 * forwarded unopened; this service never sees them.
 */
import { randomUUID } from 'node:crypto';
import { identityIn, mostSerials } from '@cardwright/contracts/card/card-identity';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardModelRegistry } from '../models/card-model-registry.js';
import { DeviceService } from '../devices/device.service.js';
import { factoryBatchId } from '../../domain/stock-batch.js';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { decodeCursor, pageLimit, pageOf } from '../../persistence/page.js';
import { StockBatchEntity, StockItemEntity } from '../../persistence/stock.entity.js';

export interface StockImport {
  name: string;
  modelId: string;
  serials: string[];
  jwe: string;
}

/** takenOver: identities of cards that have keys of ours already. */
type CheckedImport = StockImport & { stockBatchId: string; identities: string[]; takenOver: ReadonlySet<string> };

interface KnownCard {
  identity: string;
  deviceId: string;
  batch: string | null;
  used: boolean;
}

@Injectable()
export class StockService {
  constructor(
    private readonly database: DataSource,
    private readonly models: CardModelRegistry,
    private readonly devices: DeviceService,
    private readonly rpc: RpcClient,
  ) {}

  /** Registers every card of the batch. Throws STOCK_BATCH_INVALID with details.problems; then nothing was imported. */
  async import(asked: StockImport, context: ChangeContext): Promise<{ stockBatchId: string; devices: number }> {
    const identities = await this.check(asked, context.tenantId);
    const stockBatchId = randomUUID();
    const takenOver = await this.takenOver(identities, context);
    // The vault first: a batch without its secrets would be of no use, secrets without a batch harm nobody.
    await this.rpc.pki('vault.stock-batch.import', { stockBatchId, jwe: asked.jwe }, callContextOf(context));
    await inTransaction(this.database, (manager) =>
      this.store(manager, { ...asked, name: asked.name.trim(), stockBatchId, identities, takenOver }, context),
    );
    return { stockBatchId, devices: identities.length };
  }

  async list(
    tenantId: string,
    page: PageRequest,
  ): Promise<Page<{ stockBatchId: string; name: string; modelId: string; createdAt: string }>> {
    const limit = pageLimit(page.limit);
    const rows = await this.database.manager
      .createQueryBuilder(StockBatchEntity, 'batch')
      .where('batch.tenantId = :tenantId AND batch.name > :after COLLATE names', {
        tenantId,
        after: decodeCursor(page.cursor) ?? '',
      })
      .orderBy('batch.name COLLATE names', 'ASC')
      .take(limit + 1)
      .getMany();
    return pageOf(
      rows,
      limit,
      ({ name }) => name,
      ({ stockBatchId, name, modelId, createdAt }) => ({
        stockBatchId,
        name,
        modelId: modelId ?? '*',
        createdAt: createdAt.toISOString(),
      }),
    );
  }

  /** The batch of a card that is seen for the first time. */
  async batchOf(tenantId: string, identityText: string): Promise<string> {
    const item = await this.database.manager.findOneBy(StockItemEntity, { tenantId, identityText });
    return item?.stockBatchId ?? factoryBatchId;
  }

  async seed(tenantId: string): Promise<void> {
    await this.database.query(
      `INSERT INTO stock_batch (tenant_id, stock_batch_id, name) VALUES ($1, $2, 'Factory values') ON CONFLICT DO NOTHING`,
      [tenantId, factoryBatchId],
    );
  }

  private async check({ name, modelId, serials, jwe }: StockImport, tenantId: string): Promise<string[]> {
    const problems: { path: string; message: string }[] = [];
    const say = (path: string, message: string): void => void problems.push({ path, message });
    if (typeof name !== 'string' || !/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(name.trim()))
      say('/name', 'A name of 1 to 100 printable ASCII characters is needed');
    if (typeof jwe !== 'string' || jwe.split('.').length !== 5) say('/jwe', 'The secrets are not a compact JWE');
    const model = (await this.models.list(tenantId)).find(({ id }) => id === modelId);
    if (model === undefined) say('/modelId', 'No card model has this id');
    const scheme = model?.match.identityScheme;
    const list = Array.isArray(serials) ? serials : [];
    if (list.length === 0 || list.length > mostSerials)
      say('/serials', `1 to ${mostSerials} serials are needed at once`);
    const identities = list
      .slice(0, mostSerials)
      .map((serial) => (typeof serial === 'string' ? identityIn(serial, scheme) : null));
    identities.forEach((identity, index) => {
      if (identity === null)
        say(`/serials/${index}`, `Not ${scheme === undefined ? 'an identity' : `a serial of a ${scheme} card`}`);
      else if (identities.indexOf(identity) !== index) say(`/serials/${index}`, 'Stands in the list twice');
    });
    if (problems.length > 0)
      throw new CardwrightError('STOCK_BATCH_INVALID', undefined, { problems: problems.slice(0, 100) });
    return identities as string[];
  }

  private async store(
    manager: EntityManager,
    { name, modelId, stockBatchId, identities, takenOver }: CheckedImport,
    context: ChangeContext,
  ): Promise<void> {
    const { tenantId } = context;
    const added = await manager
      .createQueryBuilder()
      .insert()
      .into(StockBatchEntity)
      .values({ tenantId, stockBatchId, name, modelId, createdAt: new Date() })
      .orIgnore()
      .returning(['stockBatchId'])
      .execute();
    const problems =
      (added.raw as unknown[]).length === 0 ? [{ path: '/name', message: 'A batch has this name already' }] : [];
    const taken = new Map<string, string>();
    const seen = new Map<string, string>();
    for (const { identity, deviceId, batch, used } of await this.knownCards(manager, tenantId, identities)) {
      if (batch !== null) taken.set(identity, `This card belongs to the batch ${batch} already`);
      else if (used || takenOver.has(identity))
        taken.set(
          identity,
          'This card was taken over with the factory values: it did not come with those of this batch',
        );
      else seen.set(identity, deviceId);
    }
    identities.forEach((identity, index) => {
      const message = taken.get(identity);
      if (message !== undefined) problems.push({ path: `/serials/${index}`, message });
    });
    if (problems.length > 0)
      throw new CardwrightError('STOCK_BATCH_INVALID', undefined, { problems: problems.slice(0, 100) });
    await manager.query(
      `INSERT INTO stock_item (tenant_id, identity_text, stock_batch_id)
       SELECT $1, identity, $3 FROM unnest($2::text[]) AS identity`,
      [tenantId, identities, stockBatchId],
    );
    for (const identityText of identities) {
      const deviceId = seen.get(identityText);
      if (deviceId !== undefined) await this.devices.change(manager, deviceId, { stockBatchId }, context);
      else
        await this.devices.register(
          manager,
          { identityText, label: labelOf(identityText), modelId, stockBatchId },
          context,
        );
    }
    await appendAudit(manager, {
      ...context,
      action: 'stock-batch.imported',
      object: `stock-batch:${stockBatchId}`,
      details: { name, modelId, devices: identities.length, seenBefore: [...seen.values()] },
    });
  }

  /**
   * Those of these cards that are known, locked until the transaction ends. batch: the one they came with. used: none, and they were taken
   * over with the factory values, so they cannot have come with others.
   */
  private knownCards(manager: EntityManager, tenantId: string, identities: readonly string[]): Promise<KnownCard[]> {
    return manager.query(
      `SELECT coalesce(d.identity_text, i.identity_text) AS identity, d.device_id AS "deviceId", b.name AS batch,
         d.keyset <> 'factory' OR EXISTS (SELECT 1 FROM request r
           WHERE r.device_id = d.device_id AND r.type = 'ISSUE' AND r.state = 'COMPLETED') AS used
       FROM (SELECT * FROM device WHERE tenant_id = $1 AND identity_text = ANY ($2) FOR UPDATE) d
       FULL JOIN (SELECT * FROM stock_item WHERE tenant_id = $1 AND identity_text = ANY ($2)) i USING (identity_text)
       LEFT JOIN stock_batch b ON b.tenant_id = $1 AND b.stock_batch_id = coalesce(i.stock_batch_id, d.stock_batch_id)
         AND b.stock_batch_id <> $3`,
      [tenantId, identities, factoryBatchId],
    );
  }

  /**
   * Identities of known cards that have keys of ours although no issue of them was finished. Only the vault knows this, so it is asked
   * before the transaction.
   */
  private async takenOver(identities: readonly string[], context: ChangeContext): Promise<Set<string>> {
    const begun: { identity: string; device_id: string }[] = await this.database.query(
      `SELECT DISTINCT d.identity_text AS identity, d.device_id FROM device d JOIN request r USING (device_id)
       WHERE d.tenant_id = $1 AND d.identity_text = ANY ($2)`,
      [context.tenantId, identities],
    );
    const found = new Set<string>();
    for (const { identity, device_id: deviceId } of begun) {
      const { current } = await this.rpc.pki('vault.key-set.get', { deviceId }, callContextOf(context));
      if (current !== null) found.add(identity);
    }
    return found;
  }
}

/** What people call the card: the end of its identity. */
export const labelOf = (identityText: string): string => {
  const value = identityText.slice(identityText.indexOf(':') + 1);
  return value.length > 12 ? `…${value.slice(-12)}` : value;
};
