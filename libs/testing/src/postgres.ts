/**
 * A throw-away Postgres with the database, roles and schemas of an installation. Specs only; real server, real roles.
 */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDatabase, startPostgres, type Postgres } from '@cardwright/embedded-servers/postgres';
import { makeStateDir } from './state-dir.js';

export type TestSchema = 'issuance' | 'update' | 'pki';

export interface TestDatabase {
  host: string;
  port: number;
  database: string;
  user: string;
  schema: TestSchema;
  password: string;
  passwordFile: string;
  /** With the password, for a `pg` client of the spec itself. */
  url: string;
}

export interface TestPostgres {
  databases: Record<TestSchema, TestDatabase>;
  /** Superuser on the same database: to look at everything. */
  adminUrl: string;
  server: Postgres;
  stop(): Promise<void>;
}

/** Starts in about a second. Call in `beforeAll` with a generous timeout, and `stop` in `afterAll`. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const state = await makeStateDir('postgres');
  const server = await startPostgres({ stateDir: state.path, throwAway: true });
  const schemas: TestSchema[] = ['issuance', 'update', 'pki'];
  const withPasswords = schemas.map((schema) => ({ schema, password: randomBytes(12).toString('hex') }));
  const made = await ensureDatabase(server.adminUrl, 'cardwright', withPasswords);
  const databases = {} as Record<TestSchema, TestDatabase>;
  for (const { schema, password } of withPasswords) {
    const at = made[schema];
    if (!at) throw new TypeError(`no database for ${schema}`);
    const passwordFile = join(state.path, `${schema}.password`);
    await writeFile(passwordFile, password, { mode: 0o600 });
    const url = `postgresql://${at.user}:${password}@${at.host}:${at.port}/${at.database}`;
    databases[schema] = { ...at, schema, password, passwordFile, url };
  }
  return {
    databases,
    adminUrl: server.adminUrl.replace(/\/postgres$/, '/cardwright'),
    server,
    stop: async () => {
      await server.stop();
      await state.remove();
    },
  };
}
