/**
 * The dry run and the start of reprovisions and updates for people (requirements D01-D21, A12). It authorises, names the rule that forbids
 * the rewrite, and has it planned for the card as it is (rewrite-preflight.ts); the saga does the rest.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ReprovisionWarnings, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { PlanSummary } from '@cardwright/contracts/nats/plan-summary';
import { sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import type { KnownActor } from '../../records/authorisation/authorisation.service.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { startEndpoint } from '../../domain/endpoints.js';
import { rolesOf } from '../../domain/authorisation.js';
import { requireKeptAccepted } from '../../domain/kept-secrets.js';
import { checkRewriteReason } from '../../domain/reason-check.js';
import { rewriteOf, type Rewrite } from '../../domain/reprovision-eligibility.js';
import { callContextOf, contextOf } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { RequestService } from '../../records/requests/request.service.js';
import { GivingWays, requireFree, type GivingWay } from '../steer/giving-way.js';
import { planSummary } from '../steer/preflight.service.js';
import { rewriteWarnings } from './rewrite-warnings.js';
import { RequestSubjects } from '../steer/request-subjects.js';
import { mayWait, WaitingStarts } from '../steer/waiting-starts.js';
import { SagaStarter } from '../run/saga-starter.service.js';
import { PreflightDoctor } from '../../card/preflight-doctor.js';
import { RewritePreflight, type RewriteBody, type RewriteEnvelope } from './rewrite-preflight.js';

@Injectable()
export class RewriteRequests {
  constructor(
    private readonly subjects: RequestSubjects,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly preflight: RewritePreflight,
    private readonly doctor: PreflightDoctor,
    private readonly waiting: WaitingStarts,
    private readonly ways: GivingWays,
    private readonly starter: SagaStarter,
  ) {}

  async plan(
    envelope: RewriteEnvelope,
    type: Rewrite['type'],
  ): Promise<{ plan: PlanSummary; warnings: ReprovisionWarnings }> {
    const rewrite = rewriteOf(type, envelope.body.keyReferences, envelope.body.reason);
    const device = await this.devices.get(envelope.body.deviceId);
    const actor = await this.subjects.authorise(envelope, sagaKinds[type].plan.request, device);
    const { body } = await this.asked(envelope, type, device, actor);
    // A dry run is possible while the card is busy. The start then reports that it is busy.
    const giving = await this.givingWay(device, type).catch(unlessBusy);
    const { planned, version, kept, mustAccept } = await this.preflight.dryRun(
      { ...envelope, body },
      rewrite,
      device,
      giving,
    );
    const context = callContextOf(contextOf(envelope));
    const doctor = await this.doctor.examine(context, { ...body, device, version });
    const keeps = [...kept.kept];
    const plan = { ...planSummary(planned.plan, version), keeps, mustAccept, doctor };
    return { plan, warnings: rewriteWarnings(planned, rewrite, body.reason) };
  }

  async start(envelope: RewriteEnvelope, type: Rewrite['type']): Promise<{ saga: SagaRow }> {
    const { deviceId, idempotencyKey = envelope.idempotencyKey } = envelope.body;
    const { operation, words } = sagaKinds[type];
    const rewrite = rewriteOf(type, envelope.body.keyReferences, envelope.body.reason);
    const change = contextOf(envelope);
    const known = await this.subjects.repeated(envelope, type);
    if (known !== null) return { saga: await this.requests.row(change.tenantId, known.requestId) };
    const found = await this.devices.get(deviceId);
    const actor = await this.subjects.authorise(envelope, startEndpoint(type), found);
    const { body, waiting } = await this.asked(envelope, type, found, actor);
    const giving = await this.givingWay(found, type);
    const { planned, version, kept } = await this.preflight.plan({ ...envelope, body }, rewrite, found, giving);
    requireKeptAccepted(kept);
    await this.doctor.require(callContextOf(change), { ...body, device: found, version });
    const { hash } = planned.plan;
    if (body.planHash !== undefined && body.planHash !== hash)
      throw new CardwrightError('REQUEST_PLAN_CHANGED', undefined, { planned: body.planHash, now: hash });
    // Every check has passed: from here on there are effects.
    await this.ways.end(giving, change, `superseded by ${words.called}`);
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
    const request = await this.subjects.inTransaction(async (manager) => {
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
          : {
              request: await this.waiting.beginIn(manager, waiting, { ...how, idempotencyKey }, change),
              created: true,
            };
      if (created) {
        if (mayWait(type)) await this.waiting.supersedeIn(manager, deviceId, type, change);
        const { requestId: activeRequestId } = request;
        await this.devices.change(manager, deviceId, { operation, activeRequestId, workstationId }, change);
      }
      return request;
    });
    return this.starter.begin(request);
  }

  /**
   * [D14] The holder, a service, or whoever accepts its offer runs the reprovision that waits for this card, for the reason that was given
   * when it was requested.
   */
  private async asked(
    { body }: RewriteEnvelope,
    type: Rewrite['type'],
    device: DeviceEntity,
    actor: KnownActor,
  ): Promise<{ body: RewriteBody; waiting: RequestEntity | null }> {
    const { reasonUse } = sagaKinds[type];
    const own = actor.personId !== null && actor.personId === device.personId;
    const runs = own || actor.service || body.offered === true;
    const waiting = runs && mayWait(type) ? await this.waiting.of(device.deviceId, type) : null;
    const asked = waiting === null ? body : { ...body, ...givenWith(waiting, body) };
    checkRewriteReason(asked, reasonUse, rolesOf(actor));
    return { body: asked, waiting };
  }

  /**
   * [D11] A parked saga gives way to a reprovision, which begins where the parked saga stopped. It gives way to an update only if it is
   * itself an update that has not replaced any key yet; every other parked saga must be finished first.
   */
  private givingWay(device: DeviceEntity, type: Rewrite['type']): Promise<GivingWay | null> {
    return this.ways.of(device, sagaKinds[type].action);
  }
}

/** The reason was given with the request. If a loss was not accepted then, the holder must accept it now, with a reason of their own. */
function givenWith(
  { reason, reasonText, acceptHistoryLoss }: RequestEntity,
  body: RewriteBody,
): Pick<RewriteBody, 'reason' | 'reasonText' | 'acceptHistoryLoss'> {
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
