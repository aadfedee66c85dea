/**
 * Devices: the one place that changes a device row. A change, its audit row and its domain events are one transaction;
 * the caller may bring its own (sagas commit device, credentials and request together).
 */
import { randomUUID } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceDetail, DeviceExport, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { isUuid } from '@cardwright/contracts/uuid';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { enqueueEvent, enqueueEvents, type NewEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { checkTransition, recyclePath } from '../../domain/device-lifecycle.js';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { pageLimit, pageOf } from '../../persistence/page.js';
import { ReplacementAskRepository } from './replacement-ask.repository.js';
import { ReplacementRepository } from './replacement.repository.js';
import { credentialOf, deviceExportOf, viewedDevice } from './device-view.js';
import { dueFacts } from './due-facts.js';
import { DeviceRepository, type DeviceView } from './device.repository.js';

/** All columns of a device except its identity, its state and those that the database sets. */
export type DevicePatch = Partial<
  Omit<DeviceEntity, 'deviceId' | 'tenantId' | 'identityText' | 'state' | 'revision' | 'createdAt' | 'updatedAt'>
>;

export type NewDevice = Pick<DeviceEntity, 'identityText' | 'label' | 'modelId' | 'stockBatchId'> &
  Partial<Pick<DeviceEntity, 'workstationId'>>;

/** device: as it is now. */
export type StateFollower = (manager: EntityManager, device: DeviceEntity, context: ChangeContext) => Promise<void>;

@Injectable()
export class DeviceService {
  private readonly logger = new Logger(DeviceService.name);
  private follow: StateFollower = () => Promise.resolve();

  constructor(
    private readonly database: DataSource,
    private readonly repository: DeviceRepository,
    private readonly rpc: RpcClient,
    private readonly replacements: ReplacementRepository,
    private readonly asks: ReplacementAskRepository,
  ) {}

  /** Called after every change of state, in the same transaction. */
  onStateChanged(follow: StateFollower): void {
    this.follow = follow;
  }

  /** Throws LIFECYCLE_DEVICE_NOT_FOUND. */
  async get(deviceId: string, manager: EntityManager = this.database.manager): Promise<DeviceEntity> {
    const device = isUuid(deviceId) ? await this.repository.find(deviceId, manager) : null;
    return device ?? notFound(deviceId);
  }

  /** The same as `get`, and locks the row until the caller's transaction ends. */
  async lock(manager: EntityManager, deviceId: string): Promise<DeviceEntity> {
    return (await this.repository.findForUpdate(manager, deviceId)) ?? notFound(deviceId);
  }

  async view(tenantId: string, deviceId: string): Promise<DeviceView> {
    const view = isUuid(deviceId) ? await this.repository.view(tenantId, deviceId) : null;
    return view ?? notFound(deviceId);
  }

  /**
   * Answers the device with credentials and certificates. If the vault is away, the answer has no certificates, because the card must stay
   * visible. toOperator: as in `deviceOf`.
   */
  async detail(view: DeviceView, context: ChangeContext, toOperator: boolean): Promise<DeviceDetail> {
    const { device } = view;
    const [stockBatch, binding, credentials, links, replacementAsk, certificates] = await Promise.all([
      this.repository.stockBatch(device),
      device.state === 'ASSIGNED' ? this.repository.binding(device.deviceId) : null,
      this.repository.credentials(device.deviceId),
      this.replacements.linksOf(device.deviceId),
      this.asks.latestOf(device),
      this.rpc
        .pki('certificates.list', { deviceId: device.deviceId, limit: 200 }, callContextOf(context), {
          timeoutMs: 3_000,
        })
        .then(({ rows }) => rows)
        .catch((error: unknown) => {
          this.logger.warn({ err: error, deviceId: device.deviceId }, 'certificates are not shown');
          return [];
        }),
    ]);
    return {
      ...viewedDevice(view, toOperator),
      stockBatch,
      keeps: device.keptSecrets,
      cardFacts: device.cardFacts,
      credentials: credentials.map(credentialOf),
      certificates,
      ...links,
      replacementAsk,
      binding,
    };
  }

  async exportPage(tenantId: string, page: PageRequest): Promise<Page<DeviceExport>> {
    const devices = await this.repository.exportPage(tenantId, page);
    const facts = await dueFacts(
      this.database.manager,
      devices.map(({ deviceId }) => deviceId),
    );
    return pageOf(
      devices,
      pageLimit(page.limit),
      ({ deviceId }) => deviceId,
      (device) => deviceExportOf(device, facts.get(device.deviceId) ?? nothingDue),
    );
  }

  /** Adds a device in state REGISTERED. Returns the existing device if the card is already known. */
  async register(
    manager: EntityManager,
    asked: NewDevice,
    context: ChangeContext,
  ): Promise<{ device: DeviceEntity; created: boolean }> {
    const deviceId = randomUUID();
    const created = await this.repository.insert(manager, {
      deviceId,
      tenantId: context.tenantId,
      ...asked,
      workstationId: asked.workstationId ?? null,
      state: 'REGISTERED',
      operation: 'idle',
      health: 'ok',
      keyset: 'factory',
      custody: 'stock',
      createdAt: new Date(),
    });
    if (!created) {
      const known = await this.repository.findByIdentity(context.tenantId, asked.identityText, manager);
      return { device: known ?? notFound(asked.identityText), created: false };
    }
    const device = (await this.repository.find(deviceId, manager))!;
    await appendAudit(manager, {
      ...context,
      action: 'device.registered',
      object: `device:${deviceId}`,
      details: { identityText: asked.identityText, modelId: asked.modelId, stockBatchId: asked.stockBatchId },
    });
    await this.enqueueChanged(manager, device, context);
    return { device, created: true };
  }

  /** Changes fields but the state. */
  async change(
    manager: EntityManager,
    deviceId: string,
    patch: DevicePatch,
    context: ChangeContext,
  ): Promise<DeviceEntity> {
    await this.repository.update(manager, deviceId, patch);
    const device = await this.get(deviceId, manager);
    await this.enqueueChanged(manager, device, context);
    return device;
  }

  /** What is published of a device has changed beside its row: what waits for it, for example. */
  async republish(
    manager: EntityManager,
    deviceId: string,
    context: Pick<ChangeContext, 'tenantId' | 'correlationId'>,
  ): Promise<void> {
    await this.repository.touch(manager, deviceId);
    await this.enqueueChanged(manager, await this.get(deviceId, manager), context);
  }

  /** The same for many, of any tenants: a profile has thousands of cards. */
  async republishAll(manager: EntityManager, deviceIds: readonly string[]): Promise<void> {
    const devices = await this.repository.touchAll(manager, deviceIds);
    const facts = await dueFacts(manager, deviceIds);
    await enqueueEvents(
      manager,
      devices.map((device) => changed(device, facts, randomUUID())),
    );
  }

  /**
   * Changes the state along domain/device-lifecycle.ts, and fields with it; the row is locked, so that two changes at once happen one after
   * the other. If the device already has the state, only the fields change (activities are repeated). Throws LIFECYCLE_TRANSITION.
   */
  async changeState(
    manager: EntityManager,
    deviceId: string,
    to: DeviceState,
    reason: string | null,
    context: ChangeContext,
    patch: DevicePatch = {},
  ): Promise<DeviceEntity> {
    const before = await this.lock(manager, deviceId);
    if (before.state === to)
      return Object.keys(patch).length === 0 ? before : this.change(manager, deviceId, patch, context);
    checkTransition(before.state, to);
    await this.repository.update(manager, deviceId, { ...patch, state: to });
    const device = await this.get(deviceId, manager);
    await appendAudit(manager, {
      ...context,
      action: 'device.state-changed',
      object: `device:${deviceId}`,
      reason,
      details: { from: before.state, to },
    });
    await enqueueEvent(manager, {
      name: 'device.state-changed',
      tenantId: context.tenantId,
      correlationId: context.correlationId,
      data: { deviceId, from: before.state, to, reason },
    });
    await this.enqueueChanged(manager, device, context);
    await this.follow(manager, device, context);
    return device;
  }

  /** Passes every state on the way to RECYCLING (domain/device-lifecycle.ts `recyclePath`). */
  async beginRecycle(
    manager: EntityManager,
    deviceId: string,
    reason: string | null,
    context: ChangeContext,
    patch: DevicePatch = {},
  ): Promise<DeviceEntity> {
    let device = await this.get(deviceId, manager);
    for (const state of recyclePath(device.state))
      device = await this.changeState(manager, deviceId, state, reason, context);
    return this.change(manager, device.deviceId, patch, context);
  }

  private async enqueueChanged(
    manager: EntityManager,
    device: DeviceEntity,
    context: Pick<ChangeContext, 'correlationId'>,
  ): Promise<void> {
    const facts = await dueFacts(manager, [device.deviceId]);
    await enqueueEvent(manager, changed(device, facts, context.correlationId));
  }
}

const changed = (
  device: DeviceEntity,
  facts: Awaited<ReturnType<typeof dueFacts>>,
  correlationId: string,
): NewEvent<'device.changed'> => ({
  name: 'device.changed',
  tenantId: device.tenantId,
  correlationId,
  data: deviceExportOf(device, facts.get(device.deviceId) ?? nothingDue),
});

/** A device that was deleted between the two statements of a page. */
const nothingDue = {
  earliestNotAfter: null,
  certificates: [],
  waiting: [],
  refused: null,
  profileChange: null,
  revoked: [],
  managementKeyDueAt: null,
  passkeyDue: null,
};

function notFound(deviceId: string): never {
  throw new CardwrightError('LIFECYCLE_DEVICE_NOT_FOUND', undefined, { deviceId });
}
