/**
 * The activities of the issue saga: one per batch of card steps (design.md section 2, at most 6 round trips). Each may be
 * repeated at any point: batches by their id, certificates by their idempotency key, rows by their keys.
 */
import type { CompleteCard, IssueActivities, StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { Context } from '@temporalio/activity';
import { Injectable } from '@nestjs/common';
import type { IssueCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { plannedObjects } from '@cardwright/card-plan/content';
import { effectivePinRule } from '@cardwright/card-plan/effective-pin-rule';
import { planIssue } from '@cardwright/card-plan/plan-issue';
import { withRoom } from '@cardwright/card-plan/room';
import { askedNew } from '../../domain/pin-sentence.js';
import { BatchSender, contextOf } from '../../card/batch-sender.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { cardIdentityOf } from '../../card/card-content.js';
import { CardConversation } from '../../card/card-conversation.js';
import { CardVault } from '../../card/card-vault.js';
import { StockValues } from '../../card/stock-values.js';
import type { Admitted } from '../../records/requests/admitted.js';
import { SagaRecords, type CardWork } from '../../records/requests/saga-records.js';
import { keptRows, plannedKept, pukMayStay, requireKeptAccepted } from '../../domain/kept-secrets.js';
import { PasskeyReadiness } from '../steer/passkey-readiness.js';
import { IssuePasskey } from './issue-passkey.js';
import { IssueRecord } from './issue-record.js';
import { SagaEnd } from '../run/saga-end.js';
import { SagaStages } from '../run/saga-stages.js';
import { SagaCertificates } from './saga-certificates.js';
import { KeyChecks } from './key-checks.js';
import { CardOpener } from '../../card/open-card.js';
import { SagaUndo } from '../run/undo.js';
import type { Behind, OffersActivities } from '../run/kind-providers.js';

@Injectable()
export class IssueCardActivities implements OffersActivities<'ISSUE'> {
  constructor(
    private readonly records: SagaRecords,
    private readonly opener: CardOpener,
    private readonly batches: BatchSender,
    private readonly conversation: CardConversation,
    private readonly issueRecord: IssueRecord,
    private readonly sagaEnd: SagaEnd,
    private readonly stages: SagaStages,
    private readonly stock: StockValues,
    private readonly vault: CardVault,
    private readonly certificates: SagaCertificates,
    private readonly checks: KeyChecks,
    private readonly undo: SagaUndo,
    private readonly passkey: IssuePasskey,
    private readonly passkeys: PasskeyReadiness,
  ) {}

  offered(): Behind<IssueActivities> {
    return {
      openForIssue: (call) => this.openForIssue(call),
      ownAndGenerate: (call) => this.ownAndGenerate(call),
      completeCard: (call) => this.completeCard(call),
      askForPasskey: (call) => this.passkey.ask(call),
      registerPasskey: (call) => this.passkey.register(call),
      askForPin: (call) => this.stages.awaitPin(call, 'ISSUE', askedNew(call.refused)),
      setHolderPin: (call) => this.setHolderPin(call),
      commitIssue: (call) => this.commitIssue(call),
      compensateIssue: (call) => this.undo.run(call, () => this.issueRecord.giveUp(call, call.outcome, call.reason)),
    };
  }

  async openForIssue(call: Admitted & { issue: IssueCardInput }): Promise<void> {
    const { input, issue, request } = call;
    const { acceptWellKnown: accepted } = request;
    await this.stages.enter(call);
    const version = await this.records.profile(input.tenantId, issue.profileName, issue.profileVersion);
    const opened = await this.opener.open(call, issue.passkey === true ? { applications: ['FIDO2'] } : {});
    // Afterwards it has the passkey of this issue, and the rules of its profile.
    const { passkey } = version.definition;
    if (issue.passkey === true && passkey !== undefined && !opened.touched)
      await this.passkeys.require(
        { ...contextOf(call), lease: opened.session.lease },
        { ...version.definition, passkey },
        await this.records.person(input.personId!),
        opened,
      );
    const { pivMode = false } = version.definition;
    const stock = await this.stock.wellKnown(contextOf(call), opened.device.stockBatchId, opened.model);
    const plan = planIssue({
      image: opened.image,
      model: opened.model,
      profile: version.definition,
      profileVersion: version.version,
      personId: input.personId!,
      expiresOn: opened.device.expiresOn!,
      archivedKeys: await this.certificates.archivedKeys(call, version.definition.keyHistory?.count ?? 0),
      ownership: opened.ownership,
      pukMayStay: pukMayStay(stock, { pivMode, accepted }),
      certifiedKeys: await this.certificates.certifiedKeys(input.requestId, opened.image.keyReferences),
    });
    if (!opened.touched && issue.planHash !== null && issue.planHash !== plan.hash)
      throw new CardwrightError('REQUEST_PLAN_CHANGED', undefined, { planned: issue.planHash, now: plan.hash });
    const derBytes = await this.certificates.requireCertifiable(call, opened.device, plan.certificates);
    this.checks.foresee(plan, opened, version);
    const kept = plannedKept(plan, stock);
    requireKeptAccepted({ kept, pivMode, accepted });
    Object.assign(opened.session, { kept: keptRows(kept), wellKnown: [...stock] });
    const { image, model, device } = opened;
    const roomy = withRoom(plan, { image, model, facts: device.cardFacts, derBytes });
    await this.records.saveIntent(call, roomy, image, opened.session);
  }

  async ownAndGenerate(call: StageCall): Promise<void> {
    await this.stages.enter(call);
    const work = await this.records.work(call);
    const { intent, version, model } = work;
    const steps = [...intent.plan.phases.own!, ...intent.plan.phases.keys!];
    await this.conversation.run(call, work, {
      sequence: batchSequence.keys,
      steps,
      personId: call.input.personId,
      pinRule: effectivePinRule(model, version.definition, intent.beforeImage.applications?.FIDO2),
      then: 'opened-batch',
      check: (result) => this.checks.check(call, work, { planned: steps, result, again: batchSequence.keysAgain }),
    });
  }

  /**
   * From the CA to the last batch before the PIN, in one activity: nobody decides anything in between, and each activity costs the
   * server as much as a batch. Without a PIN to wait for, certificates begin on hold (C16) and the record follows at once.
   */
  async completeCard(call: Admitted<CompleteCard>): Promise<void> {
    const { next, pinChange } = call;
    const holderPin = pinChange === 'holder';
    const ended = Context.current().info.attempt > 1 && this.sagaEnd.hasEnded(call);
    const work = await this.records.work(call);
    if (!ended) {
      await this.stages.enter(call);
      await this.certificates.certify(call, work, { onHold: !holderPin });
      await this.writeContent({ ...call, stage: next.content }, work, !holderPin);
    }
    if (holderPin) {
      await this.records.markCredentials(call.input.requestId, 'VERIFIED');
      if (call.passkey === true) return;
      await this.stages.awaitPin(call, 'ISSUE', askedNew(call.refused));
      return;
    }
    if (!ended) {
      await this.stages.enter({ ...call, stage: next.commit });
      await this.issueRecord.commit(call, 'pending-activation', { heldAlready: true });
    }
    await this.stages.leave(work.session.lease);
  }

  private async writeContent(call: StageCall, work: CardWork, close: boolean): Promise<void> {
    await this.stages.enter(call);
    const { intent, version } = work;
    await this.conversation.run(call, work, {
      sequence: batchSequence.content,
      steps: intent.plan.phases.content!,
      content: {
        objects: plannedObjects(version.definition),
        ...cardIdentityOf(work.device),
        keysInHistory: intent.plan.certificates.filter(({ archiveRef }) => archiveRef !== null).length,
      },
      // The batch with the holder's PIN needs no opening at the vault.
      then: close ? 'close' : 'plain-batch',
    });
  }

  async setHolderPin(call: StageCall): Promise<void> {
    const { session } = await this.records.session(call);
    await this.stages.enter(call, session.lease);
    await this.batches.run(call, batchSequence.pin, session.lease, async () => ({
      steps: [{ kind: 'set-pin', from: 'pin.operation', to: 'pin.holder' }],
      close: true,
    }));
    await this.vault.forgetOperationPin(contextOf(call), session);
  }

  async commitIssue(call: Admitted & { outcome: 'active' | 'pending-activation' }): Promise<void> {
    const { session } = await this.records.session(call);
    if (!this.sagaEnd.hasEnded(call)) {
      await this.stages.enter(call);
      if (call.outcome === 'pending-activation') await this.passkey.closePending(call);
      await this.issueRecord.commit(call, call.outcome);
    }
    await this.stages.leave(session.lease);
  }
}
