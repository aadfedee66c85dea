/**
 * What the vault may reveal about the values of a stock batch. It is asked once per batch, because the values never change. The values
 * themselves never reach this service.
 */
import type { PkiApi } from '@cardwright/contracts/nats/pki.api';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';

export type StockDescription = ReplyOf<PkiApi, 'vault.stock-batch.describe'>;

@Injectable()
export class StockDescriptions {
  private readonly known = new Map<string, Promise<StockDescription>>();

  constructor(private readonly rpc: RpcClient) {}

  of(stockBatchId: string, context: CallContext): Promise<StockDescription> {
    const known = this.known.get(stockBatchId);
    if (known !== undefined) return known;
    const asked = this.rpc.pki('vault.stock-batch.describe', { stockBatchId }, context);
    this.known.set(stockBatchId, asked);
    // A vault that was away is asked again.
    asked.catch(() => this.known.delete(stockBatchId));
    return asked;
  }
}
