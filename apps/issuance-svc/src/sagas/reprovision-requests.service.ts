/**
 * [D14] An operator asks for a reprovision without the card: the request waits until the holder runs it. Checked by the record alone; what
 * the card says is found out when it runs.
 */
import { Injectable } from '@nestjs/common';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { AuthorisationService } from '../authorisation/authorisation.service.js';
import { DeviceService } from '../devices/device.service.js';
import { rolesOf } from '../domain/authorisation.js';
import { checkRewriteReason } from '../domain/reason-check.js';
import { unread } from '../domain/reprovision-eligibility.js';
import { contextOf } from '../persistence/change-context.js';
import { RequestService } from '../requests/request.service.js';
import { RewritePreflight } from './rewrite-control.service.js';
import { SagaControlRecords } from './saga-control.records.js';
import type { Asked } from './saga-control.service.js';

@Injectable()
export class ReprovisionRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly records: SagaControlRecords,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly preflight: RewritePreflight,
  ) {}

  /** Throws REASON_*, and the code of the first rule that forbids a reprovision of this device. */
  async create(envelope: Asked<'devices.request-reprovision'>): Promise<{ saga: SagaRow }> {
    const { body, tenantId } = envelope;
    const change = contextOf(envelope);
    const device = await this.devices.get(body.deviceId);
    const target = await this.records.targetOf(device);
    const actor = await this.access.authorise(envelope, 'devices.request-reprovision', target);
    checkRewriteReason(body, 'reprovision', rolesOf(actor));
    const person = device.personId === null ? null : await this.records.person(tenantId, device.personId);
    const version = device.profileName === null ? null : await this.records.latestProfile(tenantId, device.profileName);
    await this.preflight.planner.requireEligible({ device, person, version, image: unread, keyReferences: null });
    const { requestId } = await this.records.begin(async (manager) => {
      // Two operators at once: one of the two requests is the newer one.
      await this.devices.lock(manager, device.deviceId);
      return this.preflight.waiting.createIn(
        manager,
        {
          deviceId: device.deviceId,
          // Where it will be run is not known yet.
          workstationId: device.workstationId ?? 'none',
          personId: device.personId,
          profileName: device.profileName,
          profileVersion: version!.version,
          reason: body.reason,
          reasonText: body.reasonText ?? null,
          acceptHistoryLoss: body.acceptHistoryLoss ?? false,
          requestedByPersonId: actor.personId,
        },
        change,
      );
    });
    return { saga: await this.requests.row(tenantId, requestId) };
  }
}
