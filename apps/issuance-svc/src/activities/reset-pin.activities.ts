/**
 * The activities of the PIN reset: the card is read, the holder's new PIN is set by the PUK in one batch, the record follows. The card
 * proves by its management key that it is ours before the PUK is sent to it. Each may be repeated.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ResetPinInput } from '@cardwright/contracts/workflow/card-write.contract';
import { bindSteps } from '@cardwright/card-plan/bind';
import { planPinReset } from '@cardwright/card-plan/plan-pin-reset';
import type { StageCall } from '@cardwright/card-saga/card-saga';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { BatchSender, contextOf } from '../card-work/batch-sender.js';
import { batchSequence } from '../card-work/batch-sequence.js';
import { CardVault } from '../card-work/card-vault.js';
import { SagaRecords } from '../card-work/saga-records.js';
import { DeviceService } from '../devices/device.service.js';
import { changeContext } from '../sagas/issue-record.js';
import { RequestService } from '../requests/request.service.js';
import { RecycleEnds } from './recycle-card.activities.js';
import { CardOpener, sagaLeaseMs } from './open-card.js';

/** What is read from and written to the card. */
@Injectable()
export class ResetPinCard {
  constructor(
    readonly opener: CardOpener,
    readonly batches: BatchSender,
    readonly vault: CardVault,
    readonly rpc: RpcClient,
  ) {}
}

@Injectable()
export class ResetPinActivities {
  constructor(
    private readonly database: DataSource,
    private readonly records: SagaRecords,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly card: ResetPinCard,
    private readonly ends: RecycleEnds,
  ) {}

  /** Reads only; then the holder may choose (D21). A card whose PUK is blocked cannot be helped this way. */
  async openForPinReset(call: StageCall): Promise<void> {
    await this.ends.progress.enter(call);
    const { image, model, ownership, session } = await this.card.opener.open(call);
    if (image.puk.blocked) throw new CardwrightError('CARD_PUK_BLOCKED');
    await this.records.saveIntent(call, planPinReset(image, model, ownership), image, session);
    await this.ends.progress.awaitPin(call, 'new-pin');
  }

  async resetHolderPin(call: StageCall): Promise<void> {
    await this.ends.progress.enter(call);
    const { batches, vault, rpc } = this.card;
    const context = contextOf(call);
    const { intent, session } = await this.records.session(call);
    const { stockBatchId } = await this.records.device(call.input.deviceId);
    await this.ends.leases.extend(session.lease, sagaLeaseMs);
    const result = await batches.run(call, batchSequence.pin, session.lease, async () => {
      const steps = bindSteps(intent.plan.phases.pin!, {});
      const batchId = `${call.input.requestId}/${call.attempt}/${batchSequence.pin}`;
      const opened = await vault.openBatch(context, session, { stockBatchId, batchId, steps });
      await this.records.saveSession(call, session);
      const { authenticate, sealedSecrets } = opened;
      return { steps: [authenticate, ...steps], close: true, ...(sealedSecrets && { sealedSecrets }) };
    });
    await vault.settleBatch(context, session, stockBatchId, { results: result.results });
    await this.records.saveSession(call, session);
    // An initial PIN that was still in place is nobody's any more.
    await rpc.pki('vault.operation-pin.forget', { lease: session.lease }, context);
  }

  async commitPinReset(call: StageCall & { reset: ResetPinInput }): Promise<void> {
    const { session } = await this.records.session(call);
    if (!(await this.ends.issueRecord.hasEnded(call))) {
      await this.ends.progress.enter(call);
      await this.record(call);
    }
    await this.ends.leases.release(session.lease);
  }

  private async record(call: StageCall & { reset: ResetPinInput }): Promise<void> {
    const { requestId, deviceId } = call.input;
    const change = changeContext(call);
    const progress = await inTransaction(this.database, async (manager) => {
      const patch = { pin: 'set', operation: 'idle', activeRequestId: null } as const;
      await this.devices.change(manager, deviceId, patch, change);
      await appendAudit(manager, {
        ...change,
        action: 'device.pin-reset',
        object: `device:${deviceId}`,
        reason: call.reset.reason,
        details: { requestId, attempts: call.attempt },
      });
      const sentence = 'The new PIN is set; PIN and PUK have all their tries';
      return (
        await this.requests.markIn(manager, requestId, { state: 'COMPLETED', stage: 'done', percent: 100, sentence })
      ).progress;
    });
    this.requests.announce(progress);
  }
}
