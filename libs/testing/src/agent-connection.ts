/** Connections to NATS with the identity of an enrolled agent or of a service: what its credential allows, and what not. Specs only. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NatsTrustFile } from '@cardwright/bootstrap/nats/account-claims';
import { makeCredentials } from '@cardwright/bootstrap/nats/user-jwt';
import type { EdgeCalls } from '@cardwright/contracts/nats/edge.api';
import { agentInboxPrefix, serviceInboxPrefix, type NatsService } from '@cardwright/contracts/nats/permissions';
import { defaultTenantId, type ReplyOf, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { edgeCallSubject } from '@cardwright/contracts/nats/subjects';
import { connectNats, type NatsConnection } from '@cardwright/service-kit/nats/connection';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { RunningAgent, TestSystem } from './installation.js';

export async function connectAsAgent(
  system: TestSystem,
  agent: Pick<RunningAgent, 'agentHome' | 'workstationId'>,
): Promise<NatsConnection> {
  const { agentHome, workstationId } = agent;
  const text = async (name: string): Promise<string> => (await readFile(join(agentHome, name), 'utf8')).trim();
  const credsFile = join(agentHome, 'spec.creds');
  await writeFile(
    credsFile,
    `-----BEGIN NATS USER JWT-----\n${await text('agent.jwt')}\n------END NATS USER JWT------\n\n` +
      `-----BEGIN USER NKEY SEED-----\n${await text('agent.nkey')}\n------END USER NKEY SEED------\n`,
    { mode: 0o600 },
  );
  return connectNats({
    name: 'spec as an agent',
    url: system.at.natsUrl,
    credsFile,
    inboxPrefix: agentInboxPrefix(workstationId),
  });
}

/** Asks the services as this agent does. */
export function agentCalls(connection: NatsConnection, { workstationId }: Pick<RunningAgent, 'workstationId'>) {
  const client = new RpcClient(connection);
  const context = { tenantId: defaultTenantId, correlationId: 'spec' };
  return <Name extends keyof EdgeCalls & string>(
    name: Name,
    body: RequestOf<EdgeCalls, Name>,
  ): Promise<ReplyOf<EdgeCalls, Name>> => client.request(edgeCallSubject(workstationId, name), body, context);
}

export const connectAsService = (
  { at, home }: Pick<TestSystem, 'at' | 'home'>,
  service: NatsService,
): Promise<NatsConnection> =>
  connectNats({
    name: `spec as ${service}`,
    url: at.natsUrl,
    credsFile: join(home, 'secrets', `nats-${service}.creds`),
    inboxPrefix: serviceInboxPrefix(service),
  });

/** With an identity that may do anything: for requests that only people who keep the installation send. Answered as update-svc is. */
export async function connectAsAnybody({ at, home }: Pick<TestSystem, 'at' | 'home'>): Promise<NatsConnection> {
  const secret = (name: string): Promise<string> => readFile(join(home, 'secrets', name), 'utf8');
  const { account } = JSON.parse(await secret('nats-trust.json')) as NatsTrustFile;
  const credsFile = join(home, 'secrets', 'nats-spec.creds');
  const permissions = { publish: ['>'], subscribe: ['>'] };
  const request = { name: 'spec', accountPublicKey: account.publicKey, permissions };
  const creds = await makeCredentials({ ...request, signingSeed: await secret('nats-account-signing.seed') });
  await writeFile(credsFile, creds, { mode: 0o600 });
  return connectNats({ name: 'spec', url: at.natsUrl, credsFile, inboxPrefix: `${serviceInboxPrefix('update')}.spec` });
}
