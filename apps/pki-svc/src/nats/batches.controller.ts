/** Batches of card steps over NATS: `cw.v1.pki.batches.*`. Delegation only; the lease is checked first. */
import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { pkiSubject } from '@cardwright/contracts/nats/subjects';
import { BatchSigner } from '../agent-signer/batch-signer.js';
import { originOf } from '../audit/call-origin.js';
import { LeaseGate } from '../custody/lease-gate.js';
import type { Answer, Ask } from './handler.js';

@Controller()
export class BatchesController {
  constructor(
    private readonly leases: LeaseGate,
    private readonly batches: BatchSigner,
  ) {}

  @MessagePattern(pkiSubject('batches.sign'))
  async sign(ask: Ask<'batches.sign'>): Answer<'batches.sign'> {
    const lease = await this.leases.requireOpen(ask.body.lease, originOf(ask));
    return { signedBatch: await this.batches.sign({ ...ask.body, lease }) };
  }
}
