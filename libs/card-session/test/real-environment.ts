/**
 * Sets a variable of the real process. Jest gives each spec a copy of process.env, which native code (libpcsclite's
 * getenv) never sees; a worker thread that shares the environment writes the real one.
 */
import { once } from 'node:events';
import { SHARE_ENV, Worker } from 'node:worker_threads';

export async function setRealEnvironment(variables: Readonly<Record<string, string | undefined>>): Promise<void> {
  const code = `for (const [name, value] of Object.entries(require('node:worker_threads').workerData))
    if (value === undefined) delete process.env[name]; else process.env[name] = value;`;
  const worker = new Worker(code, { eval: true, env: SHARE_ENV, workerData: variables });
  await once(worker, 'exit');
}
