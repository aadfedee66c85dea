/**
 * PIN reset and lock for people: authorise, say which rule forbids it, record the request; the saga does the rest. The holder resets
 * the PIN of their own card, the help desk and operators that of others; they alone lock. Reads the card, writes nothing.
 */
import { Injectable } from '@nestjs/common';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { ReasonUse } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { Device, RequestType, SagaRow } from '@cardwright/contracts/nats/issuance.api';
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

type Endpoint = 'devices.reset-pin' | 'devices.lock';

interface PinWork {
  type: Extract<RequestType, 'UNLOCK' | 'LOCK'>;
  use: ReasonUse;
  operation: Device['operation'];
  /** What the card itself has against it. */
  refusal: (image: CardImage) => ErrorCode | null;
}

const works: Readonly<Record<Endpoint, PinWork>> = {
  'devices.reset-pin': {
    type: 'UNLOCK',
    use: 'pin-reset',
    operation: 'resetting-pin',
    refusal: (image) => pinResetRefusal('ACTIVE', image),
  },
  // A PIN that is blocked already is no obstacle: the saga finds it so and records it.
  'devices.lock': { type: 'LOCK', use: 'lock', operation: 'locking', refusal: () => null },
};

@Injectable()
export class PinControl {
  constructor(
    private readonly access: AuthorisationService,
    private readonly records: SagaControlRecords,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly preflight: PreflightService,
    private readonly control: SagaControlService,
  ) {}

  /** Throws REASON_*, LIFECYCLE_NOT_ACTIVE, REQUEST_DEVICE_BUSY, CARD_WRONG_DEVICE, CARD_PUK_BLOCKED. */
  async start(envelope: Asked<Endpoint>, endpoint: Endpoint): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const { type, use, operation, refusal } = works[endpoint];
    const change = contextOf(envelope);
    const found = await this.devices.get(body.deviceId);
    const actor = await this.access.authorise(envelope, endpoint, await this.records.targetOf(found));
    const roles = actor.grants.map(({ role }) => role);
    checkReason(body, use, roles);
    await this.makeWay(found, change);
    requirePinWork(await this.devices.get(body.deviceId));
    const { workstationId, readerName } = body;
    const { image } = await this.preflight.inspect(callContextOf(change), found, workstationId, readerName);
    const refused = refusal(image);
    if (refused !== null) throw new CardwrightError(refused);
    const request = await this.records.begin(async (manager) => {
      const device = await this.devices.lock(manager, body.deviceId);
      requirePinWork(device);
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
          requestedByPersonId: actor.personId,
        },
        change,
      );
      const patch = { operation, activeRequestId: request.requestId, workstationId };
      await this.devices.change(manager, device.deviceId, patch, change);
      return request;
    });
    return this.control.started(request);
  }

  /** A parked PIN reset or lock gives way to a new one, and so does an update that only has no PIN; what is half written does not. */
  private async makeWay({ activeRequestId }: DeviceEntity, change: ChangeContext): Promise<void> {
    if (activeRequestId === null) return;
    const { type } = await this.requests.get(activeRequestId);
    if (type === 'UNLOCK' || type === 'LOCK' || (await this.records.isUntouchedUpdate(activeRequestId)))
      await this.control.supersedeParked(activeRequestId, change, 'superseded by a newer PIN reset or lock');
  }
}

function requirePinWork({ deviceId, state, activeRequestId, operation }: DeviceEntity): void {
  if (state !== 'ACTIVE')
    throw new CardwrightError(
      'LIFECYCLE_NOT_ACTIVE',
      `The PIN of a card in state ${state} is neither reset nor locked`,
      {
        deviceId,
        state,
      },
    );
  if (activeRequestId !== null)
    throw new CardwrightError('REQUEST_DEVICE_BUSY', undefined, { deviceId, requestId: activeRequestId, operation });
}
