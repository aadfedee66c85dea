/**
 * Which batches of card steps this workstation executes: once its credential demands it, those alone that the vault has signed, for this workstation,
 * card and lease, and exactly as they came. Whether a batch is old is no question of time: the fence knows the newest lease of each card, and the
 * journal each batch that was begun. Governing document: docs/decisions/0009.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '@cardwright/contracts/canonical-json';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BatchRequest } from '@cardwright/contracts/nats/edge.api';
import {
  batchSigningUsage,
  batchStatement,
  signedContent,
  type SignedBatchClaims,
} from '@cardwright/contracts/nats/signed-batch';
import { signedClaims, type Unsigned } from './signed-statement.js';
import { RootsInUse, type TrustedRoots } from './trusted-roots.js';

export interface BatchTrustOptions {
  /** Whether the credential of this moment demands signatures. */
  isDemanded: () => boolean;
  roots: TrustedRoots;
  /** Milliseconds of a clock that never jumps. */
  runningMs: () => number;
}

export class BatchTrust {
  private readonly roots: RootsInUse;

  constructor(private readonly options: BatchTrustOptions) {
    this.roots = new RootsInUse(options.roots, options.runningMs);
  }

  /** Throws EDGE_SERVER_NOT_TRUSTED {reason}. */
  async require(batch: BatchRequest): Promise<void> {
    if (!this.options.isDemanded()) return;
    const reason = await this.roots.judge((rootsSha256Hex) => against(batch, rootsSha256Hex));
    if (reason !== undefined) throw new CardwrightError('EDGE_SERVER_NOT_TRUSTED', undefined, { reason });
  }
}

/** Why it is not believed. `content`: another batch was signed. */
async function against(
  batch: BatchRequest,
  rootsSha256Hex: readonly string[],
): Promise<Unsigned | 'content' | undefined> {
  const claims = await signedClaims<SignedBatchClaims>(batch.signedBatch, {
    kind: 'batch',
    usage: batchSigningUsage,
    rootsSha256Hex,
  });
  if (typeof claims === 'string') return claims;
  return isSigned(batch, claims) ? undefined : 'content';
}

function isSigned(batch: BatchRequest, claims: SignedBatchClaims): boolean {
  const { lease, batchId } = batch;
  const contentSha256Hex = createHash('sha256').update(signedContent(batch)).digest('hex');
  try {
    return (
      canonicalJson(batchStatement(claims)) === canonicalJson(batchStatement({ lease, batchId, contentSha256Hex }))
    );
  } catch {
    return false;
  }
}
