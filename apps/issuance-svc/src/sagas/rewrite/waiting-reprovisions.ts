/**
 * Reprovisions that wait (READY) for the holder to run them (requirement D14, model.md section 3). They do not hold the device, so other
 * sagas can run meanwhile. There is at most one per device, the newest. This file changes only rows; the callers authorise.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { SagaTypeWith } from '@cardwright/contracts/workflow/saga-kinds';
import type { ChangeContext } from '../../persistence/change-context.js';
import { RequestEntity } from '../../persistence/request.entity.js';
import type { RequestPatch } from '../../records/requests/request-row.js';
import { RequestService } from '../../records/requests/request.service.js';

const type = 'REPROVISION' satisfies SagaTypeWith<'waits', object>;
const sentence = 'Waits for the cardholder, who runs it as "Reprovision my card"';

@Injectable()
export class WaitingReprovisions {
  constructor(
    private readonly database: DataSource,
    private readonly requests: RequestService,
  ) {}

  of(deviceId: string, manager: EntityManager = this.database.manager): Promise<RequestEntity | null> {
    return manager.findOne(RequestEntity, {
      where: { deviceId, type, state: 'READY' },
      order: { createdAt: 'DESC' },
    });
  }

  async createIn(
    manager: EntityManager,
    asked: Pick<RequestEntity, 'deviceId' | 'workstationId' | 'personId' | 'profileName' | 'profileVersion'> &
      Pick<RequestEntity, 'reason' | 'reasonText' | 'acceptHistoryLoss' | 'requestedByPersonId'>,
    change: ChangeContext,
  ): Promise<RequestEntity> {
    await this.supersedeIn(manager, asked.deviceId, change);
    const row = { ...asked, type, state: 'READY', sentence } as const;
    return (await this.requests.createIn(manager, row, change)).request;
  }

  /** A newer request replaces this one. */
  async supersedeIn(manager: EntityManager, deviceId: string, { actor }: ChangeContext): Promise<void> {
    const waiting = await this.of(deviceId, manager);
    if (waiting === null) return;
    const { requestId } = waiting;
    await this.requests.markIn(manager, requestId, {
      state: 'SUPERSEDED',
      sentence: 'A newer request does it',
      actor,
    });
  }

  /**
   * Starts the waiting request, because the holder is there. Throws REQUEST_DEVICE_BUSY, and LIFECYCLE_TRANSITION if it was withdrawn
   * meanwhile.
   */
  async beginIn(
    manager: EntityManager,
    { requestId }: RequestEntity,
    how: Pick<
      RequestPatch,
      | 'workstationId'
      | 'readerName'
      | 'profileVersion'
      | 'planHash'
      | 'reasonText'
      | 'acceptHistoryLoss'
      | 'acceptWellKnown'
    >,
    { actor }: ChangeContext,
  ): Promise<RequestEntity> {
    const patch = { ...how, state: 'IN_PROGRESS', sentence: 'The cardholder has started it', actor } as const;
    return (await this.requests.markIn(manager, requestId, patch)).request;
  }
}
