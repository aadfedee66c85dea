/**
 * Runs Temporal's development server (one process, SQLite file) and prepares a namespace on any Temporal server.
 * The production way is temporal-postgres.ts. Governed by design.md 2 (search attributes) and 4.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { findBinary, type Progress } from './binary-finder.js';
import { onFreePorts } from './ports.js';
import { startProcess, waitFor, type ManagedProcess, type Stoppable } from './process.js';

export const temporalNamespace = 'cardwright';
/** Histories stay for 30 days (design.md 5); the record that people see comes from Postgres. */
export const retentionDays = 30;
/** Nothing personal but the person's id is a search attribute: they are always in clear (design.md 2). All are Keyword. */
export const searchAttributes = [
  'CardwrightSagaKind',
  'CardwrightStage',
  'CardwrightDevice',
  'CardwrightWorkstation',
  'CardwrightStuckReason',
  'CardwrightPerson',
] as const;

/** Cuts a saga of ten activities from 870 to 210 ms (design.md 4); docker-compose sets the same. */
export const dynamicConfig = { 'system.enableActivityEagerExecution': true } as const;

export interface TemporalOptions {
  stateDir: string;
  port?: number;
  /** Default true: histories survive a restart. False keeps everything in memory (tests). */
  persistent?: boolean;
  namespace?: string;
  /** Besides that of an installation. */
  dynamicConfig?: Readonly<Record<string, boolean | number | string>>;
  progress?: Progress;
}

export interface TemporalServer extends Stoppable {
  /** host:port of the gRPC front end. */
  address: string;
  namespace: string;
  process: ManagedProcess;
}

/** Starts the development server without its UI; ready when the namespace and its search attributes are there. */
export async function startTemporalServer(options: TemporalOptions): Promise<TemporalServer> {
  const directory = join(options.stateDir, 'temporal');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const namespace = options.namespace ?? temporalNamespace;
  // WAL and synchronous=1: six times the throughput of the default file database (measured, design.md 4).
  const storage =
    options.persistent === false
      ? []
      : [
          '--db-filename',
          join(directory, 'temporal.db'),
          '--sqlite-pragma=journal_mode=wal',
          '--sqlite-pragma=synchronous=1',
        ];
  const { path } = await findBinary('temporal', options.progress ? { progress: options.progress } : {});
  const fixedArgs = [
    ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--log-level', 'warn'],
    ...['--namespace', namespace, ...storage],
    ...searchAttributes.map((name) => `--search-attribute=${name}=Keyword`),
    ...Object.entries({ ...dynamicConfig, ...options.dynamicConfig }).map(
      ([key, value]) => `--dynamic-config-value=${key}=${JSON.stringify(value)}`,
    ),
  ];
  const wanted = { port: options.port, httpPort: undefined, metricsPort: undefined };
  const { address, process } = await onFreePorts(wanted, async ({ port, httpPort, metricsPort }) => {
    const ports = ['--port', String(port), '--http-port', String(httpPort), '--metrics-port', String(metricsPort)];
    const address = `127.0.0.1:${port}`;
    const process = await startProcess({
      name: 'Temporal',
      command: path,
      args: [...fixedArgs, ...ports],
      logFile: join(options.stateDir, 'logs', 'temporal.log'),
      listensOn: [port, httpPort, metricsPort],
      ready: () => answers(address),
    });
    return { address, process };
  });
  await prepareNamespace(address, namespace);
  return { address, namespace, process, stop: () => process.stop() };
}

async function answers(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: '1s' });
  await connection.close();
  return true;
}

/**
 * Registers the namespace with its retention and the search attributes, whichever of them is missing. Safe to repeat.
 * Resolves once the front end answers for the namespace: Temporal caches namespaces for up to ten seconds.
 */
export async function prepareNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '10s' });
  try {
    // Every call has a deadline and is repeated: after a kill, a server on Postgres still believes in its dead self for a while
    // and leaves calls unanswered.
    const done = await waitFor(
      () => connection.withDeadline(Date.now() + 3000, () => ensureNamespace(connection, namespace)),
      90_000,
    );
    if (!done) throw new Error(`Temporal at ${address} does not serve the namespace ${namespace}`);
  } finally {
    await connection.close();
  }
}

/** One attempt; true when everything is there and visible. Rejects or answers false when it is to be called again. */
async function ensureNamespace(connection: Connection, namespace: string): Promise<boolean> {
  const seconds = retentionDays * 24 * 3600;
  const retention = { seconds: seconds as unknown as Long };
  const { workflowService, operatorService } = connection;
  const described = await workflowService.describeNamespace({ namespace }).catch((error: { code?: number }) => {
    if (error.code === grpcNotFound) return undefined;
    throw error;
  });
  if (!described) await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention });
  else if (Number(described.config?.workflowExecutionRetentionTtl?.seconds ?? 0) !== seconds)
    await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: retention } });
  const listed = await operatorService.listSearchAttributes({ namespace });
  const missing = searchAttributes.filter((name) => !(name in (listed.customAttributes ?? {})));
  if (missing.length > 0)
    await operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keywordType])),
    });
  // Fails as long as the namespace or an attribute is not in the front end's cache.
  const query = searchAttributes.map((name) => `${name} = 'none'`).join(' OR ');
  await workflowService.countWorkflowExecutions({ namespace, query });
  return true;
}

const grpcNotFound = 5;
const keywordType = 2; // temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD

/** protobufjs accepts a plain number for an int64; its type says Long. */
type Long = NonNullable<
  NonNullable<
    Parameters<Connection['workflowService']['registerNamespace']>[0]['workflowExecutionRetentionPeriod']
  >['seconds']
>;
