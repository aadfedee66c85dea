/**
 * What the vault signs of a batch of card steps, so that an agent executes none that somebody else has made up (sealing/signed-statement has the
 * form). Governing document: docs/decisions/0009.
 */
import { canonicalJson } from '../canonical-json.js';
import type { BatchRequest, LeaseToken } from './edge.api.js';

export interface BatchStatement {
  /** The workstation, the card, the request, and the fencing token that no older batch has. */
  lease: LeaseToken;
  batchId: string;
  /** SHA-256 of `signedContent`. */
  contentSha256Hex: string;
}

/** iat: by the vault's clock, seconds since the epoch. Only certificates are judged by it; a batch is old by its fencing token and its id. */
export interface SignedBatchClaims extends BatchStatement {
  iat: number;
}

/** Extended key usage of the certificate that batches are signed with, and of no other (an arc of our own by ITU-T X.667). */
export const batchSigningUsage = '2.25.75715885541616479549322647223388638382';

/**
 * Everything that the batch says, with members that only a later version knows. Left out: the signature, and the time of sending, which differs when
 * the same batch is sent again.
 */
export function signedContent(batch: BatchRequest): string {
  const { signedBatch, sentAt, ...content } = batch;
  void [signedBatch, sentAt];
  return canonicalJson(content);
}

/** Member by member: a lease and a statement of another version may have more. */
export function batchStatement({ lease, batchId, contentSha256Hex }: BatchStatement): BatchStatement {
  const { requestId, deviceId, workstationId, fencingToken } = lease;
  return { lease: { requestId, deviceId, workstationId, fencingToken }, batchId, contentSha256Hex };
}
