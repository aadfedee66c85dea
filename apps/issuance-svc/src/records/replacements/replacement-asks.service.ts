/**
 * A holder asks for a new card in the place of their own: kept for an operator, who asks for the replacement (replacement.service.ts, which
 * closes this) or declines. What is said to be lost or stolen is suspended at once.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Reason } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LifecycleRequest } from '@cardwright/contracts/nats/issuance.api';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { reportBeside, requireAskable } from '../../domain/replacement-ask.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { DeviceService } from '../devices/device.service.js';
import { ReplacementAskRepository } from '../devices/replacement-ask.repository.js';
import { ReplacementRepository } from '../devices/replacement.repository.js';
import { LifecycleChanges } from '../lifecycle/lifecycle-changes.js';
import { CardNews } from '../mail/card-news.js';

@Injectable()
export class ReplacementAsks {
  constructor(
    private readonly database: DataSource,
    private readonly asks: ReplacementAskRepository,
    private readonly replacements: ReplacementRepository,
    private readonly devices: DeviceService,
    private readonly changes: LifecycleChanges,
    private readonly news: CardNews,
  ) {}

  /** Throws what requireAskable throws, and LIFECYCLE_REPLACEMENT_OPEN {requestId}. */
  ask({ deviceId, reasonText }: LifecycleRequest, reason: Reason, context: ChangeContext): Promise<void> {
    return inTransaction(this.database, async (manager) => {
      const device = await this.devices.lock(manager, deviceId);
      const standsFor = await this.replacements.standingFor(deviceId, manager);
      requireAskable(device, reason.code, standsFor?.kind === 'temporary');
      const open = await this.replacements.openOf(deviceId, manager);
      if (open !== null)
        throw new CardwrightError('LIFECYCLE_REPLACEMENT_OPEN', undefined, { requestId: open.requestId });
      const words = reasonText ?? null;
      if (!(await this.asks.insert(manager, device, { reason: reason.code, reasonText: words }))) return;
      const said = words === null ? reason.code : `${reason.code}: ${words}`;
      await this.audit(manager, context, { deviceId, action: 'replacement.asked', reason: said });
      const report = reportBeside(reason.code);
      if (report === null) return;
      const further = { deviceId, reason: report };
      const { before, device: suspended } =
        device.state === 'TERMINATED'
          ? { before: device.state, device }
          : await this.changes.suspend(manager, further, context, true);
      if (before === 'SUSPENDED')
        await this.changes.suspendFurther(manager, { device: suspended, asked: further, byHolder: true }, context);
    });
  }

  /** Throws REQUEST_NOT_FOUND where nothing is open. */
  decline(
    { deviceId, reason }: { deviceId: string; reason: string },
    byHolder: boolean,
    context: ChangeContext,
  ): Promise<void> {
    return inTransaction(this.database, async (manager) => {
      const device = await this.devices.lock(manager, deviceId);
      const decision = byHolder ? 'withdrawn' : 'declined';
      const askId = await this.asks.decide(manager, device, decision, byHolder ? null : reason);
      if (askId === null)
        throw new CardwrightError('REQUEST_NOT_FOUND', say('missing.ask'), {
          deviceId,
        });
      await this.audit(manager, context, { deviceId, action: `replacement.ask-${decision}`, reason });
      if (!byHolder) await this.news.ofAsk(manager, device, { askId, declined: reason }, context);
    });
  }

  /** In the transaction of the request for a replacement: what its holder asked for is answered by it. */
  async accepted(manager: EntityManager, device: DeviceEntity, context: ChangeContext): Promise<void> {
    const askId = await this.asks.decide(manager, device, 'accepted', null);
    if (askId !== null) await this.news.ofAsk(manager, device, { askId }, context);
  }

  /** In the transaction that withdraws the request: who asked for a new card, and was told that they get one, is told. */
  async withdrawn(
    manager: EntityManager,
    device: DeviceEntity,
    requestId: string,
    context: ChangeContext,
  ): Promise<void> {
    const ask = await this.asks.latestOf(device, manager);
    if (ask?.decision === 'accepted') await this.news.ofWithdrawn(manager, device, requestId, context);
  }

  private audit(
    manager: EntityManager,
    context: ChangeContext,
    { deviceId, action, reason }: { deviceId: string; action: string; reason: string },
  ): Promise<void> {
    return appendAudit(manager, { ...context, action, object: `device:${deviceId}`, reason, details: {} });
  }
}
