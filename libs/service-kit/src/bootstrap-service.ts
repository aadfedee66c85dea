/**
 * Starts a Nest service the way all of ours start: configuration, log, NATS and Postgres (waited for, in any order),
 * health, Nest with our NATS transport, and a clean stop on SIGTERM or SIGINT. `main.ts` of a service calls it and no more.
 */
import 'reflect-metadata';
import { Module, type DynamicModule, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DataSource } from 'typeorm';
import { ConfigurationError, readEnv, type Environment, type EnvReader } from './config/env.js';
import {
  createServiceDataSource,
  MigrationError,
  readDatabaseConfig,
  type ServiceDatabaseOptions,
} from './database/data-source.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthRegistry } from './health/health-registry.js';
import { startHealthServer } from './health/health-server.js';
import { createLogger, logLevels, NestLogger, type Logger } from './logging/logger.js';
import { CardwrightNatsServer } from './nats/cardwright-nats.server.js';
import { connectNats, readNatsConfig } from './nats/connection.js';
import { NatsModule } from './nats/nats.module.js';
import { reasonOf, waitFor } from './waiting/wait-for.js';

export interface ServiceOptions {
  /** `issuance-svc`; in logs, in the server's connection list and in the inbox prefix. */
  name: string;
  /** Imported below a root that provides NATS_CONNECTION, RpcClient, DataSource, HealthRegistry. */
  module: Type | DynamicModule;
  queueGroup: string;
  database?: Omit<ServiceDatabaseOptions, 'env'>;
  /** Reads the variables that the module itself reads later, only so that all missing ones are named together. */
  alsoReads?: (reader: EnvReader) => unknown;
  /** Called once requests and events of others are heard. */
  listening?: (app: INestMicroservice) => void;
  env?: Environment;
  logger?: Logger;
  signal?: AbortSignal;
}

export interface RunningService {
  app: INestMicroservice;
  connection: NatsConnection;
  dataSource: DataSource | undefined;
  /** undefined: HEALTH_PORT is not set, so there are no health endpoints. */
  healthPort: number | undefined;
  logger: Logger;
  /** Takes no new work, ends what is at work, closes everything. Safe to call twice. */
  close(): Promise<void>;
}

@Module({})
class ServiceRoot {}

/** Starts a service inside this process (specs, `npm start` in one process). Rejects on wrong configuration or a failed migration. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const env = options.env ?? process.env;
  const config = readEnv(env, (reader) => ({
    nats: readNatsConfig(reader, options.name),
    healthPort: reader.optional('HEALTH_PORT') === undefined ? undefined : reader.integer('HEALTH_PORT'),
    level: reader.oneOf('LOG_LEVEL', logLevels, 'info'),
    // This is read here only so that all missing variables are named together.
    database: options.database && readDatabaseConfig(reader, options.database.schema),
    also: options.alsoReads?.(reader),
  }));
  const logger = options.logger ?? createLogger({ name: options.name, level: config.level });
  const registry = new HealthRegistry();
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse())
      await closer().catch((error: unknown) => logger.error({ err: error }, 'closing failed'));
  };
  try {
    const health = config.healthPort === undefined ? undefined : await startHealthServer(registry, config.healthPort);
    if (health) {
      closers.push(() => health.close());
      logger.info({ healthPort: health.port }, 'health endpoints are served');
    }
    registry.register('started', () => Promise.reject(new Error('starting')));
    const log = (message: string, error: unknown): void => logger.warn({ reason: reasonOf(error) }, message);
    const connection = await waitFor(() => connectNats(config.nats), {
      what: 'NATS',
      log,
      giveUp: isHopeless,
      signal: options.signal,
    });
    closers.push(() => connection.close());
    void watch(connection, logger);
    registry.register('nats', () => connection.flush());
    const dataSource = await openDatabase(options, env, log);
    if (dataSource) {
      closers.push(() => dataSource.destroy());
      registry.register('database', async () => void (await dataSource.query('select 1')));
    }
    const app = await NestFactory.createMicroservice(rootModule(options, connection, dataSource, registry), {
      strategy: new CardwrightNatsServer({ connection, queueGroup: options.queueGroup }),
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    closers.push(() => app.close());
    await app.listen();
    await connection.flush();
    registry.register('started', () => undefined);
    options.listening?.(app);
    logger.info({ healthPort: health?.port }, 'ready');
    return {
      app,
      connection,
      dataSource,
      healthPort: health?.port,
      logger,
      close: () => {
        registry.markStopping();
        return closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** A service as its own process: `startService`, plus signals and the exit code. Call it last in `main.ts`. */
export async function runService(options: ServiceOptions): Promise<void> {
  const stopping = new AbortController();
  let running: RunningService | undefined;
  const stop = (name: NodeJS.Signals): void => {
    if (stopping.signal.aborted) return;
    stopping.abort(new Error(name));
    if (!running) return;
    running.logger.info({ signal: name }, 'stopping');
    void running.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  try {
    running = await startService({ ...options, signal: stopping.signal });
  } catch (error) {
    if (stopping.signal.aborted) process.exit(0);
    createLogger({ name: options.name }).fatal({ err: error }, 'cannot start');
    // 78 = EX_CONFIG (sysexits.h): starting again without a change is of no use.
    process.exit(isHopeless(error) ? 78 : 1);
  }
  if (stopping.signal.aborted) await running.close().then(() => process.exit(0));
}

function openDatabase(
  options: ServiceOptions,
  env: Environment,
  log: (message: string, error: unknown) => void,
): Promise<DataSource | undefined> {
  const { database } = options;
  if (!database) return Promise.resolve(undefined);
  return waitFor(() => createServiceDataSource({ ...database, env }), {
    what: 'Postgres',
    log,
    giveUp: isHopeless,
    signal: options.signal,
  });
}

function rootModule(
  options: ServiceOptions,
  connection: NatsConnection,
  dataSource: DataSource | undefined,
  registry: HealthRegistry,
): DynamicModule {
  return {
    module: ServiceRoot,
    global: true,
    imports: [
      NatsModule.forConnection(connection),
      ...(dataSource ? [DatabaseModule.forDataSource(dataSource)] : []),
      options.module,
    ],
    providers: [{ provide: HealthRegistry, useValue: registry }],
    exports: [HealthRegistry],
  };
}

/** Errors for which waiting does not help. A missing credentials file is one of them: the bootstrap writes it before anything starts. */
const isHopeless = (error: unknown): boolean =>
  error instanceof ConfigurationError ||
  error instanceof MigrationError ||
  error instanceof TypeError ||
  (error as NodeJS.ErrnoException | null)?.code === 'ENOENT';

async function watch(connection: NatsConnection, logger: Logger): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect') logger.warn('NATS connection lost; connecting again');
    else if (status.type === 'reconnect') logger.info('NATS connection is back');
    else if (status.type === 'error') logger.error({ err: status.error }, 'NATS reports an error');
  }
}
