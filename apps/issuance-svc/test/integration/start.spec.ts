import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { queueGroup } from '@cardwright/contracts/nats/subjects';
import { startService, type RunningService } from '@cardwright/service-kit/bootstrap-service';
import { connectNats, type NatsConnection } from '@cardwright/service-kit/nats/connection';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { startTestPostgres, type TestPostgres } from '@cardwright/testing/postgres';
import { AppModule } from '../../src/app.module.js';
import { readIssuanceConfig } from '../../src/config/config.js';
import { issuanceDatabase } from '../../src/persistence/database.js';
import { actorWith } from '../support/records-service.js';

/** Nothing listens there: discard port of loopback. */
const noTemporal = '127.0.0.1:9';

describe('issuance-svc as a whole', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let running: RunningService[] = [];
  let gateway: NatsConnection;
  let pki: NatsConnection;
  let update: NatsConnection;
  const before = { ...process.env };

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
    const { host, port, database, user, passwordFile, schema } = postgres.databases.issuance;
    const secret = (file: string): string => join(nats.installation.secretsDir, file);
    const env = {
      NATS_URL: nats.url,
      NATS_CREDS_FILE: nats.credsFile('issuance'),
      TRANSPORT_CA_FILE: secret('transport-ca.crt'),
      DATABASE_HOST: host,
      DATABASE_PORT: String(port),
      DATABASE_NAME: database,
      DATABASE_USER: user,
      DATABASE_PASSWORD_FILE: passwordFile,
      DATABASE_SCHEMA: schema,
      TEMPORAL_ADDRESS: noTemporal,
      PAYLOAD_CODEC_KEYS_FILE: secret('payload-codec-keys.json'),
      LOG_LEVEL: 'error',
    };
    // The Temporal part reads the process's environment.
    Object.assign(process.env, env);
    const start = (): Promise<RunningService> =>
      startService({
        name: 'issuance-svc',
        module: AppModule.register(readIssuanceConfig(env)),
        queueGroup: queueGroup.issuance,
        database: issuanceDatabase,
        env,
      });
    // Two copies at once on an empty database.
    running = await Promise.all([start(), start()]);
    gateway = await connectNats({ url: nats.url, credsFile: nats.credsFile('gateway'), name: 'gateway' });
    pki = await connectNats({ url: nats.url, credsFile: nats.credsFile('pki'), name: 'pki' });
    update = await connectNats({ url: nats.url, credsFile: nats.credsFile('update'), name: 'update' });
  }, 90_000);

  afterAll(async () => {
    await gateway?.close();
    await pki?.close();
    await update?.close();
    await Promise.all(running.map((service) => service.close()));
    await Promise.all([postgres?.stop(), nats?.stop()]);
    process.env = before;
  }, 60_000);

  it('starts in two copies at once without Temporal, seeds once and answers', async () => {
    const context = { tenantId: defaultTenantId, correlationId: 'spec', actor: actorWith('x', ['CH']) };
    const { rows } = await new RpcClient(gateway).issuance('profiles.list', {}, context);
    expect(rows.map(({ version }) => version)).toEqual([1, 1, 1, 1]);
  });

  it('answers the vault whether a lease is open, and nobody may ask the vault’s door from the gateway', async () => {
    const context = { tenantId: defaultTenantId, correlationId: 'spec' };
    const lease = { requestId: randomUUID(), deviceId: randomUUID(), workstationId: 'ws-1', fencingToken: 1 };
    expect(await new RpcClient(pki).issuanceInternal('lease.check', lease, context)).toEqual({ open: false });
    await expect(
      new RpcClient(gateway).issuanceInternal('lease.check', lease, context, { timeoutMs: 1_000 }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^REQUEST_(TIMEOUT|SERVICE_UNAVAILABLE)$/) });
  });

  it('gives the read model its pages', async () => {
    const context = { tenantId: defaultTenantId, correlationId: 'spec' };
    const page = await new RpcClient(update).issuanceInternal('devices.export', { limit: 2 }, context);
    expect(page).toEqual({ rows: [], nextCursor: null });
  });
});
