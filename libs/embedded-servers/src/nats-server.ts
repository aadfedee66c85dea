/**
 * Runs a private nats-server in operator mode: accounts and users come from the bootstrap, JetStream stores under the state directory.
 * It is not for production: loopback, no TLS. Governed by design.md 3 and 4.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinary, type Progress } from './binary-finder.js';
import { onFreePorts } from './ports.js';
import { startProcess, type ManagedProcess, type Stoppable } from './process.js';

/** What a server must trust; made by `@cardwright/bootstrap` and public: JWTs, no keys. */
export interface NatsTrust {
  operatorJwt: string;
  systemAccount: { publicKey: string; jwt: string };
  account: { publicKey: string; jwt: string };
}

export interface NatsOptions {
  stateDir: string;
  trust: NatsTrust;
  port?: number;
  progress?: Progress;
}

export interface NatsServer extends Stoppable {
  url: string;
  port: number;
  process: ManagedProcess;
}

/** Writes the configuration, starts the server, ready when its health endpoint says that JetStream is up. */
export async function startNatsServer(options: NatsOptions): Promise<NatsServer> {
  const directory = join(options.stateDir, 'nats');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const configFile = join(directory, 'nats.conf');
  const { path } = await findBinary('nats-server', options.progress ? { progress: options.progress } : {});
  return onFreePorts({ port: options.port, monitorPort: undefined }, async ({ port, monitorPort }) => {
    await writeFile(configFile, natsConfig({ ...options, directory, port, monitorPort }), { mode: 0o600 });
    const process = await startProcess({
      name: 'NATS',
      command: path,
      args: ['-c', configFile],
      logFile: join(options.stateDir, 'logs', 'nats.log'),
      listensOn: [port, monitorPort],
      ready: async () => (await fetch(`http://127.0.0.1:${monitorPort}/healthz`)).ok,
      readyTimeoutMs: 20_000,
    });
    return { url: `nats://127.0.0.1:${port}`, port, process, stop: () => process.stop() };
  });
}

function natsConfig(given: { directory: string; port: number; monitorPort: number; trust: NatsTrust }): string {
  const { directory, port, monitorPort, trust } = given;
  return `# Written at every start: changes are lost.
host: 127.0.0.1
port: ${port}
http: "127.0.0.1:${monitorPort}"
server_name: cardwright
max_payload: 4MB
# NATS over TLS costs 24 ms of CPU per connect: after a restart a thousand agents must not time out (design.md 7).
authorization { timeout: 10 }
jetstream { store_dir: ${JSON.stringify(join(directory, 'jetstream'))}, max_memory_store: 256MB, max_file_store: 4GB }
operator: ${trust.operatorJwt}
system_account: ${trust.systemAccount.publicKey}
resolver {
  type: full
  dir: ${JSON.stringify(join(directory, 'jwt'))}
  allow_delete: false
  interval: "2m"
}
# A preloaded account replaces a stored one only if it is newer: revocations pushed later survive a restart.
resolver_preload {
  ${trust.systemAccount.publicKey}: ${trust.systemAccount.jwt}
  ${trust.account.publicKey}: ${trust.account.jwt}
}
`;
}
