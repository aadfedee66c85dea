/** Our own processes: each a child with environment variables only, restarted when it ends by itself, all started at once. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../setup/run.mjs';
import { say } from '../setup/progress.mjs';
import { trustSimulatedCards } from './attestation.mjs';
import { allStarted } from './servers.mjs';
import { serviceEnvironment } from './service-environment.mjs';

const services = ['pki-svc', 'issuance-svc', 'update-svc', 'gateway'];

/**
 * Starts all services; resolves when each says that it is ready.
 * @param {import('./service-environment.mjs').Installation} at
 * @param {(name: string, stop: () => Promise<void>) => void} stopLater
 * @param {string[]} [names] some of them only
 * @returns {Promise<Record<string, { stop: () => Promise<void>, pid: () => number }>>} by name
 */
export async function startServices(at, stopLater, names = services) {
  await trustSimulatedCards(at.home);
  const started = await allStarted(
    names.map(async (name) => {
      const port = name === 'gateway' ? at.httpPort : at.healthPorts[name];
      const service = await keepRunning({
        name,
        args: [join(root, 'apps', name, 'dist', 'main.js')],
        env: { PATH: process.env.PATH, ...serviceEnvironment(name, at) },
        logFile: join(at.home, 'logs', `${name}.log`),
        listensOn: [
          port,
          ...(name === 'gateway' && at.temporalUiUpstream ? [Number(new URL(at.temporalUiUrl).port)] : []),
        ],
        ready: async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok,
      });
      stopLater(name, service.stop);
      return [name, service];
    }),
  );
  return Object.fromEntries(started);
}

/**
 * A Node process of ours that is started again (after a second) when it ends by itself. The first start must succeed.
 * @param {{ name: string, args: string[], env: NodeJS.ProcessEnv, logFile: string, listensOn?: number[], ready: () => Promise<boolean> }} program
 * @returns {Promise<{ stop: () => Promise<void>, pid: () => number }>} pid: of the process that runs now
 */
export async function keepRunning(program) {
  const { startProcess } = await import('@cardwright/embedded-servers/process');
  const start = () => startProcess({ ...program, command: process.execPath, readyTimeoutMs: 60_000 });
  let stopping = false;
  let current = await start();
  const watch = async () => {
    while (!stopping) {
      const code = await current.exited;
      if (stopping) return;
      say(`  ${program.name} ended with ${code} (log: ${program.logFile}); starting it again`);
      await delay(1000);
      if (stopping) return;
      current = await start().catch((error) => {
        say(`  ${error.message}`);
        return current;
      });
    }
  };
  const watching = watch();
  return {
    pid: () => current.pid,
    stop: async () => {
      stopping = true;
      await current.stop();
      // A process that is just being started again is stopped too.
      await watching;
      await current.stop();
    },
  };
}
