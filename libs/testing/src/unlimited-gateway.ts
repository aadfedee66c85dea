/** A second gateway of a test system, without rate limits: the limits are for callers, and a run that plays a thousand of them is none. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onFreePorts } from '@cardwright/embedded-servers/ports';
import { startProcess, type ManagedProcess } from '@cardwright/embedded-servers/process';
import type { Api, TestSystem } from './installation.js';
import { officeApi } from './office-api.js';
import { startScript } from './start-script.js';

const program = fileURLToPath(new URL('../../../apps/gateway/dist/main.js', import.meta.url));

export interface UnlimitedGateway {
  url: string;
  httpPort: number;
  api: Api;
  process: ManagedProcess;
}

export async function startUnlimitedGateway(system: TestSystem): Promise<UnlimitedGateway> {
  const { serviceEnvironment } = await startScript<{
    serviceEnvironment(name: string, at: object): NodeJS.ProcessEnv;
  }>('service-environment');
  return onFreePorts({ httpPort: undefined }, async ({ httpPort }) => {
    const at = { ...system.at, httpPort };
    const process_ = await startProcess({
      name: 'gateway without limits',
      command: process.execPath,
      args: [program],
      env: {
        PATH: process.env['PATH'],
        ...serviceEnvironment('gateway', { ...at, temporalUiUpstream: undefined }),
        HTTP_RATE_PER_IDENTITY: '0',
        HTTP_RATE_PER_ADDRESS: '0',
      },
      logFile: join(system.home, 'logs', 'gateway-unlimited.log'),
      listensOn: [httpPort],
      ready: async () => (await fetch(`http://127.0.0.1:${httpPort}/readyz`)).ok,
    });
    return { url: `http://127.0.0.1:${httpPort}`, httpPort, api: officeApi(at), process: process_ };
  });
}
