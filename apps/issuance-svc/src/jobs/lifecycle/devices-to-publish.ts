/**
 * Publishes devices of which something changed beside their row: the holder was disabled, the profile was withdrawn, or either came back. The
 * change itself writes the rows (migration DevicesToPublish), and every copy takes them in batches: a profile may have many thousands of cards.
 * Of a profile with a new version only the name is noted (migration ProfileVersions), and its devices are noted here by page.
 */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inBatches } from '@cardwright/service-kit/database/in-batches';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Sweep } from '@cardwright/service-kit/sweep';
import { DeviceService } from '../../records/devices/device.service.js';
import { SAGA_PACE, type SagaPace } from '../../sagas/run/saga-pace.js';

/** Published by a few statements together. */
const batch = 200;
/** Devices of a profile that are noted in one transaction. */
const page = 1_000;

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
  async round(): Promise<void> {
    do await inBatches(this.database, { size: batch, take: (manager) => this.take(manager) });
    while (await inTransaction(this.database, (manager) => this.notePage(manager)));
  }

  /** The next devices of a profile with a new version, whichever of its versions they have. False: there is no such profile. */
  private async notePage(manager: EntityManager): Promise<boolean> {
    const [profile]: { tenantId: string; name: string; after: string | null }[] = await manager.query(
      `SELECT tenant_id AS "tenantId", name, after_device_id AS after FROM profile_to_publish
       ORDER BY tenant_id, name LIMIT 1 FOR UPDATE SKIP LOCKED`,
    );
    if (profile === undefined) return false;
    const { tenantId, name, after } = profile;
    const [{ last, noted }]: [{ last: string | null; noted: number }] = await manager.query(
      `WITH page AS (
         SELECT device_id, state FROM device
         WHERE tenant_id = $1 AND profile_name = $2 AND ($3::uuid IS NULL OR device_id > $3)
         ORDER BY device_id LIMIT $4
       ), noted AS (
         INSERT INTO device_to_publish SELECT device_id FROM page
         WHERE state IN ('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED') ON CONFLICT DO NOTHING
       )
       SELECT (array_agg(device_id ORDER BY device_id DESC))[1] AS last, count(*)::integer AS noted FROM page`,
      [tenantId, name, after, page],
    );
    await (noted < page
      ? manager.query('DELETE FROM profile_to_publish WHERE tenant_id = $1 AND name = $2', [tenantId, name])
      : manager.query('UPDATE profile_to_publish SET after_device_id = $3 WHERE tenant_id = $1 AND name = $2', [
          ...[tenantId, name, last],
        ]));
    return true;
  }

  private async take(manager: EntityManager): Promise<string[]> {
    const [rows]: [{ deviceId: string }[], number] = await manager.query(
      `DELETE FROM device_to_publish WHERE device_id IN (
         SELECT device_id FROM device_to_publish ORDER BY device_id LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING device_id AS "deviceId"`,
      [batch],
    );
    const deviceIds = rows.map(({ deviceId }) => deviceId);
    if (deviceIds.length > 0) await this.devices.republishAll(manager, deviceIds);
    return deviceIds;
  }
}
