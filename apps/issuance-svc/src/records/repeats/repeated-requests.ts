/**
 * [F07] A client that repeats its own idempotency key gets its own request back, whatever state the device is in now: its row carries the key from the
 * transaction that made it, so this holds after a crash half-way too, and for as long as the row is there.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Device, RequestType, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import {
  cardSagaTypes,
  sagaKind,
  waitingRequests,
  waitingRequestTypes,
} from '@cardwright/contracts/workflow/saga-kinds';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { AuthorisationService } from '../authorisation/authorisation.service.js';
import { viewedDevice } from '../devices/device-view.js';
import { DeviceService } from '../devices/device.service.js';
import { RequestRepository } from '../requests/request.repository.js';
import { RequestService } from '../requests/request.service.js';

/** What an operation makes or begins, and whether it answers with the device too. */
type Made = { types: readonly RequestType[]; withDevice: boolean };
const operations: ReadonlyMap<string, Made> = new Map<string, Made>([
  ...cardSagaTypes.flatMap((type) => {
    const { action, waits } = sagaKind(type);
    const names = [`devices.${action}`, ...(waits === null ? [] : [waits.request as string])];
    return names.map((name): [string, Made] => [name, { types: [type], withDevice: name === 'devices.bind' }]);
  }),
  ...waitingRequestTypes.map((type): [string, Made] => {
    const { action } = waitingRequests[type];
    const types = waitingRequestTypes.filter((each) => waitingRequests[each].action === action);
    return [action, { types, withDevice: true }];
  }),
]);

@Injectable()
export class RepeatedRequests {
  constructor(
    private readonly database: DataSource,
    private readonly repository: RequestRepository,
    private readonly access: AuthorisationService,
    private readonly requests: RequestService,
    private readonly devices: DeviceService,
  ) {}

  /** Throws REQUEST_KEY_REUSED: it was made for another card, or for something else. */
  async find(
    envelope: RequestEnvelope<unknown>,
    idempotencyKey: string,
    deviceId: string,
    types: readonly RequestType[],
  ): Promise<RequestEntity | null> {
    const { actorText, personId } = await this.access.identify(envelope);
    const { manager } = this.database;
    const { tenantId } = envelope;
    const known =
      (await this.repository.findByIdempotencyKey(manager, tenantId, actorText, idempotencyKey)) ??
      // Begun by its holder, asked for by somebody else.
      (await this.repository.findOwnBegun(manager, { tenantId, deviceId, personId, idempotencyKey }));
    if (known !== null && (known.deviceId !== deviceId || !types.includes(known.type)))
      throw new CardwrightError('REQUEST_KEY_REUSED', undefined, { requestId: known.requestId });
    return known;
  }

  /** The answer of an operation that has made or begun its request before; null: it has not, or makes none. */
  async answer(
    operation: string,
    envelope: RequestEnvelope<unknown>,
  ): Promise<{ saga: SagaRow; device?: Device } | null> {
    const made = operations.get(operation);
    const { deviceId } = (envelope.body ?? {}) as { deviceId?: unknown };
    if (made === undefined || envelope.idempotencyKey === undefined || typeof deviceId !== 'string') return null;
    const known = await this.find(envelope, envelope.idempotencyKey, deviceId, made.types);
    if (known === null) return null;
    const saga = await this.requests.row(known.tenantId, known.requestId);
    if (!made.withDevice) return { saga };
    return { saga, device: viewedDevice(await this.devices.view(known.tenantId, deviceId)) };
  }
}
