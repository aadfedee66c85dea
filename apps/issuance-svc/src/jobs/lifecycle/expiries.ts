/**
 * What ends by its own time: a card when the day on which it expires is over (EXPIRED), and a certificate that was left to expire (SUPERSEDED) at
 * its end. The rows have their time and every copy takes them in batches, each by one index; nobody else looks for them. A card at which a
 * saga is at work expires when the saga has ended.
 */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { inBatches } from '@cardwright/service-kit/database/in-batches';
import { Sweep } from '@cardwright/service-kit/sweep';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { systemActor } from '../../persistence/change-context.js';
import { LifecycleChanges } from '../../records/lifecycle/lifecycle-changes.js';
import { SAGA_PACE, type SagaPace } from '../../sagas/run/saga-pace.js';

const batch = 50;

interface EndedCard {
  deviceId: string;
  tenantId: string;
}

interface EndedCredential {
  credentialId: string;
  tenantId: string;
  deviceId: string;
  keyReference: string;
  issuerId: string;
  serialNumberHex: string;
}

@Injectable()
export class Expiries implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweep: Sweep;

  constructor(
    private readonly database: DataSource,
    private readonly changes: LifecycleChanges,
    @Inject(SAGA_PACE) pace: SagaPace,
  ) {
    this.sweep = new Sweep({
      everyMs: pace.expiriesMs,
      round: () => this.round(),
      logger: new Logger(Expiries.name),
      failing: 'cards and certificates that have expired are not recorded as expired',
    });
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  /** Everything whose time has come, until there is nothing. */
  async round(): Promise<void> {
    await inBatches(this.database, { size: batch, take: (manager) => this.cards(manager) });
    await inBatches(this.database, { size: batch, take: (manager) => this.credentials(manager) });
  }

  private async cards(manager: EntityManager): Promise<EndedCard[]> {
    const rows: EndedCard[] = await manager.query(
      // The last day counts: certificates end with its last second (UTC).
      `SELECT device_id AS "deviceId", tenant_id AS "tenantId" FROM device
       WHERE state IN ('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED') AND expires_on < (now() AT TIME ZONE 'UTC')::date
         AND active_request_id IS NULL
       ORDER BY expires_on LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [batch],
    );
    for (const { deviceId, tenantId } of rows) {
      const context = { tenantId, correlationId: randomUUID(), actor: systemActor };
      await this.changes.expire(manager, { deviceId, reason: 'EXPIRED' }, context);
    }
    return rows;
  }

  private async credentials(manager: EntityManager): Promise<EndedCredential[]> {
    const [rows]: [EndedCredential[], number] = await manager.query(
      `UPDATE credential SET state = 'EXPIRED', updated_at = now() WHERE credential_id IN (
         SELECT credential_id FROM credential WHERE state = 'SUPERSEDED' AND not_after <= now()
         ORDER BY not_after LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING credential_id AS "credentialId", tenant_id AS "tenantId", device_id AS "deviceId",
         key_reference AS "keyReference", issuer_id AS "issuerId", serial_number_hex AS "serialNumberHex"`,
      [batch],
    );
    for (const { tenantId, deviceId, keyReference, issuerId, serialNumberHex } of rows)
      await appendAudit(manager, {
        ...{ tenantId, correlationId: randomUUID(), actor: systemActor },
        action: 'credential.expired',
        object: `certificate:${serialNumberHex}`,
        details: { issuerId, deviceId, keyReference },
      });
    return rows;
  }
}
