/** `sagas.begin`: a service has a saga of any kind begun, by the checks that people's requests have to pass; people cannot ask for it. Real servers. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { SagaToBegin } from '@cardwright/contracts/nats/issuance.requests';
import { serviceInboxPrefix } from '@cardwright/contracts/nats/permissions';
import { defaultTenantId, type Actor } from '@cardwright/contracts/nats/rpc';
import { issuanceInternalSubject, issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { sagaKinds, type CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { letChecksPass } from '../support/passing-checks.js';
import { actorWith } from '../support/records-service.js';
import { parkedFor, SagasService, workstationId } from '../support/sagas-service.js';

jest.setTimeout(60_000);
const operator = actorWith('ada', ['issuance-operator']);
const updateSvc: Actor = { kind: 'system', iss: 'cardwright', sub: 'update-svc', roleClaims: [] };
const place = { workstationId, readerName: 'Reader 0' };

let service: SagasService;
let connection: NatsConnection;
beforeAll(async () => {
  service = await SagasService.start();
  letChecksPass(service);
  const { nats } = service.records;
  // As the first service will have it that begins sagas by itself: with the right to ask, and an inbox of its own.
  connection = await connect({
    servers: nats.url,
    authenticator: credsAuthenticator(await nats.anyCreds()),
    inboxPrefix: serviceInboxPrefix('update'),
  });
}, 120_000);
afterAll(async () => {
  await connection?.close();
  await service?.stop();
}, 60_000);

const ask = (body: object, actor?: Actor): Promise<unknown> =>
  new RpcClient(connection).request(issuanceInternalSubject('sagas.begin'), body, {
    tenantId: defaultTenantId,
    correlationId: 'due',
    ...(actor && { actor }),
  });
const begin = async (body: SagaToBegin): Promise<SagaRow> => ((await ask(body, updateSvc)) as { saga: SagaRow }).saga;

const lockWaits = async (deviceId: string, reason = 'PIN_EXPOSED'): Promise<string> =>
  (await service.records.ask('devices.request-lock', { deviceId, reason }, operator)).saga.requestId;

/** What each kind is begun with, and the card that it needs. */
/** A change of a known PIN is its holder's alone; a passkey needs a profile that has one: make-passkey.spec. */
const begun: Record<
  Exclude<CardSagaType, 'CHANGE_PIN' | 'PASSKEY'>,
  [deviceState: string, request: (deviceId: string, personId: string) => object]
> = {
  ISSUE: [
    'AVAILABLE',
    (deviceId, personId) => ({ deviceId, ...place, personId, profileName: 'authentication-only', pinChange: 'none' }),
  ],
  ACTIVATE: ['PENDING_ACTIVATION', (deviceId) => ({ deviceId })],
  RECYCLE: ['TERMINATED', (deviceId) => ({ deviceId, ...place, reason: 'it is due' })],
  REPROVISION: ['ACTIVE', (deviceId) => ({ deviceId, ...place, reason: 'PROFILE_CHANGED' })],
  UPDATE: ['ACTIVE', (deviceId) => ({ deviceId, ...place, reason: 'RENEW', keyReferences: ['9A'] })],
  UNLOCK: ['ACTIVE', (deviceId) => ({ deviceId, ...place, reason: 'FORGOTTEN_PIN' })],
  LOCK: ['ACTIVE', (deviceId) => ({ deviceId, ...place, reason: 'PIN_EXPOSED' })],
};

describe('a service', () => {
  it.each(Object.keys(begun) as (keyof typeof begun)[])('begins a saga of kind %s', async (type) => {
    const [state, request] = begun[type];
    const { deviceId } = await service.plantDevice(state);
    const [device] = await service.query<{ person_id: string }>('SELECT person_id FROM device WHERE device_id = $1', [
      deviceId,
    ]);
    if (state === 'AVAILABLE')
      await service.query('UPDATE device SET person_id = NULL WHERE device_id = $1', [deviceId]);
    if (type === 'LOCK') await lockWaits(deviceId);
    const saga = await begin({ type, request: request(deviceId, device!.person_id) } as SagaToBegin);
    expect(saga).toMatchObject({
      type,
      deviceId,
      // One that waits was asked for by a person.
      requestedBy: type === 'LOCK' ? `person:ada@${operator.iss}` : 'system:update-svc',
    });
    const planted = { deviceId, requestId: saga.requestId };
    if (type !== 'ACTIVATE') await service.until(planted, { state: 'FAILED', stuckReason: parkedFor(type) });
    const [audit] = await service.query<{ actor: string }>(
      `SELECT actor FROM audit_log WHERE object = $1
         AND (action = 'request.started' OR action = 'request.state-changed' AND details->>'from' = 'READY')`,
      [`request:${saga.requestId}`],
    );
    expect(audit).toEqual({ actor: 'system:update-svc' });
  });

  it('begins the request that waits for the card, for the reason that was given with it', async () => {
    const { deviceId } = await service.plantDevice('ACTIVE');
    const waiting = await service.records.ask(
      'devices.request-reprovision',
      { deviceId, reason: 'PROFILE_CHANGED' },
      operator,
    );
    const request = { deviceId, ...place, reason: 'CONTENT_DAMAGED' };
    const saga = await begin({ type: 'REPROVISION', request });
    expect(saga.requestId).toBe(waiting.saga.requestId);
    const rows = await service.query('SELECT reason FROM request WHERE request_id = $1', [saga.requestId]);
    expect(rows).toEqual([{ reason: 'PROFILE_CHANGED' }]);
  });

  it('[B05] begins the lock that waits for its card, where the card is; asked again while it runs, the same one', async () => {
    const { deviceId } = await service.plantDevice('ACTIVE');
    const waiting = await lockWaits(deviceId, 'MISCONDUCT');
    const request = { deviceId, ...place, reason: 'PIN_EXPOSED', idempotencyKey: 'update-offer:1' };
    const saga = await begin({ type: 'LOCK', request });
    expect(saga).toMatchObject({ requestId: waiting, type: 'LOCK', sentence: 'The card was put in' });
    expect((await begin({ type: 'LOCK', request })).requestId).toBe(waiting);
    const rows = await service.query('SELECT reason, workstation_id, reader_name FROM request WHERE device_id = $1', [
      deviceId,
    ]);
    expect(rows).toEqual([{ reason: 'MISCONDUCT', workstation_id: workstationId, reader_name: 'Reader 0' }]);
  });

  it('[B05] locks nothing for which no lock waits: it was withdrawn, or done by another', async () => {
    const { deviceId } = await service.plantDevice('ACTIVE');
    const request = { deviceId, ...place, reason: 'PIN_EXPOSED' };
    const withdrawn = await lockWaits(deviceId);
    await service.records.ask('sagas.cancel', { requestId: withdrawn, reason: 'found' }, operator);
    await expect(ask({ type: 'LOCK', request }, updateSvc)).rejects.toMatchObject({ code: 'LIFECYCLE_TRANSITION' });
    // Another kind of saga at work is not the lock either.
    await service.records.ask('devices.reset-pin', { deviceId, ...place, reason: 'FORGOTTEN_PIN' }, operator);
    await expect(ask({ type: 'LOCK', request }, updateSvc)).rejects.toMatchObject({ code: 'LIFECYCLE_TRANSITION' });
  });

  it('gets its own saga back when it repeats its question', async () => {
    const { deviceId } = await service.plantDevice('ACTIVE');
    const body = { deviceId, ...place, reason: 'RENEW', keyReferences: ['9A'], idempotencyKey: 'offer-1' } as const;
    const first = await begin({ type: 'UPDATE', request: { ...body, keyReferences: ['9A'] } });
    expect((await begin({ type: 'UPDATE', request: { ...body, keyReferences: ['9A'] } })).requestId).toBe(
      first.requestId,
    );
  });

  it.each<[string, string, object, string]>([
    ['a card that is suspended', 'SUSPENDED', { reason: 'RENEW', keyReferences: ['9A'] }, 'LIFECYCLE_NOT_ACTIVE'],
    ['no keys', 'ACTIVE', { reason: 'RENEW' }, 'REQUEST_INVALID'],
    ['an unknown reason', 'ACTIVE', { reason: 'NONSENSE', keyReferences: ['9A'] }, 'REASON_UNKNOWN'],
    [
      'another plan',
      'ACTIVE',
      { reason: 'RENEW', keyReferences: ['9A'], planHash: '00'.repeat(32) },
      'REQUEST_PLAN_CHANGED',
    ],
  ])('passes no check that people do not pass: %s', async (_, state, more, code) => {
    const { deviceId } = await service.plantDevice(state);
    await expect(ask({ type: 'UPDATE', request: { deviceId, ...place, ...more } }, updateSvc)).rejects.toMatchObject({
      code,
    });
  });

  it.each<[string, object, string]>([
    ['no kind', { request: {} }, 'REQUEST_INVALID'],
    ['a kind that has no saga', { type: 'REPLACE_TEMP', request: {} }, 'REQUEST_INVALID'],
    ['a member of every object', { type: 'toString', request: {} }, 'REQUEST_INVALID'],
    ['nothing to begin', { type: 'UPDATE' }, 'REQUEST_INVALID'],
  ])('is refused with %s', async (_, body, code) => {
    await expect(ask(body, updateSvc)).rejects.toMatchObject({ code });
  });
});

describe('a lock that waits for its card', () => {
  const requests = (deviceId: string) =>
    service.query('SELECT request_id, state, reason, sentence FROM request WHERE device_id = $1 ORDER BY created_at', [
      deviceId,
    ]);

  it('[B05] is READY and published with the card; a newer one, and a lock at a workstation, supersede it', async () => {
    const { deviceId } = await service.plantDevice('ACTIVE');
    const first = await lockWaits(deviceId, 'ON_LEAVE');
    const second = await lockWaits(deviceId, 'MISCONDUCT');
    const sentence = 'Waits for the card, which is locked as soon as it is in a reader';
    expect(await requests(deviceId)).toEqual([
      { request_id: first, state: 'SUPERSEDED', reason: 'ON_LEAVE', sentence: 'A newer request does it' },
      { request_id: second, state: 'READY', reason: 'MISCONDUCT', sentence },
    ]);
    const [event] = await service.query<{ waiting: unknown }>(
      `SELECT payload->'data'->'waiting' AS waiting FROM outbox WHERE payload->>'name' = 'device.changed'
         AND payload->'data'->>'deviceId' = $1 ORDER BY id DESC LIMIT 1`,
      [deviceId],
    );
    expect(event!.waiting).toMatchObject([{ requestId: second, type: 'LOCK', reason: 'MISCONDUCT' }]);
    await service.records.ask('devices.lock', { deviceId, ...place, reason: 'PIN_EXPOSED' }, operator);
    expect((await requests(deviceId))[1]).toMatchObject({ request_id: second, state: 'SUPERSEDED' });
  });

  it('[B05] supersedes a PIN reset that waited, and one that is asked for later stays beside it', async () => {
    const { deviceId } = await service.plantDevice('ACTIVE');
    const resetWaits = async () =>
      (await service.records.ask('devices.request-pin-reset', { deviceId, reason: 'FORGOTTEN_PIN' }, operator)).saga
        .requestId;
    const first = await resetWaits();
    const lock = await lockWaits(deviceId);
    const second = await resetWaits();
    expect(await requests(deviceId)).toMatchObject([
      { request_id: first, state: 'SUPERSEDED' },
      { request_id: lock, state: 'READY' },
      {
        ...{ request_id: second, state: 'READY' },
        sentence: 'Waits for the cardholder, who chooses a new PIN where the card is put in',
      },
    ]);
    await service.records.ask('devices.lock', { deviceId, ...place, reason: 'PIN_EXPOSED' }, operator);
    expect((await requests(deviceId))[2]).toMatchObject({ request_id: second, state: 'SUPERSEDED' });
  });

  it.each([
    ['a card that is suspended', 'SUSPENDED', 'PIN_EXPOSED', 'LIFECYCLE_NOT_ACTIVE'],
    ['a reason for something else', 'ACTIVE', 'RENEW', 'REASON_NOT_ALLOWED'],
    ['other reasons without words', 'ACTIVE', 'OTHER', 'REASON_TEXT_REQUIRED'],
  ])('is refused: %s', async (_, state, reason, code) => {
    const { deviceId } = await service.plantDevice(state);
    await expect(service.records.ask('devices.request-lock', { deviceId, reason }, operator)).rejects.toMatchObject({
      code,
    });
  });
});

describe('people', () => {
  it.each<[string, Actor | undefined]>([
    ['a person, an operator too', operator],
    ['nobody', undefined],
  ])('%s: nothing is begun', async (_, actor) => {
    const { deviceId } = await service.plantDevice('ACTIVE');
    const request = { deviceId, ...place, reason: 'RENEW', keyReferences: ['9A'] };
    await expect(ask({ type: 'UPDATE', request }, actor)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
    expect(await service.query('SELECT 1 FROM request WHERE device_id = $1', [deviceId])).toEqual([]);
  });

  it('on the subject of people, who says that a service asks is nobody', async () => {
    const { deviceId } = await service.plantDevice('ACTIVE');
    const request = { deviceId, ...place, reason: 'RENEW', keyReferences: ['9A'] };
    await expect(service.records.ask('devices.lock', { ...request, reason: 'LOST' }, updateSvc)).rejects.toMatchObject({
      code: 'AUTH_REQUIRED',
    });
  });
});

describe('[F07] a person with an idempotency key', () => {
  const keyed = async (name: string, body: object, idempotencyKey: string) =>
    (
      await service.records.gateway.request<{ saga: SagaRow }>(issuanceSubject(name), body, {
        ...{ tenantId: defaultTenantId, correlationId: 'keyed', actor: operator, idempotencyKey },
      })
    ).saga;
  const asksOf: Record<string, [deviceState: string, request: (deviceId: string, personId: string) => object]> = {
    ...Object.fromEntries(
      Object.entries(begun).map(([type, row]) => [`devices.${sagaKinds[type as CardSagaType].action}`, row]),
    ),
    'devices.request-lock': ['ACTIVE', (deviceId) => ({ deviceId, reason: 'PIN_EXPOSED' })],
    'devices.request-pin-reset': ['ACTIVE', (deviceId) => ({ deviceId, reason: 'FORGOTTEN_PIN' })],
    'devices.request-reprovision': ['ACTIVE', (deviceId) => ({ deviceId, reason: 'PROFILE_CHANGED' })],
    'devices.replace': ['ACTIVE', (deviceId) => ({ deviceId, reason: 'LOST', kind: 'permanent' })],
  };

  it.each(Object.keys(asksOf))(
    '%s begins once: the same saga for the same request, after a crash and after the key has run out too',
    async (name) => {
      const [state, request] = asksOf[name]!;
      const { deviceId } = await service.plantDevice(state);
      const [device] = await service.query<{ person_id: string }>('SELECT person_id FROM device WHERE device_id = $1', [
        deviceId,
      ]);
      if (state === 'AVAILABLE')
        await service.query('UPDATE device SET person_id = NULL WHERE device_id = $1', [deviceId]);
      const key = `${name}/${deviceId}`;
      const body = request(deviceId, device!.person_id);
      const { requestId } = await keyed(name, body, key);
      expect((await keyed(name, body, key)).requestId).toBe(requestId);
      // The service died before it had the answer.
      await service.query(
        `UPDATE idempotency_key SET state = 'running', answer = NULL, held_until = now() - interval '1 second' WHERE key = $1`,
        [key],
      );
      expect((await keyed(name, body, key)).requestId).toBe(requestId);
      await service.query('DELETE FROM idempotency_key WHERE key = $1', [key]);
      expect((await keyed(name, body, key)).requestId).toBe(requestId);
      expect(await service.query('SELECT 1 FROM request WHERE device_id = $1', [deviceId])).toHaveLength(1);
      // Its request knows what it was for.
      await service.query('DELETE FROM idempotency_key WHERE key = $1', [key]);
      const other = name.endsWith('lock') ? 'devices.recycle' : 'devices.lock';
      await expect(keyed(other, { deviceId, ...place, reason: 'PIN_EXPOSED' }, key)).rejects.toMatchObject({
        code: 'REQUEST_KEY_REUSED',
      });
    },
  );
});
