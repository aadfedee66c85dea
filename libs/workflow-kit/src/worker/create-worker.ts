/**
 * A Temporal worker the way all of ours are made: encrypted payloads, bundled workflows, errors by code. `createWorker`
 * connects once; `startWorker` keeps one running whatever happens to the server, which is what services use.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { NativeConnection, Runtime, Worker, type Logger, type WorkerOptions } from '@temporalio/worker';
import { activityHeartbeatInterceptor } from './activity-heartbeat.js';
import { createDataConverter } from './data-converter.js';
import { activityErrorInterceptor, type ActivityErrorHooks } from './error-conversion.js';
import { temporalTls, type TemporalConfig } from './temporal-address.js';
import { workflowBundle, type WorkflowLocation } from './workflow-bundle.js';

export interface CreateWorkerOptions extends TemporalConfig, ActivityErrorHooks {
  taskQueue: string;
  /** null: this worker runs activities only. */
  workflows: WorkflowLocation | null;
  /** Name -> function; bound methods of Nest providers. None: this worker runs workflows only. */
  activities?: Record<string, (...args: never[]) => Promise<unknown>>;
  identity?: string;
  /** Temporal's own limits, where the defaults do not fit. */
  tuning?: Partial<
    Pick<
      WorkerOptions,
      'maxConcurrentActivityTaskExecutions' | 'maxConcurrentWorkflowTaskExecutions' | 'maxCachedWorkflows'
    >
  >;
}

export interface CreatedWorker {
  worker: Worker;
  connection: NativeConnection;
}

/** Rejects when the server does not answer; with TypeError when the bundle or the keys are missing. Close the connection after `run` ended. */
export async function createWorker(options: CreateWorkerOptions): Promise<CreatedWorker> {
  const bundle = options.workflows && (await workflowBundle(options.workflows));
  const dataConverter = createDataConverter(options.codecKeysFile);
  const tls = temporalTls(options);
  const connection = await NativeConnection.connect({ address: options.address, ...(tls ? { tls } : {}) });
  try {
    const worker = await Worker.create({
      connection,
      namespace: options.namespace,
      taskQueue: options.taskQueue,
      ...(bundle !== null && { workflowBundle: bundle }),
      ...(options.activities !== undefined && { activities: options.activities }),
      dataConverter,
      interceptors: { activity: [activityErrorInterceptor(options), activityHeartbeatInterceptor] },
      // Default: four fifths of the heartbeat timeout. A cancel comes with the answer to a heartbeat, and people wait for it.
      maxHeartbeatThrottleInterval: '5 seconds',
      // Activities hold cards: they get this long to bring a batch to an end before they are cancelled.
      shutdownGraceTime: '20 seconds',
      shutdownForceTime: '40 seconds',
      // A workflow kept in memory costs memory; the rest is replayed from its (short) history.
      maxCachedWorkflows: 200,
      ...(options.identity === undefined ? {} : { identity: options.identity }),
      ...options.tuning,
    });
    return { worker, connection };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

export interface WorkerHandle {
  /** For /readyz: throws while no worker polls. */
  check(): void;
  /** Takes no new tasks, ends those at work. */
  stop(): Promise<void>;
  /** Rejects when the worker can never run (no bundle, no keys, plaintext address): the service should end. */
  readonly failed: Promise<never>;
}

type Log = (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void;

/** Creates the worker again and again, with pauses, until `stop`. Says once per outage that it waits. */
export function startWorker(options: CreateWorkerOptions, log: Log): WorkerHandle {
  const stopping = new AbortController();
  let current: Worker | undefined;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  // A caller that ignores `failed` must not be ended by an unhandled rejection.
  failed.catch(() => undefined);
  const loop = async (): Promise<void> => {
    let told = false;
    while (!stopping.signal.aborted) {
      try {
        const { worker, connection } = await createWorker(options);
        current = worker;
        told = false;
        // `stop` may have come while the worker was made.
        if (stopping.signal.aborted) worker.shutdown();
        await worker.run().finally(() => connection.close());
      } catch (error) {
        if (error instanceof TypeError || (error as NodeJS.ErrnoException).code === 'ENOENT') return fail(error);
        if (!told) log('warn', 'waiting for Temporal', { err: error, taskQueue: options.taskQueue });
        told = true;
      } finally {
        current = undefined;
      }
      await delay(500 + Math.random() * 1_500, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = loop();
  return {
    failed,
    check: () => {
      if (current?.getState() !== 'RUNNING') throw new Error('no worker runs');
    },
    stop: async () => {
      stopping.abort();
      if (current?.getState() === 'RUNNING') current.shutdown();
      await running;
    },
  };
}

/**
 * Temporal's native runtime with our log; signals are ours to handle. Once per process, before the first worker or
 * connection; later calls do nothing.
 */
export function installRuntime(log: Log): void {
  try {
    Runtime.install({ logger: temporalLogger(log), shutdownSignals: [] });
  } catch {
    // Installed already (a second service in one process, a spec).
  }
}

function temporalLogger(log: Log): Logger {
  const write = (level: string, message: string, meta?: Record<string | symbol, unknown>): void => {
    const fields = meta === undefined ? {} : Object.fromEntries(Object.entries(meta));
    if (level === 'ERROR') log('error', message, fields);
    else if (level === 'WARN') log('warn', message, fields);
    else if (level === 'INFO') log('info', message, fields);
  };
  return {
    log: (level, message, meta) => write(level, message, meta),
    trace: () => undefined,
    debug: () => undefined,
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}
