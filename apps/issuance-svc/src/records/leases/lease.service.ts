/**
 * The lease of device x request x workstation (design.md section 2): who may touch a card now. Every call is one statement,
 * so two copies of this service cannot both believe that they gave it. The fencing token grows with every take; the agent
 * and the vault refuse an older one, so a process that slept through its lease does nothing late [fault 15, 27].
 * Expiry is judged by the database's clock alone [fault 19].
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { preparedIn, preparedQuery } from '@cardwright/service-kit/database/prepared-query';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Longer than the longest silence of a healthy saga (a slow RSA key generation), shorter than a person's patience. */
const leaseTtlMs = 120_000;

interface LeaseRow {
  request_id: string;
  workstation_id: string;
  fencing_token: string;
}

@Injectable()
export class LeaseService {
  private readonly remaining: (values: readonly unknown[]) => Promise<{ ms: number }[]>;
  private readonly openLease: (values: readonly unknown[]) => Promise<object[]>;

  constructor(private readonly database: DataSource) {
    this.remaining = preparedQuery(
      database,
      'lease-remaining',
      `SELECT (extract(epoch FROM expires_at - now()) * 1000)::float8 AS ms FROM lease
       WHERE device_id = $1 AND request_id = $2 AND workstation_id = $3 AND fencing_token = $4 AND expires_at > now()`,
    );
    this.openLease = preparedQuery(
      database,
      'lease-is-open',
      `SELECT 1 FROM lease
       WHERE device_id = $1 AND request_id = $2 AND workstation_id = $3 AND fencing_token = $4 AND expires_at > now()`,
    );
  }

  /**
   * Takes the lease when it is free, expired or held by the same request (which may move to another workstation).
   * Throws REQUEST_DEVICE_BUSY naming the request that holds it.
   */
  async take(
    tenantId: string,
    deviceId: string,
    requestId: string,
    workstationId: string,
    ttlMs: number = leaseTtlMs,
  ): Promise<LeaseToken> {
    const rows = await preparedIn<LeaseRow>(
      this.database.manager,
      'lease-take',
      `INSERT INTO lease AS held (device_id, tenant_id, request_id, workstation_id, fencing_token, expires_at)
       VALUES ($1, $2, $3, $4, 1, now() + $5 * interval '1 millisecond')
       ON CONFLICT (device_id) DO UPDATE SET request_id = excluded.request_id, workstation_id = excluded.workstation_id,
         fencing_token = held.fencing_token + 1, expires_at = excluded.expires_at
       WHERE held.tenant_id = excluded.tenant_id
         AND (held.request_id IS NULL OR held.expires_at <= now() OR held.request_id = excluded.request_id)
       RETURNING request_id, workstation_id, fencing_token`,
      [deviceId, tenantId, requestId, workstationId, ttlMs],
    );
    const taken = rows[0];
    if (taken !== undefined) return { requestId, deviceId, workstationId, fencingToken: Number(taken.fencing_token) };
    const [holder] = (await this.database.query(`SELECT request_id, workstation_id FROM lease WHERE device_id = $1`, [
      deviceId,
    ])) as LeaseRow[];
    throw new CardwrightError('REQUEST_DEVICE_BUSY', undefined, {
      deviceId,
      requestId: holder?.request_id ?? null,
      workstationId: holder?.workstation_id ?? null,
    });
  }

  /** Throws LIFECYCLE_LEASE_LOST when the lease expired or belongs to a later taker: take it again. */
  async extend(lease: LeaseToken, ttlMs: number = leaseTtlMs): Promise<void> {
    const extended: [unknown[], number] = await this.database.query(
      `UPDATE lease SET expires_at = now() + $5 * interval '1 millisecond'
       WHERE device_id = $1 AND request_id = $2 AND workstation_id = $3 AND fencing_token = $4 AND expires_at > now()`,
      [...parametersOf(lease), ttlMs],
    );
    if (extended[1] === 0)
      throw new CardwrightError('LIFECYCLE_LEASE_LOST', undefined, {
        deviceId: lease.deviceId,
        requestId: lease.requestId,
      });
  }

  /** How long the lease still lasts by the database's clock. The agent may keep the card for this long. Throws LIFECYCLE_LEASE_LOST. */
  async remainingMs(lease: LeaseToken): Promise<number> {
    const [row] = await this.remaining(parametersOf(lease));
    if (row === undefined)
      throw new CardwrightError('LIFECYCLE_LEASE_LOST', undefined, {
        deviceId: lease.deviceId,
        requestId: lease.requestId,
      });
    return Math.ceil(row.ms);
  }

  /** Gives the lease back; false when it was not ours any more. Safe to repeat. */
  async release(lease: LeaseToken): Promise<boolean> {
    const released = await preparedIn(
      this.database.manager,
      'lease-release',
      `UPDATE lease SET request_id = NULL, workstation_id = NULL, expires_at = now()
       WHERE device_id = $1 AND request_id = $2 AND workstation_id = $3 AND fencing_token = $4 RETURNING 1`,
      parametersOf(lease),
    );
    return released.length > 0;
  }

  /** The lease that this request took last and has not given back, expired or not. */
  async heldBy(deviceId: string, requestId: string): Promise<LeaseToken | null> {
    const [held]: LeaseRow[] = await this.database.query(
      `SELECT request_id, workstation_id, fencing_token FROM lease WHERE device_id = $1 AND request_id = $2`,
      [deviceId, requestId],
    );
    if (held === undefined) return null;
    return { requestId, deviceId, workstationId: held.workstation_id, fencingToken: Number(held.fencing_token) };
  }

  /** Whether exactly this lease is open now: what the vault asks before it does anything for a card. */
  async isOpen(lease: LeaseToken): Promise<boolean> {
    return (await this.openLease(parametersOf(lease))).length > 0;
  }
}

const parametersOf = (lease: LeaseToken): unknown[] => [
  lease.deviceId,
  lease.requestId,
  lease.workstationId,
  lease.fencingToken,
];
