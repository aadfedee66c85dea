/**
 * issuance-svc without its sagas in this process, on a real Postgres and a real NATS server in operator mode, with a stand-in
 * for the vault and agents that answer what a spec says. Requests go the gateway's way, with the gateway's credentials.
 */
import { join } from 'node:path';
import type { EdgeApi } from '@cardwright/contracts/nats/edge.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { Role } from '@cardwright/contracts/access/role';
import type { PkiApi } from '@cardwright/contracts/nats/pki.api';
import {
  defaultTenantId,
  type Actor,
  type ReplyOf,
  type RequestEnvelope,
  type RequestOf,
} from '@cardwright/contracts/nats/rpc';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { agentInboxPrefix } from '@cardwright/contracts/nats/permissions';
import { edgeRoot, issuanceSubject, pkiSubject, queueGroup } from '@cardwright/contracts/nats/subjects';
import { startService, type RunningService } from '@cardwright/service-kit/bootstrap-service';
import { connectNats, type NatsConnection } from '@cardwright/service-kit/nats/connection';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { startTestPostgres, type TestPostgres } from '@cardwright/testing/postgres';
import type { DynamicModule } from '@nestjs/common';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import { readIssuanceConfig, type IssuanceConfig } from '../../src/config/config.js';
import { issuanceDatabase } from '../../src/persistence/database.js';
import { RecordsModule } from '../../src/records.module.js';

export type Handlers<Api> = {
  [Name in keyof Api]?: (body: RequestOf<Api, Name>) => ReplyOf<Api, Name> | Promise<ReplyOf<Api, Name>>;
};

export interface RecordsService {
  running: RunningService;
  postgres: TestPostgres;
  nats: TestNats;
  gateway: RpcClient;
  gatewayConnection: NatsConnection;
  /** What the stand-in of the vault was asked, newest last. */
  vaultCalls: { name: string; body: unknown }[];
  vault: Handlers<PkiApi>;
  ask<Name extends keyof IssuanceApi & string>(
    name: Name,
    body: RequestOf<IssuanceApi, Name>,
    actor?: Actor,
  ): Promise<ReplyOf<IssuanceApi, Name>>;
  /** As `ask`, with a body that the contract need not allow: what another release or a hand-made client sends. */
  askUnchecked(name: keyof IssuanceApi & string, body: object, actor?: Actor): Promise<unknown>;
  /** A connection with the credentials of this workstation's agent, which answers these requests. */
  agent(workstationId: string, handlers: Handlers<EdgeApi>): Promise<NatsConnection>;
  stop(): Promise<void>;
}

export const actorWith = (sub: string, roleClaims: (Role | string)[] = [], externalId?: string): Actor => ({
  kind: 'person',
  iss: 'https://issuer.example',
  sub,
  roleClaims,
  ...(externalId === undefined ? {} : { externalId }),
});

/** settings: environment variables besides those of the servers. module: other than the records alone. */
export async function startRecordsService(
  settings: Record<string, string> | ((postgres: TestPostgres) => Promise<Record<string, string>>) = {},
  module: (config: IssuanceConfig) => DynamicModule = (config) => RecordsModule.register(config),
): Promise<RecordsService> {
  const [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
  const { host, port, database, user, passwordFile, schema } = postgres.databases.issuance;
  const env = {
    NATS_URL: nats.url,
    NATS_CREDS_FILE: nats.credsFile('issuance'),
    TRANSPORT_CA_FILE: join(nats.installation.secretsDir, 'transport-ca.crt'),
    DATABASE_HOST: host,
    DATABASE_PORT: String(port),
    DATABASE_NAME: database,
    DATABASE_USER: user,
    DATABASE_PASSWORD_FILE: passwordFile,
    DATABASE_SCHEMA: schema,
    PAYLOAD_CODEC_KEYS_FILE: join(nats.installation.secretsDir, 'payload-codec-keys.json'),
    LOG_LEVEL: 'error',
    ...(typeof settings === 'function' ? await settings(postgres) : settings),
  };
  const connections: NatsConnection[] = [];
  const as = async (service: 'gateway' | 'pki'): Promise<NatsConnection> => {
    const connection = await connectNats({ url: nats.url, credsFile: nats.credsFile(service), name: service });
    connections.push(connection);
    return connection;
  };
  const vaultCalls: { name: string; body: unknown }[] = [];
  const vault: Handlers<PkiApi> = { 'certificates.events': () => ({ events: [] }) };
  const pki = await as('pki');
  serve(pki, pkiSubject(''), vault as Record<string, (body: unknown) => unknown>, vaultCalls);
  // The Temporal part reads the process's environment.
  const before = { ...process.env };
  Object.assign(process.env, env);
  const stopServers = async (): Promise<void> => {
    process.env = before;
    for (const connection of connections) await connection.close();
    await Promise.all([postgres.stop(), nats.stop()]);
  };
  const running = await startService({
    name: 'issuance-svc',
    module: module(readIssuanceConfig(env)),
    queueGroup: queueGroup.issuance,
    database: issuanceDatabase,
    env,
  }).catch(async (error: unknown) => {
    // A provider that is missing, for example: jest would wait for the servers for ever.
    await stopServers();
    throw error;
  });
  const gatewayConnection = await as('gateway');
  const gateway = new RpcClient(gatewayConnection);
  return {
    running,
    postgres,
    nats,
    gateway,
    gatewayConnection,
    vaultCalls,
    vault,
    ask: (name, body, actor) =>
      gateway.issuance(name, body, { tenantId: defaultTenantId, correlationId: 'spec', actor }),
    askUnchecked: (name, body, actor) =>
      gateway.request(issuanceSubject(name), body, { tenantId: defaultTenantId, correlationId: 'spec', actor }),
    agent: async (workstationId, handlers) => {
      const connection = await connect({
        servers: nats.url,
        authenticator: credsAuthenticator(await nats.agentCreds(workstationId)),
        inboxPrefix: agentInboxPrefix(workstationId),
      });
      connections.push(connection);
      // A further connection of the same agent that only reports must not answer in the first one's place.
      if (Object.keys(handlers).length > 0)
        serve(
          connection,
          `${edgeRoot(workstationId)}.request.`,
          handlers as Record<string, (body: unknown) => unknown>,
          [],
        );
      await connection.flush();
      return connection;
    },
    stop: async () => {
      await running.close();
      await stopServers();
    },
  };
}

function serve(
  connection: NatsConnection,
  prefix: string,
  handlers: Record<string, (body: unknown) => unknown>,
  calls: { name: string; body: unknown }[],
): void {
  connection.subscribe(`${prefix}>`, {
    callback: (_error, message) => {
      const name = message.subject.slice(prefix.length);
      const { body } = message.json<RequestEnvelope<unknown>>();
      // Asked every second by the feed of events, whatever a spec does.
      if (name !== 'certificates.events') calls.push({ name, body });
      const answer = async (): Promise<unknown> => {
        const handler = handlers[name];
        if (handler === undefined) throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
        return handler(body);
      };
      void answer().then(
        (given) => message.respond(JSON.stringify({ body: given })),
        (error: CardwrightError) => message.respond(JSON.stringify({ error })),
      );
    },
  });
}
