/** A service of a running system whose clock is wrong for a while: what it signs and writes in the meantime has the other time. Specs only. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from '@cardwright/embedded-servers/process';
import type { ServiceName, TestSystem } from './installation.js';
import { startScript } from './start-script.js';

const programOf = (name: ServiceName): string =>
  fileURLToPath(new URL(`../../../apps/${name}/dist/main.js`, import.meta.url));

/** Date in that process alone: the system's clock and every other program's stay as they are. */
const shifted = (ms: number): string =>
  `data:text/javascript,${encodeURIComponent(`
    const RealDate = Date;
    globalThis.Date = class Date extends RealDate {
      constructor(...parts) { if (parts.length === 0) super(RealDate.now() + ${ms}); else super(...parts); }
      static now() { return RealDate.now() + ${ms}; }
    };`)}`;

/** Runs the work while the clock of this service, started anew for it, is off by so much. */
export async function withClockOf<Result>(
  system: TestSystem,
  name: Exclude<ServiceName, 'gateway'>,
  offMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const { serviceEnvironment } = await startScript<{
    serviceEnvironment(name: string, at: object): NodeJS.ProcessEnv;
  }>('service-environment');
  await system.services[name].stop();
  const port = system.at.healthPorts[name]!;
  const service = await startProcess({
    name: `${name} with another clock`,
    command: process.execPath,
    args: ['--import', shifted(offMs), programOf(name)],
    env: { PATH: process.env['PATH'], ...serviceEnvironment(name, system.at) },
    logFile: join(system.home, 'logs', `${name}-clock.log`),
    listensOn: [port],
    ready: async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok,
  });
  try {
    return await work();
  } finally {
    await service.stop();
    await system.startService(name);
  }
}
