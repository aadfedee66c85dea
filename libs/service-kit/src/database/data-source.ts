/**
 * The Postgres access of one service: its own schema and role, migrations only (`synchronize` never), run under an
 * advisory lock because several copies start at once. Ordinary screens use repositories; hot paths one statement each
 * through `dataSource.query` (design.md 7).
 */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { readEnv, type Environment, type EnvReader } from '../config/env.js';

/**
 * A connection of the pool. Between two owners (after a release, during a shutdown) nothing listens to its errors, and a server that goes
 * away at that moment would end the process by an unhandled event. The user of the connection learns of it by a failed query.
 */
class ServiceClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

type Class<Instance> = new (...args: never[]) => Instance;

export interface ServiceDatabaseOptions {
  /** Default of DATABASE_SCHEMA. */
  schema: string;
  entities: readonly (Class<unknown> | EntitySchema)[];
  /** Oldest first; class names end in a 13-digit timestamp, as TypeORM wants. */
  migrations: readonly Class<MigrationInterface>[];
  env?: Environment;
  /** Connections of the pool; default 10. */
  poolSize?: number;
}

export interface DatabaseConfig {
  schema: string;
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  caPem: string | undefined;
  tls: boolean;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/**
 * DATABASE_URL, or DATABASE_HOST, _PORT, _NAME, _USER; DATABASE_PASSWORD_FILE unless it stands in the URL; DATABASE_SCHEMA;
 * DATABASE_CA_FILE. Defaults are what the bootstrap makes: database `cardwright`, role `cardwright_<schema>`.
 * Beyond loopback TLS is demanded unless DATABASE_TLS=off says that the network in between is protected otherwise.
 */
export function readDatabaseConfig(reader: EnvReader, defaultSchema: string): DatabaseConfig {
  const schema = reader.string('DATABASE_SCHEMA', defaultSchema);
  if (!/^[a-z_][a-z0-9_]{0,40}$/.test(schema)) reader.problems.push('DATABASE_SCHEMA is not a plain schema name');
  const caFile = reader.optionalFile('DATABASE_CA_FILE');
  const text = reader.optional('DATABASE_URL');
  const url = text === undefined ? undefined : URL.parse(text);
  if (text !== undefined && !url) reader.problems.push('DATABASE_URL is not a URL');
  const host = url ? url.hostname : text === undefined ? reader.required('DATABASE_HOST') : '';
  const asked = reader.oneOf('DATABASE_TLS', ['on', 'off', 'auto'], 'auto');
  const inUrl = (part: string | undefined): string | undefined => (part ? decodeURIComponent(part) : undefined);
  return {
    schema,
    host,
    port: url ? Number(url.port || 5432) : reader.integer('DATABASE_PORT', 5432),
    database: inUrl(url?.pathname.slice(1)) ?? reader.string('DATABASE_NAME', 'cardwright'),
    user: inUrl(url?.username) ?? reader.string('DATABASE_USER', `cardwright_${schema}`),
    // A URL is shown by process lists and logs: its password should come from a file.
    password: inUrl(url?.password) ?? reader.required('DATABASE_PASSWORD'),
    caPem: caFile === undefined ? undefined : readFileSync(caFile, 'utf8'),
    tls: asked === 'on' || (asked === 'auto' && (caFile !== undefined || !loopback.test(host))),
  };
}

/**
 * Connects once and brings the schema up to date. Rejects when the server does not answer (the caller waits and tries
 * again: `waitFor`), or when a migration fails (waiting would not help: MigrationError).
 */
export async function createServiceDataSource(options: ServiceDatabaseOptions): Promise<DataSource> {
  const config = readEnv(options.env ?? process.env, (reader) => readDatabaseConfig(reader, options.schema));
  const dataSource = new DataSource({
    type: 'postgres',
    host: config.host,
    port: config.port,
    database: config.database,
    username: config.user,
    password: config.password,
    schema: config.schema,
    ssl: config.tls ? { rejectUnauthorized: true, ...(config.caPem === undefined ? {} : { ca: config.caPem }) } : false,
    entities: [...options.entities] as Class<unknown>[],
    migrations: [...options.migrations] as never,
    synchronize: false,
    migrationsRun: false,
    // TypeORM would write plain lines to standard output; what matters comes as an error.
    logging: false,
    logger: silentLogger,
    migrationsTransactionMode: 'each',
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    applicationName: `cardwright-${config.schema}`,
    connectTimeoutMS: 5_000,
    poolSize: options.poolSize ?? 10,
    // An idle connection that the server closes is replaced at the next query; without a handler it would end the process.
    poolErrorHandler: () => undefined,
    extra: { options: `-c search_path=${config.schema} -c timezone=UTC`, keepAlive: true, Client: ServiceClient },
  });
  await dataSource.initialize();
  try {
    await migrate(dataSource, config.schema);
  } catch (error) {
    await dataSource.destroy().catch(() => undefined);
    throw isConnectionLoss(error) ? error : new MigrationError(error);
  }
  return dataSource;
}

const silentLogger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/** The schema could not be brought up to date. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  constructor(cause: unknown) {
    super(`migration failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Schema name of a data source made here. */
export function schemaOf(dataSource: DataSource): string {
  const schema = (dataSource.options as { schema?: string }).schema;
  if (!schema) throw new TypeError('not a data source of a service');
  return schema;
}

async function migrate(dataSource: DataSource, schema: string): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock(hashtextextended($1, 0))', [`cardwright-migrations/${schema}`]);
    const found: unknown[] = await runner.query('select 1 from pg_namespace where nspname = $1', [schema]);
    if (found.length === 0) await runner.query(`create schema if not exists "${schema}"`);
    await dataSource.runMigrations();
  } finally {
    await runner
      .query('select pg_advisory_unlock(hashtextextended($1, 0))', [`cardwright-migrations/${schema}`])
      .catch(() => undefined);
    await runner.release();
  }
}

/**
 * Class 08, 57P0x (it stops, was killed, is starting), 53300 (no connection is free), or a socket error: the server is away for a while, as
 * opposed to refusing what was asked.
 */
export function isConnectionLoss(error: unknown): boolean {
  // TypeORM releases the query runner of a broken connection at once. Statements that still run on it fail with these errors.
  if (error instanceof Error && /^QueryRunner(Provider)?AlreadyReleasedError$/.test(error.name)) return true;
  const code =
    (error as { code?: unknown } | null)?.code ?? (error as { driverError?: { code?: unknown } })?.driverError?.code;
  if (typeof code !== 'string')
    return error instanceof Error && /Connection terminated|timeout|not queryable/i.test(error.message);
  return /^(08|57P|53300$|E[A-Z]+$)/.test(code);
}
