/**
 * What the vault holds for a device is changed by its newest lease only. The gate asks whether the lease is open before the work
 * begins; a process that sleeps between that answer and its write could forget keys that a later lease has just put onto the card,
 * or bring an old operation PIN back. So every writing transaction begins here. Governed by design.md section 2, faults.md 15, 27, 32
 * and docs/decisions/0006.
 */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import type { CallOrigin } from '../audit/call-origin.js';
import { LeaseGate } from './lease-gate.js';

/** A newer lease than this one has already changed the device's data. */
class FencedOut extends CardwrightError {}

@Injectable()
export class DeviceFence {
  private readonly logger = new Logger(DeviceFence.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly leases: LeaseGate,
  ) {}

  /**
   * Does the work in one transaction that holds the device's row until its end. Throws VAULT_LEASE_REQUIRED for an older lease than has
   * been here; unless it is open after all, because then the newer token was never given.
   */
  async behind<Result>(
    lease: LeaseToken,
    origin: CallOrigin,
    work: (manager: EntityManager) => Promise<Result>,
  ): Promise<Result> {
    const attempt = (): Promise<Result> =>
      inTransaction(this.dataSource, async (manager) => {
        await passFence(manager, lease, origin.tenantId);
        return work(manager);
      });
    // The row is read before issuance-svc is asked: a lease that comes in between must not be overwritten.
    const believed = await this.newest(lease.deviceId);
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof FencedOut)) throw error;
      await this.leases.requireOpen(lease, origin);
      await this.drop(lease, believed);
      return attempt();
    }
  }

  private async newest(deviceId: string): Promise<string | undefined> {
    const [row]: { fencing_token: string }[] = await preparedIn(
      this.dataSource.manager,
      'newest-fence',
      'select fencing_token from device_fences where device_id = $1',
      [deviceId],
    );
    return row?.fencing_token;
  }

  private async drop({ deviceId, fencingToken }: LeaseToken, believed: string | undefined): Promise<void> {
    this.logger.warn({ deviceId, believed }, 'a fencing token that was never given is dropped');
    await this.dataSource.query(
      'update device_fences set fencing_token = $2 where device_id = $1 and fencing_token = $3',
      [deviceId, fencingToken, believed],
    );
  }
}

async function passFence(manager: EntityManager, lease: LeaseToken, tenantId: string): Promise<void> {
  const { deviceId, requestId, fencingToken } = lease;
  const passed = await preparedIn(
    manager,
    'pass-fence',
    `insert into device_fences as newest (device_id, tenant_id, fencing_token) values ($1, $2, $3)
     on conflict (device_id) do update set fencing_token = excluded.fencing_token
       where newest.fencing_token <= excluded.fencing_token
     returning 1`,
    [deviceId, tenantId, fencingToken],
  );
  if (passed.length === 0) throw new FencedOut('VAULT_LEASE_REQUIRED', undefined, { deviceId, requestId });
}
