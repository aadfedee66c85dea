/** Requests about findings: authorise, then the services. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Finding } from '@cardwright/contracts/card/findings';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import type { IssuanceInternalApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { eventSubject, issuanceInternalSubject, issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { isUuid } from '@cardwright/contracts/uuid';
import { say } from '@cardwright/contracts/words/say';
import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import { begunExport } from '../records/audit/exported-list.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { deviceTarget } from '../records/authorisation/targets.js';
import { viewedDevice } from '../records/devices/device-view.js';
import { DeviceService } from '../records/devices/device.service.js';
import { identityOf, InspectionService } from '../card/inspection.service.js';
import type { Answer, Asked } from '../domain/asked.js';
import { contextOf, type ChangeContext } from '../persistence/change-context.js';
import { FindingRepository } from '../records/findings/finding.repository.js';
import { WorkstationService } from '../records/workstations/workstation.service.js';
import { OrphanSweeper } from '../jobs/reconciler/orphan-sweeper.js';
import type { CardAtHand } from '../jobs/reconciler/passkey-witnesses.js';
import { ReconcilerService } from '../jobs/reconciler/reconciler.service.js';
import { RecordRepair } from '../jobs/reconciler/record-repair.js';
import { RevokedAtCa } from '../jobs/reconciler/revoked-at-ca.js';

/** A round that is asked for looks back as far as the ordinary one. */
const lookBackMs = 60 * 60_000;

@Controller()
export class ReconcilerController {
  constructor(
    private readonly database: DataSource,
    private readonly access: AuthorisationService,
    private readonly findings: FindingRepository,
    private readonly sweeper: OrphanSweeper,
    private readonly reconciler: ReconcilerService,
    private readonly repairs: RecordRepair,
    private readonly devices: DeviceService,
    private readonly inspection: InspectionService,
    private readonly revokedAtCa: RevokedAtCa,
    private readonly workstations: WorkstationService,
  ) {}

  /** Repairs come after the first look, and a second look says what is left: one repair may bring out what it hid. */
  @MessagePattern(issuanceSubject('devices.reconcile'))
  async reconcile(@Payload() asked: Asked<'devices.reconcile'>): Answer<'devices.reconcile'> {
    const { deviceId, repair = false } = asked.body;
    const context = contextOf(asked);
    const view = await this.devices.view(asked.tenantId, deviceId);
    await this.access.authorise(asked, 'devices.reconcile', deviceTarget(view));
    const { device } = view;
    if (device.activeRequestId !== null)
      throw new CardwrightError('REQUEST_DEVICE_BUSY', undefined, { deviceId, requestId: device.activeRequestId });
    const card = await this.cardOf(device.identityText, asked.body, context);
    const found = await this.reconciler.device(deviceId, card, context);
    const repaired: Finding[] = [];
    if (repair)
      for (const finding of found) if (await this.repairs.repair(device, finding, context)) repaired.push(finding);
    if (repaired.length > 0) await this.reconciler.device(deviceId, card, context);
    const after = await this.devices.view(asked.tenantId, deviceId);
    return {
      device: viewedDevice(after),
      cardRead: card !== null,
      findings: await this.findings.openOf(this.database.manager, asked.tenantId, deviceId),
      repaired,
    };
  }

  /** null without a workstation. Throws REQUEST_NOT_FOUND for one that there is not, CARD_WRONG_DEVICE for another card. */
  private async cardOf(
    expected: string,
    { workstationId, readerName }: { workstationId?: string; readerName?: string },
    context: ChangeContext,
  ): Promise<CardAtHand | null> {
    if (workstationId === undefined) return null;
    // Nobody ever answers for one that there is not: that is no agent that is away.
    await this.workstations.get(context.tenantId, workstationId);
    const image = await this.inspection.read(workstationId, { readerName, identityText: expected }, context);
    const found = identityOf(image);
    if (found !== expected) throw new CardwrightError('CARD_WRONG_DEVICE', undefined, { expected, found });
    return { image, workstationId };
  }

  @EventPattern<string>(eventSubject('certificate.revoked'))
  async revoked(@Payload() payload: unknown): Promise<void> {
    await this.revokedAtCa.heard(payload as DomainEvent<'certificate.revoked'>);
  }

  @MessagePattern(issuanceSubject('findings.list'))
  async list(@Payload() asked: Asked<'findings.list'>): Answer<'findings.list'> {
    const scopes = await this.access.listScopes(asked, 'findings.list');
    const { forExport: _, limit, cursor, ...filter } = asked.body;
    const { deviceId } = filter;
    if (deviceId !== undefined && !isUuid(deviceId))
      throw new CardwrightError('REQUEST_INVALID', say('input.device-id'), { field: 'deviceId' });
    const page = { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) };
    return this.findings.page(asked.tenantId, { ...filter, scopes }, page, begunExport(asked));
  }

  /** For tests of faults and for who cannot wait for the next round; no actor, NATS permissions say who may ask. */
  @MessagePattern(issuanceInternalSubject('orphans.sweep'))
  sweep(
    @Payload() asked: RequestEnvelope<RequestOf<IssuanceInternalApi, 'orphans.sweep'>>,
  ): Promise<ReplyOf<IssuanceInternalApi, 'orphans.sweep'>> {
    const context = contextOf(asked);
    return asked.body.all === true
      ? this.sweeper.sweepAll(context)
      : this.sweeper.sweepClosedSince(new Date(Date.now() - lookBackMs), context);
  }
}
