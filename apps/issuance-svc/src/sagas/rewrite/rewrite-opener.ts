/**
 * Begins each attempt of a reprovision or an update: it reads the card, checks again whether the card may be written, and plans and saves
 * what is left to do. Nothing is written before the PIN is there (D21), except that objects which a cut attempt left torn are restored.
 */
import type { RewriteCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ReprovisionPlan } from '@cardwright/card-plan/plan-reprovision';
import { withRoom } from '@cardwright/card-plan/room';
import { contextOf } from '../../card/batch-sender.js';
import type { Admitted } from '../../records/requests/admitted.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { keptRows, plannedKept, pukMayStay, requireKeptAccepted } from '../../domain/kept-secrets.js';
import type { Rewrite } from '../../domain/reprovision-eligibility.js';
import { certificatesToMake, ReprovisionPlanner, sizesOf } from '../../card/reprovision-planner.js';
import { ReprovisionRecord } from './reprovision-record.js';
import { FilledObjects } from './filled-objects.js';
import { SagaCertificates } from '../issue/saga-certificates.js';
import { SagaStages } from '../run/saga-stages.js';
import { imageScope } from './key-replacement.js';
import { CardOpener, type OpenedCard } from '../../card/open-card.js';
import { StockValues } from '../../card/stock-values.js';

@Injectable()
export class RewriteOpener {
  constructor(
    private readonly records: SagaRecords,
    private readonly opener: CardOpener,
    private readonly stages: SagaStages,
    private readonly stock: StockValues,
    private readonly certificates: SagaCertificates,
    private readonly planner: ReprovisionPlanner,
    private readonly record: ReprovisionRecord,
    private readonly filled: FilledObjects,
  ) {}

  /**
   * Opens and reads the card, and plans. Returns `begun`: whether an earlier attempt has already replaced a key. Throws the code of the rule that forbids the rewrite, or REQUEST_PLAN_CHANGED.
   */
  async open(
    call: Admitted<RewriteCall>,
    rewrite: Rewrite,
  ): Promise<{ plan: ReprovisionPlan; image: OpenedCard['image']; begun: boolean }> {
    const { input, reprovision, request } = call;
    await this.stages.enter(call);
    const [device, person, version, begunBefore] = await Promise.all([
      this.records.device(input.deviceId),
      this.records.person(input.personId!),
      this.records.profile(input.tenantId, reprovision.profileName, reprovision.profileVersion),
      this.record.begun(input.requestId),
    ]);
    const touched = await this.records.isTouched(input.requestId);
    const scope = imageScope(device, touched ? call.attempt : 1);
    const opened = await this.opener.open(call, { scope });
    const { model, ownership, session } = opened;
    const image = await this.filled.putBack(call, opened);
    const { acceptWellKnown: accepted } = request;
    const { pivMode = false } = version.definition;
    const stock = await this.stock.wellKnown(contextOf(call), device.stockBatchId, model);
    // Once a key is replaced, the saga can only go forward, even if a rule now forbids the rewrite.
    if (begunBefore.length === 0) await this.planner.requireEligible({ device, person, version, image, rewrite });
    const planned = await this.planner.plan(contextOf(call), {
      device,
      person,
      version,
      image,
      model,
      ownership,
      pukMayStay: pukMayStay(stock, { pivMode, accepted }),
      rewrite,
      reason: reprovision.reason,
      acceptHistoryLoss: reprovision.acceptHistoryLoss,
      requestId: input.requestId,
    });
    const { certificates, untouched, revokedAtCa } = planned;
    if (!touched && reprovision.planHash !== null && reprovision.planHash !== planned.plan.hash)
      throw new CardwrightError('REQUEST_PLAN_CHANGED', undefined, {
        planned: reprovision.planHash,
        now: planned.plan.hash,
      });
    const made = await this.certificates.requireCertifiable(call, device, certificatesToMake(planned.plan));
    const plan = withRoom(planned.plan, {
      ...{ image, model, facts: device.cardFacts },
      derBytes: { ...made, ...sizesOf(certificates) },
    });
    const kept = plannedKept(plan, stock);
    if (begunBefore.length === 0) requireKeptAccepted({ kept, pivMode, accepted });
    Object.assign(session, { certificates, revokedAtCa, kept: keptRows(kept), wellKnown: [...stock] });
    session.begun = begunBefore.filter((name) => !untouched.includes(name));
    await this.records.saveIntent(call, plan, image, session);
    // The card shows which certificates an earlier attempt wrote, even if that attempt's answer was lost.
    await this.certificates.markWritten(input.requestId, plan.finished);
    return { plan, image, begun: begunBefore.length > 0 };
  }
}
