/** Fastify and one NATS request, nothing else: what a read through the gateway is compared with. */
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { connectNats } from '@cardwright/service-kit/nats/connection';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';

const { NATS_URL: url, NATS_CREDS_FILE: credsFile, HTTP_PORT, ACTOR } = process.env;
const connection = await connectNats({ name: 'gateway', url, credsFile });
const rpc = new RpcClient(connection);
const actor = JSON.parse(ACTOR);

const app = Fastify();
app.get('/people/:personId', (request) =>
  rpc.issuance('people.get', request.params, { actor, tenantId: defaultTenantId, correlationId: randomUUID() }),
);
await app.listen({ host: '127.0.0.1', port: Number(HTTP_PORT) });
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
