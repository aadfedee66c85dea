/**
 * Reprovision for people: the dry run and the start (requirements D01-D21). Authorises, says which rule forbids it, plans on the
 * card as it is; the saga does the rest. Reads the card, writes nothing.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PlanSummary, ReprovisionWarnings, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { imageScope } from '../activities/reprovision-card.activities.js';
import { AuthorisationService, type KnownActor } from '../authorisation/authorisation.service.js';
import { CardVault } from '../card-work/card-vault.js';
import { DeviceService } from '../devices/device.service.js';
import type { Endpoint } from '../domain/endpoints.js';
import { checkReason, hasWords } from '../domain/reason-check.js';
import { callContextOf, contextOf } from '../persistence/change-context.js';
import type { DeviceEntity } from '../persistence/device.entity.js';
import type { CredentialProfileVersionEntity } from '../persistence/credential-profile-version.entity.js';
import { RequestService } from '../requests/request.service.js';
import { PreflightService, planSummary } from './preflight.service.js';
import { ReprovisionPlanner, type PlannedReprovision } from './reprovision-planner.js';
import { revocationOf } from './reprovision-record.js';
import { reprovisionWarnings } from './reprovision-warnings.js';
import { SagaControlRecords } from './saga-control.records.js';
import { SagaControlService, type Asked } from './saga-control.service.js';

/** The card as it is and what it takes to plan on it. */
@Injectable()
export class ReprovisionPreflight {
  constructor(
    readonly planner: ReprovisionPlanner,
    readonly cards: PreflightService,
    readonly vault: CardVault,
  ) {}
}

@Injectable()
export class ReprovisionControl {
  constructor(
    private readonly access: AuthorisationService,
    private readonly records: SagaControlRecords,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly preflight: ReprovisionPreflight,
    private readonly control: SagaControlService,
  ) {}

  async plan(
    envelope: Asked<'devices.plan-reprovision'>,
  ): Promise<{ plan: PlanSummary; warnings: ReprovisionWarnings }> {
    const device = await this.devices.get(envelope.body.deviceId);
    await this.authorise(envelope, 'devices.plan-reprovision', device);
    const { planned, version } = await this.planned(envelope, device);
    const context = callContextOf(contextOf(envelope));
    const doctor = await this.preflight.cards.doctor.examine(context, { ...envelope.body, device, version });
    return {
      plan: { ...planSummary(planned.plan, version), doctor },
      warnings: reprovisionWarnings(planned, revocationOf(envelope.body.reason)),
    };
  }

  async start(envelope: Asked<'devices.reprovision'>): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const change = contextOf(envelope);
    const known = await this.records.repeated(envelope, body.idempotencyKey, body.deviceId);
    if (known !== null) return { saga: await this.requests.row(change.tenantId, known.requestId) };
    const found = await this.devices.get(body.deviceId);
    const actor = await this.authorise(envelope, 'devices.reprovision', found);
    this.checkWords(envelope, actor);
    // [D11] A parked one gives way: what it left is where this one begins.
    await this.control.supersedeParked(found.activeRequestId, change, 'superseded by a reprovision');
    const device = await this.devices.get(body.deviceId);
    requireIdle(device);
    const { planned, version } = await this.planned(envelope, device);
    await this.preflight.cards.doctor.require(callContextOf(change), { ...body, device, version });
    const { hash } = planned.plan;
    if (body.planHash !== undefined && body.planHash !== hash)
      throw new CardwrightError('REQUEST_PLAN_CHANGED', undefined, { planned: body.planHash, now: hash });
    const request = await this.records.begin(async (manager) => {
      const created = await this.requests.createIn(
        manager,
        {
          type: 'REPROVISION',
          deviceId: device.deviceId,
          workstationId: body.workstationId,
          personId: device.personId,
          profileName: version.name,
          profileVersion: version.version,
          readerName: body.readerName ?? null,
          reason: body.reason,
          reasonText: body.reasonText ?? null,
          acceptHistoryLoss: body.acceptHistoryLoss ?? false,
          planHash: hash,
          idempotencyKey: body.idempotencyKey ?? null,
          requestedByPersonId: actor.personId,
        },
        change,
      );
      if (created.created)
        await this.devices.change(
          manager,
          device.deviceId,
          {
            operation: 'reprovisioning',
            activeRequestId: created.request.requestId,
            workstationId: body.workstationId,
          },
          change,
        );
      return created.request;
    });
    return this.control.started(request);
  }

  private async planned(
    envelope: Asked<'devices.plan-reprovision'>,
    device: DeviceEntity,
  ): Promise<{ planned: PlannedReprovision; version: CredentialProfileVersionEntity }> {
    const { body, tenantId } = envelope;
    const { planner, cards, vault } = this.preflight;
    const actor = await this.access.identify(envelope);
    this.checkWords(envelope, actor);
    const person = device.personId === null ? null : await this.records.person(tenantId, device.personId);
    const version = device.profileName === null ? null : await this.records.latestProfile(tenantId, device.profileName);
    // From the record alone first: a card that may not be reprovisioned is not even read.
    await planner.requireEligible({ device, person, version, image: unread });
    const context = callContextOf(contextOf(envelope));
    const scope = imageScope(device, 1);
    const { image, model } = await cards.inspect(context, device, body.workstationId, body.readerName, scope);
    await planner.requireEligible({ device, person, version, image });
    const planned = await planner.plan(context, {
      device,
      person: person!,
      version: version!,
      image,
      model,
      ownership: await vault.ownership(context, device.deviceId, image, 1),
      reason: body.reason,
      acceptHistoryLoss: body.acceptHistoryLoss ?? false,
      requestId: null,
    });
    return { planned, version: version! };
  }

  /** [D02] Somebody else's card without the operators' right: said in the holder's words. */
  private async authorise(
    envelope: RequestEnvelope<unknown>,
    endpoint: Endpoint,
    device: DeviceEntity,
  ): Promise<KnownActor> {
    try {
      return await this.access.authorise(envelope, endpoint, await this.records.targetOf(device));
    } catch (error) {
      if (!isCardwrightError(error, 'AUTH_FORBIDDEN')) throw error;
      const { personId } = await this.access.identify(envelope);
      if (personId === null || personId === device.personId) throw error;
      throw new CardwrightError('AUTH_NOT_YOUR_DEVICE', undefined, { deviceId: device.deviceId }, error);
    }
  }

  /** [D19] The reason, and the words that a reason or an accepted loss needs. */
  private checkWords({ body }: Asked<'devices.plan-reprovision'>, { grants }: KnownActor): void {
    checkReason(
      body,
      'reprovision',
      grants.map(({ role }) => role),
    );
    if (body.acceptHistoryLoss === true && !hasWords(body.reasonText))
      throw new CardwrightError('REASON_TEXT_REQUIRED', 'Say why the old key for encrypted mail may be lost');
  }
}

const unread = {
  interface: 'contact',
  puk: { retriesRemaining: null, retriesTotal: null, factory: null, blocked: false },
} as const;

function requireIdle({ deviceId, activeRequestId, operation }: DeviceEntity): void {
  if (activeRequestId !== null)
    throw new CardwrightError('REQUEST_DEVICE_BUSY', undefined, { deviceId, requestId: activeRequestId, operation });
}
