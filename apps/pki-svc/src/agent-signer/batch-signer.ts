/**
 * Signs a batch of card steps for the agent of its lease. It sees what the batch is called and the hash of what it says, not the steps; whoever calls
 * has made sure that the lease is open. Governing document: docs/decisions/0009.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { batchStatement, type BatchStatement } from '@cardwright/contracts/nats/signed-batch';
import { Clock } from '../config/clock.js';
import { Signer } from '../signer/signer.port.js';
import { signStatement } from './sign-statement.js';
import { BatchSignerCertificate } from './signer-certificate.js';

const longestId = 256;

@Injectable()
export class BatchSigner {
  constructor(
    private readonly certificate: BatchSignerCertificate,
    private readonly signer: Signer,
    private readonly clock: Clock,
  ) {}

  /** Throws REQUEST_INVALID {field}, PKI_SIGNER_UNAVAILABLE. */
  async sign(statement: BatchStatement): Promise<string> {
    const { lease, batchId, contentSha256Hex } = statement;
    if (typeof batchId !== 'string' || batchId.length > longestId || !batchId.startsWith(`${lease.requestId}/`))
      throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'batchId' });
    if (typeof contentSha256Hex !== 'string' || !/^[0-9a-f]{64}$/.test(contentSha256Hex))
      throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'contentSha256Hex' });
    const current = await this.certificate.current();
    // Agents judge the certificates at this time, and nothing else by it: a clock that was set back behind them must not stop every card.
    const signedAtMs = Math.max(this.clock.now(), current.notBefore.getTime());
    const claims = { ...batchStatement(statement), iat: Math.floor(signedAtMs / 1000) };
    return signStatement('batch', claims, current, this.signer);
  }
}
