/**
 * Replacing keys on a card in use, as reprovision and update share it: one card batch per key reference (the certificate of the one before,
 * then the next key), then what the plan writes last. Planning and the end on record are different for each saga and are not here. Every
 * call may be repeated.
 */
import { Injectable } from '@nestjs/common';
import { objectTagHex, plannedObjects } from '@cardwright/card-plan/content';
import { setsManagementKey } from '@cardwright/card-plan/own-card';
import { reprovisionBatches, type ReprovisionPlan } from '@cardwright/card-plan/plan-reprovision';
import type { PlannedObject, PlannedStep } from '@cardwright/card-plan/planned-step';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import type {
  KeyReplacementActivities,
  ReferenceCall,
  RewriteCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import { BatchSender } from '../../card/batch-sender.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { cardIdentityOf, type ContentInput } from '../../card/card-content.js';
import { CardConversation, type CardBatch } from '../../card/card-conversation.js';
import { SagaRecords, type CardWork } from '../../records/requests/saga-records.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { KeyChecks } from '../issue/key-checks.js';
import { SagaCertificates } from '../issue/saga-certificates.js';
import { SagaStages } from '../run/saga-stages.js';
import type { Behind } from '../run/kind-providers.js';

/** The member is called `reprovision` for an update too: recorded workflow histories contain that name. */
export type RewriteWork = CardWork & { plan: ReprovisionPlan };

@Injectable()
export class KeyReplacement {
  constructor(
    readonly stages: SagaStages,
    readonly batches: BatchSender,
    private readonly records: SagaRecords,
    private readonly conversation: CardConversation,
    private readonly certificates: SagaCertificates,
    private readonly checks: KeyChecks,
  ) {}

  offered(): Behind<KeyReplacementActivities> {
    return {
      replaceReference: (call) => this.replaceReference(call),
      finishReference: (call) => this.finishReference(call),
    };
  }

  async enter(call: RewriteCall, report = true): Promise<RewriteWork> {
    const work = await this.records.work(call, call.reprovision);
    if (report) await this.stages.enter(call, work.session.lease);
    return { ...work, plan: work.intent.plan as ReprovisionPlan };
  }

  /** Finishes the key reference before this one and makes this one, with its certificate. */
  async replaceReference(call: ReferenceCall): Promise<void> {
    const work = await this.enter(call);
    const { plan, session } = work;
    const reference = plan.references[call.index]!;
    await this.send(call, work, {
      steps: reprovisionBatches(plan)[call.index]!,
      sequence: batchSequence.reference + call.index,
      then: 'opened-batch',
      again: batchSequence.referenceAgain + call.index,
    });
    await this.markWrittenBefore(call, plan);
    const rows = plan.certificates.filter(({ container }) => container === reference.container);
    await this.certificates.certify(call, work, { onHold: false, rows });
    await this.records.saveSession(call, session);
  }

  /** After a cancel: writes the certificate of the key that was made last, so that no key reference is left half done. */
  async finishReference(call: ReferenceCall): Promise<void> {
    if (call.index === 0) return;
    const work = await this.enter(call);
    const steps = work.plan.references[call.index - 1]!.write;
    await this.send(call, work, { steps, sequence: batchSequence.close, then: 'close' });
    await this.markWrittenBefore(call, work.plan);
  }

  /** Writes the last certificate, removes what is left over, and writes the data objects. */
  async writeRest(call: RewriteCall, work: RewriteWork): Promise<void> {
    const { plan } = work;
    const index = plan.references.length;
    const steps = reprovisionBatches(plan).at(-1)!;
    if (index === 0 && setsManagementKey(plan.phases.own!)) return this.rotateAlone(call, work, steps);
    // If the plan only imports keys, the session stays open, because a proof may have to be asked again.
    const proves = steps.some(({ kind }) => kind === 'prove-key');
    await this.send(call, work, {
      steps,
      sequence: batchSequence.content,
      ...(proves ? { then: 'opened-batch', again: batchSequence.contentAgain } : { then: 'close' }),
    });
    if (proves) {
      const { lease } = work.session;
      await this.batches.run(call, batchSequence.close, lease, async () => ({ steps: [], close: true }));
    }
    await this.markWrittenBefore({ ...call, index }, plan);
  }

  /**
   * [A12] No key reference is made anew, so that no batch follows in which the card would prove its new management key: one of its own does. Where
   * an earlier attempt gave the card that key, `writeRest` has a single batch, which is opened by it.
   */
  private async rotateAlone(call: RewriteCall, work: RewriteWork, steps: PlannedStep[]): Promise<void> {
    // The session says that the first batch is done. Repeated, it would be settled with the challenge of the second.
    if (work.session.keySet !== 'pending')
      await this.send(call, work, { steps, sequence: batchSequence.content, then: 'opened-batch' });
    await this.send(call, work, { steps: [], sequence: batchSequence.close, then: 'close' });
  }

  /** again: the sequence of the batch that repeats failed proofs; absent if nothing is proved. */
  private async send(
    call: RewriteCall,
    work: RewriteWork,
    { again, ...batch }: Pick<CardBatch, 'steps' | 'sequence' | 'then'> & { again?: number },
  ): Promise<void> {
    const { steps } = batch;
    const check = async (result: BatchResult, sequence: number): Promise<Record<string, string>> => {
      const publicKeys = await this.checks.check(call, work, { planned: steps, result, again: sequence });
      Object.assign(work.intent.publicKeys, publicKeys);
      return publicKeys;
    };
    await this.conversation.run(call, work, {
      ...batch,
      content: this.content(work, steps),
      personId: call.input.personId,
      replacesKeys: true,
      ...(again !== undefined && { check: (result) => check(result, again) }),
    });
  }

  /** The data objects that these steps write. */
  private content(work: RewriteWork, steps: readonly PlannedStep[]): ContentInput {
    const written = [...new Set(steps.flatMap((step) => ('object' in step ? [step.object] : [])))];
    const stays = written.includes('securityObject') ? notWritten(work, written) : { hidden: [], kept: new Map() };
    return {
      objects: [...stays.hidden, ...written],
      kept: stays.kept,
      ...cardIdentityOf(work.device),
      keysInHistory: work.plan.keysInHistory,
    };
  }

  private async markWrittenBefore(call: ReferenceCall, { references }: ReprovisionPlan): Promise<void> {
    const written = references[call.index - 1];
    if (written !== undefined) await this.certificates.markWritten(call.input.requestId, [written.keyReference]);
  }
}

/**
 * The objects that the Security Object covers although they are not written with it. Their content comes from the card's image, or from the
 * record for objects that the card shows only after the PIN.
 */
function notWritten(
  { plan, version, intent }: RewriteWork,
  written: readonly PlannedObject[],
): { hidden: PlannedObject[]; kept: Map<PlannedObject, string> } {
  const shown = new Map(intent.beforeImage.dataObjects.map(({ tagHex, sha256Hex }) => [tagHex, sha256Hex]));
  const rest = plannedObjects(version.definition, plan.keysInHistory).filter((object) => !written.includes(object));
  return {
    hidden: rest.filter((object) => object === 'printedInformation'),
    kept: new Map(
      rest.flatMap((object) => {
        const hash = shown.get(objectTagHex[object]);
        return hash === undefined ? [] : [[object, hash] as const];
      }),
    ),
  };
}

/** A card whose writing was cut may hold keys that its Key History Object does not list yet. */
export const imageScope = (device: DeviceEntity, attempt: number): 'brief' | 'full' =>
  attempt > 1 || device.health !== 'ok' ? 'full' : 'brief';
