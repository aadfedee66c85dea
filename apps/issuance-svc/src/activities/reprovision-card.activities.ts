/**
 * The activities of the reprovision saga: open, one per key reference (one card batch each: the certificate of the one before,
 * then the next key), the content with the record. Each may be repeated at any point, as those of the issue.
 */
import { Context } from '@temporalio/activity';
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { bindSteps } from '@cardwright/card-plan/bind';
import { managementKeyTarget } from '@cardwright/card-plan/own-card';
import { reprovisionBatches, type ReprovisionPlan } from '@cardwright/card-plan/plan-reprovision';
import type { PlannedStep } from '@cardwright/card-plan/planned-step';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import { matchModel } from '@cardwright/card-plan/models/card-models';
import { BatchSender, contextOf } from '../card-work/batch-sender.js';
import { batchSequence } from '../card-work/batch-sequence.js';
import { cardContent } from '../card-work/card-content.js';
import { CardVault, witnessOf, type OpenedBatch } from '../card-work/card-vault.js';
import { proofInputHex } from '../card-work/possession-proof.js';
import { SagaRecords } from '../card-work/saga-records.js';
import type { DeviceEntity } from '../persistence/device.entity.js';
import { IssueRecord } from '../sagas/issue-record.js';
import { ReprovisionPlanner } from '../sagas/reprovision-planner.js';
import { ReprovisionRecord, type ReprovisionCall } from '../sagas/reprovision-record.js';
import { IssueSupport, type CardWork } from './issue-support.js';
import { CardOpener, sagaLeaseMs } from './open-card.js';
import { SagaActivitiesProvider } from './saga.activities.js';

/** Where a reprovision is planned and recorded. */
@Injectable()
export class ReprovisionSides {
  constructor(
    readonly planner: ReprovisionPlanner,
    readonly record: ReprovisionRecord,
    readonly issueRecord: IssueRecord,
    readonly saga: SagaActivitiesProvider,
  ) {}
}

type ReprovisionWork = CardWork & { plan: ReprovisionPlan };
/** `index`: of the key reference in the plan of this attempt. */
export type ReferenceCall = ReprovisionCall & { index: number };

@Injectable()
export class ReprovisionCardActivities {
  constructor(
    private readonly records: SagaRecords,
    private readonly opener: CardOpener,
    private readonly batches: BatchSender,
    private readonly vault: CardVault,
    private readonly support: IssueSupport,
    private readonly sides: ReprovisionSides,
  ) {}

  /** Reads only: nothing is written before the new PIN is there (D21). Answers how many key references are left. */
  async openForReprovision(call: ReprovisionCall): Promise<{ references: number }> {
    const { input, reprovision } = call;
    await this.support.progress.enter(call);
    const [device, person, version, begunBefore] = await Promise.all([
      this.records.device(input.deviceId),
      this.records.person(input.personId!),
      this.records.profile(input.tenantId, reprovision.profileName, reprovision.profileVersion),
      this.sides.record.begun(input.requestId),
    ]);
    const { image, model, ownership, session } = await this.opener.open(call, imageScope(device, call.attempt));
    // Once keys are gone, only forward: a rule that is broken by now is the next operator's business.
    if (begunBefore.length === 0) await this.sides.planner.requireEligible({ device, person, version, image });
    const { plan, certificates, untouched, revokedAtCa } = await this.sides.planner.plan(contextOf(call), {
      device,
      person,
      version,
      image,
      model,
      ownership,
      reason: reprovision.reason,
      acceptHistoryLoss: reprovision.acceptHistoryLoss,
      requestId: input.requestId,
    });
    if (call.attempt === 1 && reprovision.planHash !== null && reprovision.planHash !== plan.hash)
      throw new CardwrightError('REQUEST_PLAN_CHANGED', undefined, { planned: reprovision.planHash, now: plan.hash });
    Object.assign(session, { certificates, revokedAtCa });
    session.begun = begunBefore.filter((name) => !untouched.includes(name));
    await this.records.saveIntent(call, plan, image, session);
    // The card tells which certificates an earlier attempt wrote, also where its answer was lost.
    await this.support.markWritten(input.requestId, plan.finished);
    await this.support.progress.awaitPin(call, 'new-pin');
    return { references: plan.references.length };
  }

  /** Finishes the key reference before this one and makes this one, with its certificate. */
  async replaceReference(call: ReferenceCall): Promise<void> {
    const work = await this.enter(call);
    const { plan, intent, session } = work;
    const reference = plan.references[call.index]!;
    const steps = reprovisionBatches(plan)[call.index]!;
    const result = await this.send(call, work, { steps, sequence: batchSequence.reference + call.index, close: false });
    const publicKeys = this.support.checkKeys(work, steps, result);
    Object.assign(intent.publicKeys, publicKeys);
    await this.records.saveSession(call, session, publicKeys);
    await this.markWrittenBefore(call, plan);
    const rows = plan.certificates.filter(({ container }) => container === reference.container);
    await this.support.certify(call, work, { onHold: false, rows });
    await this.records.saveSession(call, session);
  }

  /** A cancel came in between: the key that was made gets its certificate, so that no key reference is left half done. */
  async finishReference(call: ReferenceCall): Promise<void> {
    if (call.index === 0) return;
    const work = await this.enter(call);
    const steps = work.plan.references[call.index - 1]!.write;
    await this.send(call, work, { steps, sequence: batchSequence.close, close: true });
    await this.markWrittenBefore(call, work.plan);
  }

  /** The last certificate, what is left over, the data objects; then the record. */
  async finishReprovision(call: ReprovisionCall): Promise<void> {
    const ended = Context.current().info.attempt > 1 && (await this.sides.issueRecord.hasEnded(call));
    const work = await this.enter(call, !ended);
    if (!ended) {
      const { plan } = work;
      const index = plan.references.length;
      const steps = reprovisionBatches(plan).at(-1)!;
      const result = await this.send(call, work, { steps, sequence: batchSequence.content, close: true });
      this.support.checkKeys(work, steps, result);
      await this.markWrittenBefore({ ...call, index }, plan);
      await this.sides.record.commit(call);
    }
    await this.support.leases.release(work.session.lease);
  }

  async compensateReprovision(
    call: ReprovisionCall & { outcome: 'cancelled' | 'abandoned'; reason: string | null },
  ): Promise<void> {
    await this.sides.saga.closeSession(call);
    if (await this.sides.issueRecord.hasEnded(call)) return;
    await this.sides.record.giveUp(call, call.outcome, call.reason);
  }

  private async enter(call: ReprovisionCall, tell = true): Promise<ReprovisionWork> {
    const work = await this.support.load(call, call.reprovision);
    if (tell) {
      await this.support.progress.enter(call);
      await this.support.leases.extend(work.session.lease, sagaLeaseMs);
    }
    return { ...work, plan: work.intent.plan as ReprovisionPlan };
  }

  private async send(
    call: ReprovisionCall,
    work: ReprovisionWork,
    batch: { steps: readonly PlannedStep[]; sequence: number; close: boolean },
  ): Promise<BatchResult> {
    const { intent, session, device } = work;
    const { steps, sequence, close } = batch;
    const { stockBatchId } = device;
    const context = contextOf(call);
    const changesKey = steps.some(({ kind }) => kind === 'set-management-key');
    const changesPuk = steps.some(({ kind }) => kind === 'set-puk');
    const algorithm = changesKey
      ? managementKeyTarget(intent.beforeImage, matchModel(intent.beforeImage)!)
      : session.witness!.algorithm;
    const result = await this.batches.run(call, sequence, session.lease, async () => {
      let opened: OpenedBatch | undefined;
      const open = async (securityObject?: Uint8Array): Promise<OpenedBatch> =>
        (opened = await this.vault.openBatch(context, session, {
          stockBatchId,
          batchId: `${call.input.requestId}/${call.attempt}/${sequence}`,
          steps,
          personId: call.input.personId,
          ...((changesKey || changesPuk) && {
            keySetWish: { managementKeyAlgorithm: algorithm, changeManagementKey: changesKey, changePuk: changesPuk },
          }),
          ...(securityObject && { securityObject }),
        }));
      const contents = await this.contents(call, work, steps, async (content) => (await open(content)).cms!);
      const bound = bindSteps(steps, {
        proofInputHex: (step) => proofInputHex(intent.proofSeed, step),
        certificateDerBase64: (container) => session.certificates[container]!,
        contentBase64: (object) => Buffer.from(contents.get(object)!).toString('base64'),
      });
      const { authenticate, sealedSecrets } = opened ?? (await open());
      session.begun = begunBy(steps, session.begun ?? []);
      await this.records.saveSession(call, session);
      return {
        steps: [authenticate, ...bound, ...(close ? [] : [{ kind: 'request-witness' as const, algorithm }])],
        ...(sealedSecrets === undefined ? {} : { sealedSecrets }),
        ...(close && { close }),
      };
    });
    await this.vault.settleBatch(context, session, stockBatchId, {
      results: result.results,
      pukChanged: result.results.some(({ kind }) => kind === 'set-puk'),
    });
    session.witness = witnessOf(result.results, algorithm) ?? session.witness;
    if (changesKey) session.keySet = 'pending';
    return result;
  }

  /** The data objects that these steps write. */
  private async contents(
    call: ReprovisionCall,
    { plan, session, device }: ReprovisionWork,
    steps: readonly PlannedStep[],
    signSecurityObject: (content: Uint8Array) => Promise<Buffer>,
  ): Promise<Awaited<ReturnType<typeof cardContent>>> {
    return cardContent({
      objects: [...new Set(steps.flatMap((step) => (step.kind === 'put-data' ? [step.object] : [])))],
      ...this.support.identityOf(device),
      keysInHistory: plan.keysInHistory,
      sign: async (kind, content) => {
        if (kind === 'security-object') return signSecurityObject(content);
        // Signed with the certificates, unless an earlier attempt had made them all.
        if (session.chuidSignatureBase64 === undefined) {
          const contentBase64 = Buffer.from(content).toString('base64');
          const asked = { lease: session.lease, kind, contentBase64 };
          const { cmsDerBase64 } = await this.support.rpc.pki('content.sign', asked, contextOf(call));
          session.chuidSignatureBase64 = cmsDerBase64;
        }
        return Buffer.from(session.chuidSignatureBase64, 'base64');
      },
    });
  }

  private async markWrittenBefore(call: ReferenceCall, { references }: ReprovisionPlan): Promise<void> {
    const written = references[call.index - 1];
    if (written !== undefined) await this.support.markWritten(call.input.requestId, [written.keyReference]);
  }
}

/** A card whose writing was cut may hold keys that its Key History Object does not tell of yet. */
export const imageScope = (device: DeviceEntity, attempt: number): 'brief' | 'full' =>
  attempt > 1 || device.health !== 'ok' ? 'full' : 'brief';

/** Key references that these steps leave without their old key. */
function begunBy(steps: readonly PlannedStep[], before: CardSessionBegun): CardSessionBegun {
  const begun = new Set(before);
  for (const step of steps) {
    if (step.kind === 'generate-key' || step.kind === 'delete-key') begun.add(step.keyReference);
    if (step.kind === 'move-key') begun.add(step.from);
  }
  return [...begun];
}
type CardSessionBegun = NonNullable<CardWork['session']['begun']>;
