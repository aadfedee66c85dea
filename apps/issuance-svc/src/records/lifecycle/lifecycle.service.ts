/**
 * Suspend, resume and terminate an issued card for somebody (model.md section 1). The record changes at once, in one transaction with
 * the jobs that tell the CA; neither a card, nor the CA, nor a saga that runs for the card is waited for. Each may be asked twice.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Reason } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LifecycleRequest } from '@cardwright/contracts/nats/issuance.api';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { ReplacementRepository } from '../devices/replacement.repository.js';
import { LifecycleChanges } from './lifecycle-changes.js';
import { revocationReasonOf } from '../../domain/revocation-reason.js';

@Injectable()
export class LifecycleService {
  constructor(
    private readonly database: DataSource,
    private readonly changes: LifecycleChanges,
    private readonly replacements: ReplacementRepository,
  ) {}

  /** Throws LIFECYCLE_NOT_ACTIVE. Suspended already: nothing changes, but the end of a replacement does not resume it any more. */
  suspend(asked: LifecycleRequest, context: ChangeContext): Promise<DeviceEntity> {
    return inTransaction(this.database, async (manager) => {
      const { device } = await this.changes.suspend(manager, asked, context);
      await this.replacements.keepSuspended(manager, asked.deviceId);
      return device;
    });
  }

  /** What the suspension held is released; what was on hold before stays so. Throws LIFECYCLE_TRANSITION, LIFECYCLE_REPLACEMENT_OPEN. */
  resume(asked: LifecycleRequest, context: ChangeContext): Promise<DeviceEntity> {
    return inTransaction(this.database, async (manager) => {
      // Resumed beside its temporary card, the holder would have two.
      const standing = await this.replacements.temporaryOf(asked.deviceId, manager);
      const waiting = await this.replacements.openOf(asked.deviceId, manager);
      const other = standing ?? (waiting?.kind === 'temporary' ? waiting : null);
      if (other !== null)
        throw new CardwrightError('LIFECYCLE_REPLACEMENT_OPEN', undefined, {
          requestId: other.requestId,
          temporaryDeviceId: other.successorDeviceId,
        });
      return (await this.changes.resume(manager, asked, context)).device;
    });
  }

  /** For good. Terminated already: a more urgent reason still reaches revocations that are open. Throws LIFECYCLE_TRANSITION. */
  terminate(asked: LifecycleRequest, reason: Reason, context: ChangeContext): Promise<DeviceEntity> {
    const why = { reason: revocationReasonOf(reason.certificates), urgent: reason.urgent };
    return inTransaction(
      this.database,
      async (manager) => (await this.changes.terminate(manager, asked, why, context)).device,
    );
  }
}
