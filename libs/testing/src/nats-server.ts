/**
 * A throw-away nats-server in operator mode with a complete bootstrap: services' credentials and agents' on demand.
 * Specs only: permissions are the real ones, so a spec that publishes where its service may not is refused as in production.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bootstrap, type BootstrapResult } from '@cardwright/bootstrap/bootstrap';
import { agentSubscriptions, makeCredentials } from '@cardwright/bootstrap/nats/user-jwt';
import { agentPermissions, type NatsPermissions, type NatsService } from '@cardwright/contracts/nats/permissions';
import { rootCaTag } from '@cardwright/contracts/workstation/root-ca-tag';
import { startNatsServer, type NatsServer } from '@cardwright/embedded-servers/nats-server';
import { makeStateDir } from './state-dir.js';

export interface TestNats {
  url: string;
  /** Everything that `cardwright-bootstrap` makes. */
  installation: BootstrapResult;
  server: NatsServer;
  /** Path of a service's credentials file. */
  credsFile(service: NatsService | 'system'): string;
  creds(service: NatsService | 'system'): Promise<Uint8Array>;
  /**
   * New credentials of an agent (key and JWT), as pki-svc would sign them. rootsSha256Hex: the roots of the CA that they name. permissions: those
   * of another release.
   */
  agentCreds(
    workstationId: string,
    rootsSha256Hex?: readonly string[],
    permissions?: NatsPermissions,
  ): Promise<Uint8Array>;
  /** A user of our account that may do anything: for what a spec looks at behind the services' backs. */
  anyCreds(): Promise<Uint8Array>;
  /** `kill -9` (default) or a clean stop, then the same server on the same port with the same state. meanwhile: while there is none. */
  restart(how?: 'kill' | 'stop', meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestNats(): Promise<TestNats> {
  const state = await makeStateDir('nats');
  const installation = await bootstrap({ home: state.path });
  const start = (port?: number): Promise<NatsServer> =>
    startNatsServer({ stateDir: state.path, trust: installation.natsTrust, ...(port === undefined ? {} : { port }) });
  let server = await start();
  const credsFile = (service: NatsService | 'system'): string => join(installation.secretsDir, `nats-${service}.creds`);
  const account = async () => ({
    accountPublicKey: installation.natsTrust.account.publicKey,
    signingSeed: await readFile(join(installation.secretsDir, 'nats-account-signing.seed'), 'utf8'),
  });
  return {
    url: server.url,
    installation,
    get server() {
      return server;
    },
    credsFile,
    creds: (service) => readFile(credsFile(service)),
    agentCreds: async (workstationId, rootsSha256Hex = [], permissions = agentPermissions(workstationId)) => {
      const request = {
        name: `agent ${workstationId}`,
        permissions,
        subscriptions: agentSubscriptions,
        tags: rootsSha256Hex.map(rootCaTag),
      };
      return new TextEncoder().encode(await makeCredentials({ ...(await account()), ...request }));
    },
    anyCreds: async () => {
      const permissions = { publish: ['>'], subscribe: ['>'] };
      return new TextEncoder().encode(await makeCredentials({ ...(await account()), name: 'spec', permissions }));
    },
    restart: async (how = 'kill', meanwhile) => {
      await (how === 'kill' ? server.process.kill() : server.stop());
      await meanwhile?.();
      server = await start(server.port);
    },
    stop: async () => {
      await server.stop();
      await state.remove();
    },
  };
}
