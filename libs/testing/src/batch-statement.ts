/** A batch of card steps as issuance-svc asks the vault to sign it, for specs that make up batches of their own. */
import { createHash } from 'node:crypto';
import type { BatchRequest } from '@cardwright/contracts/nats/edge.api';
import { signedContent, type BatchStatement } from '@cardwright/contracts/nats/signed-batch';

export const statementOf = (batch: BatchRequest): BatchStatement => ({
  lease: batch.lease,
  batchId: batch.batchId,
  contentSha256Hex: createHash('sha256').update(signedContent(batch)).digest('hex'),
});
