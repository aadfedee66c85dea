/**
 * Replacing keys on a card in use, as reprovision and update share it: one card batch per key reference (the certificate of the one
 * before, then the next key), then what the plan writes last. What is planned and what the record makes of it is the saga's own.
 * Every call may be repeated.
 */
import { Injectable } from '@nestjs/common';
import { bindSteps } from '@cardwright/card-plan/bind';
import { objectTagHex, plannedObjects } from '@cardwright/card-plan/content';
import { managementKeyTarget } from '@cardwright/card-plan/own-card';
import { reprovisionBatches, type ReprovisionPlan } from '@cardwright/card-plan/plan-reprovision';
import type { PlannedObject, PlannedStep } from '@cardwright/card-plan/planned-step';
import type { RewriteCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import type { StageCall } from '@cardwright/card-saga/card-saga';
import { BatchSender, contextOf, type BatchContent, type FailedBatch } from '../card-work/batch-sender.js';
import { batchSequence } from '../card-work/batch-sequence.js';
import { cardContent } from '../card-work/card-content.js';
import { CardVault, witnessOf, type OpenedBatch } from '../card-work/card-vault.js';
import { proofInputHex } from '../card-work/possession-proof.js';
import { SagaRecords } from '../card-work/saga-records.js';
import { pukOutcome } from '../card-work/stock-values.js';
import type { DeviceEntity } from '../persistence/device.entity.js';
import { IssueSupport, type CardWork } from './issue-support.js';
import { KeyChecks } from './key-checks.js';
import { sagaLeaseMs } from './open-card.js';

/** The member is called `reprovision` for an update too: recorded workflow histories contain that name. */
export type RewriteCall = StageCall & { reprovision: RewriteCardInput };
/** `index`: position of the key reference in the plan of this attempt. */
export type ReferenceCall = RewriteCall & { index: number };
export type RewriteWork = CardWork & { plan: ReprovisionPlan };

@Injectable()
export class KeyReplacement {
  constructor(
    readonly support: IssueSupport,
    readonly batches: BatchSender,
    private readonly records: SagaRecords,
    private readonly vault: CardVault,
    private readonly checks: KeyChecks,
  ) {}

  async enter(call: RewriteCall, tell = true): Promise<RewriteWork> {
    const work = await this.support.load(call, call.reprovision);
    if (tell) {
      await this.support.progress.enter(call);
      await this.support.leases.extend(work.session.lease, sagaLeaseMs);
    }
    return { ...work, plan: work.intent.plan as ReprovisionPlan };
  }

  /** Finishes the key reference before this one and makes this one, with its certificate. */
  async replaceReference(call: ReferenceCall): Promise<void> {
    const work = await this.enter(call);
    const { plan, intent, session } = work;
    const reference = plan.references[call.index]!;
    const steps = reprovisionBatches(plan)[call.index]!;
    const result = await this.send(call, work, { steps, sequence: batchSequence.reference + call.index, close: false });
    const again = batchSequence.referenceAgain + call.index;
    const publicKeys = await this.checks.check(call, work, { planned: steps, result, again });
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

  /** The last certificate, what is left over, the data objects. */
  async writeRest(call: RewriteCall, work: RewriteWork): Promise<void> {
    const { plan } = work;
    const index = plan.references.length;
    const steps = reprovisionBatches(plan).at(-1)!;
    // Keys that are imported and nothing else: the session stays open for a proof that has to be asked again.
    const proves = steps.some(({ kind }) => kind === 'prove-key');
    const result = await this.send(call, work, { steps, sequence: batchSequence.content, close: !proves });
    if (proves) {
      await this.checks.check(call, work, { planned: steps, result, again: batchSequence.contentAgain });
      const { lease } = work.session;
      await this.batches.run(call, batchSequence.close, lease, async () => ({ steps: [], close: true }));
    }
    await this.markWrittenBefore({ ...call, index }, plan);
  }

  private async send(
    call: RewriteCall,
    work: RewriteWork,
    batch: { steps: readonly PlannedStep[]; sequence: number; close: boolean },
  ): Promise<BatchResult> {
    const { intent, session, device, model } = work;
    const { steps, sequence, close } = batch;
    const { stockBatchId } = device;
    const context = contextOf(call);
    const changesKey = steps.some(({ kind }) => kind === 'set-management-key');
    const changesPuk = steps.some(({ kind }) => kind === 'set-puk');
    const algorithm = changesKey ? managementKeyTarget(intent.beforeImage, model) : session.witness!.algorithm;
    const build = async (): Promise<BatchContent> => {
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
        attestationRequired: work.version.definition.requireAttestation === true,
        certificateDerBase64: (container) => session.certificates[container]!,
        contentBase64: (object) => Buffer.from(contents.get(object)!).toString('base64'),
      });
      const { authenticate, sealedSecrets } = opened ?? (await open());
      session.begunBefore = session.begun ?? [];
      session.begun = begunBy(steps, session.begunBefore);
      session.filling = fillingBy(steps);
      await this.records.saveSession(call, session);
      return {
        steps: [authenticate, ...bound, ...(close ? [] : [{ kind: 'request-witness' as const, algorithm }])],
        ...(sealedSecrets === undefined ? {} : { sealedSecrets }),
        ...(close && { close }),
      };
    };
    // The agent says how far the card came: a key that was not reached is as it was.
    const failed = async (result: FailedBatch): Promise<void> => {
      if (session.begunBefore === undefined) return;
      session.begun = begunBy(steps.slice(0, reachedBy(steps, result)), session.begunBefore);
      const { kind, tagHex } = result.failure;
      session.filling = kind === 'reserve-data' && tagHex !== undefined ? [tagHex] : [];
      await this.records.saveSession(call, session);
    };
    const result = await this.batches.run(call, sequence, session.lease, build, failed);
    if (session.filling !== undefined && session.filling.length > 0) {
      session.filling = [];
      await this.records.saveSession(call, session);
    }
    await this.vault.settleBatch(context, session, stockBatchId, {
      results: result.results,
      ...pukOutcome(result.results),
    });
    await this.support.stock.keepRefused(call, session, result.results);
    session.witness = witnessOf(result.results, algorithm) ?? session.witness;
    if (changesKey) session.keySet = 'pending';
    return result;
  }

  /** The data objects that these steps write. */
  private async contents(
    call: RewriteCall,
    work: RewriteWork,
    steps: readonly PlannedStep[],
    signSecurityObject: (content: Uint8Array) => Promise<Buffer>,
  ): Promise<Awaited<ReturnType<typeof cardContent>>> {
    const { plan, session, device } = work;
    const written = [...new Set(steps.flatMap((step) => (step.kind === 'put-data' ? [step.object] : [])))];
    const stays = written.includes('securityObject') ? notWritten(work, written) : { hidden: [], kept: new Map() };
    return cardContent({
      objects: [...stays.hidden, ...written],
      kept: stays.kept,
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

/**
 * What the Security Object covers besides what is written with it: as the card showed it, or from the record where a card shows it only
 * after the PIN.
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

/**
 * How many of these steps may have done something; the first step of a batch authenticates. An agent of an earlier version left out the
 * one that asks for room, and does not name the step that failed.
 */
function reachedBy(steps: readonly PlannedStep[], { failure: { index, kind } }: FailedBatch): number {
  const leftOut = kind === undefined && steps.some((step) => step.kind === 'reserve-data');
  return leftOut ? index + 1 : index;
}

/** Data objects that these steps fill up and put back. */
const fillingBy = (steps: readonly PlannedStep[]): string[] =>
  steps.flatMap((step) => (step.kind === 'reserve-data' ? step.objects.map(({ tagHex }) => tagHex) : []));

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
