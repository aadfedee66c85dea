/** Requests about devices: authorise, then the services. What writes to a card is sagas/. */
import type { IssuanceInternalApi } from '@cardwright/contracts/nats/issuance.requests';
import type { DeviceSort, Sorted } from '@cardwright/contracts/nats/list-filters';
import type { PageRequest, ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { issuanceInternalSubject, issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { DeviceHistory } from '../records/audit/device-history.js';
import { begunExport } from '../records/audit/exported-list.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { deviceTarget } from '../records/authorisation/targets.js';
import type { Answer, Asked } from '../domain/asked.js';
import { contextOf } from '../persistence/change-context.js';
import { ReconcilerService } from '../jobs/reconciler/reconciler.service.js';
import { HolderPlaces } from '../records/workstations/holder-places.js';
import { WorkstationService } from '../records/workstations/workstation.service.js';
import { DeviceRepository } from '../records/devices/device.repository.js';
import { DeviceService } from '../records/devices/device.service.js';
import { viewedDevice } from '../records/devices/device-view.js';
import { CardActions } from '../card/card-actions.js';
import { InspectionService } from '../card/inspection.service.js';

@Controller()
export class DeviceController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly devices: DeviceService,
    private readonly repository: DeviceRepository,
    private readonly inspection: InspectionService,
    private readonly actions: CardActions,
    private readonly workstations: WorkstationService,
    private readonly places: HolderPlaces,
    private readonly reconciler: ReconcilerService,
    private readonly happened: DeviceHistory,
  ) {}

  @MessagePattern(issuanceSubject('devices.list'))
  async list(@Payload() asked: Asked<'devices.list'>): Answer<'devices.list'> {
    const { forExport: _, limit, cursor, mine, personId, sort, order, ...filter } = asked.body;
    const { personId: own, scopes } = await this.access.listFilter(asked, 'devices.list', mine === true);
    const page = { sort, order, limit, cursor } as Sorted<DeviceSort> & PageRequest;
    const found = await this.repository.page(
      asked.tenantId,
      { ...filter, personId: own ?? personId, scopes },
      page,
      begunExport(asked),
    );
    return { rows: found.rows.map((view) => viewedDevice(view)), nextCursor: found.nextCursor };
  }

  @MessagePattern(issuanceSubject('devices.overview'))
  async overview(@Payload() asked: Asked<'devices.overview'>): Answer<'devices.overview'> {
    const scopes = await this.access.listScopes(asked, 'devices.overview');
    const [expiring, replacementsAsked] = await Promise.all([
      this.repository.expiring(asked.tenantId, scopes, [30, 60, 90]),
      this.repository.replacementsAsked(asked.tenantId, scopes),
    ]);
    return { expiring, replacementsAsked };
  }

  @MessagePattern(issuanceSubject('devices.get'))
  async get(@Payload() asked: Asked<'devices.get'>): Answer<'devices.get'> {
    const view = await this.devices.view(asked.tenantId, asked.body.deviceId);
    const { personId } = await this.access.authorise(asked, 'devices.get', deviceTarget(view));
    const own = personId !== null && personId === view.device.personId;
    return { device: await this.devices.detail(view, contextOf(asked), !own) };
  }

  @MessagePattern(issuanceSubject('devices.history'))
  async history(@Payload() asked: Asked<'devices.history'>): Answer<'devices.history'> {
    const { deviceId, requestId, ...page } = asked.body;
    const view = await this.devices.view(asked.tenantId, deviceId);
    await this.access.authorise(asked, 'devices.history', deviceTarget(view));
    const scopes = await this.access.listScopes(asked, 'devices.history');
    return this.happened.page(asked.tenantId, { deviceId, requestId, scopes }, page);
  }

  /** May one inspect at all, and here; then, when the card turns out to be somebody's, may one look at theirs. Only then is it recorded. */
  @MessagePattern(issuanceSubject('devices.inspect'))
  async inspect(@Payload() asked: Asked<'devices.inspect'>): Answer<'devices.inspect'> {
    const { workstationId, readerName, identity, deviceId } = asked.body;
    const context = contextOf(asked);
    const actor = await this.access.authorise(asked, 'devices.inspect');
    await this.places.require(actor, asked.actor, workstationId);
    await this.workstations.get(asked.tenantId, workstationId);
    const expected = deviceId === undefined ? undefined : await this.devices.view(asked.tenantId, deviceId);
    const identityText = expected?.device.identityText ?? identity;
    const image =
      readerName === undefined
        ? await this.inspection.read(workstationId, { identityText }, context)
        : await this.inspection.read(workstationId, { readerName }, context);
    const known = await this.inspection.known(asked.tenantId, image);
    if (known !== null) await this.access.check(actor, asked, 'devices.inspect', deviceTarget(known));
    const at = {
      workstationId,
      ...(readerName !== undefined && { readerName }),
      ...(identityText !== undefined && { expected: identityText }),
    };
    const { view: taken, model } = await this.inspection.take(image, at, context);
    const findings = await this.reconciler.device(taken.device.deviceId, { image, workstationId }, context);
    const view = await this.devices.view(asked.tenantId, taken.device.deviceId);
    return {
      device: viewedDevice(view),
      image,
      model,
      actions: await this.actions.of({ view, image, model }),
      findings,
    };
  }

  /** For update-svc's read model; no actor, NATS permissions say who may ask. */
  @MessagePattern(issuanceInternalSubject('devices.export'))
  export(
    @Payload() asked: RequestEnvelope<RequestOf<IssuanceInternalApi, 'devices.export'>>,
  ): Promise<ReplyOf<IssuanceInternalApi, 'devices.export'>> {
    return this.devices.exportPage(asked.tenantId, asked.body);
  }
}
