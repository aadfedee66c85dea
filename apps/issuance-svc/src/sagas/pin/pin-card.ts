/**
 * What PIN reset and lock do with the card: open it, then one batch in which the card proves by its management key that it is ours
 * before the steps of the plan's PIN phase. May be repeated like every batch; the card session ends with it.
 */
import { Injectable } from '@nestjs/common';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { contextOf } from '../../card/batch-sender.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { CardConversation } from '../../card/card-conversation.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { LeaseService } from '../../records/leases/lease.service.js';
import { CardOpener, sagaLeaseMs } from '../../card/open-card.js';

@Injectable()
export class PinCard {
  constructor(
    readonly opener: CardOpener,
    private readonly records: SagaRecords,
    private readonly leases: LeaseService,
    private readonly conversation: CardConversation,
    private readonly rpc: RpcClient,
  ) {}

  async write(call: StageCall): Promise<void> {
    const { intent, session } = await this.records.session(call);
    const device = await this.records.device(call.input.deviceId);
    await this.leases.extend(session.lease, sagaLeaseMs);
    await this.conversation.run(
      call,
      { session, intent, device },
      { sequence: batchSequence.pin, steps: intent.plan.phases.pin!, then: 'close' },
    );
    // If the initial PIN was still in place, it is now void.
    await this.rpc.pki('vault.operation-pin.forget', { lease: session.lease }, contextOf(call));
  }
}
