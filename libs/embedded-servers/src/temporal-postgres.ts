/**
 * Runs Temporal the production way: `temporal-server` with its own schema on Postgres, as docker-compose does it.
 * Used by tests and benchmarks that must hold on that persistence too. Governed by design.md 4.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { findBinary, type Progress } from './binary-finder.js';
import { isPortTaken, onFreePorts } from './ports.js';
import { startProcess, type ManagedProcess, type Stoppable } from './process.js';
import { dynamicConfig, prepareNamespace, temporalNamespace } from './temporal-server.js';

export interface TemporalPostgresOptions {
  stateDir: string;
  /** Superuser URL of the cluster; two databases are made in it. */
  adminUrl: string;
  namespace?: string;
  port?: number;
  progress?: Progress;
}

export interface TemporalPostgresServer extends Stoppable {
  address: string;
  namespace: string;
  process: ManagedProcess;
}

const databases = { temporal: 'temporal', visibility: 'temporal_visibility' } as const;

export async function startTemporalOnPostgres(options: TemporalPostgresOptions): Promise<TemporalPostgresServer> {
  const directory = join(options.stateDir, 'temporal-postgres');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const namespace = options.namespace ?? temporalNamespace;
  const progress = options.progress ? { progress: options.progress } : {};
  await prepareSchemas(options.adminUrl, (await findBinary('temporal-sql-tool', progress)).path);
  const { path } = await findBinary('temporal-server', progress);
  await writeFile(
    join(directory, 'dynamic-config.yaml'),
    Object.entries(dynamicConfig)
      .map(([key, value]) => `${key}:\n  - value: ${JSON.stringify(value)}\n`)
      .join(''),
  );
  const start = (inner: Partial<InnerPorts>): Promise<{ address: string; process: ManagedProcess }> =>
    onFreePorts({ ...unchosen, ...inner, port: options.port }, async (ports) => {
      // The password is in the configuration file (0600), never in the arguments.
      const config = JSON.stringify(serverConfig(options.adminUrl, directory, ports));
      await writeFile(join(directory, 'cardwright.yaml'), config, { mode: 0o600 });
      const address = `127.0.0.1:${ports.port}`;
      const process = await startProcess({
        name: 'Temporal on Postgres',
        command: path,
        args: ['--root', '/', '--config', directory, '--env', 'cardwright', '--allow-no-auth', 'start'],
        logFile: join(options.stateDir, 'logs', 'temporal-postgres.log'),
        // The worker's own gRPC port is part of its configuration, but nothing listens there.
        listensOn: Object.values({ ...ports, worker: ports.workerMembership }),
        ready: () => answers(address),
      });
      await keepPorts(directory, ports);
      return { address, process };
    });
  const { address, process } = await start(await keptPorts(directory)).catch((error: unknown) => {
    if (!isPortTaken(error)) throw error;
    return start({});
  });
  await prepareNamespace(address, namespace);
  return { address, namespace, process, stop: () => process.stop() };
}

async function answers(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: '1s' });
  await connection
    .withDeadline(Date.now() + 1000, () => connection.workflowService.getSystemInfo({}))
    .finally(() => connection.close());
  return true;
}

async function prepareSchemas(adminUrl: string, sqlTool: string): Promise<void> {
  const url = new URL(adminUrl);
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const existing = await admin
    .query<{ datname: string }>('select datname from pg_database')
    .then(({ rows }) => rows.map((row) => row.datname))
    .finally(() => admin.end());
  for (const [name, database] of Object.entries(databases)) {
    const run = async (...args: string[]): Promise<void> => {
      await promisify(execFile)(sqlTool, args, {
        env: {
          PATH: process.env['PATH'],
          SQL_PLUGIN: 'postgres12',
          SQL_HOST: url.hostname,
          SQL_PORT: url.port,
          SQL_USER: decodeURIComponent(url.username),
          SQL_PASSWORD: decodeURIComponent(url.password),
          SQL_DATABASE: database,
        },
      });
    };
    if (!existing.includes(database)) {
      await run('create-database');
      await run('setup-schema', '-v', '0.0');
    }
    await run('update-schema', '--schema-name', `postgresql/v12/${name}`);
  }
}

/** What each part of the server listens on for the others, and for the ring that it finds them by; all undefined: not chosen yet. */
const unchosen = {
  frontendMembership: undefined,
  matching: undefined,
  matchingMembership: undefined,
  history: undefined,
  historyMembership: undefined,
  worker: undefined,
  workerMembership: undefined,
};
type InnerPorts = Record<keyof typeof unchosen, number>;

const portsFile = (directory: string): string => join(directory, 'ports.json');

/**
 * The same at every start in this directory: to its cluster a server on other ports is another one, and the dead one, which still
 * owns its share of the workflows, is missed only after most of a minute.
 */
async function keptPorts(directory: string): Promise<Partial<InnerPorts>> {
  return JSON.parse(await readFile(portsFile(directory), 'utf8').catch(() => '{}')) as Partial<InnerPorts>;
}

async function keepPorts(directory: string, { port: _front, ...inner }: InnerPorts & { port: number }): Promise<void> {
  await writeFile(portsFile(directory), JSON.stringify(inner), { mode: 0o600 });
}

function serverConfig(adminUrl: string, directory: string, ports: InnerPorts & { port: number }): object {
  const url = new URL(adminUrl);
  const store = (databaseName: string, maxConns: number): object => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: url.host,
      connectProtocol: 'tcp',
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      maxConns,
      maxIdleConns: maxConns,
      maxConnLifetime: '1h',
    },
  });
  const rpc = (grpcPort: number, membershipPort: number): object => ({
    rpc: { grpcPort, membershipPort, bindOnLocalHost: true },
  });
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: 4,
      datastores: { default: store(databases.temporal, 20), visibility: store(databases.visibility, 5) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: rpc(ports.port, ports.frontendMembership),
      matching: rpc(ports.matching, ports.matchingMembership),
      history: rpc(ports.history, ports.historyMembership),
      worker: rpc(ports.worker, ports.workerMembership),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${ports.port}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: join(directory, 'dynamic-config.yaml'), pollInterval: '60s' },
  };
}
