/**
 * Suspend, resume and terminate an issued card (model.md section 1). The record changes at once, in one transaction with the jobs
 * that tell the CA; neither a card, nor the CA, nor a saga that runs for the card is waited for. Each may be asked twice.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Reason } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceState, LifecycleRequest } from '@cardwright/contracts/nats/issuance.api';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { DeviceRepository } from '../devices/device.repository.js';
import { DeviceService, type DevicePatch } from '../devices/device.service.js';
import type { ChangeContext } from '../persistence/change-context.js';
import type { DeviceEntity } from '../persistence/device.entity.js';
import { HoldRepository } from '../revocations/hold.repository.js';
import { RevocationService } from '../revocations/revocation.service.js';
import { revocationReasonOf } from './revocation-reason.js';

interface Change {
  action: 'suspended' | 'resumed' | 'terminated';
  from: readonly DeviceState[];
  to: DeviceState;
  patch?: DevicePatch;
  /** The certificates, in the same transaction. Gives what the audit shall tell of them. */
  certificates: (manager: EntityManager) => Promise<Record<string, unknown>>;
}

@Injectable()
export class LifecycleService {
  constructor(
    private readonly database: DataSource,
    private readonly devices: DeviceService,
    private readonly repository: DeviceRepository,
    private readonly holds: HoldRepository,
    private readonly revocations: RevocationService,
  ) {}

  /** Throws LIFECYCLE_NOT_ACTIVE. Suspended already: nothing changes. */
  suspend(asked: LifecycleRequest, context: ChangeContext): Promise<DeviceEntity> {
    return this.change(asked, context, {
      action: 'suspended',
      from: ['ACTIVE'],
      to: 'SUSPENDED',
      certificates: async (manager) => ({ held: await this.holds.holdAll(manager, asked.deviceId, context) }),
    });
  }

  /** What the suspension held is released; what was on hold before stays so. Throws LIFECYCLE_TRANSITION. */
  resume(asked: LifecycleRequest, context: ChangeContext): Promise<DeviceEntity> {
    return this.change(asked, context, {
      action: 'resumed',
      from: ['SUSPENDED'],
      to: 'ACTIVE',
      certificates: async (manager) => ({ released: await this.holds.releaseAll(manager, asked.deviceId, context) }),
    });
  }

  /** For good. Terminated already: a more urgent reason still reaches revocations that are open. Throws LIFECYCLE_TRANSITION. */
  terminate(asked: LifecycleRequest, reason: Reason, context: ChangeContext): Promise<DeviceEntity> {
    const lost = reason.code === 'LOST' || reason.code === 'STOLEN';
    const why = { reason: revocationReasonOf(reason), urgent: reason.urgent };
    return this.change(asked, context, {
      action: 'terminated',
      from: ['ACTIVE', 'SUSPENDED', 'PENDING_ACTIVATION'],
      to: 'TERMINATED',
      patch: lost ? { custody: 'lost' } : {},
      certificates: async (manager) => {
        const credentials = await this.repository.credentials(asked.deviceId, manager);
        await this.revocations.enqueueIn(manager, credentials, why, context);
        return { revocation: why.reason, urgent: why.urgent };
      },
    });
  }

  private change(asked: LifecycleRequest, context: ChangeContext, change: Change): Promise<DeviceEntity> {
    const { deviceId, reason, reasonText } = asked;
    return inTransaction(this.database, async (manager) => {
      const before = await this.devices.lock(manager, deviceId);
      if (before.state === change.to) {
        if (change.to === 'TERMINATED') await change.certificates(manager);
        return before;
      }
      if (!change.from.includes(before.state)) throw refusal(before.state, change);
      const certificates = await change.certificates(manager);
      const device = await this.devices.changeState(manager, deviceId, change.to, reason, context, change.patch);
      await appendAudit(manager, {
        ...context,
        action: `device.${change.action}`,
        object: `device:${deviceId}`,
        reason: reasonText ? `${reason}: ${reasonText}` : reason,
        details: { from: before.state, ...certificates, overtakes: before.activeRequestId },
      });
      return device;
    });
  }
}

function refusal(from: DeviceState, { to }: Change): CardwrightError {
  const details = { from, to };
  return to === 'SUSPENDED'
    ? new CardwrightError('LIFECYCLE_NOT_ACTIVE', `A card in state ${from} cannot be suspended`, details)
    : new CardwrightError('LIFECYCLE_TRANSITION', `A device in state ${from} cannot become ${to}`, details);
}
