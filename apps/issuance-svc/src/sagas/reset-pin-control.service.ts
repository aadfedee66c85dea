/**
 * PIN reset for people: authorise, say which rule forbids it, record the request; the saga does the rest. The holder resets the PIN of
 * their own card, the help desk and operators that of others. Reads the card, writes nothing.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { AuthorisationService } from '../authorisation/authorisation.service.js';
import { DeviceService } from '../devices/device.service.js';
import { pinResetRefusal } from '../domain/pin-reset.js';
import { checkReason } from '../domain/reason-check.js';
import { callContextOf, contextOf, type ChangeContext } from '../persistence/change-context.js';
import type { DeviceEntity } from '../persistence/device.entity.js';
import { RequestService } from '../requests/request.service.js';
import { PreflightService } from './preflight.service.js';
import { SagaControlRecords } from './saga-control.records.js';
import { SagaControlService, type Asked } from './saga-control.service.js';

@Injectable()
export class ResetPinControl {
  constructor(
    private readonly access: AuthorisationService,
    private readonly records: SagaControlRecords,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly preflight: PreflightService,
    private readonly control: SagaControlService,
  ) {}

  /** Throws REASON_*, LIFECYCLE_NOT_ACTIVE, REQUEST_DEVICE_BUSY, CARD_WRONG_DEVICE, CARD_PUK_BLOCKED. */
  async start(envelope: Asked<'devices.reset-pin'>): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const change = contextOf(envelope);
    const found = await this.devices.get(body.deviceId);
    const actor = await this.access.authorise(envelope, 'devices.reset-pin', await this.records.targetOf(found));
    const roles = actor.grants.map(({ role }) => role);
    checkReason(body, 'pin-reset', roles);
    await this.supersedeOwnKind(found, change);
    requireResettable(await this.devices.get(body.deviceId));
    const { workstationId, readerName } = body;
    const { image } = await this.preflight.inspect(callContextOf(change), found, workstationId, readerName);
    const refusal = pinResetRefusal('ACTIVE', image);
    if (refusal !== null) throw new CardwrightError(refusal);
    const request = await this.records.begin(async (manager) => {
      const device = await this.devices.lock(manager, body.deviceId);
      requireResettable(device);
      const { request } = await this.requests.createIn(
        manager,
        {
          type: 'UNLOCK',
          deviceId: device.deviceId,
          workstationId,
          personId: device.personId,
          profileName: device.profileName,
          profileVersion: device.profileVersion,
          readerName: readerName ?? null,
          reason: body.reason,
          reasonText: body.reasonText ?? null,
          requestedByPersonId: actor.personId,
        },
        change,
      );
      await this.devices.change(
        manager,
        device.deviceId,
        { operation: 'resetting-pin', activeRequestId: request.requestId, workstationId },
        change,
      );
      return request;
    });
    return this.control.started(request);
  }

  /** A parked PIN reset gives way to a new one; what another saga left half written does not. */
  private async supersedeOwnKind({ activeRequestId }: DeviceEntity, change: ChangeContext): Promise<void> {
    if (activeRequestId === null) return;
    const { type } = await this.requests.get(activeRequestId);
    if (type === 'UNLOCK') await this.control.supersedeParked(activeRequestId, change, 'superseded by a PIN reset');
  }
}

function requireResettable({ deviceId, state, activeRequestId, operation }: DeviceEntity): void {
  if (state !== 'ACTIVE')
    throw new CardwrightError('LIFECYCLE_NOT_ACTIVE', `The PIN of a card in state ${state} is not reset`, {
      deviceId,
      state,
    });
  if (activeRequestId !== null)
    throw new CardwrightError('REQUEST_DEVICE_BUSY', undefined, { deviceId, requestId: activeRequestId, operation });
}
