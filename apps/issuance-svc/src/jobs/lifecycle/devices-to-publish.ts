/**
 * Publishes devices of which something changed beside their row: the holder was disabled, the profile was withdrawn, or either came back. The
 * change itself writes the rows (migration DevicesToPublish), and every copy takes them in batches: a profile may have many thousands of cards.
 */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { inBatches } from '@cardwright/service-kit/database/in-batches';
import { Sweep } from '@cardwright/service-kit/sweep';
import { DeviceService } from '../../records/devices/device.service.js';
import { SAGA_PACE, type SagaPace } from '../../sagas/run/saga-pace.js';

const batch = 50;

interface NotedDevice {
  deviceId: string;
  tenantId: string;
}

@Injectable()
export class DevicesToPublish implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweep: Sweep;

  constructor(
    private readonly database: DataSource,
    private readonly devices: DeviceService,
    @Inject(SAGA_PACE) pace: SagaPace,
  ) {
    this.sweep = new Sweep({
      everyMs: pace.devicesToPublishMs,
      round: () => this.round(),
      logger: new Logger(DevicesToPublish.name),
      failing: 'devices are not published whose holder or profile has changed',
    });
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  /** All that are noted, until there are none. */
  round(): Promise<void> {
    return inBatches(this.database, { size: batch, take: (manager) => this.take(manager) });
  }

  private async take(manager: EntityManager): Promise<NotedDevice[]> {
    const [rows]: [NotedDevice[], number] = await manager.query(
      `DELETE FROM device_to_publish USING device WHERE device.device_id = device_to_publish.device_id
         AND device_to_publish.device_id IN (
           SELECT device_id FROM device_to_publish ORDER BY device_id LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING device.device_id AS "deviceId", device.tenant_id AS "tenantId"`,
      [batch],
    );
    for (const { deviceId, tenantId } of rows)
      await this.devices.republish(manager, deviceId, { tenantId, correlationId: randomUUID() });
    return rows;
  }
}
