/**
 * Stock batches: which cards came with which initial 9B, PIN and PUK. The values arrive sealed to the vault's key and are
 * forwarded unopened; this service never sees them.
 */
import { randomUUID } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardModelRegistry } from '../models/card-model-registry.js';
import { DeviceService } from '../devices/device.service.js';
import { callContextOf, type ChangeContext } from '../persistence/change-context.js';
import { decodeCursor, pageLimit, pageOf } from '../persistence/page.js';
import { StockBatchEntity, StockItemEntity } from '../persistence/stock.entity.js';

/** Cards that nobody listed: they have the model's factory values, which the vault knows under this id. */
export const factoryBatchId = 'factory';
/** One import fits one NATS message beside its JWE. */
const maximumSerials = 10_000;

export interface StockImport {
  name: string;
  modelId: string;
  serials: string[];
  jwe: string;
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
    // The vault first: a batch without its secrets would be of no use, secrets without a batch harm nobody.
    await this.rpc.pki('vault.stock-batch.import', { stockBatchId, jwe: asked.jwe }, callContextOf(context));
    await inTransaction(this.database, (manager) =>
      this.store(manager, { ...asked, name: asked.name.trim() }, stockBatchId, identities, context),
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
      .where('batch.tenantId = :tenantId AND batch.name > :after', { tenantId, after: decodeCursor(page.cursor) ?? '' })
      .orderBy('batch.name', 'ASC')
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
    const list = Array.isArray(serials) ? serials : [];
    if (list.length === 0 || list.length > maximumSerials)
      say('/serials', `1 to ${maximumSerials} serials are needed at once`);
    const scheme = model?.match.identityScheme ?? 'ykserial';
    const identities = list.slice(0, maximumSerials).map((serial) => identityOf(serial, scheme));
    identities.forEach((identity, index) => {
      if (identity === null) say(`/serials/${index}`, `Not a serial of a ${scheme} card`);
      else if (identities.indexOf(identity) !== index) say(`/serials/${index}`, 'Stands in the list twice');
    });
    if (problems.length > 0)
      throw new CardwrightError('STOCK_BATCH_INVALID', undefined, { problems: problems.slice(0, 100) });
    return identities as string[];
  }

  private async store(
    manager: EntityManager,
    { name, modelId }: StockImport,
    stockBatchId: string,
    identities: string[],
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
    const rows: { identity_text: string }[] = await manager.query(
      `SELECT identity_text FROM stock_item WHERE tenant_id = $1 AND identity_text = ANY ($2)
       UNION SELECT identity_text FROM device WHERE tenant_id = $1 AND identity_text = ANY ($2)`,
      [tenantId, identities],
    );
    const known = new Set(rows.map((row) => row.identity_text));
    identities.forEach((identity, index) => {
      if (known.has(identity)) problems.push({ path: `/serials/${index}`, message: 'This card is known already' });
    });
    if (problems.length > 0)
      throw new CardwrightError('STOCK_BATCH_INVALID', undefined, { problems: problems.slice(0, 100) });
    await manager.query(
      `INSERT INTO stock_item (tenant_id, identity_text, stock_batch_id)
       SELECT $1, identity, $3 FROM unnest($2::text[]) AS identity`,
      [tenantId, identities, stockBatchId],
    );
    for (const identityText of identities)
      await this.devices.register(
        manager,
        { identityText, label: labelOf(identityText), modelId, stockBatchId },
        context,
      );
    await appendAudit(manager, {
      ...context,
      action: 'stock-batch.imported',
      object: `stock-batch:${stockBatchId}`,
      details: { name, modelId, devices: identities.length },
    });
  }
}

/** `12345678` or the whole identity text; null when it is neither. */
function identityOf(serial: unknown, scheme: string): string | null {
  if (typeof serial !== 'string') return null;
  const text = serial.trim();
  const value = text.startsWith(`${scheme}:`) ? text.slice(scheme.length + 1) : text;
  const shape = scheme === 'ykserial' ? /^[0-9]{1,10}$/ : /^(?:[0-9A-Fa-f]{2}){4,64}$/;
  if (!shape.test(value)) return null;
  return `${scheme}:${scheme === 'ykserial' ? String(Number(value)) : value.toUpperCase()}`;
}

/** What people call the card: the end of its identity. */
export const labelOf = (identityText: string): string => {
  const value = identityText.slice(identityText.indexOf(':') + 1);
  return value.length > 12 ? `…${value.slice(-12)}` : value;
};
