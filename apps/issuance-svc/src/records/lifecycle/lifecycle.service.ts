/**
 * Suspends, resumes and terminates an issued card on behalf of a person (model.md section 1). The record changes at once, in one
 * transaction with the jobs that report to the CA. It does not wait for a card, for the CA or for a saga of the card. Each request may be
 * repeated.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Reason } from '@cardwright/contracts/card/reasons';
import { mayBeFoundAgain } from '@cardwright/contracts/card/suspension';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LifecycleRequest } from '@cardwright/contracts/nats/issuance.api';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { DeviceService } from '../devices/device.service.js';
import { ReplacementRepository } from '../devices/replacement.repository.js';
import { LifecycleChanges } from './lifecycle-changes.js';
import { revocationReasonOf } from '../../domain/revocation-reason.js';

@Injectable()
export class LifecycleService {
  constructor(
    private readonly database: DataSource,
    private readonly devices: DeviceService,
    private readonly changes: LifecycleChanges,
    private readonly replacements: ReplacementRepository,
  ) {}

  /**
   * byHolder: it is the holder's own report. Throws LIFECYCLE_NOT_ACTIVE. If the card is already suspended, this is one reason more, and
   * the end of a replacement no longer resumes it.
   */
  suspend(asked: LifecycleRequest, byHolder: boolean, context: ChangeContext): Promise<DeviceEntity> {
    return inTransaction(this.database, async (manager) => {
      const { before, device } = await this.changes.suspend(manager, asked, context, byHolder);
      await this.replacements.keepSuspended(manager, asked.deviceId);
      if (before !== 'SUSPENDED') return device;
      return this.changes.suspendFurther(manager, { device, asked, byHolder }, context);
    });
  }

  /**
   * Releases the certificates that the suspension held; those that were on hold before stay on hold. byHolder: the holder has
   * found it again. Throws LIFECYCLE_TRANSITION, LIFECYCLE_NOT_FOUND_AGAIN, LIFECYCLE_REPLACEMENT_OPEN.
   */
  resume(asked: LifecycleRequest, byHolder: boolean, context: ChangeContext): Promise<DeviceEntity> {
    return inTransaction(this.database, async (manager) => {
      await this.requireResumable(await this.devices.lock(manager, asked.deviceId), byHolder, manager);
      return (await this.changes.resume(manager, asked, context)).device;
    });
  }

  /** What stands against a resume besides the state of the card. Throws LIFECYCLE_NOT_FOUND_AGAIN, LIFECYCLE_REPLACEMENT_OPEN. */
  async requireResumable(device: DeviceEntity, byHolder: boolean, manager?: EntityManager): Promise<void> {
    if (byHolder) requireFoundAgain(device);
    // If the card were resumed while its temporary card is in use, the holder would have two active cards.
    const standing = await this.replacements.temporaryOf(device.deviceId, manager);
    const waiting = await this.replacements.openOf(device.deviceId, manager);
    const other = standing ?? (waiting?.kind === 'temporary' ? waiting : null);
    if (other !== null)
      throw new CardwrightError('LIFECYCLE_REPLACEMENT_OPEN', undefined, {
        requestId: other.requestId,
        temporaryDeviceId: other.successorDeviceId,
      });
  }

  /**
   * Ends the card for ever. If it is already terminated, a more urgent reason still applies to revocations that are open. Throws
   * LIFECYCLE_TRANSITION.
   */
  terminate(asked: LifecycleRequest, reason: Reason, context: ChangeContext): Promise<DeviceEntity> {
    const why = { reason: revocationReasonOf(reason.certificates), urgent: reason.urgent };
    return inTransaction(
      this.database,
      async (manager) => (await this.changes.terminate(manager, asked, why, context)).device,
    );
  }
}

/** A card that is in use already is so: the request may be repeated. */
function requireFoundAgain({ deviceId, state, suspendedFor }: DeviceEntity): void {
  if (state === 'SUSPENDED' && !mayBeFoundAgain(suspendedFor))
    throw new CardwrightError('LIFECYCLE_NOT_FOUND_AGAIN', undefined, { deviceId });
}
