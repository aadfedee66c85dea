/** Rows of browser sessions. Times are the database's: copies of the gateway need not agree on one. */
import { preparedQuery } from '@cardwright/service-kit/database/prepared-query';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

export interface NewSession {
  sessionSha256Hex: string;
  tenantId: string;
  iss: string;
  sub: string;
  idleSeconds: number;
  absoluteSeconds: number;
}

/** A use is noted this often at most: a page asks many things at once. */
const notedEverySeconds = 30;
/** How long ended sessions are kept, for questions about where a person was signed in. */
const keptDays = 30;
/** SQL of a row of web_session. */
export const sessionActive = `ended_at IS NULL AND expires_at > now() AND last_seen_at > now() - make_interval(secs => idle_seconds)`;

/** As the audit trail has it: enough to tell sessions apart. */
export const sessionObject = (sessionSha256Hex: string): string => `session:${sessionSha256Hex.slice(0, 16)}`;

@Injectable()
export class SessionRepository {
  private readonly find: (values: readonly unknown[]) => Promise<{ stale: boolean; paired: string | null }[]>;

  constructor(private readonly database: DataSource) {
    this.find = preparedQuery(
      database,
      'web-session-active',
      `SELECT last_seen_at < now() - interval '${notedEverySeconds} seconds' AS stale,
         (SELECT workstation_id FROM workstation WHERE workstation_id = paired_workstation_id AND revoked_at IS NULL) AS paired
       FROM web_session
       WHERE session_sha256_hex = $1 AND ${sessionActive}`,
    );
  }

  /** Also forgets a few that are long over, so that the table does not grow. */
  async insert(manager: EntityManager, session: NewSession): Promise<Date> {
    await manager.query(
      `DELETE FROM web_session WHERE session_sha256_hex IN (
         SELECT session_sha256_hex FROM web_session WHERE expires_at < now() - make_interval(days => $1)
         LIMIT 10 FOR UPDATE SKIP LOCKED)`,
      [keptDays],
    );
    const [row]: { expires_at: Date }[] = await manager.query(
      `INSERT INTO web_session (session_sha256_hex, tenant_id, iss, sub, idle_seconds, expires_at)
       VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6)) RETURNING expires_at`,
      [
        session.sessionSha256Hex,
        session.tenantId,
        session.iss,
        session.sub,
        session.idleSeconds,
        session.absoluteSeconds,
      ],
    );
    return row!.expires_at;
  }

  /** null: it has ended. paired: the workstation, if it is not revoked. touch: note that it is used. */
  async check(sessionSha256Hex: string, touch: boolean): Promise<{ paired: string | null } | null> {
    const [row] = await this.find([sessionSha256Hex]);
    if (row === undefined) return null;
    const { paired } = row;
    if (!touch || !row.stale) return { paired };
    // Guarded again: one that was ended in between does not come back.
    const [, touched]: [unknown, number] = await this.database.query(
      `UPDATE web_session SET last_seen_at = now() WHERE session_sha256_hex = $1 AND ${sessionActive}`,
      [sessionSha256Hex],
    );
    return touched > 0 ? { paired } : null;
  }

  /** The identity of the session; null if it had already ended or never existed. */
  async end(manager: EntityManager, sessionSha256Hex: string): Promise<{ iss: string; sub: string } | null> {
    const [rows]: [{ iss: string; sub: string }[], number] = await manager.query(
      `UPDATE web_session SET ended_at = now() WHERE session_sha256_hex = $1 AND ${sessionActive} RETURNING iss, sub`,
      [sessionSha256Hex],
    );
    return rows[0] ?? null;
  }
}
