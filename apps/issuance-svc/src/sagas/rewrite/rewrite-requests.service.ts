/**
 * Reprovision and update for people: the dry run and the start (requirements D01-D21, A12). Authorises, says which rule forbids it, plans
 * on the card as it is; the saga does the rest. Reads the card, writes nothing.
 */
import { withRoom } from '@cardwright/card-plan/room';
import { Injectable } from '@nestjs/common';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  ReprovisionCardRequest,
  ReprovisionWarnings,
  SagaRow,
  UpdateCardRequest,
} from '@cardwright/contracts/nats/issuance.api';
import type { PlanAcceptance, PlanSummary } from '@cardwright/contracts/nats/plan-summary';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import { imageScope } from './key-replacement.js';
import { AuthorisationService, type KnownActor } from '../../records/authorisation/authorisation.service.js';
import { CardVault } from '../../card/card-vault.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { startEndpoint, type Endpoint } from '../../domain/endpoints.js';
import { rolesOf } from '../../domain/authorisation.js';
import {
  keptAcceptance,
  plannedKept,
  pukMayStay,
  requireKeptAccepted,
  type KeptCase,
} from '../../domain/kept-secrets.js';
import { checkRewriteReason } from '../../domain/reason-check.js';
import { rewriteOf, unread, type Rewrite } from '../../domain/reprovision-eligibility.js';
import { callContextOf, contextOf } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { CredentialProfileVersionEntity } from '../../persistence/credential-profile-version.entity.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { RequestService } from '../../records/requests/request.service.js';
import { GivingWays, requireFree, type GivingWay } from '../steer/giving-way.js';
import { PreflightService, planSummary } from '../steer/preflight.service.js';
import {
  certificatesToMake,
  ReprovisionPlanner,
  sizesOf,
  type PlannedReprovision,
} from '../../card/reprovision-planner.js';
import { rewriteWarnings } from './rewrite-warnings.js';
import { SagaControlRecords } from '../steer/saga-control.records.js';
import { SagaStarter } from '../run/saga-starter.service.js';
import { WaitingReprovisions } from './waiting-reprovisions.js';

/** The card as it is and what it takes to plan on it. */
@Injectable()
export class RewritePreflight {
  constructor(
    readonly planner: ReprovisionPlanner,
    readonly cards: PreflightService,
    readonly vault: CardVault,
    readonly waiting: WaitingReprovisions,
    readonly ways: GivingWays,
  ) {}
}

type Body = ReprovisionCardRequest & Partial<UpdateCardRequest>;
type Envelope = RequestEnvelope<Body>;

interface Planned {
  planned: PlannedReprovision;
  version: CredentialProfileVersionEntity;
  kept: KeptCase;
}

@Injectable()
export class RewriteRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly records: SagaControlRecords,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly preflight: RewritePreflight,
    private readonly starter: SagaStarter,
  ) {}

  async plan(envelope: Envelope, type: Rewrite['type']): Promise<{ plan: PlanSummary; warnings: ReprovisionWarnings }> {
    const rewrite = rewriteOf(type, envelope.body.keyReferences);
    const device = await this.devices.get(envelope.body.deviceId);
    const actor = await this.authorise(envelope, sagaKinds[type].plan.request, device);
    const { body } = await this.asked(envelope, type, device, actor);
    // A dry run of a card that is busy is only a look: it says so when it is started.
    const giving = await this.givingWay(device, type).catch(unlessBusy);
    const { planned, version, kept, mustAccept } = await this.dryRun({ ...envelope, body }, rewrite, device, giving);
    const context = callContextOf(contextOf(envelope));
    const doctor = await this.preflight.cards.doctor.examine(context, { ...body, device, version });
    const keeps = [...kept.kept];
    const plan = { ...planSummary(planned.plan, version), keeps, mustAccept, doctor };
    return { plan, warnings: rewriteWarnings(planned, rewrite, body.reason) };
  }

  async start(envelope: Envelope, type: Rewrite['type']): Promise<{ saga: SagaRow }> {
    const { deviceId, idempotencyKey } = envelope.body;
    const { operation, waits, words } = sagaKinds[type];
    const rewrite = rewriteOf(type, envelope.body.keyReferences);
    const change = contextOf(envelope);
    const known = await this.records.repeated(envelope, idempotencyKey, deviceId);
    if (known !== null) return { saga: await this.requests.row(change.tenantId, known.requestId) };
    const found = await this.devices.get(deviceId);
    const actor = await this.authorise(envelope, startEndpoint(type), found);
    const { body, waiting } = await this.asked(envelope, type, found, actor);
    const giving = await this.givingWay(found, type);
    const { planned, version, kept } = await this.planned({ ...envelope, body }, rewrite, found, giving);
    requireKeptAccepted(kept);
    await this.preflight.cards.doctor.require(callContextOf(change), { ...body, device: found, version });
    const { hash } = planned.plan;
    if (body.planHash !== undefined && body.planHash !== hash)
      throw new CardwrightError('REQUEST_PLAN_CHANGED', undefined, { planned: body.planHash, now: hash });
    // Every check has passed: from here on there are effects.
    await this.preflight.ways.end(giving, change, `superseded by ${words.called}`);
    const { workstationId } = body;
    const how = {
      workstationId,
      readerName: body.readerName ?? null,
      profileVersion: version.version,
      planHash: hash,
      reasonText: body.reasonText ?? null,
      acceptHistoryLoss: body.acceptHistoryLoss ?? false,
      acceptWellKnown: kept.accepted,
    };
    const request = await this.records.begin(async (manager) => {
      const device = await this.devices.lock(manager, deviceId);
      requireFree(device);
      const { request, created } =
        waiting === null
          ? await this.requests.createIn(
              manager,
              {
                ...how,
                type,
                deviceId,
                personId: device.personId,
                profileName: version.name,
                reason: body.reason,
                keyReferences: rewrite.type === 'UPDATE' ? rewrite.keyReferences : null,
                idempotencyKey: idempotencyKey ?? null,
                requestedByPersonId: actor.personId,
              },
              change,
            )
          : { request: await this.preflight.waiting.beginIn(manager, waiting, how, change), created: true };
      if (created) {
        if (waits !== null) await this.preflight.waiting.supersedeIn(manager, deviceId, change);
        const { requestId: activeRequestId } = request;
        await this.devices.change(manager, deviceId, { operation, activeRequestId, workstationId }, change);
      }
      return request;
    });
    return this.starter.begin(request);
  }

  /** [D14] What the holder runs is what waits for them, for the reason that was given with it. */
  private async asked(
    { body }: Envelope,
    type: Rewrite['type'],
    device: DeviceEntity,
    actor: KnownActor,
  ): Promise<{ body: Body; waiting: RequestEntity | null }> {
    const { waits, reasonUse } = sagaKinds[type];
    const own = actor.personId !== null && actor.personId === device.personId;
    const waiting = own && waits !== null ? await this.preflight.waiting.of(device.deviceId) : null;
    const asked = waiting === null ? body : { ...body, ...givenWith(waiting, body) };
    checkRewriteReason(asked, reasonUse, rolesOf(actor));
    return { body: asked, waiting };
  }

  /**
   * [D11] A parked saga gives way to a reprovision, which begins where the parked saga stopped. It gives way to an update only if it is
   * itself an update that has not replaced any key yet; every other parked saga must be finished first.
   */
  private givingWay(device: DeviceEntity, type: Rewrite['type']): Promise<GivingWay | null> {
    return this.preflight.ways.of(device, sagaKinds[type].action);
  }

  /** With what somebody has to accept before it is run: the plan is shown as it would be then. */
  private async dryRun(
    envelope: Envelope,
    rewrite: Rewrite,
    device: DeviceEntity,
    giving: GivingWay | null,
  ): Promise<Planned & { mustAccept: PlanAcceptance[] }> {
    const shown = async (body: Body, before: PlanAcceptance[]) => {
      const planned = await this.planned({ ...envelope, body }, rewrite, device, giving);
      return { ...planned, mustAccept: [...before, ...keptAcceptance(planned.kept)] };
    };
    try {
      return await shown(envelope.body, []);
    } catch (error) {
      if (!isCardwrightError(error, 'LIFECYCLE_HISTORY_REQUIRED')) throw error;
      const { code, message: sentence } = error;
      return shown({ ...envelope.body, acceptHistoryLoss: true }, [{ code, field: 'acceptHistoryLoss', sentence }]);
    }
  }

  private async planned(
    envelope: Envelope,
    rewrite: Rewrite,
    device: DeviceEntity,
    giving: GivingWay | null,
  ): Promise<Planned> {
    const { body, tenantId } = envelope;
    const { planner, cards, vault } = this.preflight;
    const person = device.personId === null ? null : await this.records.person(tenantId, device.personId);
    const version = await this.versionFor(device, rewrite.type, body.reason);
    // From the record alone first: a card that may not be written is not even read.
    await planner.requireEligible({ device, person, version, image: unread, rewrite });
    const context = callContextOf(contextOf(envelope));
    const scope = giving?.interrupted === true ? 'full' : imageScope(device, 1);
    const { image, model } = await cards.inspect(context, device, body.workstationId, body.readerName, scope);
    await planner.requireEligible({ device, person, version, image, rewrite });
    const stock = await cards.stock.wellKnown(context, device.stockBatchId, model);
    const { pivMode = false } = version!.definition;
    // What was accepted at the issue is not asked again.
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

  /** [D01] The latest; a single key is renewed as the card was issued, unless the profile's change is the reason. */
  private async versionFor(
    { tenantId, profileName, profileVersion }: DeviceEntity,
    type: Rewrite['type'],
    reason: string,
  ): Promise<CredentialProfileVersionEntity | null> {
    if (profileName === null) return null;
    return sagaKinds[type].writes === 'keys' && reason !== 'PROFILE_CHANGED' && profileVersion !== null
      ? this.records.profileVersion(tenantId, profileName, profileVersion)
      : this.records.latestProfile(tenantId, profileName);
  }

  /** [D02] Somebody else's card without the operators' right: said in the holder's words. */
  private async authorise(envelope: Envelope, endpoint: Endpoint, device: DeviceEntity): Promise<KnownActor> {
    try {
      return await this.access.authorise(envelope, endpoint, await this.records.targetOf(device));
    } catch (error) {
      if (!isCardwrightError(error, 'AUTH_FORBIDDEN')) throw error;
      const { personId } = await this.access.identify(envelope);
      if (personId === null || personId === device.personId) throw error;
      throw new CardwrightError('AUTH_NOT_YOUR_DEVICE', undefined, { deviceId: device.deviceId }, error);
    }
  }
}

/** The reason was given with the request. A loss that nobody thought of then is the holder's to accept, in their words. */
function givenWith(
  { reason, reasonText, acceptHistoryLoss }: RequestEntity,
  body: Body,
): Pick<Body, 'reason' | 'reasonText' | 'acceptHistoryLoss'> {
  const words = reasonText ?? body.reasonText;
  return {
    reason: reason!,
    acceptHistoryLoss: acceptHistoryLoss || body.acceptHistoryLoss === true,
    ...(words !== undefined && { reasonText: words }),
  };
}

function unlessBusy(error: unknown): null {
  if (isCardwrightError(error, 'REQUEST_DEVICE_BUSY')) return null;
  throw error;
}
