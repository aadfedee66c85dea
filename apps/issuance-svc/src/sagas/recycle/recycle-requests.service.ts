/** Starts a recycle. A parked saga of the card gives way to it. */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import { say } from '@cardwright/contracts/words/say';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { requireWords } from '../../domain/reason-check.js';
import { recycleRefusal, requireAllowed } from '../../domain/card-eligibility.js';
import { contextOf } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { RequestService } from '../../records/requests/request.service.js';
import { RequestSubjects } from '../steer/request-subjects.js';
import { SagaStarter } from '../run/saga-starter.service.js';
import type { Asked } from '../../domain/asked.js';
import { SagaDecisions } from '../steer/saga-decisions.service.js';

@Injectable()
export class RecycleRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly subjects: RequestSubjects,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly decisions: SagaDecisions,
    private readonly starter: SagaStarter,
  ) {}

  async start(envelope: Asked<'devices.recycle'>): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const change = contextOf(envelope);
    requireWords(body.reason, say('record.why-recycled'));
    const device = await this.devices.get(body.deviceId);
    const actor = await this.access.authorise(envelope, 'devices.recycle', await this.subjects.targetOf(device));
    // This check comes before any saga gives way.
    requireAllowed(recycleRefusal(device.state), { deviceId: device.deviceId, state: device.state });
    await this.requireParkedOrFree(device);
    await this.decisions.supersedeParked(device.activeRequestId, change, 'superseded by a recycle');
    const request = await this.subjects.inTransaction(async (manager) => {
      const { request } = await this.requests.createIn(
        manager,
        {
          type: 'RECYCLE',
          deviceId: device.deviceId,
          workstationId: body.workstationId,
          personId: device.personId,
          readerName: body.readerName ?? null,
          reason: body.reason,
          requestedByPersonId: actor.personId,
        },
        change,
      );
      await this.devices.beginRecycle(manager, device.deviceId, body.reason, change, {
        operation: sagaKinds.RECYCLE.operation,
        activeRequestId: request.requestId,
        workstationId: body.workstationId,
      });
      return request;
    });
    return this.starter.begin(request);
  }

  /** Throws REQUEST_DEVICE_BUSY. */
  private async requireParkedOrFree({ deviceId, activeRequestId, operation }: DeviceEntity): Promise<void> {
    if (activeRequestId === null || (await this.requests.get(activeRequestId)).state === 'FAILED') return;
    throw new CardwrightError('REQUEST_DEVICE_BUSY', undefined, { deviceId, requestId: activeRequestId, operation });
  }
}
