/**
 * Changes the life of an issued card inside the caller's transaction (model.md section 1): state, credentials, audit row, and the jobs that
 * report the change to the CA. The caller authorises it and handles everything else that follows. Each change may be repeated.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ReasonCode, reasonEffects } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { say } from '@cardwright/contracts/words/say';
import { deviceStateWords } from '@cardwright/contracts/words/rows';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { DeviceRepository } from '../devices/device.repository.js';
import { livingStates } from '../devices/due-facts.js';
import { DeviceService, type DevicePatch, type StateFollower } from '../devices/device.service.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { HoldRepository } from '../credentials/hold.repository.js';
import { PasskeyEnds } from '../passkeys/passkey-ends.js';
import { RevocationService, type RevocationCause } from '../credentials/revocation.service.js';

/** Which card, and the reason of the catalogue. */
export interface CardChange {
  deviceId: string;
  reason: string;
  reasonText?: string | null | undefined;
}

interface Change {
  action: 'suspended' | 'resumed' | 'terminated' | 'replaced' | 'expired';
  from: readonly DeviceState[];
  to: DeviceState;
  patch?: DevicePatch;
  /** Changes the certificates in the same transaction. Returns their part of the audit row. */
  certificates: () => Promise<Record<string, unknown>>;
}

export interface Changed {
  before: DeviceState;
  device: DeviceEntity;
}

/** The reason was looked up in the catalogue before. */
const suspendedNow = (reason: string, byHolder: boolean): DeviceEntity['suspendedFor'][number] => ({
  reason: reason as ReasonCode,
  since: new Date().toISOString(),
  byHolder,
});

@Injectable()
export class LifecycleChanges {
  private follow: StateFollower = () => Promise.resolve();

  constructor(
    private readonly devices: DeviceService,
    private readonly repository: DeviceRepository,
    private readonly holds: HoldRepository,
    private readonly revocations: RevocationService,
    private readonly passkeys: PasskeyEnds,
  ) {}

  /** Called after every change, in the same transaction. */
  onChanged(follow: StateFollower): void {
    this.follow = follow;
  }

  /** byHolder: its holder says so. Throws LIFECYCLE_NOT_ACTIVE. If the card is already suspended, nothing changes. */
  suspend(manager: EntityManager, asked: CardChange, context: ChangeContext, byHolder = false): Promise<Changed> {
    return this.change(manager, asked, context, {
      action: 'suspended',
      from: ['ACTIVE'],
      to: 'SUSPENDED',
      patch: { suspendedFor: [suspendedNow(asked.reason, byHolder)] },
      certificates: async () => ({ held: await this.holds.holdAll(manager, asked.deviceId, context) }),
    });
  }

  /** The card is suspended already, and there is a further reason for it. Nothing changes where that one was given before by the same side. */
  async suspendFurther(
    manager: EntityManager,
    { device, asked: { reason, reasonText }, byHolder }: { device: DeviceEntity; asked: CardChange; byHolder: boolean },
    context: ChangeContext,
  ): Promise<DeviceEntity> {
    const { deviceId, suspendedFor } = device;
    if (suspendedFor.some((given) => given.reason === reason && given.byHolder === byHolder)) return device;
    await appendAudit(manager, {
      ...context,
      action: 'device.suspended-further',
      object: `device:${deviceId}`,
      reason: reasonText ? `${reason}: ${reasonText}` : reason,
      details: { byHolder },
    });
    const further = suspendedNow(reason, byHolder);
    return this.devices.change(manager, deviceId, { suspendedFor: [...suspendedFor, further] }, context);
  }

  /** Releases the certificates that the suspension held; those that were on hold before stay on hold. Throws LIFECYCLE_TRANSITION. */
  resume(manager: EntityManager, asked: CardChange, context: ChangeContext): Promise<Changed> {
    return this.change(manager, asked, context, {
      action: 'resumed',
      from: ['SUSPENDED'],
      to: 'ACTIVE',
      certificates: async () => ({ released: await this.holds.releaseAll(manager, asked.deviceId, context) }),
    });
  }

  /**
   * Ends the card for ever. If it is already terminated, a more urgent reason still applies to revocations that are open. Throws
   * LIFECYCLE_TRANSITION.
   */
  terminate(manager: EntityManager, asked: CardChange, why: RevocationCause, context: ChangeContext): Promise<Changed> {
    return this.change(manager, asked, context, {
      action: 'terminated',
      from: ['ACTIVE', 'SUSPENDED', 'PENDING_ACTIVATION'],
      to: 'TERMINATED',
      patch: reasonEffects(asked.reason).cardIsLost ? { custody: 'lost' } : {},
      certificates: () => this.revoke(manager, asked.deviceId, why, context),
    });
  }

  /** Ends a card whose successor is active. why null: its certificates are left to expire. Throws LIFECYCLE_TRANSITION. */
  replace(
    manager: EntityManager,
    asked: CardChange,
    why: RevocationCause | null,
    context: ChangeContext,
  ): Promise<Changed> {
    return this.change(manager, asked, context, {
      action: 'replaced',
      from: ['ACTIVE'],
      to: 'REPLACED',
      certificates: () =>
        why === null ? this.supersede(manager, asked.deviceId) : this.revoke(manager, asked.deviceId, why, context),
    });
  }

  /** The day on which the card expires is over, and its certificates have ended with it. Throws LIFECYCLE_TRANSITION. */
  expire(manager: EntityManager, asked: CardChange, context: ChangeContext): Promise<Changed> {
    return this.change(manager, asked, context, {
      action: 'expired',
      from: ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED'],
      to: 'EXPIRED',
      certificates: () => this.endExpired(manager, asked.deviceId),
    });
  }

  private async revoke(
    manager: EntityManager,
    deviceId: string,
    why: RevocationCause,
    context: ChangeContext,
  ): Promise<Record<string, unknown>> {
    const credentials = await this.repository.credentials(deviceId, manager);
    await this.revocations.enqueueIn(manager, credentials, why, context);
    return { revocation: why.reason, urgent: why.urgent };
  }

  private async supersede(manager: EntityManager, deviceId: string): Promise<Record<string, unknown>> {
    await manager.query(
      `UPDATE credential SET state = 'SUPERSEDED', updated_at = now()
       WHERE device_id = $1 AND state = ANY ($2) AND key_origin = 'card'`,
      [deviceId, livingStates],
    );
    return { revocation: null };
  }

  private async endExpired(manager: EntityManager, deviceId: string): Promise<Record<string, unknown>> {
    const [ended]: [unknown[], number] = await manager.query(
      `UPDATE credential SET state = 'EXPIRED', updated_at = now()
       WHERE device_id = $1 AND state = ANY ($2) AND not_after <= now() RETURNING credential_id`,
      [deviceId, livingStates],
    );
    return { certificates: ended.length };
  }

  private async change(
    manager: EntityManager,
    { deviceId, reason, reasonText }: CardChange,
    context: ChangeContext,
    change: Change,
  ): Promise<Changed> {
    const before = await this.devices.lock(manager, deviceId);
    if (before.state === change.to) {
      if (change.to === 'TERMINATED') await change.certificates();
      return { before: before.state, device: before };
    }
    if (!change.from.includes(before.state)) throw refusal(before.state, change);
    const certificates = await change.certificates();
    if (change.action === 'suspended') await this.passkeys.suspendIn(manager, deviceId, context);
    else if (change.action === 'resumed') await this.passkeys.resumeIn(manager, deviceId, context);
    else await this.passkeys.enqueueIn(manager, deviceId, change.action, context);
    const patch = { ...(before.state === 'SUSPENDED' && { suspendedFor: [] }), ...change.patch };
    const device = await this.devices.changeState(manager, deviceId, change.to, reason, context, patch);
    await appendAudit(manager, {
      ...context,
      action: `device.${change.action}`,
      object: `device:${deviceId}`,
      reason: reasonText ? `${reason}: ${reasonText}` : reason,
      details: { from: before.state, ...certificates, overtakes: before.activeRequestId },
    });
    await this.follow(manager, device, context);
    return { before: before.state, device };
  }
}

function refusal(from: DeviceState, { to }: Change): CardwrightError {
  const details = { from, to };
  return to === 'SUSPENDED'
    ? new CardwrightError(
        'LIFECYCLE_NOT_ACTIVE',
        say('record.cannot-be-suspended', { state: deviceStateWords(from) }),
        details,
      )
    : new CardwrightError(
        'LIFECYCLE_TRANSITION',
        say('card.cannot-become', { from: deviceStateWords(from), to: deviceStateWords(to) }),
        details,
      );
}
