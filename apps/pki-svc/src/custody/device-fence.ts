/**
 * What the vault holds for a device is changed by its newest lease only. The gate asks whether the lease is open before the work
 * begins; a process that sleeps between that answer and its write could forget keys that a later lease has just put onto the card,
 * or bring an old operation PIN back. So every writing transaction begins here. Governed by design.md section 2, faults.md 15, 27.
 */
import type { EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';

/** Inside the caller's transaction, first: holds the device's row until its end. Throws VAULT_LEASE_REQUIRED. */
export async function passFence(manager: EntityManager, lease: LeaseToken, tenantId: string): Promise<void> {
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
  if (passed.length === 0) throw new CardwrightError('VAULT_LEASE_REQUIRED', undefined, { deviceId, requestId });
}
