/** Requests about stock batches: authorise, then the services. */
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import type { Answer, Asked } from './asked.js';
import { callContextOf, contextOf } from '../persistence/change-context.js';
import { StockService } from '../records/stock/stock.service.js';

@Injectable()
export class StockRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly stock: StockService,
    private readonly rpc: RpcClient,
  ) {}

  async list(asked: Asked<'stock-batches.list'>): Answer<'stock-batches.list'> {
    await this.access.authorise(asked, 'stock-batches.list');
    return this.stock.list(asked.tenantId, asked.body);
  }

  async import(asked: Asked<'stock-batches.import'>): Answer<'stock-batches.import'> {
    await this.access.authorise(asked, 'stock-batches.import');
    return this.stock.import(asked.body, contextOf(asked));
  }

  /** Where the importer seals the batch's values to. */
  async vaultKey(asked: Asked<'vault-key.get'>): Answer<'vault-key.get'> {
    await this.access.authorise(asked, 'vault-key.get');
    return this.rpc.pki('vault.public-key', {}, callContextOf(contextOf(asked)));
  }
}
