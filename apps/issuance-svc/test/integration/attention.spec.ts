/** What waits for somebody, on the real database: the list, its parts, the count of the navigation, and what lists of devices say of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { SagaFilter, SagaSort, Sorted } from '@cardwright/contracts/nats/list-filters';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const map = { map: { helpdesk: 'HD', research: { role: 'HD', groupScope: 'Research' }, keeper: 'IC' } };
const helpdesk = actorWith('helpdesk', ['helpdesk']);
const codes = Object.keys(errorCatalogue);

let service: RecordsService;
const grace = randomUUID();
const rita = randomUUID();
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

let serial = 0;
/** A card at work, and the request that has it. */
async function atWork({
  state,
  personId = grace,
  by = null,
  stuck = null,
  device = 'ISSUING',
}: Planted): Promise<string> {
  const [deviceId, requestId] = [randomUUID(), randomUUID()];
  await query(
    `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, person_id, active_request_id)
     VALUES ($1, $2, $3, $4, 'vendor-5-4', $5, $6, $7)`,
    [deviceId, defaultTenantId, `ykserial:${++serial}`, `card ${serial}`, device, personId, requestId],
  );
  await query(
    `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, awaiting, stage, sentence, device_id, person_id,
       workstation_id, requested_by, requested_by_person_id, stuck_reason, error_code, correlation_id)
     VALUES ($1, $2, 'spec', 'ISSUE', $3, CASE WHEN $3 = 'AWAITING_USER' THEN 'pin' END, 'open', 'spec', $4, $5, 'ws-1', 'spec', $6, $7, $7,
       'spec')`,
    [requestId, defaultTenantId, state, deviceId, personId, by, stuck],
  );
  return deviceId;
}
interface Planted {
  state: string;
  personId?: string | null;
  by?: string | null;
  stuck?: string | null;
  device?: string;
}

beforeAll(async () => {
  service = await startRecordsService({ ROLE_CLAIM_MAP: JSON.stringify(map) });
  service.vault['certificates.list'] = () => ({ rows: [], nextCursor: null });
  for (const [personId, unit] of [
    [grace, 'Security'],
    [rita, 'Research'],
  ])
    await query(
      `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, organizational_unit)
       VALUES ($1, $2, $3, $3, $3, $3, $3)`,
      [personId, defaultTenantId, unit],
    );
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

async function listed(body: SagaFilter & Sorted<SagaSort>, actor = helpdesk): Promise<SagaRow[]> {
  const rows: SagaRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.ask('sagas.list', { ...body, limit: 100, ...(cursor && { cursor }) }, actor);
    rows.push(...page.rows);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

describe('[D15, F01] Needs attention', () => {
  it('is empty where everything goes on by itself', async () => {
    await atWork({ state: 'IN_PROGRESS' });
    await atWork({ state: 'COMPLETED', device: 'ACTIVE' });
    expect(await listed({ attention: true })).toEqual([]);
    expect(await service.ask('sagas.attention', {}, helpdesk)).toEqual({
      total: 0,
      more: false,
      waitsFor: { cardholder: 0, operator: 0, administrator: 0 },
    });
  });

  it('has a PIN that is waited for, and a card that is stuck; the lists of devices say so, and not that they are being issued', async () => {
    const pin = await atWork({ state: 'AWAITING_USER' });
    const stuck = await atWork({ state: 'FAILED', personId: rita, stuck: 'CARD_ABSENT', device: 'ACTIVE' });
    const rows = await listed({ attention: true });
    expect(rows.map(({ deviceId, attention }) => [deviceId, attention])).toEqual([
      [stuck, { kind: 'stuck', waitsFor: 'operator' }],
      [pin, { kind: 'pin', waitsFor: 'cardholder' }],
    ]);
    const { rows: devices } = await service.ask('devices.list', {}, helpdesk);
    expect(devices.map(({ state, attention }) => [state, attention])).toEqual([
      ['ISSUING', null],
      ['ACTIVE', null],
      ['ISSUING', 'pin'],
      ['ACTIVE', 'stuck'],
    ]);
    const { device } = await service.ask('devices.get', { deviceId: pin }, helpdesk);
    expect([device.state, device.attention]).toEqual(['ISSUING', 'pin']);
  });

  it('is counted within the scope of whoever looks; a holder is counted their own', async () => {
    const count = async (actor: typeof helpdesk) => (await service.ask('sagas.attention', {}, actor)).waitsFor;
    expect(await count(helpdesk)).toEqual({ cardholder: 1, operator: 1, administrator: 0 });
    expect(await count(actorWith('r', ['research']))).toEqual({ cardholder: 0, operator: 1, administrator: 0 });
    const herself = actorWith('grace', [], 'Security');
    expect(await count(herself)).toEqual({ cardholder: 1, operator: 0, administrator: 0 });
    await expect(count(actorWith('keeper', ['keeper']))).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
  });

  it('says of every code the same in a row, in the list of those it waits for, and in the count', async () => {
    for (const stuck of codes) for (const by of [null, grace]) await atWork({ state: 'FAILED', by, stuck });
    const all = await listed({ attention: true });
    expect(all.length).toBe(2 + 2 * codes.length);
    const { total, more, waitsFor } = await service.ask('sagas.attention', {}, helpdesk);
    expect([total, more]).toEqual([all.length, false]);
    for (const each of ['cardholder', 'operator', 'administrator'] as const) {
      const rows = await listed({ waitsFor: each });
      expect([each, new Set(rows.map(({ attention }) => attention?.waitsFor))]).toEqual([each, new Set([each])]);
      expect([each, rows.length]).toEqual([each, waitsFor[each]]);
      expect(rows.length).toBe(all.filter(({ attention }) => attention?.waitsFor === each).length);
    }
  });

  it('[D15] of all sagas the list begins with the newest, or is sorted as asked; one that changes between two pages hides no other', async () => {
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(() => atWork({ state: 'COMPLETED', device: 'ACTIVE' })),
    );
    const days = (created: number, updated: number, deviceId: string | undefined) =>
      query(
        `UPDATE request SET type = 'RECYCLE', created_at = now() - $1 * interval '1 day', updated_at = now() - $2 * interval '1 day'
         WHERE device_id = $3`,
        [created, updated, deviceId],
      );
    await days(30, 7, first);
    await days(20, 9, second);
    await days(10, 8, third);
    const order = async (asked: Sorted<SagaSort>) =>
      (await listed({ type: 'RECYCLE', ...asked })).map(({ deviceId }) => [first, second, third].indexOf(deviceId) + 1);
    expect(await order({})).toEqual([3, 2, 1]);
    expect(await order({ order: 'asc' })).toEqual([1, 2, 3]);
    expect(await order({ sort: 'updated' })).toEqual([1, 3, 2]);
    expect(await order({ sort: 'updated', order: 'asc' })).toEqual([2, 3, 1]);
    const asked = { type: 'RECYCLE', sort: 'updated', order: 'asc', limit: 1 } as const;
    const page = await service.ask('sagas.list', asked, helpdesk);
    await days(20, 0, second);
    const rest = await service.ask('sagas.list', { ...asked, limit: 9, cursor: page.nextCursor! }, helpdesk);
    expect(rest.rows.map(({ deviceId }) => deviceId)).toEqual([third, first, second]);
    await expect(
      service.ask('sagas.list', { ...asked, order: 'desc', cursor: page.nextCursor! }, helpdesk),
    ).rejects.toMatchObject({ code: 'REQUEST_CURSOR_OF_OTHER_ORDER' });
  });

  it('[D15] an export of sagas is written into the audit, within the scope of whoever asks', async () => {
    const asked = { type: 'RECYCLE', sort: 'updated', forExport: true } as const;
    await service.ask('sagas.list', { ...asked, limit: 1 }, helpdesk);
    await service.ask('sagas.list', { ...asked, stuck: true }, actorWith('r', ['research']));
    await expect(service.ask('sagas.list', asked, actorWith('keeper', ['keeper']))).rejects.toMatchObject({
      code: 'AUTH_FORBIDDEN',
    });
    expect(await query(`SELECT object, details FROM audit_log WHERE action = 'list.exported' ORDER BY id`)).toEqual([
      { object: 'list:sagas', details: { rows: 3, filters: { type: 'RECYCLE', sort: 'updated' } } },
      { object: 'list:sagas', details: { rows: 0, filters: { type: 'RECYCLE', sort: 'updated', stuck: true } } },
    ]);
  });

  it('counts to a thousand', async () => {
    await query(
      `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, sentence, device_id, workstation_id, requested_by,
         stuck_reason, correlation_id)
       SELECT gen_random_uuid(), $1, 'spec', 'ISSUE', 'FAILED', 'open', 'spec', (SELECT min(device_id::text)::uuid FROM device), 'ws-1', 'spec', 'CARD_ABSENT', 'spec'
       FROM generate_series(1, 1000)`,
      [defaultTenantId],
    );
    expect(await service.ask('sagas.attention', {}, helpdesk)).toMatchObject({ total: 1000, more: true });
  });

  it('[D15] the list by last change is read from an index', async () => {
    await query('ANALYZE request');
    const [plan] = await query<{ 'QUERY PLAN': [{ Plan: { Plans: [{ 'Index Name': string }] } }] }>(
      `EXPLAIN (FORMAT JSON) SELECT * FROM request WHERE tenant_id = $1 ORDER BY updated_at DESC, request_id DESC LIMIT 51`,
      [defaultTenantId],
    );
    expect(plan!['QUERY PLAN'][0].Plan.Plans[0]['Index Name']).toBe('request_updated');
  });
});
