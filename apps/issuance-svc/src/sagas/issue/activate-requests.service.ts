/** Activation by an operator [C16]: authorise, say which rule forbids it, record the request; the saga does the rest. */
import { Injectable } from '@nestjs/common';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { Asked } from '../../domain/asked.js';
import { activateRefusal, requireAllowed } from '../../domain/card-eligibility.js';
import { contextOf } from '../../persistence/change-context.js';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { RequestService } from '../../records/requests/request.service.js';
import { SagaStarter } from '../run/saga-starter.service.js';
import { RequestSubjects } from '../steer/request-subjects.js';

@Injectable()
export class ActivateRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly subjects: RequestSubjects,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly starter: SagaStarter,
  ) {}

  async start(envelope: Asked<'devices.activate'>): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const change = contextOf(envelope);
    const device = await this.devices.get(body.deviceId);
    const actor = await this.access.authorise(envelope, 'devices.activate', await this.subjects.targetOf(device));
    requireAllowed(activateRefusal(device.state), { deviceId: device.deviceId, from: device.state, to: 'ACTIVE' });
    const { request } = await this.requests.create(
      {
        type: 'ACTIVATE',
        deviceId: device.deviceId,
        workstationId: device.workstationId ?? 'none',
        personId: device.personId,
        reason: body.reason ?? null,
        requestedByPersonId: actor.personId,
      },
      change,
    );
    return this.starter.begin(request);
  }
}
