/**
 * A throw-away Temporal server with the namespace and search attributes of an installation. Specs only. Starts in about a second.
 */
import { startTemporalServer, type TemporalServer } from '@cardwright/embedded-servers/temporal-server';
import { makeStateDir } from './state-dir.js';

export interface TestTemporal {
  address: string;
  namespace: string;
  server: TemporalServer;
  stop(): Promise<void>;
}

/** persistent: keep histories in a file, for specs that restart the server. */
export async function startTestTemporal(options: { persistent?: boolean } = {}): Promise<TestTemporal> {
  const state = await makeStateDir('temporal');
  const server = await startTemporalServer({ stateDir: state.path, persistent: options.persistent ?? false });
  return {
    address: server.address,
    namespace: server.namespace,
    server,
    stop: async () => {
      // Nothing of it is kept: no reason to wait for its orderly shutdown.
      await server.process.kill();
      await state.remove();
    },
  };
}
