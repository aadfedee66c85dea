import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import { say } from '@cardwright/contracts/words/say';
import { createServiceDataSource } from '@cardwright/service-kit/database/data-source';
import { findBy } from '@cardwright/service-kit/database/find-by';
import type { NatsConnection } from '@cardwright/service-kit/nats/connection';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { startTestPostgres, type TestPostgres } from '@cardwright/testing/postgres';
import type { DataSource } from 'typeorm';
import { DeviceRepository } from '../../src/records/devices/device.repository.js';
import { DeviceService } from '../../src/records/devices/device.service.js';
import { LeaseService } from '../../src/records/leases/lease.service.js';
import type { ChangeContext } from '../../src/persistence/change-context.js';
import { issuanceDatabase } from '../../src/persistence/database.js';
import { DeviceEntity } from '../../src/persistence/device.entity.js';
import { RequestEntity } from '../../src/persistence/request.entity.js';
import { ReplacementAskRepository } from '../../src/records/devices/replacement-ask.repository.js';
import { ReplacementRepository } from '../../src/records/devices/replacement.repository.js';
import { DecisionService } from '../../src/records/requests/decision.service.js';
import { ReinsertionRepository } from '../../src/records/reinsertions/reinsertion.repository.js';
import { RequestRepository } from '../../src/records/requests/request.repository.js';
import { RequestService } from '../../src/records/requests/request.service.js';
import { words } from '../support/words.js';

const context: ChangeContext = { tenantId: defaultTenantId, correlationId: 'spec', actor: 'system:spec' };
const noted = { action: 'request.keys-not-attested', details: { keyReferences: ['9A'] } };

describe('the records of issuance-svc', () => {
  let postgres: TestPostgres;
  let database: DataSource;
  let published: SagaProgress[];
  let devices: DeviceService;
  let requests: RequestService;
  let leases: LeaseService;
  let decisions: DecisionService;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const { host, port, database: name, user, passwordFile, schema } = postgres.databases.issuance;
    database = await createServiceDataSource({
      ...issuanceDatabase,
      env: {
        DATABASE_HOST: host,
        DATABASE_PORT: String(port),
        DATABASE_NAME: name,
        DATABASE_USER: user,
        DATABASE_PASSWORD_FILE: passwordFile,
        DATABASE_SCHEMA: schema,
      },
    });
    published = [];
    // Only what the services publish matters here; records-service.spec.ts covers the bus itself.
    const nats = {
      publish: (_subject: string, text: string) => published.push(JSON.parse(text) as SagaProgress),
    } as unknown as NatsConnection;
    devices = new DeviceService(
      database,
      new DeviceRepository(database),
      new RpcClient(nats),
      new ReplacementRepository(database),
      new ReplacementAskRepository(database),
    );
    requests = new RequestService(
      database,
      new RequestRepository(database, new ReinsertionRepository(database)),
      nats,
      devices,
    );
    leases = new LeaseService(database);
    decisions = new DecisionService(database);
    await database.query(
      `INSERT INTO card_model (tenant_id, model_id, definition, position) VALUES ($1, 'm', '{}', 1)`,
      [defaultTenantId],
    );
    await database.query(
      `INSERT INTO stock_batch (tenant_id, stock_batch_id, name) VALUES ($1, 'factory', 'factory')`,
      [defaultTenantId],
    );
  }, 60_000);

  afterAll(async () => {
    await database?.destroy();
    await postgres?.stop();
  });

  const newDevice = async (): Promise<string> => {
    const { device } = await database.transaction((manager) =>
      devices.register(
        manager,
        { identityText: `ykserial:${randomUUID()}`, label: 'spec', modelId: 'm', stockBatchId: 'factory' },
        context,
      ),
    );
    return device.deviceId;
  };
  const issue = (deviceId: string, extra: object = {}) =>
    requests.create({ type: 'ISSUE', deviceId, workstationId: 'ws-1', ...extra }, context);

  describe('devices', () => {
    it('keeps one device per identity, however often it is registered at once', async () => {
      const identityText = `ykserial:${randomUUID()}`;
      const all = await Promise.all(
        Array.from({ length: 8 }, () =>
          database.transaction((manager) =>
            devices.register(manager, { identityText, label: 'x', modelId: 'm', stockBatchId: 'factory' }, context),
          ),
        ),
      );
      expect(new Set(all.map(({ device }) => device.deviceId)).size).toBe(1);
      expect(all.filter(({ created }) => created)).toHaveLength(1);
    });

    it('changes state with audit row, events and a growing revision in one transaction', async () => {
      const deviceId = await newDevice();
      const before = await devices.get(deviceId);
      const after = await database.transaction((manager) =>
        devices.changeState(manager, deviceId, 'AVAILABLE', 'check-in', context, { health: 'ok' }),
      );
      expect(after.state).toBe('AVAILABLE');
      expect(after.revision).toBeGreaterThan(before.revision);
      const audit: { action: string; reason: string; details: object }[] = await database.query(
        `SELECT action, reason, details FROM audit_log WHERE object = $1 ORDER BY id`,
        [`device:${deviceId}`],
      );
      expect(audit.at(-1)).toEqual({
        action: 'device.state-changed',
        reason: 'check-in',
        details: { from: 'REGISTERED', to: 'AVAILABLE' },
      });
      const events: { name: string; payload: { data: { revision?: number; state?: string } } }[] = await database.query(
        `SELECT name, payload FROM outbox WHERE payload->'data'->>'deviceId' = $1 ORDER BY id`,
        [deviceId],
      );
      expect(events.map(({ name }) => name)).toEqual(['device.changed', 'device.state-changed', 'device.changed']);
      expect(events.at(-1)?.payload.data).toMatchObject({ state: 'AVAILABLE', revision: after.revision });
    });

    it('[A03] [D14] publishes what is due by a card: its certificates with the rules of their profile, its PIN, what waits for it', async () => {
      const deviceId = await newDevice();
      const rule = { algorithm: 'ECCP256', keyOrigin: 'card', certificateProfile: 'piv' };
      const definition = {
        credentials: [
          { ...rule, container: 'authentication', keyReference: '9A', renewalWindowDays: 45, validityDays: 365 },
          { ...rule, container: 'signature', keyReference: '9C', minimumGainDays: 90 },
          { ...rule, container: 'key-management', keyReference: '9D' },
        ],
      };
      await database.query(
        `INSERT INTO credential_profile_version (tenant_id, name, version, definition, sha256_hex, published_by)
         VALUES ($1, 'due', 1, $2, '', 'spec')`,
        [defaultTenantId, JSON.stringify(definition)],
      );
      const { request } = await issue(deviceId);
      const credential = (container: string, keyReference: string, state: string, notAfter: string, day: number) =>
        database.query(
          `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
             algorithm, key_origin, state, not_after, attested, created_at, updated_at)
           VALUES (gen_random_uuid(), $1, $2, $3, 1, 'PIV', $4, $5, 'ECCP256', 'card', $6, $7, false, $8, now())`,
          [defaultTenantId, deviceId, request.requestId, container, keyReference, state, notAfter, `2026-01-0${day}`],
        );
      await credential('authentication', '9A', 'SUPERSEDED', '2026-12-01T00:00:00Z', 1);
      await credential('authentication', '9A', 'ACTIVE', '2027-12-01T00:00:00Z', 2);
      await credential('signature', '9C', 'HELD', '2027-06-01T00:00:00Z', 1);
      // Revoked, and one that the profile does not have: neither is renewed.
      await credential('key-management', '9D', 'REVOKED', '2027-06-01T00:00:00Z', 1);
      await credential('history-1', '82', 'ACTIVE', '2020-01-01T00:00:00Z', 1);
      const patch = { profileName: 'due', profileVersion: 1, pin: 'must-change', activeRequestId: null } as const;
      await database.transaction((manager) => devices.change(manager, deviceId, patch, context));
      await requests.mark(request.requestId, { state: 'COMPLETED', sentence: words('done') });
      const published = async (): Promise<Record<string, unknown>> => {
        const events: { data: Record<string, unknown> }[] = await database.query(
          `SELECT payload->'data' AS data FROM outbox WHERE name = 'device.changed'
             AND payload->'data'->>'deviceId' = $1 ORDER BY id DESC LIMIT 1`,
          [deviceId],
        );
        return events[0]!.data;
      };
      const expected = {
        deviceId,
        label: 'spec',
        pin: 'must-change',
        activeRequestId: null,
        earliestNotAfter: '2020-01-01T00:00:00.000Z',
        certificates: [
          {
            keyReference: '9A',
            notAfter: '2027-12-01T00:00:00.000Z',
            renewalWindowDays: 45,
            minimumGainDays: 30,
            validityDays: 365,
          },
          {
            keyReference: '9C',
            notAfter: '2027-06-01T00:00:00.000Z',
            renewalWindowDays: 30,
            minimumGainDays: 90,
            validityDays: null,
          },
        ],
        waiting: [],
        refused: null,
      };
      expect(await published()).toMatchObject(expected);
      // A request that begins to wait, and one that is withdrawn, change what is published: a newer revision says so.
      const { revision } = await devices.get(deviceId);
      const waits = await requests.create(
        { type: 'REPROVISION', state: 'READY', deviceId, workstationId: 'none', reason: 'CONTENT_DAMAGED' },
        context,
      );
      const { requestId, createdAt } = waits.request;
      const waiting = [
        { requestId, type: 'REPROVISION', reason: 'CONTENT_DAMAGED', createdAt: createdAt.toISOString() },
      ];
      expect(await published()).toMatchObject({ ...expected, waiting, revision: revision + 1 });
      const exported = (await devices.exportPage(defaultTenantId, { limit: 200 })).rows;
      expect(exported.find((row) => row.deviceId === deviceId)).toMatchObject({ ...expected, waiting });
      await requests.mark(requestId, { state: 'WITHDRAWN', sentence: words('withdrawn') });
      expect(await published()).toMatchObject({ ...expected, waiting: [], revision: revision + 2 });
    });

    it('refuses / a transition that the table does not have, and writes nothing', async () => {
      const deviceId = await newDevice();
      await expect(
        database.transaction((manager) => devices.changeState(manager, deviceId, 'ACTIVE', null, context)),
      ).rejects.toMatchObject({ code: 'LIFECYCLE_TRANSITION', details: { from: 'REGISTERED', to: 'ACTIVE' } });
      expect((await devices.get(deviceId)).state).toBe('REGISTERED');
    });

    it('leaves no trace of a transaction that fails later', async () => {
      const deviceId = await newDevice();
      const rows = async (): Promise<number> =>
        Number(((await database.query(`SELECT count(*) FROM audit_log`)) as { count: string }[])[0]!.count);
      const before = await rows();
      await expect(
        database.transaction(async (manager) => {
          await devices.changeState(manager, deviceId, 'AVAILABLE', null, context);
          throw new Error('later');
        }),
      ).rejects.toThrow('later');
      expect(await rows()).toBe(before);
      expect((await devices.get(deviceId)).state).toBe('REGISTERED');
    });
  });

  describe('requests', () => {
    it('[fault 16] refuses a second running request for a device and names the running one', async () => {
      const deviceId = await newDevice();
      const { request } = await issue(deviceId);
      await expect(issue(deviceId)).rejects.toMatchObject({
        code: 'REQUEST_DEVICE_BUSY',
        details: { requestId: request.requestId },
      });
    });

    it('[fault 16] lets exactly one of many starts at once through', async () => {
      const deviceId = await newDevice();
      const results = await Promise.allSettled(Array.from({ length: 10 }, () => issue(deviceId)));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('gives the same saga for the same idempotency key, and refuses it for another card', async () => {
      const deviceId = await newDevice();
      const idempotencyKey = randomUUID();
      const first = await issue(deviceId, { idempotencyKey });
      const second = await issue(deviceId, { idempotencyKey });
      expect([first.created, second.created]).toEqual([true, false]);
      expect(second.request.requestId).toBe(first.request.requestId);
      await expect(issue(await newDevice(), { idempotencyKey })).rejects.toMatchObject({ code: 'REQUEST_KEY_REUSED' });
    });

    it('never lets the percentage go back, and follows the table of states', async () => {
      const { request } = await issue(await newDevice());
      await requests.mark(request.requestId, { stage: 'keys', percent: 50, sentence: words('keys') });
      const again = await requests.mark(request.requestId, { stage: 'open', percent: 5, sentence: words('again') });
      expect(again.percent).toBe(50);
      await requests.mark(request.requestId, { state: 'COMPLETED', percent: 100, sentence: words('done') });
      await expect(requests.mark(request.requestId, { state: 'IN_PROGRESS' })).rejects.toMatchObject({
        code: 'LIFECYCLE_TRANSITION',
      });
      expect((await requests.get(request.requestId)).finishedAt).toBeInstanceOf(Date);
    });

    it('keeps what was said beside the English text, of stages, notes and stops', async () => {
      const { requestId } = (await issue(await newDevice())).request;
      await requests.enterStage(requestId, {
        ...{ name: 'keys', percent: 15, sentence: 'Making keys', attempt: 1, workstationId: 'w' },
      });
      const moved = say('saga.card-moved', { reader: 'A', expected: 'B' });
      await requests.note(requestId, { ...noted, sentence: moved, sourceKey: 'reader/1' }, context);
      const stop = { errorCode: 'CARD_ABSENT', errorMessage: 'Away', errorSaid: { code: 'error.CARD_ABSENT' } };
      await requests.mark(requestId, { state: 'FAILED', ...stop, sentence: words('no card') });
      expect((await requests.timeline(requestId)).map(({ sentence, said }) => [sentence, said?.sentence])).toEqual([
        ['The request is accepted', { code: 'saga.accepted' }],
        ['Making keys', { code: 'stage.ISSUE.keys' }],
        [
          'The card is in "A"; it was expected in "B"',
          { code: 'saga.card-moved', values: { reader: 'A', expected: 'B' } },
        ],
        ['no card', { code: 'test' }],
      ]);
      expect((await requests.row(defaultTenantId, requestId)).said).toEqual({
        sentence: { code: 'test' },
        errorMessage: { code: 'error.CARD_ABSENT' },
        cancelEffect: { code: 'cancel.ISSUE.keys' },
      });
    });

    it('[C23] refuses to retry a parked request while another runs for the device', async () => {
      const deviceId = await newDevice();
      const { request } = await issue(deviceId);
      await requests.mark(request.requestId, { state: 'FAILED', errorCode: 'CARD_ABSENT', sentence: words('no card') });
      await issue(deviceId);
      await expect(requests.mark(request.requestId, { state: 'IN_PROGRESS' })).rejects.toMatchObject({
        code: 'REQUEST_DEVICE_BUSY',
      });
    });

    it('numbers the timeline without gaps, also under load, and sends every row live', async () => {
      const { request } = await issue(await newDevice());
      const { requestId } = request;
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          requests.note(
            requestId,
            { ...noted, sentence: words(`note ${index}`), sourceKey: `batch/${index}` },
            context,
          ),
        ),
      );
      const rows = await requests.timeline(requestId);
      expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
      expect(published.filter((row) => row.requestId === requestId)).toHaveLength(20);
      expect(await requests.timeline(requestId, 19)).toHaveLength(2);
    });

    it('[fault 17] records what happened once, however often it is reported, with one audit row', async () => {
      const { request } = await issue(await newDevice());
      const { requestId } = request;
      await Promise.all(
        Array.from({ length: 10 }, () =>
          requests.note(requestId, { ...noted, sentence: words('once'), sourceKey: 'batch/0/started' }, context),
        ),
      );
      expect((await requests.timeline(requestId)).map(({ sequence }) => sequence)).toEqual([1, 2]);
      const rows: { details: unknown }[] = await database.query(
        `SELECT details FROM audit_log WHERE object = $1 AND action = 'request.keys-not-attested'`,
        [`request:${requestId}`],
      );
      expect(rows).toEqual([{ details: { keyReferences: ['9A'] } }]);
    });

    it('a prepared find gives what the repository gives', async () => {
      const { request } = await issue(await newDevice());
      const { requestId, deviceId } = request;
      expect(await findBy(database, RequestEntity, ['requestId'])(requestId)).toEqual([
        await database.getRepository(RequestEntity).findOneBy({ requestId }),
      ]);
      expect(await findBy(database, DeviceEntity, ['deviceId'])(deviceId)).toEqual([
        await database.getRepository(DeviceEntity).findOneBy({ deviceId }),
      ]);
      const newest = findBy(database, RequestEntity, ['tenantId'], { descendingBy: ['createdAt'] });
      const listed = await newest(defaultTenantId);
      expect(listed).toEqual(await database.getRepository(RequestEntity).find({ order: { createdAt: 'DESC' } }));
    });

    it('pages newest first', async () => {
      const deviceId = await newDevice();
      const ids: string[] = [];
      for (let index = 0; index < 5; index++) {
        const { request } = await issue(deviceId);
        await requests.mark(request.requestId, { state: 'COMPLETED', sentence: words('done') });
        ids.unshift(request.requestId);
      }
      const first = await requests.list(defaultTenantId, { deviceId, scopes: null }, { limit: 3 });
      const second = await requests.list(
        defaultTenantId,
        { deviceId, scopes: null },
        { limit: 3, cursor: first.nextCursor! },
      );
      expect([...first.rows, ...second.rows].map(({ requestId }) => requestId)).toEqual(ids);
      expect(second.nextCursor).toBeNull();
    });
  });

  describe('decisions', () => {
    it.each(['retry', 'cancel', 'move', 'pin-supplied', 'pin-skipped'] as const)(
      'a person who decides (%s) stands in the audit trail, with the reason; a job of ours does not',
      async (kind) => {
        const { request } = await issue(await newDevice());
        const { requestId } = request;
        const decision = { tenantId: defaultTenantId, requestId, kind, reason: 'ordered twice', workstationId: 'ws-3' };
        await decisions.write({ ...decision, decidedBy: 'person:ada@https://idp', correlationId: 'corr-1' });
        await decisions.write({ ...decision, decidedBy: 'system:issuance-svc' });
        expect(
          await database.query(
            `SELECT actor, action, reason, correlation_id, details FROM audit_log WHERE object = $1 AND action LIKE 'saga.%'`,
            [`request:${requestId}`],
          ),
        ).toEqual([
          {
            actor: 'person:ada@https://idp',
            action: `saga.${kind}`,
            reason: 'ordered twice',
            correlation_id: 'corr-1',
            details: { workstationId: 'ws-3' },
          },
        ]);
      },
    );

    it('stand there by another name where one is given: a browser’s passkey is no PIN', async () => {
      const { request } = await issue(await newDevice());
      const { requestId } = request;
      const decision = {
        tenantId: defaultTenantId,
        requestId,
        kind: 'pin-supplied',
        action: 'saga.passkey-made',
      } as const;
      await decisions.write({ ...decision, decidedBy: 'person:ada@https://idp', correlationId: 'corr-1' });
      const written = await database.query(`SELECT action FROM audit_log WHERE object = $1 AND action LIKE 'saga.%'`, [
        `request:${requestId}`,
      ]);
      expect(written).toEqual([{ action: 'saga.passkey-made' }]);
    });

    it('are used once; the same activity may ask again', async () => {
      const { request } = await issue(await newDevice());
      const decisionId = await decisions.write({
        tenantId: defaultTenantId,
        requestId: request.requestId,
        kind: 'retry',
        decidedBy: 'person:x',
        reason: 'try again',
        correlationId: 'corr-1',
      });
      const use = (usedBy: string, kind: 'retry' | 'cancel' = 'retry', requestId = request.requestId) =>
        decisions.use(decisionId, requestId, kind, usedBy);
      await expect(use('a', 'cancel')).rejects.toMatchObject({ code: 'DECISION_INVALID' });
      await expect(use('a', 'retry', randomUUID())).rejects.toMatchObject({ code: 'DECISION_INVALID' });
      expect(await use('a')).toEqual({ decidedBy: 'person:x', reason: 'try again', workstationId: null });
      expect(await use('a')).toMatchObject({ decidedBy: 'person:x' });
      await expect(use('b')).rejects.toMatchObject({ code: 'DECISION_INVALID' });
      await expect(decisions.use('not-an-id', request.requestId, 'retry', 'a')).rejects.toMatchObject({
        code: 'DECISION_INVALID',
      });
    });
  });

  describe('leases', () => {
    it('[F14][fault 15] gives one of two the card, the other learns who has it', async () => {
      const deviceId = await newDevice();
      const [one, two] = [randomUUID(), randomUUID()];
      const results = await Promise.allSettled([
        leases.take(defaultTenantId, deviceId, one, 'ws-1'),
        leases.take(defaultTenantId, deviceId, two, 'ws-2'),
      ]);
      const won = results.find((result) => result.status === 'fulfilled');
      const lost = results.find((result) => result.status === 'rejected');
      expect(won).toBeDefined();
      expect(lost?.reason).toMatchObject({
        code: 'REQUEST_DEVICE_BUSY',
        details: { requestId: won?.value.requestId, deviceId },
      });
    });

    it('[fault 27] gives an expired lease to the next with a higher token; the sleeper can do nothing', async () => {
      const deviceId = await newDevice();
      const slept = await leases.take(defaultTenantId, deviceId, randomUUID(), 'ws-1', 0);
      expect(await leases.isOpen(slept)).toBe(false);
      const next = await leases.take(defaultTenantId, deviceId, randomUUID(), 'ws-2');
      expect(next.fencingToken).toBeGreaterThan(slept.fencingToken);
      await expect(leases.extend(slept)).rejects.toMatchObject({ code: 'LIFECYCLE_LEASE_LOST' });
      expect(await leases.release(slept)).toBe(false);
      expect(await leases.isOpen(next)).toBe(true);
      expect(await leases.isOpen({ ...next, workstationId: 'ws-1' })).toBe(false);
    });

    it('may move with its request, and is released once', async () => {
      const deviceId = await newDevice();
      const requestId = randomUUID();
      const here = await leases.take(defaultTenantId, deviceId, requestId, 'ws-1');
      const there = await leases.take(defaultTenantId, deviceId, requestId, 'ws-2');
      expect(there.fencingToken).toBe(here.fencingToken + 1);
      expect(await leases.isOpen(here)).toBe(false);
      await leases.extend(there);
      // What an attempt that failed while it opened the card gives back: it has no other record of its lease.
      expect(await leases.heldBy(deviceId, requestId)).toEqual(there);
      expect(await leases.heldBy(deviceId, randomUUID())).toBeNull();
      expect(await leases.release(there)).toBe(true);
      expect(await leases.heldBy(deviceId, requestId)).toBeNull();
      expect(await leases.release(there)).toBe(false);
      expect(await leases.isOpen(there)).toBe(false);
      const later = await leases.take(defaultTenantId, deviceId, randomUUID(), 'ws-1');
      expect(later.fencingToken).toBeGreaterThan(there.fencingToken);
      expect(await leases.release(later)).toBe(true);
    });
  });
});
