/** Rows of bridge challenges, and the pairing in the row of a session. Times are the database's: clocks of workstations are wrong. */
import { bridgeSeconds, type BridgeRefusal, type BridgeState } from '@cardwright/contracts/workstation/bridge';
import { typedCodeSeconds } from '@cardwright/contracts/workstation/typed-code';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { sessionActive } from './session.repository.js';

export interface Owner {
  iss: string;
  sub: string;
}
export interface LastChallenge extends NonNullable<BridgeState['challenge']> {
  workstationId: string | null;
}

/** Longer than any window is open. */
const keptMinutes = 60;
const inTime = `now() - interval '${bridgeSeconds} seconds'`;
const ofActiveSession = `EXISTS (SELECT 1 FROM web_session WHERE session_sha256_hex = bridge_challenge.session_sha256_hex AND ${sessionActive})`;

@Injectable()
export class BridgeRepository {
  constructor(private readonly database: DataSource) {}

  /** How many this session made within a minute, with this one; null: the session has ended. Also forgets a few that are long over. */
  async open(manager: EntityManager, sessionSha256Hex: string, jtiSha256Hex: string): Promise<number | null> {
    await manager.query(
      `DELETE FROM bridge_challenge WHERE jti_sha256_hex IN (
         SELECT jti_sha256_hex FROM bridge_challenge WHERE made_at < now() - make_interval(mins => $1)
         ORDER BY made_at LIMIT 20 FOR UPDATE SKIP LOCKED)`,
      [keptMinutes],
    );
    const rows: unknown[] = await manager.query(
      `INSERT INTO bridge_challenge (jti_sha256_hex, session_sha256_hex, expires_at)
       SELECT $2, session_sha256_hex, now() + interval '${bridgeSeconds} seconds' FROM web_session
       WHERE session_sha256_hex = $1 AND ${sessionActive} RETURNING 1`,
      [sessionSha256Hex, jtiSha256Hex],
    );
    if (rows.length === 0) return null;
    const [row]: { made: number }[] = await manager.query(
      `SELECT count(*)::int AS made FROM bridge_challenge
       WHERE session_sha256_hex = $1 AND made_at > now() - interval '1 minute'`,
      [sessionSha256Hex],
    );
    return row!.made;
  }

  /** The session that had asked; null: no such challenge is open, or this workstation may not answer. */
  async answer(
    manager: EntityManager,
    challenge: {
      jtiSha256Hex: string;
      workstationId: string;
      codeSha256Hex: string | null;
      refused: BridgeRefusal | null;
    },
  ): Promise<string | null> {
    const [rows]: [{ session: string }[], number] = await manager.query(
      `UPDATE bridge_challenge SET answered_at = now(), workstation_id = $2, code_sha256_hex = $3, refused = $4
       WHERE jti_sha256_hex = $1 AND answered_at IS NULL AND expires_at > now() AND ${ofActiveSession}
         AND EXISTS (SELECT 1 FROM workstation WHERE workstation_id = $2 AND revoked_at IS NULL)
       RETURNING session_sha256_hex AS session`,
      [challenge.jtiSha256Hex, challenge.workstationId, challenge.codeSha256Hex, challenge.refused],
    );
    return rows[0]?.session ?? null;
  }

  /** Uses the code up, whoever brings it, so that one that was seen elsewhere is worth nothing. asked: the session that it was made for. */
  async useCode(
    manager: EntityManager,
    sessionSha256Hex: string,
    codeSha256Hex: string,
  ): Promise<{ asked: string; workstationId: string } | null> {
    const [rows]: [{ asked: string; workstationId: string }[], number] = await manager.query(
      `UPDATE bridge_challenge SET used_at = now(),
         refused = CASE WHEN session_sha256_hex = $1 THEN NULL ELSE 'other-browser' END
       WHERE code_sha256_hex = $2 AND used_at IS NULL AND refused IS NULL AND answered_at > ${inTime}
       RETURNING session_sha256_hex AS asked, workstation_id AS "workstationId"`,
      [sessionSha256Hex, codeSha256Hex],
    );
    return rows[0] ?? null;
  }

  /** In place of the workstation's code before. false: it is nobody's workstation any more. */
  async offerTyped(manager: EntityManager, workstationId: string, codeSha256Hex: string): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `INSERT INTO bridge_typed_code (workstation_id, code_sha256_hex, expires_at)
       SELECT workstation_id, $2, now() + interval '${typedCodeSeconds} seconds' FROM workstation
       WHERE workstation_id = $1 AND revoked_at IS NULL
       ON CONFLICT (workstation_id) DO UPDATE SET code_sha256_hex = excluded.code_sha256_hex, expires_at = excluded.expires_at
       RETURNING 1`,
      [workstationId, codeSha256Hex],
    );
    return rows.length > 0;
  }

  /** How often this session has tried lately, with this time; null: it has ended. */
  async countTry(manager: EntityManager, sessionSha256Hex: string): Promise<number | null> {
    const [rows]: [{ tries: number }[], number] = await manager.query(
      `UPDATE web_session SET code_tried_at = now(),
         code_tries = CASE WHEN code_tried_at > now() - interval '${typedCodeSeconds} seconds' THEN code_tries + 1 ELSE 1 END
       WHERE session_sha256_hex = $1 AND ${sessionActive} RETURNING code_tries AS tries`,
      [sessionSha256Hex],
    );
    return rows[0]?.tries ?? null;
  }

  /** The workstation that shows this code, which is gone then; null: none does. */
  async takeTyped(manager: EntityManager, codeSha256Hex: string): Promise<string | null> {
    const [rows]: [{ workstationId: string }[], number] = await manager.query(
      `DELETE FROM bridge_typed_code WHERE code_sha256_hex = $1 AND expires_at > now()
       RETURNING workstation_id AS "workstationId"`,
      [codeSha256Hex],
    );
    return rows[0]?.workstationId ?? null;
  }

  /** Whose session it is; null: it has ended, or the workstation was shut out. */
  async pair(manager: EntityManager, sessionSha256Hex: string, workstationId: string): Promise<Owner | null> {
    const [rows]: [Owner[], number] = await manager.query(
      `UPDATE web_session SET paired_workstation_id = $2, paired_at = now()
       WHERE session_sha256_hex = $1 AND ${sessionActive}
         AND EXISTS (SELECT 1 FROM workstation WHERE workstation_id = $2 AND revoked_at IS NULL)
       RETURNING iss, sub`,
      [sessionSha256Hex, workstationId],
    );
    return rows[0] ?? null;
  }

  /** Whose session it is, and where it was; null: it was not paired, or has ended. */
  async unpair(manager: EntityManager, sessionSha256Hex: string): Promise<(Owner & { workstationId: string }) | null> {
    const [rows]: [(Owner & { workstationId: string })[], number] = await manager.query(
      `UPDATE web_session AS now SET paired_workstation_id = NULL, paired_at = NULL FROM web_session AS before
       WHERE now.session_sha256_hex = $1 AND before.session_sha256_hex = now.session_sha256_hex
         AND before.ended_at IS NULL AND before.paired_workstation_id IS NOT NULL
       RETURNING now.iss, now.sub, before.paired_workstation_id AS "workstationId"`,
      [sessionSha256Hex],
    );
    return rows[0] ?? null;
  }

  /** Where a session of the same person was paired last, this one or another; null: nowhere that is remembered. */
  async before(sessionSha256Hex: string): Promise<string | null> {
    const [row]: { workstationId: string }[] = await this.database.query(
      `SELECT other.paired_workstation_id AS "workstationId" FROM web_session AS mine
       JOIN web_session AS other USING (tenant_id, iss, sub)
       WHERE mine.session_sha256_hex = $1 AND other.paired_workstation_id IS NOT NULL
       ORDER BY other.paired_at DESC LIMIT 1`,
      [sessionSha256Hex],
    );
    return row?.workstationId ?? null;
  }

  async last(sessionSha256Hex: string): Promise<LastChallenge | null> {
    const [row]: LastChallenge[] = await this.database.query(
      `SELECT workstation_id AS "workstationId", refused AS cause,
         CASE WHEN refused IS NOT NULL THEN 'refused' WHEN used_at IS NOT NULL THEN 'paired'
           WHEN answered_at > ${inTime} THEN 'answered' WHEN answered_at IS NULL AND expires_at > now() THEN 'open'
           ELSE 'over' END AS state
       FROM bridge_challenge WHERE session_sha256_hex = $1 ORDER BY made_at DESC LIMIT 1`,
      [sessionSha256Hex],
    );
    return row ?? null;
  }
}
