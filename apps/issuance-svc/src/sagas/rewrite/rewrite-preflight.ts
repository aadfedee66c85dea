/** Makes the plan of a reprovision or an update for the card as it is now. Only reads the card. */
import { withRoom } from '@cardwright/card-plan/room';
import { Injectable } from '@nestjs/common';
import { reasonEffects } from '@cardwright/contracts/card/reasons';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ReprovisionCardRequest, UpdateCardRequest } from '@cardwright/contracts/nats/issuance.api';
import type { PlanAcceptance } from '@cardwright/contracts/nats/plan-summary';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import { saidBy } from '@cardwright/contracts/words/say';
import { imageScope } from './key-replacement.js';
import { CardVault } from '../../card/card-vault.js';
import { keptAcceptance, plannedKept, pukMayStay, type KeptCase } from '../../domain/kept-secrets.js';
import { unread, type Rewrite } from '../../domain/reprovision-eligibility.js';
import { callContextOf, contextOf } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { CredentialProfileVersionEntity } from '../../persistence/credential-profile-version.entity.js';
import type { GivingWay } from '../steer/giving-way.js';
import { PreflightService } from '../steer/preflight.service.js';
import {
  certificatesToMake,
  ReprovisionPlanner,
  sizesOf,
  type PlannedReprovision,
} from '../../card/reprovision-planner.js';
import { RequestSubjects } from '../steer/request-subjects.js';

/** offered: it is the offer of this card that is accepted, so what waits for the holder is what is meant. */
export type RewriteBody = ReprovisionCardRequest & Partial<UpdateCardRequest> & { offered?: true };
export type RewriteEnvelope = RequestEnvelope<RewriteBody>;

export interface PlannedRewrite {
  planned: PlannedReprovision;
  version: CredentialProfileVersionEntity;
  kept: KeptCase;
}

@Injectable()
export class RewritePreflight {
  constructor(
    private readonly subjects: RequestSubjects,
    private readonly planner: ReprovisionPlanner,
    private readonly cards: PreflightService,
    private readonly vault: CardVault,
  ) {}

  /** The plan together with what a person has to accept before it is run. The plan is shown as if that had been accepted. */
  async dryRun(
    envelope: RewriteEnvelope,
    rewrite: Rewrite,
    device: DeviceEntity,
    giving: GivingWay | null,
  ): Promise<PlannedRewrite & { mustAccept: PlanAcceptance[] }> {
    const shown = async (body: RewriteBody, before: PlanAcceptance[]) => {
      const planned = await this.plan({ ...envelope, body }, rewrite, device, giving);
      return { ...planned, mustAccept: [...before, ...keptAcceptance(planned.kept)] };
    };
    try {
      return await shown(envelope.body, []);
    } catch (error) {
      if (!isCardwrightError(error, 'LIFECYCLE_HISTORY_REQUIRED')) throw error;
      const { code, message: sentence } = error;
      const said = saidBy(error);
      return shown({ ...envelope.body, acceptHistoryLoss: true }, [
        { code, field: 'acceptHistoryLoss', sentence, ...(said && { said: { sentence: said } }) },
      ]);
    }
  }

  /** Throws the code of the first rule that forbids it. */
  async plan(
    envelope: RewriteEnvelope,
    rewrite: Rewrite,
    device: DeviceEntity,
    giving: GivingWay | null,
  ): Promise<PlannedRewrite> {
    const { body, tenantId } = envelope;
    const { planner, cards, vault } = this;
    const person = device.personId === null ? null : await this.subjects.person(tenantId, device.personId);
    const version = await this.versionFor(device, rewrite.type, body.reason);
    // The record is checked first: a card that may not be written is not read.
    await planner.requireEligible({ device, person, version, image: unread, rewrite });
    const context = callContextOf(contextOf(envelope));
    const scope = giving?.interrupted === true ? 'full' : imageScope(device, 1);
    const { image, model } = await cards.inspect(context, device, body.workstationId, body.readerName, { scope });
    await planner.requireEligible({ device, person, version, image, rewrite });
    const stock = await cards.stock.wellKnown(context, device.stockBatchId, model);
    const { pivMode = false } = version!.definition;
    // A value that was accepted at the issue need not be accepted again.
    const accepted = body.acceptWellKnown === true || device.keptSecrets.some(({ wellKnown }) => wellKnown);
    const planned = await planner.plan(context, {
      device,
      person: person!,
      version: version!,
      image,
      model,
      ownership: (await vault.ownership(context, { deviceId: device.deviceId, image, model }, 1)).ownership,
      pukMayStay: pukMayStay(stock, { pivMode, accepted }),
      rewrite,
      reason: body.reason,
      acceptHistoryLoss: body.acceptHistoryLoss ?? false,
      requestId: null,
      giving,
    });
    const made = await cards.certificates.require(context, person!, device, certificatesToMake(planned.plan), {
      doctorToo: true,
    });
    const derBytes = { ...made, ...sizesOf(planned.certificates) };
    planned.plan = withRoom(planned.plan, { image, model, facts: device.cardFacts, derBytes });
    return { planned, version: version!, kept: { kept: plannedKept(planned.plan, stock), pivMode, accepted } };
  }

  /**
   * [D01] The latest version of the profile. For single keys it is the version with which the card was issued, unless the reason asks for
   * the latest.
   */
  private async versionFor(
    { tenantId, profileName, profileVersion }: DeviceEntity,
    type: Rewrite['type'],
    reason: string,
  ): Promise<CredentialProfileVersionEntity | null> {
    if (profileName === null) return null;
    return sagaKinds[type].writes === 'keys' && !reasonEffects(reason).latestProfile && profileVersion !== null
      ? this.subjects.profileVersion(tenantId, profileName, profileVersion)
      : this.subjects.latestProfile(tenantId, profileName);
  }
}
