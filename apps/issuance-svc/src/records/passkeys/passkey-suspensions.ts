/**
 * The rows of passkeys that a suspension switches off at relying parties that can do so, and its end switches on again. The newest wish counts: the job
 * (jobs/passkeys/passkey-switches.ts) reads the row when it asks.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

export interface PasskeySwitch {
  requestId: string;
  tenantId: string;
  correlationId: string;
  deviceId: string;
  personId: string;
  relyingParty: string;
  objectId: string | null;
  providerId: string;
  wanted: boolean;
}

@Injectable()
export class PasskeySuspensions {
  constructor(private readonly database: DataSource) {}

  /** disabled: what is wanted of the passkeys of this card. */
  async wishIn(manager: EntityManager, deviceId: string, disabled: boolean): Promise<void> {
    await manager.query(
      `UPDATE passkey SET disable_wanted = $2, disable_again_at = now(), updated_at = now()
       WHERE device_id = $1 AND state = 'REGISTERED' AND coalesce(disable_wanted, disabled) <> $2`,
      [deviceId, disabled],
    );
  }

  due(limit: number): Promise<PasskeySwitch[]> {
    return this.database.query(
      `SELECT request_id AS "requestId", tenant_id AS "tenantId", correlation_id AS "correlationId", device_id AS "deviceId",
         person_id AS "personId", relying_party AS "relyingParty", object_id AS "objectId", provider_id AS "providerId",
         disable_wanted AS wanted
       FROM passkey WHERE disable_wanted IS NOT NULL AND disable_again_at <= now() AND state = 'REGISTERED'
       ORDER BY disable_again_at LIMIT $1`,
      [limit],
    );
  }

  /** True where nothing else is wanted by now. */
  async settleIn(manager: EntityManager, { requestId, wanted }: PasskeySwitch): Promise<boolean> {
    const [rows]: [unknown[], number] = await manager.query(
      `UPDATE passkey SET disabled = $2, disable_wanted = NULL, disable_again_at = NULL, updated_at = now()
       WHERE request_id = $1 AND disable_wanted = $2 RETURNING 1`,
      [requestId, wanted],
    );
    return rows.length > 0;
  }

  async again({ requestId }: PasskeySwitch, inMs: number): Promise<void> {
    await this.database.query(
      `UPDATE passkey SET disable_again_at = now() + $2 * interval '1 millisecond' WHERE request_id = $1`,
      [requestId, inMs],
    );
  }
}
