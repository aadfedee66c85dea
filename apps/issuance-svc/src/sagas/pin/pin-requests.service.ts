/**
 * Starts PIN resets and locks for people: authorises, names the rule that forbids the action, and records the request; the saga does the
 * rest. A holder may reset the PIN of their own card. The help desk and operators may reset the PINs of others, and only they may lock a
 * card. The card is read here and never written.
 */
import { Injectable } from '@nestjs/common';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { sagaKinds, type SagaTypeWith } from '@cardwright/contracts/workflow/saga-kinds';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { pinRefusals, pinWorkRefusal, requireAllowed } from '../../domain/card-eligibility.js';
import { startEndpoint } from '../../domain/endpoints.js';
import { checkReason } from '../../domain/reason-check.js';
import { callContextOf, contextOf } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { RequestService } from '../../records/requests/request.service.js';
import { GivingWays, requireFree } from '../steer/giving-way.js';
import { PreflightService } from '../steer/preflight.service.js';
import { RequestSubjects } from '../steer/request-subjects.js';
import type { Asked } from '../../domain/asked.js';
import { SagaStarter } from '../run/saga-starter.service.js';

type PinWork = SagaTypeWith<'writes', 'pin'>;

@Injectable()
export class PinRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly subjects: RequestSubjects,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly preflight: PreflightService,
    private readonly starter: SagaStarter,
    private readonly ways: GivingWays,
  ) {}

  /** Throws REASON_*, LIFECYCLE_NOT_ACTIVE, REQUEST_DEVICE_BUSY, CARD_WRONG_DEVICE, CARD_PUK_BLOCKED. */
  async start(envelope: Asked<'devices.reset-pin' | 'devices.lock'>, type: PinWork): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const { action, operation, reasonUse } = sagaKinds[type];
    const change = contextOf(envelope);
    const known = await this.subjects.repeated(envelope, body.idempotencyKey, body.deviceId);
    if (known !== null) return { saga: await this.requests.row(change.tenantId, known.requestId) };
    const found = await this.devices.get(body.deviceId);
    const actor = await this.access.authorise(envelope, startEndpoint(type), await this.subjects.targetOf(found));
    const roles = actor.grants.map(({ role }) => role);
    checkReason(body, reasonUse, roles);
    requirePinWork(found);
    // A parked saga that has half written its card does not give way. A parked PIN reset or lock gives way, and so does an update that only
    // waits for its PIN.
    const giving = await this.ways.of(found, action);
    const { workstationId, readerName } = body;
    const { image } = await this.preflight.inspect(callContextOf(change), found, workstationId, readerName);
    requireAllowed(pinRefusals[type](found.state, image), { deviceId: found.deviceId });
    // Every check has passed: from here on there are effects.
    await this.ways.end(giving, change, 'superseded by a newer PIN reset or lock');
    const request = await this.subjects.inTransaction(async (manager) => {
      const device = await this.devices.lock(manager, body.deviceId);
      requirePinWork(device);
      requireFree(device);
      const { request } = await this.requests.createIn(
        manager,
        {
          type,
          deviceId: device.deviceId,
          workstationId,
          personId: device.personId,
          profileName: device.profileName,
          profileVersion: device.profileVersion,
          readerName: readerName ?? null,
          reason: body.reason,
          reasonText: body.reasonText ?? null,
          idempotencyKey: body.idempotencyKey ?? null,
          requestedByPersonId: actor.personId,
        },
        change,
      );
      const patch = { operation, activeRequestId: request.requestId, workstationId };
      await this.devices.change(manager, device.deviceId, patch, change);
      return request;
    });
    return this.starter.begin(request);
  }
}

const requirePinWork = ({ deviceId, state }: DeviceEntity): void =>
  requireAllowed(pinWorkRefusal(state), { deviceId, state });
