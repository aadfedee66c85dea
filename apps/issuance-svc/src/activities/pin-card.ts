/**
 * What PIN reset and lock do with the card: open it, then one batch in which the card proves by its management key that it is ours
 * before the steps of the plan's PIN phase. May be repeated like every batch; the card session ends with it.
 */
import { Injectable } from '@nestjs/common';
import { bindSteps } from '@cardwright/card-plan/bind';
import type { StageCall } from '@cardwright/card-saga/card-saga';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { BatchSender, contextOf } from '../card-work/batch-sender.js';
import { batchSequence } from '../card-work/batch-sequence.js';
import { CardVault } from '../card-work/card-vault.js';
import { SagaRecords } from '../card-work/saga-records.js';
import { LeaseService } from '../leases/lease.service.js';
import { CardOpener, sagaLeaseMs } from './open-card.js';

@Injectable()
export class PinCard {
  constructor(
    readonly opener: CardOpener,
    private readonly records: SagaRecords,
    private readonly leases: LeaseService,
    private readonly batches: BatchSender,
    private readonly vault: CardVault,
    private readonly rpc: RpcClient,
  ) {}

  async write(call: StageCall): Promise<void> {
    const context = contextOf(call);
    const { intent, session } = await this.records.session(call);
    const { stockBatchId } = await this.records.device(call.input.deviceId);
    await this.leases.extend(session.lease, sagaLeaseMs);
    const result = await this.batches.run(call, batchSequence.pin, session.lease, async () => {
      const steps = bindSteps(intent.plan.phases.pin!, {});
      const batchId = `${call.input.requestId}/${call.attempt}/${batchSequence.pin}`;
      const opened = await this.vault.openBatch(context, session, { stockBatchId, batchId, steps });
      await this.records.saveSession(call, session);
      const { authenticate, sealedSecrets } = opened;
      return { steps: [authenticate, ...steps], close: true, ...(sealedSecrets && { sealedSecrets }) };
    });
    await this.vault.settleBatch(context, session, stockBatchId, { results: result.results });
    await this.records.saveSession(call, session);
    // An initial PIN that was still in place is nobody's any more.
    await this.rpc.pki('vault.operation-pin.forget', { lease: session.lease }, context);
  }
}
