/**
 * The status that a suspension or its end wants a certificate to have at the CA: one row per certificate with the newest wish and its
 * number. The job (jobs/revocations/hold-certificate.workflow.ts) reads the row when it asks the CA, so it never carries out an older wish.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { CertificateName } from './revocation.repository.js';

export interface CertificateHold extends CertificateName {
  tenantId: string;
  deviceId: string;
  wanted: 'held' | 'good';
  sequence: number;
  settledSequence: number;
  correlationId: string;
}

const columns = `issuer_id AS "issuerId", serial_number_hex AS "serialNumberHex", tenant_id AS "tenantId", device_id AS "deviceId",
  wanted, sequence, settled_sequence AS "settledSequence", correlation_id AS "correlationId"`;
const keyed = 'issuer_id = $1 AND serial_number_hex = $2';

@Injectable()
export class HoldRepository {
  constructor(private readonly database: DataSource) {}

  /**
   * The record changes first: ACTIVE credentials become HELD, and their certificates are wanted on hold. A certificate that is already on
   * hold is left out, unless the release by the last suspension is still under way. Returns the serial numbers.
   */
  async holdAll(manager: EntityManager, deviceId: string, change: ChangeContext): Promise<string[]> {
    const rows: { serial_number_hex: string }[] = await manager.query(
      `WITH held AS (
         SELECT credential.issuer_id, credential.serial_number_hex FROM credential
         LEFT JOIN certificate_hold known USING (issuer_id, serial_number_hex)
         WHERE credential.device_id = $1 AND credential.key_origin = 'card' AND credential.serial_number_hex IS NOT NULL
           AND (credential.state = 'ACTIVE'
             OR (credential.state = 'HELD' AND known.wanted = 'good' AND known.settled_sequence < known.sequence))
       ), marked AS (
         UPDATE credential SET state = 'HELD', updated_at = now() FROM held
         WHERE credential.device_id = $1 AND credential.issuer_id = held.issuer_id
           AND credential.serial_number_hex = held.serial_number_hex
       )
       INSERT INTO certificate_hold AS known (issuer_id, serial_number_hex, tenant_id, device_id, wanted, sequence, correlation_id)
       SELECT issuer_id, serial_number_hex, $2, $1, 'held', 1, $3 FROM held
       ON CONFLICT (issuer_id, serial_number_hex) DO UPDATE SET ${newWish('held')}, correlation_id = excluded.correlation_id
       RETURNING serial_number_hex`,
      [deviceId, change.tenantId, change.correlationId],
    );
    return rows.map((row) => row.serial_number_hex);
  }

  /**
   * Only certificates that a suspension wanted on hold and that are still HELD on record. The credential becomes ACTIVE when the CA has
   * released it.
   */
  async releaseAll(manager: EntityManager, deviceId: string, change: ChangeContext): Promise<string[]> {
    const [rows]: [{ serial_number_hex: string }[], number] = await manager.query(
      `UPDATE certificate_hold AS known SET ${newWish('good')}, correlation_id = $2
       FROM credential
       WHERE known.device_id = $1 AND known.wanted = 'held' AND credential.device_id = $1 AND credential.state = 'HELD'
         AND credential.issuer_id = known.issuer_id AND credential.serial_number_hex = known.serial_number_hex
       RETURNING known.serial_number_hex`,
      [deviceId, change.correlationId],
    );
    return rows.map((row) => row.serial_number_hex);
  }

  async find({ issuerId, serialNumberHex }: CertificateName): Promise<CertificateHold | null> {
    const [row]: [CertificateHold?] = await this.database.query(
      `SELECT ${columns} FROM certificate_hold WHERE ${keyed}`,
      [issuerId, serialNumberHex],
    );
    return row ?? null;
  }

  /**
   * Unsettled rows whose job was never started for this wish. They are looked at again soon, because an earlier job may just have been
   * ending.
   */
  startable(limit: number): Promise<CertificateHold[]> {
    return this.database.query(
      `SELECT ${columns} FROM certificate_hold
       WHERE settled_sequence < sequence AND (started_at IS NULL OR started_at < now() - interval '30 seconds')
       ORDER BY requested_at LIMIT $1`,
      [limit],
    );
  }

  /** Changes nothing if a newer wish came meanwhile. */
  async markStarted({ issuerId, serialNumberHex, sequence }: CertificateHold): Promise<void> {
    await this.database.query(`UPDATE certificate_hold SET started_at = now() WHERE ${keyed} AND sequence = $3`, [
      issuerId,
      serialNumberHex,
      sequence,
    ]);
  }

  async countAttempt({ issuerId, serialNumberHex }: CertificateName, errorCode: string | null): Promise<void> {
    await this.database.query(
      `UPDATE certificate_hold SET attempts = attempts + 1, last_error_code = $3 WHERE ${keyed}`,
      [issuerId, serialNumberHex, errorCode],
    );
  }

  /** False when another wish came while this one was carried out. */
  async settle(manager: EntityManager, { issuerId, serialNumberHex, sequence }: CertificateHold): Promise<boolean> {
    const [rows]: [unknown[], number] = await manager.query(
      `UPDATE certificate_hold SET settled_sequence = sequence, settled_at = now(), last_error_code = NULL
       WHERE ${keyed} AND sequence = $3 RETURNING 1`,
      [issuerId, serialNumberHex, sequence],
    );
    return rows.length > 0;
  }
}

const newWish = (wanted: CertificateHold['wanted']): string =>
  `wanted = '${wanted}', sequence = known.sequence + 1, attempts = 0, last_error_code = NULL, requested_at = now(), started_at = NULL`;
