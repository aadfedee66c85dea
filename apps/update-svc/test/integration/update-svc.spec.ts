/** update-svc on real NATS and Postgres, with issuance-svc played by its subject alone and a real agent identity asking. */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { jetstream } from '@nats-io/jetstream';
import { agentInboxPrefix } from '@cardwright/contracts/nats/permissions';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId, type RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import {
  edgeCallSubject,
  eventSubject,
  issuanceInternalSubject,
  updateSubject,
} from '@cardwright/contracts/nats/subjects';
import { startService, type RunningService } from '@cardwright/service-kit/bootstrap-service';
import { createLogger } from '@cardwright/service-kit/logging/logger';
import { connectNats } from '@cardwright/service-kit/nats/connection';
import { ensureEventStream } from '@cardwright/service-kit/outbox/event-stream';
import { eventually } from '@cardwright/testing/eventually';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { startTestPostgres, type TestPostgres } from '@cardwright/testing/postgres';
import { DeviceStateRepository } from '../../src/persistence/device-state.repository.js';
import { ReadModelRebuild } from '../../src/read-model/read-model-rebuild.js';
import { updateService } from '../../src/service.js';

const logger = createLogger({ name: 'spec', level: 'silent' });
const device = (serial: number, more: Partial<DeviceExport> = {}): DeviceExport => ({
  deviceId: `00000000-0000-4000-9000-${String(serial).padStart(12, '0')}`,
  identityText: `ykserial:${serial}`,
  state: 'ACTIVE',
  personId: null,
  profileName: 'piv',
  profileVersion: 1,
  expiresOn: '2030-01-01',
  earliestNotAfter: '2029-01-01T00:00:00.000Z',
  revision: 1,
  ...more,
});

describe('update-svc', () => {
  let nats: TestNats;
  let postgres: TestPostgres;
  let issuance: NatsConnection;
  let agent: NatsConnection;
  const running: RunningService[] = [];
  /** What issuance-svc would export, in pages of two. */
  let stored: DeviceExport[] = [1, 2, 3, 4, 5].map((serial) => device(serial));

  const env = (more: Record<string, string> = {}) => ({
    NATS_URL: nats.url,
    NATS_CREDS_FILE: nats.credsFile('update'),
    HEALTH_PORT: '0',
    DATABASE_URL: postgres.databases.update.url,
    // Nothing listens there: update checks do without the sagas.
    TEMPORAL_ADDRESS: '127.0.0.1:9',
    PAYLOAD_CODEC_KEYS_FILE: join(nats.installation.secretsDir, 'payload-codec-keys.json'),
    ...more,
  });
  const start = async (more: Record<string, string> = {}): Promise<RunningService> => {
    const service = await startService({ ...updateService(env(more)), logger });
    running.push(service);
    return service;
  };
  const stopAll = async (): Promise<void> => {
    for (const service of running.splice(0)) await service.close();
  };
  const ask = async (identityText: unknown, more: object = {}): Promise<unknown> => {
    const envelope = JSON.stringify({
      tenantId: defaultTenantId,
      correlationId: 'c',
      body: { identityText, agentVersion: '1.0.0', ...more },
    });
    return (await agent.request(edgeCallSubject('ws-1', 'update.check'), envelope, { timeout: 5000 })).json();
  };
  const verifyAudit = async (): Promise<unknown> => {
    const envelope = JSON.stringify({ tenantId: defaultTenantId, correlationId: 'c', body: {} });
    return (await issuance.request(updateSubject('audit.verify'), envelope, { timeout: 5000 })).json();
  };
  const status = () => running[0]!.app.get(DeviceStateRepository).status(defaultTenantId);
  const publish = (data: DeviceExport, eventId = randomUUID()) =>
    jetstream(issuance).publish(
      eventSubject('device.changed'),
      JSON.stringify({
        eventId,
        name: 'device.changed',
        at: new Date().toISOString(),
        tenantId: defaultTenantId,
        correlationId: 'c',
        data,
      }),
    );
  /** The event feed has no acknowledgement that a spec could wait for: ask until it is so. */
  const until = (identityText: string, expected: unknown) => eventually(() => ask(identityText), expected);
  const none = { body: { answer: 'none' } };
  const notManaged = { body: { answer: 'not-managed' } };

  beforeAll(async () => {
    [nats, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
    issuance = await connectNats({ url: nats.url, credsFile: nats.credsFile('issuance'), name: 'issuance-svc' });
    agent = await connect({
      servers: nats.url,
      authenticator: credsAuthenticator(await nats.agentCreds('ws-1')),
      inboxPrefix: agentInboxPrefix('ws-1'),
    });
    issuance.subscribe(issuanceInternalSubject('devices.export'), {
      queue: 'issuance',
      callback: (_error, message) => {
        const { body } = message.json<RequestEnvelope<{ cursor?: string }>>();
        const from = Number(body.cursor ?? 0);
        const rows = stored.slice(from, from + 2);
        message.respond(
          JSON.stringify({ body: { rows, nextCursor: from + 2 < stored.length ? String(from + 2) : null } }),
        );
      },
    });
    await ensureEventStream(issuance);
    await Promise.all([start(), start()]);
  }, 60_000);

  afterAll(async () => {
    await stopAll();
    await Promise.all([issuance, agent].map((connection) => connection.close()));
    await nats.stop();
    await postgres.stop();
  }, 30_000);

  it('reports NATS, database and start, and that no saga runs as long as Temporal is away', async () => {
    const response = await fetch(`http://127.0.0.1:${running[0]?.healthPort}/readyz`);
    expect(await response.json()).toEqual({
      ready: false,
      checks: { nats: 'ok', database: 'ok', started: 'ok', worker: 'failed' },
    });
  });

  it('fills its read model by itself at the first start, page by page', async () => {
    await until('ykserial:5', none);
    // Both copies are asked in turn: each must have finished before unknown cards are answered.
    for (const { app } of running) await app.get(ReadModelRebuild).whenFilled();
    expect(await status()).toEqual({ devices: 5, lastEventAt: null, rebuilt: true, rules: null });
  });

  it('[A05] answers not-managed for a serial that it does not know', async () => {
    expect(await ask('ykserial:77777')).toEqual(notManaged);
  });

  it('answers none when nothing is due', async () => {
    expect(await ask('ykserial:1')).toEqual(none);
  });

  it.each([[null], ['ykserial'], ["x:1' or 1=1"], [{ a: 1 }]])('refuses %p as an identity', async (identityText) => {
    expect(await ask(identityText)).toMatchObject({ error: { code: 'REQUEST_INVALID' } });
  });

  it('learns of a new device, and that one is disposed, from events', async () => {
    await publish(device(6));
    await until('ykserial:6', none);
    await publish(device(6, { state: 'DISPOSED', revision: 2 }));
    await until('ykserial:6', notManaged);
    expect(await status()).toMatchObject({ devices: 6, lastEventAt: expect.any(String) });
  });

  it('[fault 17] gives the same whatever the order and number of deliveries', async () => {
    const events = [1, 2, 3, 4].map((revision) =>
      device(7, { revision, state: revision === 4 ? 'ACTIVE' : 'TERMINATED' }),
    );
    for (const event of [...events].reverse()) for (let copy = 0; copy < 3; copy++) await publish(event);
    await publish(device(8));
    await until('ykserial:8', none);
    await until('ykserial:7', none);
  });

  it('applies the others where one event of many cannot be applied, which comes again', async () => {
    const { dataSource } = running[0]!;
    await dataSource!.query(
      `alter table device_state add constraint refused check (identity_text <> 'ykserial:20' or state <> 'ACTIVE')`,
    );
    const many = [...Array(30).keys()].map((index) =>
      device(20 + (index % 10), { revision: 1 + Math.floor(index / 10) }),
    );
    await Promise.all(many.map((each) => publish(each)));
    for (const { identityText } of many.slice(1, 10)) await until(identityText, none);
    expect(await ask('ykserial:20')).toEqual(notManaged);
    await dataSource!.query('alter table device_state drop constraint refused');
    await until('ykserial:20', none);
    const revisions = `select distinct revision::integer from device_state where identity_text between 'ykserial:20' and 'ykserial:29'`;
    await eventually(() => dataSource!.query(revisions), [{ revision: 3 }], 10_000);
  });

  it('passes over an event that it cannot read and goes on with the next', async () => {
    await jetstream(issuance).publish(eventSubject('device.changed'), 'no json');
    await publish(device(9));
    await until('ykserial:9', none);
  });

  it('rebuilds, keeps newer rows and drops what is gone', async () => {
    stored = [device(1), device(2), device(6, { revision: 1, state: 'ACTIVE' })];
    // A device that an event names meanwhile stays until the next time: those of before that were refused may come again now.
    await eventually(() => running[0]!.app.get(ReadModelRebuild).rebuild('c'), 3);
    expect(await ask('ykserial:1')).toEqual(none);
    expect(await ask('ykserial:5')).toEqual(notManaged);
    // Revision 2 (disposed) came by event: the older export does not undo it.
    expect(await ask('ykserial:6')).toEqual(notManaged);
  });

  it('[F11] verifies its own audit chain', async () => {
    await eventually(async () => ((await verifyAudit()) as { body: { rows: number } }).body.rows >= 2, true);
    expect(await verifyAudit()).toMatchObject({ body: { schema: 'update', ok: true, finding: null } });
  });

  it('goes on after NATS was killed: answers and events', async () => {
    await nats.restart('kill');
    await eventually(() => ask('ykserial:1').then(Boolean, () => false), true);
    await publish(device(10));
    await until('ykserial:10', none);
  }, 60_000);

  it('[A02] says how often it wants to be asked at most, to agents that show offers', async () => {
    await stopAll();
    await start({ UPDATE_CHECK_LEAST_MINUTES: '600' });
    const now: unknown = expect.any(String);
    expect(await ask('ykserial:1', { offers: 1 })).toEqual({ body: { answer: 'none', now, leastMinutes: 600 } });
    expect(await ask('ykserial:1')).toEqual(none);
    await stopAll();
    await start();
    expect(await ask('ykserial:1', { offers: 1 })).toEqual({ body: { answer: 'none', now } });
  }, 30_000);

  it('[B12] an agent that is too old is told so, with both versions, whatever is due; one that is new enough is answered', async () => {
    await stopAll();
    await start({ MINIMUM_AGENT_VERSION: '0.4.0' });
    const tooOld = { answer: 'version-unsupported', serverVersion: '0.1.0', minimumAgentVersion: '0.4.0' };
    for (const agentVersion of ['0.3.9', '0.4.0-rc.1', 'newest'])
      expect(await ask('ykserial:1', { agentVersion })).toEqual({ body: { ...tooOld, agentVersion } });
    expect(await ask('ykserial:1', { agentVersion: undefined })).toEqual({
      body: { ...tooOld, agentVersion: 'unknown' },
    });
    expect(await ask('ykserial:1', { agentVersion: '0.3.9', offers: 1 })).toEqual({
      body: { ...tooOld, agentVersion: '0.3.9', now: expect.any(String) },
    });
    for (const agentVersion of ['0.4.0', '0.10.0', '1.0.0'])
      expect(await ask('ykserial:1', { agentVersion })).toEqual(none);
  });

  it('[A18] answers disabled when it is switched off', async () => {
    await stopAll();
    await start({ UPDATE_CHECK_ENABLED: 'off' });
    expect(await ask('ykserial:1')).toEqual({ body: { answer: 'disabled' } });
  }, 30_000);

  it('starts while issuance-svc is away; says so for unknown cards until it was filled once', async () => {
    await stopAll();
    await issuance.close();
    const service = await start();
    await service.dataSource?.query('update read_model set rebuilt_at = null');
    await stopAll();
    await start();
    expect(await ask('ykserial:1')).toEqual(none);
    expect(await ask('ykserial:555')).toMatchObject({ error: { code: 'REQUEST_SERVICE_UNAVAILABLE' } });
  }, 30_000);

  it('names every missing variable at once', () => {
    return expect(startService({ ...updateService({}), logger })).rejects.toThrow(
      /NATS_URL is missing[^]*DATABASE_HOST is missing[^]*TEMPORAL_ADDRESS is missing/,
    );
  });
});
