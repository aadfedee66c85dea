/** The audit trail as people ask for it: verified as far as it can be reached, and flooded by nobody. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeRepeated } from '@cardwright/service-kit/audit/repeated-entries';
import type { FeedEvent, FeedPage, FeedRequest } from '@cardwright/contracts/nats/event-feed';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { cardIdentityIssuer } from '@cardwright/contracts/access/card-sign-in';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { eventually } from '@cardwright/testing/eventually';
import type { EntityManager } from 'typeorm';
import { AuthorisationService } from '../../src/records/authorisation/authorisation.service.js';
import { DecisionService } from '../../src/records/requests/decision.service.js';
import { EventFeed } from '../../src/records/feed/event-feed.js';
import { RequestService } from '../../src/records/requests/request.service.js';
import { CodecService } from '../../src/sagas/codec.service.js';
import type { TemporalConfig } from '@cardwright/workflow-kit/worker/temporal-address';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const officer = actorWith('sofia', ['security-officer']);
let service: RecordsService;

beforeAll(async () => {
  service = await startRecordsService();
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

it('is verified as far as its services are there, and the others are named', async () => {
  const own = async () => (await service.ask('audit.verify', {}, officer)).chains[0]!;
  expect(await own()).toMatchObject({ schema: 'issuance', ok: true, rows: expect.any(Number) });
  const reached = { schema: 'pki', rows: 3, ok: true, finding: null, headHashHex: 'AB' };
  service.vault['audit.verify'] = () => reached;
  // update-svc does not run here.
  const away = { schema: 'update', rows: 0, ok: false, finding: null, headHashHex: null };
  const { chains } = await service.ask('audit.verify', {}, officer);
  expect(chains.slice(1)).toEqual([reached, { ...away, notReached: 'REQUEST_SERVICE_UNAVAILABLE' }]);
  delete service.vault['audit.verify'];
  const both = (await service.ask('audit.verify', {}, officer)).chains;
  expect(both.map(({ ok, notReached }) => [ok, notReached])).toEqual([
    [true, undefined],
    [false, 'REQUEST_SERVICE_UNAVAILABLE'],
    [false, 'REQUEST_SERVICE_UNAVAILABLE'],
  ]);
});

describe('[Issue 13] the feed of events', () => {
  const integrator = actorWith('siem', ['security-officer']);
  const feed = (asked: FeedRequest = {}) => service.ask('events.list', asked, integrator);
  const nameOf = ({ data }: FeedEvent) => data['name'];
  const context = { tenantId: defaultTenantId, correlationId: 'feed-spec' };
  const happened = (manager: EntityManager, name: string) =>
    enqueueEvent(manager, { ...context, name: 'profile.withdrawn', data: { name } });
  const database = () => service.running.dataSource!;
  /** What follows a cursor, once so much of it is there. */
  const after = async (cursor: string, ...names: string[]): Promise<FeedPage> => {
    await eventually(async () => (await feed({ after: cursor })).rows.map(nameOf), names);
    return feed({ after: cursor });
  };

  beforeAll(async () => {
    // The profiles that a new installation begins with are published before.
    await happened(database().manager, 'the first of this spec');
    await eventually(async () => (await feed()).rows.map(nameOf).at(-1), 'the first of this spec');
  });

  it('leaves out nothing when transactions end in another order than they began', async () => {
    const { nextCursor: begin } = await feed({ after: 'newest' });
    const slow = database().createQueryRunner();
    await slow.startTransaction();
    const first = await happened(slow.manager, 'began first, ended last');
    const second = await happened(database().manager, 'began last, ended first');
    // The one that is seen has the higher number in the outbox: whoever went on from it would never see the other.
    const page = await after(begin, 'began last, ended first');
    expect(page.rows).toEqual([
      {
        ...{ specversion: '1.0', id: second.eventId, source: '/cardwright/issuance', type: 'profile.withdrawn' },
        ...{ subject: 'profile:began last, ended first', time: second.at, datacontenttype: 'application/json' },
        ...{ correlationid: 'feed-spec', data: { name: 'began last, ended first' } },
      },
    ]);
    expect(await feed({ after: page.nextCursor })).toEqual({ rows: [], nextCursor: page.nextCursor });
    await slow.commitTransaction();
    await slow.release();
    expect((await after(page.nextCursor, 'began first, ended last')).rows[0]!.id).toBe(first.eventId);
    expect((await feed({ after: begin })).rows.map(({ id }) => id)).toEqual([second.eventId, first.eventId]);
    const outbox: { event_id: string }[] = await database().query(
      'SELECT event_id FROM outbox WHERE event_id = ANY($1::uuid[]) ORDER BY id',
      [[first.eventId, second.eventId]],
    );
    expect(outbox.map(({ event_id: id }) => id)).toEqual([first.eventId, second.eventId]);
  });

  it('has what the vault published, once, however often the vault tells it', async () => {
    const { nextCursor: begin } = await feed({ after: 'newest' });
    const issued = {
      ...{ eventId: randomUUID(), name: 'certificate.issued' as const, at: '2026-01-31T10:00:00.000Z', ...context },
      data: { serialNumberHex: '0A0B', issuerId: 'issuing-1', deviceId: randomUUID() },
    };
    let asked = 0;
    // Its mark of the first answer is lost.
    service.vault['certificates.events'] = ({ have }) => ({ events: ++asked > 2 && have.length > 0 ? [] : [issued] });
    await eventually(() => Promise.resolve(asked > 2), true);
    service.vault['certificates.events'] = () => ({ events: [] });
    const { rows } = await feed({ after: begin });
    expect(rows.map(({ id, source, subject }) => [id, source, subject])).toEqual([
      [issued.eventId, '/cardwright/pki', 'certificate:0A0B'],
    ]);
  });

  it('[Issue 13] tells of people by their ids: created, changed, disabled, enabled; nothing of a dry run, nor of a file that brings nothing new', async () => {
    const administrator = actorWith('root', ['administrator']);
    const { nextCursor: begin } = await feed({ after: 'newest' });
    const bring = (enabled: boolean, email: string, dryRun = false) => {
      const csv = `external_id,given_name,surname,email,enabled\nfeed-1,Ada,Lovelace,${email},${enabled}\nfeed-2,Bob,Berg,,true`;
      return service.ask('people.import', { csv, dryRun }, administrator);
    };
    await bring(true, 'ada@example.test', true);
    await bring(true, 'ada@example.test');
    await bring(true, 'ada@example.test');
    await bring(true, 'lovelace@example.test');
    await bring(false, 'ada@example.test');
    await bring(true, 'ada@example.test');
    const { rows: people } = await service.ask('people.list', { query: 'feed-' }, administrator);
    const [ada, bob] = ['feed-1', 'feed-2'].map((id) => people.find(({ externalId }) => externalId === id)!.personId);
    await service.ask('people.change', { personId: bob!, versions: null, changes: { enabled: false } }, administrator);
    const told = async () =>
      (await feed({ after: begin })).rows.map(({ type, subject, data }) => [type, subject, data]);
    const about = (type: string, personId: string | undefined, more = {}) => [
      `person.${type}`,
      `person:${personId}`,
      { personId, ...more },
    ];
    await eventually(async () => (await told()).length, 9);
    expect(await told()).toEqual([
      about('created', ada, { enabled: true }),
      about('created', bob, { enabled: true }),
      about('changed', ada, { enabled: true }),
      about('changed', ada, { enabled: false }),
      about('disabled', ada),
      about('changed', ada, { enabled: true }),
      about('enabled', ada),
      about('changed', bob, { enabled: false }),
      about('disabled', bob),
    ]);
    const { rows } = await feed({ after: begin });
    expect(rows[0]).toMatchObject({ source: '/cardwright/issuance', correlationid: expect.any(String) });
    expect(JSON.stringify(rows)).not.toMatch(/Ada|Berg|example|feed-1/);
    expect(await database().query(`SELECT 1 FROM outbox WHERE name LIKE 'person.%' AND published_at IS NULL`)).toEqual(
      [],
    );
  });

  it('has nothing of what is told to update-svc alone', async () => {
    const { nextCursor: begin } = await feed({ after: 'newest' });
    await enqueueEvent(database().manager, { ...context, name: 'device.changed', data: {} as DeviceExport });
    await happened(database().manager, 'after it');
    await after(begin, 'after it');
  });

  it('gives pages and types, each to go on from', async () => {
    const { nextCursor: begin } = await feed({ after: 'newest' });
    for (const name of ['a', 'b', 'c']) await happened(database().manager, name);
    await after(begin, 'a', 'b', 'c');
    const page = await feed({ after: begin, limit: 2 });
    expect(page.rows.map(nameOf)).toEqual(['a', 'b']);
    expect((await feed({ after: page.nextCursor, limit: 2 })).rows.map(nameOf)).toEqual(['c']);
    const { nextCursor: end } = await feed({ after: 'newest' });
    expect(await feed({ after: begin, type: ['card.issued', 'card.updated'] })).toEqual({ rows: [], nextCursor: end });
    expect((await feed({ after: begin, type: 'profile.withdrawn' })).rows.map(nameOf)).toEqual(['a', 'b', 'c']);
    await expect(feed({ after: 'bm90LW91cnM' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('forgets what is older than thirty days, and says so to whoever had not read it', async () => {
    const { nextCursor: begin } = await feed({ after: 'newest' });
    for (const name of ['old', 'older', 'new']) await happened(database().manager, name);
    await after(begin, 'old', 'older', 'new');
    const { nextCursor: read } = await feed({ after: begin, limit: 2 });
    await database().query(
      `UPDATE event_feed SET recorded_at = recorded_at - interval '30 days 1 minute' WHERE payload -> 'data' ->> 'name' <> 'new'`,
    );
    const sweeper = service.running.app.get(EventFeed);
    await database().transaction(async (manager) => {
      while (!(await sweeper.hold(manager)));
      await sweeper.sweep(manager);
    });
    await expect(feed({ after: begin })).rejects.toMatchObject({
      code: 'REQUEST_CURSOR_GONE',
      details: { keptDays: 30 },
    });
    expect((await feed({ after: read })).rows.map(nameOf)).toEqual(['new']);
    expect((await feed()).rows.map(nameOf)).toEqual(['new']);
    // After a database was put back, a cursor may be ahead of it.
    const ahead = Buffer.from('999999999').toString('base64url');
    await expect(feed({ after: ahead })).rejects.toMatchObject({ code: 'REQUEST_CURSOR_GONE' });
  });
});

describe('[Issue 13] the history of a card', () => {
  const [deviceId, holderId] = [randomUUID(), randomUUID()];
  const ada = actorWith('ada', ['issuance-operator']);
  const query = (sql: string, parameters: unknown[]) => service.running.dataSource!.query(sql, parameters);
  const historyOf = (asked: { limit?: number; cursor?: string; requestId?: string } = {}, actor = ada) =>
    service.ask('devices.history', { deviceId, ...asked }, actor);
  let requestId: string;

  beforeAll(async () => {
    for (const [personId, externalId, name, sub] of [
      [holderId, 'E1', 'Grace Hopper', null],
      [randomUUID(), 'E2', 'Ada Lovelace', 'ada'],
    ] as const)
      await query(
        `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, linked_iss, linked_sub)
         VALUES ($1, $2, $3, $4, $4, $4, $5, $6)`,
        [personId, defaultTenantId, externalId, name, sub === null ? null : ada.iss, sub],
      );
    await query(
      `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, person_id, profile_name)
       VALUES ($1, $2, 'ykserial:77', '77', 'vendor-5-4', 'ACTIVE', $3, 'piv-four')`,
      [deviceId, defaultTenantId, holderId],
    );
    const requests = service.running.app.get(RequestService);
    const asked = {
      type: 'UNLOCK',
      deviceId,
      personId: holderId,
      workstationId: 'ws-1',
      reason: 'FORGOTTEN_PIN',
    } as const;
    const context = { tenantId: defaultTenantId, correlationId: 'spec', actor: ada };
    ({ requestId } = (await requests.create(asked, context)).request);
    await requests.mark(requestId, { state: 'FAILED', errorCode: 'CARD_REMOVED', stuckReason: 'CARD_REMOVED' });
    const decision = {
      tenantId: defaultTenantId,
      requestId,
      correlationId: 'spec',
      decidedBy: `person:ada@${ada.iss}`,
    };
    await service.running.app.get(DecisionService).write({ ...decision, kind: 'retry' });
    await requests.mark(requestId, { state: 'IN_PROGRESS', errorCode: null, stuckReason: null });
    await requests.mark(requestId, { state: 'COMPLETED' });
    await service.ask('devices.suspend', { deviceId, reason: 'REPORTED_LOST', reasonText: 'In a train' }, officer);
    await query(
      `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
         algorithm, key_origin, state, issuer_id, serial_number_hex)
       VALUES (gen_random_uuid(), $1, $2, $3, 1, 'PIV', 'authentication', '9A', 'ECCP256', 'card', 'REVOKED', 'issuer', '0A')`,
      [defaultTenantId, deviceId, requestId],
    );
    for (const [actor, action, object, details] of [
      ['agent:ws-1', 'spec.seen', `device:${deviceId}`, { requestId, more: 'than is told' }],
      ['temporal-ui', 'saga.retry', `request:${requestId}`, {}],
      ['system:issuance-svc', 'revocation.done', 'certificate:0A', { deviceId }],
      ['system:issuance-svc', 'revocation.done', 'certificate:0B', { deviceId: randomUUID() }],
    ] as const)
      await query(
        `INSERT INTO audit_log (tenant_id, actor, action, object, correlation_id, details) VALUES ($1, $2, $3, $4, 'spec', $5)`,
        [defaultTenantId, actor, action, object, JSON.stringify(details)],
      );
  });

  it('says what was done to it, its sagas and its certificates, when, by whom and why', async () => {
    const { rows, nextCursor } = await historyOf();
    const by = { ada: 'Ada Lovelace', sofia: `person:sofia@${ada.iss}` };
    const told = rows.map(({ actor, action, reason, saga, certificate, from, to, code }) => [
      ...[actor.person?.displayName ?? actor.text, action, reason],
      ...[saga?.type ?? null, certificate?.serialNumberHex ?? null, from, to, code],
    ]);
    expect(told).toEqual([
      ['system:issuance-svc', 'revocation.done', null, null, '0A', null, null, null],
      ['temporal-ui', 'saga.retry', null, 'UNLOCK', null, null, null, null],
      ['agent:ws-1', 'spec.seen', null, 'UNLOCK', null, null, null, null],
      [by.sofia, 'device.suspended', 'REPORTED_LOST', null, null, 'ACTIVE', null, null],
      [by.sofia, 'device.state-changed', 'REPORTED_LOST', null, null, 'ACTIVE', 'SUSPENDED', null],
      ['system:issuance-svc', 'request.state-changed', null, 'UNLOCK', null, 'IN_PROGRESS', 'COMPLETED', null],
      ['system:issuance-svc', 'request.state-changed', null, 'UNLOCK', null, 'FAILED', 'IN_PROGRESS', null],
      [by.ada, 'saga.retry', null, 'UNLOCK', null, null, null, null],
      ['system:issuance-svc', 'request.state-changed', null, 'UNLOCK', null, 'IN_PROGRESS', 'FAILED', 'CARD_REMOVED'],
      [by.ada, 'request.started', 'FORGOTTEN_PIN', 'UNLOCK', null, null, null, null],
    ]);
    expect(rows.map(({ reasonText }) => reasonText).filter((words) => words !== null)).toEqual(['In a train']);
    expect(nextCursor).toBeNull();
    expect(rows.map(({ actor }) => actor.kind).slice(0, 4)).toEqual(['system', 'system', 'agent', 'person']);
    expect(rows.at(-1)!.actor.person).toEqual({ displayName: 'Ada Lovelace', externalId: 'E2' });
    expect(Date.now() - Date.parse(rows[0]!.at)).toBeLessThan(60_000);
    // What only auditors read is not in it.
    expect(JSON.stringify(rows)).not.toMatch(/than is told|correlation|hash/);
  });

  it('comes in pages, and is refused to the holder and to whoever may see no others’ cards', async () => {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await historyOf({ limit: 4, ...(cursor !== undefined && { cursor }) });
      pages.push(page.rows.map(({ entryId }) => entryId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([4, 4, 2]);
    const ofSaga = await historyOf({ requestId });
    expect(ofSaga.rows.map(({ action }) => action)).toEqual([
      ...['saga.retry', 'request.state-changed', 'request.state-changed', 'saga.retry', 'request.state-changed'],
      'request.started',
    ]);
    expect((await historyOf({ requestId: randomUUID() })).rows).toEqual([]);
    expect(pages.flat()).toEqual((await historyOf()).rows.map(({ entryId }) => entryId));
    await expect(historyOf({ cursor: 'x' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    for (const actor of [actorWith('grace', [], 'E1'), actorWith('nora', ['system-administrator'])])
      await expect(historyOf({}, actor)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    await expect(service.ask('devices.history', { deviceId: randomUUID() }, ada)).rejects.toMatchObject({
      code: 'LIFECYCLE_DEVICE_NOT_FOUND',
    });
  });
});

describe('cannot be flooded', () => {
  const rowsOf = async (sub: string, action: string) =>
    (await service.ask('audit.list', { action, limit: 200 }, officer)).rows.filter(({ actor }) =>
      actor.startsWith(`person:${sub}@`),
    );
  /** As the minute's end does it. */
  const endOfMinute = () => closeRepeated(service.running.dataSource!, new Date(Date.now() + 60_000));

  it('by refused requests: the first of a minute, and how many more on what', async () => {
    await endOfMinute();
    const flooder = actorWith('flooder');
    const refusals = async (endpoint: 'devices.list' | 'audit.list', count: number) => {
      const all = Array.from({ length: count }, () => service.ask(endpoint, {}, flooder).catch(({ code }) => code));
      return new Set(await Promise.all(all));
    };
    const began = new Date().getUTCMinutes();
    expect(await refusals('devices.list', 1)).toEqual(new Set(['AUTH_FORBIDDEN']));
    await refusals('devices.list', 300);
    await refusals('audit.list', 100);
    await endOfMinute();
    const rows = await rowsOf('flooder', 'authorisation.refused');
    // A minute may have ended in between: then there are two of each.
    const minutes = new Date().getUTCMinutes() === began ? 1 : 2;
    expect(rows.length).toBeLessThanOrEqual(2 * minutes);
    expect(rows.at(-1)).toMatchObject({ object: 'endpoint:devices.list', details: { code: 'AUTH_FORBIDDEN' } });
    const counted = rows.flatMap(({ details }) =>
      details['repeated'] === undefined ? [] : [Number(details['repeated'])],
    );
    const single = rows.length - counted.length;
    expect(single + counted.reduce((sum, repeated) => sum + repeated, 0)).toBe(401);
    if (minutes === 1)
      expect(rows[0]).toMatchObject({
        object: 'endpoint:devices.list',
        details: { repeated: 400, objects: { 'endpoint:devices.list': 300, 'endpoint:audit.list': 100 } },
      });
  });

  const codec = (): CodecService => {
    const { app, dataSource } = service.running;
    const codecKeysFile = service.nats.installation.secretsDir + '/payload-codec-keys.json';
    return new CodecService(dataSource!, app.get(AuthorisationService), { codecKeysFile } as TemporalConfig);
  };

  it('by looks at the page of a saga in the Temporal UI, each of which decodes payloads', async () => {
    await endOfMinute();
    const looker = actorWith('looker', ['security-officer']);
    const envelope = { tenantId: defaultTenantId, correlationId: 'page', actor: looker, body: { payloads: [] } };
    await Promise.all(Array.from({ length: 300 }, () => codec().decode(envelope)));
    await endOfMinute();
    const rows = await rowsOf('looker', 'saga.payloads-read');
    // The first look and a count; a minute may have ended in between.
    expect(rows.length).toBeLessThanOrEqual(4);
    const looks = rows.map(({ details }) => Number(details['repeated'] ?? 1));
    expect(looks.reduce((sum, count) => sum + count, 0)).toBe(300);
  });

  it('[F11] by opening a workflow in the Temporal UI, which is a row of its card', async () => {
    await endOfMinute();
    const page = { tenantId: defaultTenantId, correlationId: 'page', actor: actorWith('opener', ['security-officer']) };
    const deviceId = '5f6c2d0e-9a34-4c1b-8c52-0d7d6f3f1a11';
    for (const body of [{}, { workflowId: `device/${deviceId}/write` }]) await codec().authorise({ ...page, body });
    const rows = await rowsOf('opener', 'saga.history-read');
    expect(rows).toMatchObject([
      { object: `device:${deviceId}`, details: { workflowId: 'device/5f6c2d0e-9a34-4c1b-8c52-0d7d6f3f1a11/write' } },
    ]);
  });

  it('and what happened once is one row, with no second', async () => {
    await service.ask('devices.list', {}, actorWith('once')).catch(() => undefined);
    await endOfMinute();
    await endOfMinute();
    expect(await rowsOf('once', 'authorisation.refused')).toHaveLength(1);
  });

  it('and each actor is counted apart', async () => {
    for (const sub of ['first', 'second', 'first'])
      await service.ask('devices.list', {}, actorWith(sub)).catch(() => undefined);
    expect(await rowsOf('second', 'authorisation.refused')).toHaveLength(1);
  });
});

describe('[F11] narrowed by who, when and which request', () => {
  const query = (sql: string, parameters: unknown[] = []) => service.running.dataSource!.query(sql, parameters);
  const personId = randomUUID();
  const objectsOf = async (asked: RequestOf<IssuanceApi, 'audit.list'>): Promise<string[]> =>
    (await service.ask('audit.list', { action: 'spec.narrowed', ...asked }, officer)).rows.map(({ object }) => object);

  beforeAll(async () => {
    await query(
      `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, linked_iss, linked_sub)
       VALUES ($1, $2, 'E9', 'Nine', 'Person', 'Nine Person', 'https://issuer.example', 'nine')`,
      [personId, defaultTenantId],
    );
    const rows: [object: string, at: string, actor: string, correlationId: string][] = [
      ['spec:1', '2026-01-01T10:00:00Z', 'person:nine@https://issuer.example', 'c-1'],
      ['spec:2', '2026-01-01T10:00:00.5Z', 'person:nine@https://issuer.example via cardwright-cli', 'c-2'],
      ['spec:3', '2026-01-02T10:00:00Z', `person:${personId}@${cardIdentityIssuer}`, 'c-2'],
      ['spec:4', '2026-01-03T10:00:00Z', 'person:ninety@https://issuer.example', 'c-3'],
      ['spec:5', '2026-01-03T10:00:00Z', 'system:issuance-svc', 'c-3'],
    ];
    for (const [object, at, actor, correlationId] of rows)
      await query(
        `INSERT INTO audit_log (tenant_id, at, actor, action, object, correlation_id, details)
         VALUES ($1, $2, $3, 'spec.narrowed', $4, $5, '{}')`,
        [defaultTenantId, at, actor, object, correlationId],
      );
  });

  it.each<[string, () => RequestOf<IssuanceApi, 'audit.list'>, string[]]>([
    ['an actor, with every client', () => ({ actor: 'person:nine@https://issuer.example' }), ['spec:2', 'spec:1']],
    [
      'the same, as a row of the client says it',
      () => ({ actor: 'person:nine@https://issuer.example via cardwright-cli' }),
      ['spec:2', 'spec:1'],
    ],
    ['a person, however they signed in', () => ({ actor: `person:${personId}` }), ['spec:3', 'spec:2', 'spec:1']],
    ['nobody who only resembles it', () => ({ actor: 'person:nine' }), []],
    ['a service', () => ({ actor: 'system:issuance-svc' }), ['spec:5']],
    ['a request', () => ({ correlationId: 'c-2' }), ['spec:3', 'spec:2']],
    ['from a moment on', () => ({ from: '2026-01-02T10:00:00Z' }), ['spec:5', 'spec:4', 'spec:3']],
    ['until before a moment', () => ({ to: '2026-01-02T10:00:00Z' }), ['spec:2', 'spec:1']],
    ['between', () => ({ from: '2026-01-01T10:00:00.1Z', to: '2026-01-03T10:00:00Z' }), ['spec:3', 'spec:2']],
    ['a time without anything', () => ({ from: '2025-01-01T00:00:00Z', to: '2025-02-01T00:00:00Z' }), []],
    [
      'all of it at once',
      () => ({ actor: `person:${personId}`, correlationId: 'c-2', to: '2026-01-02T00:00:00Z' }),
      ['spec:2'],
    ],
  ])('%s', async (_, asked, objects) => {
    expect(await objectsOf(asked())).toEqual(objects);
  });

  it('goes on where a page ended, and refuses a time that is none', async () => {
    const first = await service.ask('audit.list', { action: 'spec.narrowed', limit: 2 }, officer);
    expect(first.rows.map(({ object }) => object)).toEqual(['spec:5', 'spec:4']);
    expect(await objectsOf({ cursor: first.nextCursor! })).toEqual(['spec:3', 'spec:2', 'spec:1']);
    await expect(objectsOf({ from: '2026-02-30T00:00:00Z' })).rejects.toMatchObject({ details: { field: 'from' } });
  });

  it('is exported as it is listed, which is a row of its own that the file does not have', async () => {
    const asked = { correlationId: 'c-2', forExport: true };
    expect(await objectsOf(asked)).toEqual(['spec:3', 'spec:2']);
    const [written] = (await service.ask('audit.list', { object: 'list:audit' }, officer)).rows;
    expect(written).toMatchObject({
      ...{ action: 'list.exported', actor: 'person:sofia@https://issuer.example' },
      details: { rows: 2, filters: { action: 'spec.narrowed', correlationId: 'c-2' } },
    });
    const all = await service.ask('audit.list', { object: 'list:audit', forExport: true }, officer);
    expect(all.rows).toHaveLength(1);
  });
});
