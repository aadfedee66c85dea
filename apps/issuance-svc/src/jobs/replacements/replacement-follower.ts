/**
 * What follows from a card's change of state for the card that it stands for (model.md section 1), in the same transaction: a successor
 * that becomes active ends the old card, a temporary card that ends gives the original back, a failed issue lets the request wait again.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { reasonOf } from '@cardwright/contracts/card/reasons';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { DeviceService } from '../../records/devices/device.service.js';
import { endOfReplaced } from '../../domain/replacement.js';
import { LifecycleChanges } from '../../records/lifecycle/lifecycle-changes.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { RequestService } from '../../records/requests/request.service.js';
import { GroupCards } from '../../records/replacements/group-cards.js';
import { ReplacementRepository, type Replacement } from '../../records/devices/replacement.repository.js';

/** States of a planned successor that will not become one. */
const givenUp: readonly DeviceState[] = ['AVAILABLE', 'ISSUE_FAILED', 'TERMINATED', 'RECYCLING', 'EXPIRED'];
/** States of a card that is no longer in use. */
const ended: readonly DeviceState[] = ['TERMINATED', 'RECYCLING', 'EXPIRED', 'REPLACED'];

@Injectable()
export class ReplacementFollower implements OnModuleInit {
  constructor(
    private readonly repository: ReplacementRepository,
    private readonly devices: DeviceService,
    private readonly changes: LifecycleChanges,
    private readonly requests: RequestService,
    private readonly group: GroupCards,
  ) {}

  onModuleInit(): void {
    this.devices.onStateChanged((manager, device, context) => this.follow(manager, device, context));
  }

  private async follow(manager: EntityManager, device: DeviceEntity, context: ChangeContext): Promise<void> {
    const { deviceId, state } = device;
    if (state === 'ACTIVE') {
      const waiting = await this.repository.openFor(manager, deviceId);
      if (waiting !== null) await this.succeed(manager, waiting, device, context);
    }
    if (givenUp.includes(state)) {
      const waiting = await this.repository.openFor(manager, deviceId);
      if (waiting !== null) await this.repository.bind(manager, waiting.requestId, null);
    }
    if (ended.includes(state)) {
      const standing = await this.repository.standingFor(deviceId, manager);
      if (standing?.kind === 'temporary') await this.giveBack(manager, standing, context);
    }
    if (state === 'AVAILABLE') await this.repository.unlink(manager, deviceId);
  }

  private async succeed(
    manager: EntityManager,
    replacement: Replacement,
    successor: DeviceEntity,
    context: ChangeContext,
  ): Promise<void> {
    const { requestId, deviceId, kind, reason } = replacement;
    await this.repository.activate(manager, requestId);
    const sentence = kind === 'temporary' ? say('replacement.temporary-active') : say('replacement.active');
    await this.requests.markIn(manager, requestId, { state: 'COMPLETED', stage: 'done', percent: 100, sentence });
    await appendAudit(manager, {
      ...context,
      action: 'device.replacement-active',
      object: `device:${deviceId}`,
      reason,
      details: { requestId, kind, successorDeviceId: successor.deviceId },
    });
    if (kind === 'temporary') return;
    await this.endReplaced(manager, replacement, context);
    await this.group.endInvalid(manager, replacement, successor, context);
  }

  private async endReplaced(
    manager: EntityManager,
    { deviceId, reason }: Replacement,
    context: ChangeContext,
  ): Promise<void> {
    const row = reasonOf(reason)!;
    const end = endOfReplaced((await this.devices.lock(manager, deviceId)).state, row);
    if (end === null) return;
    const why = end.revoke === null ? null : { reason: end.revoke, urgent: row.urgent };
    const asked = { deviceId, reason };
    if (end.to === 'REPLACED') await this.changes.replace(manager, asked, why, context);
    else await this.changes.terminate(manager, asked, why ?? { reason: 'superseded', urgent: false }, context);
  }

  /** Restores only what this replacement took away: a card that somebody else suspended stays suspended, and an earlier hold stays too. */
  private async giveBack(
    manager: EntityManager,
    { requestId, deviceId, suspended }: Replacement,
    context: ChangeContext,
  ): Promise<void> {
    await this.repository.end(manager, requestId);
    const { state } = await this.devices.lock(manager, deviceId);
    if (suspended && state === 'SUSPENDED')
      await this.changes.resume(
        manager,
        { deviceId, reason: 'RESUMED', reasonText: 'its temporary card has ended' },
        context,
      );
  }
}
