/**
 * The activities of a recycle. It first revokes the certificates and then wipes the card. A wiped card has the stock batch's values and
 * nothing else (C25).
 */
import { Injectable } from '@nestjs/common';
import type { KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import { planRecycle } from '@cardwright/card-plan/plan-recycle';
import type { RecycleActivities, StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { contextOf } from '../../card/batch-sender.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { certifiedAlgorithms } from '../../card/card-certificates.js';
import { CardConversation } from '../../card/card-conversation.js';
import { CardVault } from '../../card/card-vault.js';
import type { Admitted } from '../../records/requests/admitted.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { StockDescriptions } from '../../records/stock/stock-descriptions.js';
import { RecycleFido } from './recycle-fido.js';
import { RecycleRecord } from './recycle-record.js';
import { SagaEnd } from '../run/saga-end.js';
import { SagaStages } from '../run/saga-stages.js';
import { CardOpener } from '../../card/open-card.js';
import { SagaUndo } from '../run/undo.js';
import type { Behind, OffersActivities } from '../run/kind-providers.js';

@Injectable()
export class RecycleCardActivities implements OffersActivities<'RECYCLE'> {
  constructor(
    private readonly records: SagaRecords,
    private readonly opener: CardOpener,
    private readonly conversation: CardConversation,
    private readonly stages: SagaStages,
    private readonly stock: StockDescriptions,
    private readonly vault: CardVault,
    private readonly record: RecycleRecord,
    private readonly fido: RecycleFido,
    private readonly sagaEnd: SagaEnd,
    private readonly undo: SagaUndo,
  ) {}

  offered(): Behind<RecycleActivities> {
    return {
      revokeForRecycle: (call) => this.revokeForRecycle(call),
      openForRecycle: (call) => this.openForRecycle(call),
      eraseCard: (call) => this.eraseCard(call),
      commitRecycle: (call) => this.commitRecycle(call),
      compensateRecycle: (call) => this.undo.run(call, () => this.record.giveUp(call)),
    };
  }

  async revokeForRecycle(call: StageCall): Promise<void> {
    await this.stages.enter(call);
    await this.record.revokeAll(call);
  }

  async openForRecycle(call: Admitted): Promise<void> {
    await this.stages.enter(call);
    // Whether its FIDO application was used is asked before the wipe.
    const { device, image, model, ownership, session } = await this.opener.open(call, { applications: ['FIDO2'] });
    // The rows come newest first: the card has the key that was written last, unless its certificate shows otherwise.
    const recorded = (await this.records.credentialsOfDevice(call.input.deviceId)).reverse();
    const knownKeys: Partial<Record<KeyReferenceName, KeyAlgorithm>> = {
      ...Object.fromEntries(recorded.map(({ keyReference, algorithm }) => [keyReference, algorithm])),
      ...certifiedAlgorithms(image),
    };
    const { managementKeyAlgorithm: stockAlgorithm } = await this.stock.of(device.stockBatchId, contextOf(call));
    const plan = planRecycle({ image, model, knownKeys, ownership, stockAlgorithm });
    await this.records.saveIntent(call, plan, image, session);
  }

  async eraseCard(call: StageCall): Promise<void> {
    await this.stages.enter(call);
    await this.fido.reset(call);
    const { intent, session } = await this.records.session(call);
    const device = await this.records.device(call.input.deviceId);
    await this.conversation.run(
      call,
      { session, intent, device },
      { sequence: batchSequence.content, steps: intent.plan.phases.erase!, then: 'close' },
    );
    // The card has proved its key before the vault forgets the key. The session records this, so a repeated activity does not verify it
    // again.
    await this.vault.forgetKeySet(contextOf(call), session);
  }

  async commitRecycle(call: Admitted): Promise<void> {
    const { intent, session } = await this.records.session(call);
    if (!this.sagaEnd.hasEnded(call)) {
      await this.stages.enter(call);
      const wasReset = intent.plan.phases.erase!.some(({ kind }) => kind === 'vendor-reset');
      await this.record.commit(call, { wasReset });
    }
    await this.stages.leave(session.lease);
  }
}
