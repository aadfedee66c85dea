/**
 * The vault's signature over a batch of card steps, asked for when the batch is sent: agents whose credential demands it execute no other. The vault
 * gives it while the lease is open. Governing document: docs/decisions/0009.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { BatchRequest } from '@cardwright/contracts/nats/edge.api';
import { signedContent } from '@cardwright/contracts/nats/signed-batch';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';

@Injectable()
export class BatchSignatures {
  constructor(private readonly rpc: RpcClient) {}

  /** The batch with its signature. Throws what the vault answers to `batches.sign`, and REQUEST_SERVICE_UNAVAILABLE while it is away. */
  async sign(context: CallContext, batch: BatchRequest): Promise<BatchRequest> {
    const { lease, batchId } = batch;
    const contentSha256Hex = createHash('sha256').update(signedContent(batch)).digest('hex');
    const { signedBatch } = await this.rpc.pki('batches.sign', { lease, batchId, contentSha256Hex }, context);
    return { ...batch, signedBatch };
  }
}
