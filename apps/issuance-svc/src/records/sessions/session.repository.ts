/** Rows of browser sessions. Times are the database's: copies of the gateway need not agree on one. */
import type { BrowserSession } from '@cardwright/contracts/access/browser-session';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { preparedQuery } from '@cardwright/service-kit/database/prepared-query';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** Whose a session is: who signed in at the issuer, known as a person or not. */
export interface Identity {
  tenantId: string;
  iss: string;
  sub: string;
}

/** Of a request whose actor is known. */
export function identityOf({ tenantId, actor }: Pick<RequestEnvelope<unknown>, 'tenantId' | 'actor'>): Identity {
  const { iss, sub } = actor!;
  return { tenantId, iss, sub };
}

export interface NewSession extends Identity {
  sessionSha256Hex: string;
  idleSeconds: number;
  absoluteSeconds: number;
  /** null: not known. */
  authenticatedAt: Date | null;
  /** Goes on from this one of the same identity, if that goes on. */
  renewsSha256Hex?: string | undefined;
  browser: string | null;
  system: string | null;
  /** [RFC 8176] How they proved who they are; null: at the issuer. */
  amr: readonly string[] | null;
}

/** Which of a person's sessions: this one; else all, but not that one. */
export interface Which {
  sessionId?: string;
  exceptSha256Hex?: string;
}

/** A use is noted this often at most: a page asks many things at once. */
const notedEverySeconds = 30;
/** How long ended sessions are kept, for questions about where a person was signed in. */
const keptDays = 30;
/** SQL of a row of web_session. */
export const sessionActive = `ended_at IS NULL AND expires_at > now() AND last_seen_at > now() - make_interval(secs => idle_seconds)`;

/** More than anybody looks through. */
const longestList = 200;
/** Digits of the SHA-256 by which a session is named to its person and in the trail. */
const namedBy = 16;
const sessionIdOf = (sessionSha256Hex: string): string => sessionSha256Hex.slice(0, namedBy);
/** As the audit trail has it: enough to tell sessions apart. */
export const sessionObject = (sessionSha256Hex: string): string => `session:${sessionIdOf(sessionSha256Hex)}`;

interface FoundSession extends LiveSession {
  stale: boolean;
}
/** paired: the workstation, if it is not revoked. age: seconds since the person proved who they are; null: not known. */
export interface LiveSession {
  paired: string | null;
  age: number | null;
}

@Injectable()
export class SessionRepository {
  private readonly find: (values: readonly unknown[]) => Promise<FoundSession[]>;

  constructor(private readonly database: DataSource) {
    this.find = preparedQuery(
      database,
      'web-session-active',
      `SELECT last_seen_at < now() - interval '${notedEverySeconds} seconds' AS stale,
         floor(extract(epoch FROM now() - authenticated_at))::int AS age,
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
    // Two clocks: nobody has proved who they are in the future.
    const [row]: { expires_at: Date }[] = await manager.query(
      `WITH renewed AS (
         UPDATE web_session SET ended_at = now()
         WHERE session_sha256_hex = $10 AND tenant_id = $2 AND iss = $3 AND sub = $4 AND ${sessionActive}
         RETURNING paired_workstation_id, paired_at)
       INSERT INTO web_session (session_sha256_hex, tenant_id, iss, sub, idle_seconds, expires_at, authenticated_at, browser, system,
         paired_workstation_id, paired_at, amr)
       VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6),
         CASE WHEN $7::timestamptz IS NOT NULL THEN least(now(), $7::timestamptz) END, $8, $9,
         (SELECT paired_workstation_id FROM renewed), (SELECT paired_at FROM renewed), $11)
       RETURNING expires_at`,
      [
        session.sessionSha256Hex,
        session.tenantId,
        session.iss,
        session.sub,
        session.idleSeconds,
        session.absoluteSeconds,
        session.authenticatedAt,
        session.browser,
        session.system,
        session.renewsSha256Hex ?? null,
        session.amr,
      ],
    );
    return row!.expires_at;
  }

  /** null: it has ended. touch: note that it is used. */
  async check(sessionSha256Hex: string, touch: boolean): Promise<LiveSession | null> {
    const [row] = await this.find([sessionSha256Hex]);
    if (row === undefined) return null;
    const { stale, ...session } = row;
    if (!touch || !stale) return session;
    // Guarded again: one that was ended in between does not come back.
    const [, touched]: [unknown, number] = await this.database.query(
      `UPDATE web_session SET last_seen_at = now() WHERE session_sha256_hex = $1 AND ${sessionActive}`,
      [sessionSha256Hex],
    );
    return touched > 0 ? session : null;
  }

  /** The identity of the session; null if it had already ended or never existed. */
  async end(manager: EntityManager, sessionSha256Hex: string): Promise<{ iss: string; sub: string } | null> {
    const [rows]: [{ iss: string; sub: string }[], number] = await manager.query(
      `UPDATE web_session SET ended_at = now() WHERE session_sha256_hex = $1 AND ${sessionActive} RETURNING iss, sub`,
      [sessionSha256Hex],
    );
    return rows[0] ?? null;
  }

  /** Those that go on, last used first. */
  async list({ tenantId, iss, sub }: Identity, currentSha256Hex: string | null): Promise<BrowserSession[]> {
    const rows: {
      session_sha256_hex: string;
      started_at: Date;
      last_seen_at: Date;
      expires_at: Date;
      browser: string | null;
      system: string | null;
    }[] = await this.database.query(
      `SELECT session_sha256_hex, started_at, last_seen_at, expires_at, browser, system FROM web_session
       WHERE tenant_id = $1 AND iss = $2 AND sub = $3 AND ${sessionActive}
       ORDER BY last_seen_at DESC, session_sha256_hex LIMIT ${longestList}`,
      [tenantId, iss, sub],
    );
    return rows.map((row) => ({
      sessionId: sessionIdOf(row.session_sha256_hex),
      startedAt: row.started_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      current: row.session_sha256_hex === currentSha256Hex,
      browser: row.browser,
      system: row.system,
    }));
  }

  /** The names of those that went on until now. */
  async endOf(
    manager: EntityManager,
    { tenantId, iss, sub }: Identity,
    { sessionId, exceptSha256Hex }: Which,
  ): Promise<string[]> {
    const [rows]: [{ session_sha256_hex: string }[], number] = await manager.query(
      `UPDATE web_session SET ended_at = now()
       WHERE tenant_id = $1 AND iss = $2 AND sub = $3 AND ${sessionActive}
         AND ($4::text IS NULL OR left(session_sha256_hex, ${namedBy}) = $4)
         AND ($5::text IS NULL OR session_sha256_hex <> $5)
       RETURNING session_sha256_hex`,
      [tenantId, iss, sub, sessionId ?? null, exceptSha256Hex ?? null],
    );
    return rows.map((row) => sessionIdOf(row.session_sha256_hex));
  }
}
