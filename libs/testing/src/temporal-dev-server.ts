/**
 * A throw-away Temporal server with the namespace and search attributes of an installation. Specs only. Starts in about a second.
 */
import {
  startTemporalServer,
  type TemporalOptions,
  type TemporalServer,
} from '@cardwright/embedded-servers/temporal-server';
import { makeStateDir } from './state-dir.js';

export interface TestTemporal {
  address: string;
  namespace: string;
  server: TemporalServer;
  stop(): Promise<void>;
}

/** persistent: keep histories in a file, for specs that restart the server. dynamicConfig: the server's own limits, for instance. */
export async function startTestTemporal(
  options: Pick<TemporalOptions, 'persistent' | 'dynamicConfig'> = {},
): Promise<TestTemporal> {
  const state = await makeStateDir('temporal');
  const server = await startTemporalServer({ stateDir: state.path, persistent: false, ...options });
  return {
    address: server.address,
    namespace: server.namespace,
    server,
    stop: async () => {
      // Nothing of it is kept, so there is no reason to wait for an orderly shutdown.
      await server.process.kill();
      await state.remove();
    },
  };
}
