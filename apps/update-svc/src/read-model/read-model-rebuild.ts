/**
 * Fills the read model from issuance-svc page by page: at the first start, and at a start that is told to (READ_MODEL_REBUILD),
 * after events were lost for good. Runs beside the event feed: revisions decide which of two tellings is newer, so neither waits for the other.
 */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId, type Page } from '@cardwright/contracts/nats/rpc';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { reasonOf, waitFor } from '@cardwright/service-kit/waiting/wait-for';
import { Clock } from '../config/clock.js';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { self } from '../config/self.js';
import { rulesVersion } from '../kinds/kinds.js';
import { OfferClock } from '../offers/offer-clock.js';
import { DeviceStateRepository } from '../persistence/device-state.repository.js';
import { Admission } from './admission.js';
import { knownDevice } from './known-device.js';

const pageSize = 500;

@Injectable()
export class ReadModelRebuild implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ReadModelRebuild.name);
  private readonly stopping = new AbortController();
  private filling: Promise<void> = Promise.resolve();
  private filled = false;
  private tellFilled: () => void = () => undefined;
  private readonly onceFilled = new Promise<void>((resolve) => (this.tellFilled = resolve));

  constructor(
    private readonly devices: DeviceStateRepository,
    private readonly client: RpcClient,
    private readonly dataSource: DataSource,
    private readonly admission: Admission,
    private readonly offers: OfferClock,
    private readonly clock: Clock,
    @Inject(UPDATE_CONFIG) private readonly config: UpdateConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.filling = this.fillAtStart().catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.logger.error({ err: error }, 'read model was not filled');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.filling;
  }

  /** Resolves when the filling at the start is over. */
  whenFilled(): Promise<void> {
    return this.filling;
  }

  /** Resolves once checks are answered: soon after a start where the read model was complete before, else when it first is. */
  whenComplete(): Promise<void> {
    return this.onceFilled;
  }

  /** Throws REQUEST_SERVICE_UNAVAILABLE while the read model was never complete. */
  assertFilled(): void {
    if (!this.filled) throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
  }

  /** Returns how many devices there are. Rejects with the error of issuance-svc; what is there then stays. */
  async rebuild(correlationId: string): Promise<number> {
    const startedAt = await this.devices.now();
    const context = { tenantId: defaultTenantId, correlationId, actor: self };
    let cursor: string | null = null;
    let complete = true;
    do {
      this.stopping.signal.throwIfAborted();
      const page: Page<DeviceExport> = await this.client.issuanceInternal(
        'devices.export',
        { limit: pageSize, ...(cursor === null ? {} : { cursor }) },
        context,
      );
      await this.devices.apply(
        defaultTenantId,
        page.rows.map((device) => knownDevice(device)),
        {
          ...{ at: null, now: new Date(this.clock.now()) },
          admit: (manager, news) => this.admission.admit(manager, defaultTenantId, news),
        },
      );
      await this.devices.confirm(
        defaultTenantId,
        page.rows.map((row) => row.identityText),
      );
      complete &&= page.rows.every(({ profileChange }) => profileChange !== undefined);
      cursor = page.nextCursor;
    } while (cursor !== null);
    const devices = await this.devices.finishRebuild(
      defaultTenantId,
      startedAt,
      // An older issuance-svc does not say what is due: the next start asks again.
      complete ? rulesVersion : null,
    );
    this.offers.soon();
    await inTransaction(this.dataSource, (manager) =>
      appendAudit(manager, {
        tenantId: defaultTenantId,
        actor: self,
        action: 'read-model.rebuilt',
        object: 'read-model:device_state',
        correlationId,
        details: { devices },
      }),
    );
    this.setFilled();
    return devices;
  }

  private setFilled(): void {
    this.filled = true;
    this.tellFilled();
  }

  private async fillAtStart(): Promise<void> {
    const { rebuilt, rules } = await this.devices.status(defaultTenantId);
    if (rebuilt) this.setFilled();
    // What is due was found by the rules of another version.
    if (rebuilt && rules === rulesVersion && !this.config.rebuildAtStart) return;
    const devices = await waitFor(() => this.rebuild(randomUUID()), {
      what: 'issuance-svc (devices for the read model)',
      log: (message, error) => this.logger.warn({ reason: reasonOf(error) }, message),
      signal: this.stopping.signal,
    });
    this.logger.log({ devices }, 'read model is filled');
  }
}
