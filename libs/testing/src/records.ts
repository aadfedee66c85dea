/** The databases of a test system as their administrator sees them: for what a spec proves and no API shows. Specs only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { TestSystem } from './system.js';

export interface Records {
  query<Row = Record<string, unknown>>(text: string, parameters?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** connections: 1 where a session's own state matters (locks). Superuser: every schema (`issuance`, `pki`, `update`) is named in the query. */
export async function openRecords(system: TestSystem, { connections = 2 } = {}): Promise<Records> {
  const password = (await readFile(join(system.home, 'secrets', 'db-admin.password'), 'utf8')).trim();
  const { host, port, name } = system.at.database;
  const pool = new pg.Pool({
    host,
    port,
    database: name,
    user: 'postgres',
    password,
    max: connections,
    idleTimeoutMillis: 0,
  });
  // A server that is killed under an idle connection must not end the spec.
  pool.on('error', () => undefined);
  return {
    query: async (text, parameters = []) => (await pool.query(text, parameters)).rows as never,
    close: () => pool.end(),
  };
}

/** As long as Postgres is away, asks again; everything else is thrown. */
export function patientRecords(records: Records, timeoutMs = 60_000): Records {
  return {
    close: () => records.close(),
    query: async (text, parameters) => {
      for (const end = Date.now() + timeoutMs; ; await delay(100))
        try {
          return await records.query(text, parameters);
        } catch (error) {
          const { code, message } = error as { code?: string; message: string };
          // Its own class of errors (57P..) says that it is going down or coming up.
          const away = code === 'ECONNREFUSED' || code === 'ECONNRESET' || code?.startsWith('57P') === true;
          if (!(away || /terminated/.test(message)) || Date.now() > end) throw error;
        }
    },
  };
}
