/**
 * The Temporal workers of a service, which run in the same process as its NATS listener. They start with the service, /readyz asks them,
 * and at the end they finish their current work. A worker that can never run ends the service, so that its supervisor sees it.
 */
import { installRuntime, startWorker, type CreateWorkerOptions, type WorkerHandle } from './create-worker.js';

/** Of Nest. */
interface ServiceLogger {
  log(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  fatal(fields: object, message: string): void;
}
/** Of service-kit. */
interface Health {
  register(name: string, check: () => Promise<void>): void;
}

export class ServiceWorkers {
  private readonly running: WorkerHandle[] = [];

  constructor(
    private readonly logger: ServiceLogger,
    private readonly health: Health,
  ) {}

  /** name: in the report of /readyz. */
  start(name: string, options: CreateWorkerOptions): void {
    const log = (level: 'info' | 'warn' | 'error', message: string, fields: Record<string, unknown> = {}): void =>
      this.logger[level === 'info' ? 'log' : level](fields, message);
    installRuntime(log);
    const worker = startWorker(options, log);
    this.running.push(worker);
    this.health.register(name, async () => worker.check());
    worker.failed.catch((error: unknown) => {
      this.logger.fatal({ err: error, taskQueue: options.taskQueue }, 'a Temporal worker cannot run');
      process.exitCode = 1;
      process.kill(process.pid, 'SIGTERM');
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map((worker) => worker.stop()));
  }
}
