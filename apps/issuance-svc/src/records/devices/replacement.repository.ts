/** Rows that bind a card to the one that stands for it. Technology only; the rules are domain/replacement.ts and its services. */
import type { DeviceState, OpenReplacement, ReplacementLink } from '@cardwright/contracts/nats/issuance.api';
import type { ReplacementKind } from '@cardwright/contracts/card/reasons';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

export interface Replacement {
  requestId: string;
  tenantId: string;
  /** The old card. */
  deviceId: string;
  kind: ReplacementKind;
  reason: string;
  suspended: boolean;
  successorDeviceId: string | null;
  requestedAt: Date;
  activatedAt: Date | null;
  endedAt: Date | null;
}

export interface GroupMember {
  deviceId: string;
  state: DeviceState;
}

const columns = `request_id AS "requestId", tenant_id AS "tenantId", device_id AS "deviceId", kind, reason, suspended,
  successor_device_id AS "successorDeviceId", requested_at AS "requestedAt", activated_at AS "activatedAt", ended_at AS "endedAt"`;
/** A condition on the table `replacement`: the new card is not in use yet. */
export const open = 'activated_at IS NULL AND ended_at IS NULL';
const standing = 'activated_at IS NOT NULL AND ended_at IS NULL';

@Injectable()
export class ReplacementRepository {
  constructor(private readonly database: DataSource) {}

  async insert(
    manager: EntityManager,
    row: Pick<Replacement, 'requestId' | 'tenantId' | 'deviceId' | 'kind' | 'reason' | 'suspended'>,
  ): Promise<void> {
    await manager.query(
      'INSERT INTO replacement (request_id, tenant_id, device_id, kind, reason, suspended) VALUES ($1, $2, $3, $4, $5, $6)',
      [row.requestId, row.tenantId, row.deviceId, row.kind, row.reason, row.suspended],
    );
  }

  find(requestId: string, manager: EntityManager = this.database.manager): Promise<Replacement | null> {
    return one(manager, 'request_id = $1', requestId);
  }

  /** Locks the row until the caller's transaction ends. */
  lock(manager: EntityManager, requestId: string): Promise<Replacement | null> {
    return one(manager, 'request_id = $1 FOR UPDATE', requestId);
  }

  /** The open replacement that waits for a successor of this card. */
  openOf(deviceId: string, manager: EntityManager = this.database.manager): Promise<Replacement | null> {
    return one(manager, `device_id = $1 AND ${open}`, deviceId);
  }

  /** The open replacement for which this card is being issued. */
  openFor(manager: EntityManager, successorDeviceId: string): Promise<Replacement | null> {
    return one(manager, `successor_device_id = $1 AND ${open} FOR UPDATE`, successorDeviceId);
  }

  /** The same without a lock; for which it is bound, too. */
  plannedFor(successorDeviceId: string): Promise<Replacement | null> {
    return one(this.database.manager, `successor_device_id = $1 AND ${open}`, successorDeviceId);
  }

  /** The replacement in which this card is the successor. */
  standingFor(successorDeviceId: string, manager: EntityManager = this.database.manager): Promise<Replacement | null> {
    return one(manager, `successor_device_id = $1 AND ${standing}`, successorDeviceId);
  }

  /** The temporary card that stands for this one. */
  temporaryOf(deviceId: string, manager: EntityManager = this.database.manager): Promise<Replacement | null> {
    return one(manager, `device_id = $1 AND kind = 'temporary' AND ${standing}`, deviceId);
  }

  async bind(manager: EntityManager, requestId: string, successorDeviceId: string | null): Promise<void> {
    await manager.query('UPDATE replacement SET successor_device_id = $2 WHERE request_id = $1', [
      requestId,
      successorDeviceId,
    ]);
  }

  async activate(manager: EntityManager, requestId: string): Promise<void> {
    await manager.query('UPDATE replacement SET activated_at = now() WHERE request_id = $1', [requestId]);
  }

  async end(manager: EntityManager, requestId: string): Promise<void> {
    await manager.query('UPDATE replacement SET ended_at = now() WHERE request_id = $1 AND ended_at IS NULL', [
      requestId,
    ]);
  }

  /** A card is blank again: it neither stands for another one nor has one that stands for it. */
  async unlink(manager: EntityManager, deviceId: string): Promise<void> {
    await manager.query(
      `UPDATE replacement SET ended_at = now() WHERE (device_id = $1 OR successor_device_id = $1) AND ${standing}`,
      [deviceId],
    );
  }

  /** Somebody suspended the card for a reason of its own: the end of a replacement does not give it back any more. */
  async keepSuspended(manager: EntityManager, deviceId: string): Promise<void> {
    await manager.query('UPDATE replacement SET suspended = false WHERE device_id = $1 AND ended_at IS NULL', [
      deviceId,
    ]);
  }

  /** The person's cards whose profiles name this group; the person is locked, so that two issues do not both find room. */
  async groupOf(
    manager: EntityManager,
    { tenantId, personId, group }: { tenantId: string; personId: string; group: string },
  ): Promise<GroupMember[]> {
    await manager.query('SELECT 1 FROM person WHERE person_id = $1 FOR UPDATE', [personId]);
    return manager.query(
      `SELECT device_id AS "deviceId", state FROM device
       JOIN credential_profile_version version ON version.tenant_id = device.tenant_id
         AND version.name = device.profile_name AND version.version = device.profile_version
       WHERE device.tenant_id = $1 AND device.person_id = $2 AND version.definition ->> 'credentialGroup' = $3`,
      [tenantId, personId, group],
    );
  }

  /** What the page of a device shows about replacements. */
  async linksOf(deviceId: string): Promise<{
    replaces: ReplacementLink | null;
    replacedBy: ReplacementLink | null;
    openReplacement: OpenReplacement | null;
  }> {
    const link = async (own: string, other: string): Promise<ReplacementLink | null> => {
      const [row]: [(Omit<ReplacementLink, 'since'> & { since: Date })?] = await this.database.query(
        `SELECT request_id AS "requestId", kind, reason, device.device_id AS "deviceId", label, state, activated_at AS since
         FROM replacement JOIN device ON device.device_id = replacement.${other}
         WHERE replacement.${own} = $1 AND ${standing} ORDER BY activated_at DESC LIMIT 1`,
        [deviceId],
      );
      return row === undefined ? null : { ...row, since: row.since.toISOString() };
    };
    const [waiting]: [(Omit<OpenReplacement, 'requestedAt'> & { requestedAt: Date })?] = await this.database.query(
      `SELECT replacement.request_id AS "requestId", kind, replacement.reason, profile_name AS "profileName",
         requested_at AS "requestedAt", suspended AS restores, successor_device_id AS "successorDeviceId"
       FROM replacement JOIN request ON request.request_id = replacement.request_id
       WHERE replacement.device_id = $1 AND ${open}`,
      [deviceId],
    );
    return {
      replaces: await link('successor_device_id', 'device_id'),
      replacedBy: await link('device_id', 'successor_device_id'),
      openReplacement: waiting === undefined ? null : { ...waiting, requestedAt: waiting.requestedAt.toISOString() },
    };
  }
}

async function one(manager: EntityManager, where: string, value: string): Promise<Replacement | null> {
  const [row]: [Replacement?] = await manager.query(`SELECT ${columns} FROM replacement WHERE ${where}`, [value]);
  return row ?? null;
}
