/** Requests about stock batches: authorise, then the services. */
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import type { Answer, Asked } from '../domain/asked.js';
import { callContextOf, contextOf } from '../persistence/change-context.js';
import { StockService } from '../records/stock/stock.service.js';

@Controller()
export class StockController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly stock: StockService,
    private readonly rpc: RpcClient,
  ) {}

  @MessagePattern(issuanceSubject('stock-batches.list'))
  async list(@Payload() asked: Asked<'stock-batches.list'>): Answer<'stock-batches.list'> {
    await this.access.authorise(asked, 'stock-batches.list');
    return this.stock.list(asked.tenantId, asked.body);
  }

  @MessagePattern(issuanceSubject('stock-batches.import'))
  async import(@Payload() asked: Asked<'stock-batches.import'>): Answer<'stock-batches.import'> {
    await this.access.authorise(asked, 'stock-batches.import');
    return this.stock.import(asked.body, contextOf(asked));
  }

  /** Where the importer seals the batch's values to. */
  @MessagePattern(issuanceSubject('vault-key.get'))
  async vaultKey(@Payload() asked: Asked<'vault-key.get'>): Answer<'vault-key.get'> {
    await this.access.authorise(asked, 'vault-key.get');
    return this.rpc.pki('vault.public-key', {}, callContextOf(contextOf(asked)));
  }
}
