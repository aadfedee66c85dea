/** The gateway as its own process; settings come from the environment (docs/configuration.md). */
import 'reflect-metadata';
import { ConfigurationError } from '@cardwright/service-kit/config/env';
import { createLogger } from '@cardwright/service-kit/logging/logger';
import { type RunningGateway, startGateway } from './start-gateway.js';

const stopping = new AbortController();
let running: RunningGateway | undefined;

function stop(signal: NodeJS.Signals): void {
  if (stopping.signal.aborted) return;
  stopping.abort(new Error(signal));
  if (running) void running.close().then(() => process.exit(0));
}
process.on('SIGTERM', stop).on('SIGINT', stop);

try {
  running = await startGateway({ env: process.env, signal: stopping.signal });
  if (stopping.signal.aborted) await running.close().then(() => process.exit(0));
} catch (error) {
  if (stopping.signal.aborted) process.exit(0);
  createLogger({ name: 'gateway' }).fatal({ err: error }, 'cannot start');
  // 78 = EX_CONFIG (sysexits.h): starting again without a change is of no use.
  process.exit(error instanceof ConfigurationError || error instanceof TypeError ? 78 : 1);
}
