/**
 * Sagas that were asked for in advance and wait (READY): a reprovision for the holder to run it (requirement D14), a lock for its card (B05;
 * model.md section 3), the issue of a blank card for the person to whom it is bound (B06). They do not hold the device, so other sagas can run
 * meanwhile. There is at most one of a kind per device, the newest. This file changes only rows; the callers authorise.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { sagaKinds, type SagaTypeWith } from '@cardwright/contracts/workflow/saga-kinds';
import { begunWords, waitingWords } from '@cardwright/contracts/words/rows';
import { say } from '@cardwright/contracts/words/say';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { RequestEntity } from '../../persistence/request.entity.js';
import type { NewRequest, RequestPatch } from '../../records/requests/request-row.js';
import { DeviceService, type DevicePatch } from '../../records/devices/device.service.js';
import { CardNews } from '../../records/mail/card-news.js';
import { RequestService } from '../../records/requests/request.service.js';

export type WaitingType = SagaTypeWith<'waits', object>;

type AskedInAdvance = { type: WaitingType } & Pick<NewRequest, 'profileVersion' | 'reason' | 'reasonText'> &
  Pick<NewRequest, 'acceptHistoryLoss' | 'acceptWellKnown' | 'requestedByPersonId' | 'pinChange'>;

export type Beginning = Pick<
  RequestPatch,
  'workstationId' | 'readerName' | 'profileVersion' | 'passkey' | 'planHash' | 'reasonText'
> &
  Pick<RequestPatch, 'acceptHistoryLoss' | 'acceptWellKnown' | 'idempotencyKey'>;

/** What a bind has written. */
const belongsToNobody: DevicePatch = { personId: null, profileName: null, profileVersion: null };

export const mayWait = (type: keyof typeof sagaKinds): type is WaitingType => sagaKinds[type].waits !== null;

@Injectable()
export class WaitingStarts {
  constructor(
    private readonly database: DataSource,
    private readonly requests: RequestService,
    private readonly devices: DeviceService,
    private readonly news: CardNews,
  ) {}

  of(
    deviceId: string,
    type: WaitingType,
    manager: EntityManager = this.database.manager,
  ): Promise<RequestEntity | null> {
    return manager.findOne(RequestEntity, {
      where: { deviceId, type, state: 'READY' },
      order: { createdAt: 'DESC' },
    });
  }

  /** The newest one replaces the others. The device is locked. */
  async createIn(
    manager: EntityManager,
    device: DeviceEntity,
    asked: AskedInAdvance,
    change: ChangeContext,
  ): Promise<RequestEntity> {
    const { deviceId, personId, profileName } = device;
    await this.supersedeIn(manager, deviceId, asked.type, change);
    // The workstation is not known yet.
    const workstationId = device.workstationId ?? 'none';
    const sentence = waitingWords(asked.type);
    const row = { ...{ deviceId, personId, profileName, workstationId }, ...asked, state: 'READY', sentence } as const;
    return (await this.requests.createIn(manager, row, change)).request;
  }

  /** A newer request does the same. */
  async supersedeIn(
    manager: EntityManager,
    deviceId: string,
    type: WaitingType,
    { actor }: ChangeContext,
  ): Promise<void> {
    const waiting = await this.of(deviceId, type, manager);
    if (waiting === null) return;
    const { requestId } = waiting;
    await this.requests.markIn(manager, requestId, {
      state: 'SUPERSEDED',
      sentence: say('saga.superseded'),
      actor,
    });
  }

  /** Nothing was begun. A blank card that was bound by it is nobody's again. Throws LIFECYCLE_TRANSITION if it does not wait any more. */
  async withdrawIn(
    manager: EntityManager,
    { requestId, deviceId }: Pick<RequestEntity, 'requestId' | 'deviceId'>,
    reason: string,
    change: ChangeContext,
  ): Promise<void> {
    const device = await this.devices.lock(manager, deviceId);
    const { actor } = change;
    const sentence = say('saga.withdrawn-before');
    await this.requests.markIn(manager, requestId, { state: 'WITHDRAWN', sentence, reason, actor });
    if (device.state !== 'ASSIGNED') return;
    await this.news.ofUnbound(manager, device, requestId, change);
    await this.devices.changeState(manager, deviceId, 'AVAILABLE', reason, change, belongsToNobody);
  }

  /**
   * Starts the waiting request, because what it waited for is there. Throws REQUEST_DEVICE_BUSY, and LIFECYCLE_TRANSITION if it was withdrawn
   * meanwhile.
   */
  async beginIn(
    manager: EntityManager,
    { requestId, type }: RequestEntity,
    how: Beginning,
    { actor }: ChangeContext,
  ): Promise<RequestEntity> {
    const sentence = begunWords(type as WaitingType);
    const patch = { ...how, state: 'IN_PROGRESS', sentence, actor } as const;
    return (await this.requests.markIn(manager, requestId, patch)).request;
  }
}
