/** Rows of what holders ask for (contracts, replacement-ask.ts). Technology only. A card that has another holder now has none of the asks before. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ReplacementAsk } from '@cardwright/contracts/card/replacement-ask';
import type { DeviceEntity } from '../../persistence/device.entity.js';

/** A condition on a device: its holder asks for a new card. */
export const asked = `EXISTS (SELECT 1 FROM replacement_ask ask
  WHERE ask.device_id = device.device_id AND ask.person_id = device.person_id AND ask.decision IS NULL)`;

type Holding = Pick<DeviceEntity, 'deviceId' | 'personId'>;

@Injectable()
export class ReplacementAskRepository {
  constructor(private readonly database: DataSource) {}

  /** false: its holder has asked already, and nobody has decided. */
  async insert(
    manager: EntityManager,
    device: Holding & Pick<DeviceEntity, 'tenantId'>,
    { reason, reasonText }: Pick<ReplacementAsk, 'reason' | 'reasonText'>,
  ): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `INSERT INTO replacement_ask (ask_id, tenant_id, device_id, person_id, reason, reason_text) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (device_id, person_id) WHERE decision IS NULL DO NOTHING RETURNING ask_id`,
      [randomUUID(), device.tenantId, device.deviceId, device.personId, reason, reasonText],
    );
    return rows.length > 0;
  }

  /** Its id; null: nothing is open. */
  async decide(
    manager: EntityManager,
    { deviceId, personId }: Holding,
    decision: NonNullable<ReplacementAsk['decision']>,
    decisionReasonText: string | null,
  ): Promise<string | null> {
    const [[decided]]: [{ askId: string }[], number] = await manager.query(
      `UPDATE replacement_ask SET decision = $3, decided_at = now(), decision_reason = $4
       WHERE device_id = $1 AND person_id = $2 AND decision IS NULL RETURNING ask_id AS "askId"`,
      [deviceId, personId, decision, decisionReasonText],
    );
    return decided?.askId ?? null;
  }

  async latestOf(
    { deviceId, personId }: Holding,
    manager: EntityManager = this.database.manager,
  ): Promise<ReplacementAsk | null> {
    const [row]: [(Omit<ReplacementAsk, 'askedAt' | 'decidedAt'> & { askedAt: Date; decidedAt: Date | null })?] =
      await manager.query(
        `SELECT reason, reason_text AS "reasonText", asked_at AS "askedAt", decision, decided_at AS "decidedAt",
           decision_reason AS "decisionReasonText"
         FROM replacement_ask WHERE device_id = $1 AND person_id = $2 ORDER BY asked_at DESC LIMIT 1`,
        [deviceId, personId],
      );
    if (row === undefined) return null;
    return { ...row, askedAt: row.askedAt.toISOString(), decidedAt: row.decidedAt?.toISOString() ?? null };
  }
}
