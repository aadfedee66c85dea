/** With what a day of work begins, on the real database: each number is that of the list to which it leads, for everybody who may see it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { PersonEntity } from '../../src/persistence/person.entity.js';
import { auditExport } from '../../src/records/audit/exported-list.js';
import { WorkWeeks } from '../../src/records/requests/work-weeks.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const map = {
  map: {
    helpdesk: 'HD',
    auditor: 'AU',
    research: { role: 'HD', groupScope: 'Research' },
    piv: { role: 'HD', profileScope: 'piv-four' },
    keeper: 'IC',
  },
};
const people = { grace: 'Security', rita: 'Research' } as const;
const ids = { grace: randomUUID(), rita: randomUUID() };
/** Whose, in which state, with which profile, and in how many days it expires. */
const cards: [keyof typeof people, string, string, number | null][] = [
  ['grace', 'ACTIVE', 'piv-four', -1],
  ['grace', 'ACTIVE', 'piv-four', 0],
  ['grace', 'SUSPENDED', 'authentication-only', 30],
  ['rita', 'PENDING_ACTIVATION', 'piv-four', 31],
  ['rita', 'ACTIVE', 'authentication-only', 60],
  ['rita', 'ACTIVE', 'piv-four', 61],
  ['rita', 'TERMINATED', 'piv-four', 10],
  ['grace', 'ACTIVE', 'piv-four', 90],
  ['grace', 'ACTIVE', 'piv-four', 91],
  ['grace', 'ACTIVE', 'piv-four', null],
];

let service: RecordsService;
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

beforeAll(async () => {
  service = await startRecordsService({ ROLE_CLAIM_MAP: JSON.stringify(map) });
  for (const [name, unit] of Object.entries(people))
    await query(
      `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, organizational_unit)
       VALUES ($1, $2, $3, $3, $3, $3, $4)`,
      [ids[name as keyof typeof ids], defaultTenantId, name, unit],
    );
  for (const [index, [person, state, profile, days]] of cards.entries()) {
    const deviceId = randomUUID();
    await query(
      `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, person_id, profile_name, expires_on)
       VALUES ($1, $2, $3, $3, 'vendor-5-4', $4, $5, $6, CURRENT_DATE + $7::integer)`,
      [deviceId, defaultTenantId, `ykserial:${index}`, state, ids[person], profile, days],
    );
    // One is asked for and open, one is decided, and one is of whoever had the card before.
    const asked: Record<number, [string, string | null]> = {
      1: [ids.grace, null],
      3: [ids.rita, 'declined'],
      4: [ids.rita, null],
      5: [ids.grace, null],
    };
    if (asked[index] !== undefined) await ask(deviceId, ...asked[index]);
  }
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

const ask = (deviceId: string, personId: string, decision: string | null): Promise<unknown> =>
  query(
    `INSERT INTO replacement_ask (ask_id, tenant_id, device_id, person_id, reason, decision, decided_at)
     VALUES (gen_random_uuid(), $1, $2, $3, 'DAMAGED', $4, CASE WHEN $4::text IS NOT NULL THEN now() END)`,
    [defaultTenantId, deviceId, personId, decision],
  );

type Filter = RequestOf<IssuanceApi, 'devices.list'>;
const found = async (filter: Filter, actor: ReturnType<typeof actorWith>): Promise<number> =>
  (await service.ask('devices.list', { ...filter, limit: 100 }, actor)).rows.length;

describe('[D15, F01] the numbers of the start page', () => {
  it.each<[string, number[], number]>([
    ['helpdesk', [2, 4, 6], 2],
    ['auditor', [2, 4, 6], 2],
    ['research', [0, 2, 3], 1],
    ['piv', [1, 2, 4], 1],
  ])('%s: are those of the lists to which they lead', async (claim, expiring, replacementsAsked) => {
    const actor = actorWith(claim, [claim]);
    const [within30, within60, within90] = expiring;
    expect(await service.ask('devices.overview', {}, actor)).toEqual({
      expiring: [
        { withinDays: 30, cards: within30 },
        { withinDays: 60, cards: within60 },
        { withinDays: 90, cards: within90 },
      ],
      replacementsAsked,
    });
    for (const [index, expiresWithinDays] of [30, 60, 90].entries())
      expect(await found({ expiresWithinDays }, actor)).toBe(expiring[index]);
    expect(await found({ replacementAsked: true }, actor)).toBe(replacementsAsked);
  });

  it('are refused to whoever may not see the cards of others', async () => {
    for (const actor of [actorWith('keeper', ['keeper']), actorWith('grace', [], 'grace')])
      await expect(service.ask('devices.overview', {}, actor)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
  });
});

/** Whose, of which kind and profile, in which state it ended how many weeks ago, and how many seconds it took; null: it had never begun. */
type Ended = [keyof typeof people | null, string, string, string, number, number | null];

async function end(...rows: Ended[]): Promise<void> {
  for (const [person, type, profile, state, weeksAgo, seconds] of rows) {
    const requestId = randomUUID();
    // At the first second of its week, which is the one that a wrong zone or a wrong comparison loses.
    await query(
      `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, sentence, device_id, person_id, profile_name, workstation_id,
         requested_by, correlation_id, finished_at)
       VALUES ($1, $2, 'spec', $3, $4, 'done', 'spec', (SELECT device_id FROM device LIMIT 1), $5, $6, 'ws-1', 'spec', 'spec',
         (date_trunc('week', now() AT TIME ZONE 'UTC') - $7::integer * interval '7 days') AT TIME ZONE 'UTC')`,
      [requestId, defaultTenantId, type, state, person && ids[person], profile, weeksAgo],
    );
    await query(
      `INSERT INTO saga_progress (request_id, sequence, tenant_id, kind, stage, percent, state, sentence, at)
       SELECT request_id, sequence, tenant_id, 'state', 'open', 0, row_state, 'spec', finished_at - coalesce($2::integer, 0) * interval '1 second'
       FROM request, (VALUES (1, 'READY'), (2, 'IN_PROGRESS'), (3, 'AWAITING_USER'), (4, 'IN_PROGRESS')) AS row (sequence, row_state)
       WHERE request_id = $1 AND (sequence = 1 OR $2::integer IS NOT NULL)`,
      [requestId, seconds],
    );
  }
}

describe('[D15, F08] how work went, week by week', () => {
  /** `weeks ago: completed + cancelled, median`, of the weeks in which there was any. */
  const told = async (claim: string): Promise<Record<string, string[]>> => {
    const { kinds } = await service.ask('sagas.weeks', {}, actorWith(claim, [claim]));
    for (const { weeks } of kinds) expect(weeks.length).toBe(12);
    return Object.fromEntries(
      kinds.map(({ type, weeks }) => [
        type,
        weeks.flatMap(({ completed, cancelled, medianSeconds }, index) =>
          completed + cancelled === 0 ? [] : [`${11 - index}: ${completed} + ${cancelled}, ${medianSeconds}`],
        ),
      ]),
    );
  };
  const addUp = (): Promise<void> => service.running.app.get(WorkWeeks).addUp();

  it('is added up from what ended, within the scope of whoever looks; what never began is no work', async () => {
    expect(await told('helpdesk')).toEqual({});
    await end(
      ['grace', 'ISSUE', 'piv-four', 'COMPLETED', 0, 47],
      ['rita', 'ISSUE', 'authentication-only', 'COMPLETED', 0, 134],
      ['rita', 'ISSUE', 'piv-four', 'COMPLETED', 0, 5421],
      ['grace', 'ISSUE', 'piv-four', 'CANCELLED', 0, 60],
      ['grace', 'ISSUE', 'piv-four', 'SUPERSEDED', 0, 60],
      ['grace', 'ISSUE', 'piv-four', 'WITHDRAWN', 0, null],
      ['grace', 'REPROVISION', 'piv-four', 'COMPLETED', 11, 300],
      ['grace', 'REPROVISION', 'piv-four', 'COMPLETED', 12, 300],
      [null, 'RECYCLE', 'piv-four', 'CANCELLED', 1, 10],
    );
    await addUp();
    expect(await told('helpdesk')).toEqual({
      ISSUE: ['0: 3 + 2, 130'],
      RECYCLE: ['1: 0 + 1, null'],
      REPROVISION: ['11: 1 + 0, 300'],
    });
    // A card that nobody has is in every group, as in lists.
    expect(await told('research')).toEqual({ ISSUE: ['0: 2 + 0, 130'], RECYCLE: ['1: 0 + 1, null'] });
    expect(await told('piv')).toEqual({
      ISSUE: ['0: 2 + 2, 47'],
      RECYCLE: ['1: 0 + 1, null'],
      REPROVISION: ['11: 1 + 0, 300'],
    });
  });

  it('counts nothing twice, and what ended while nobody added up is caught up with', async () => {
    const before = await told('helpdesk');
    await addUp();
    expect(await told('helpdesk')).toEqual(before);
    // As if no copy had run for five weeks, in which this ended.
    await query(`UPDATE work_weeks_added_up SET until = now() - interval '5 weeks'`);
    await end(['rita', 'ISSUE', 'piv-four', 'COMPLETED', 4, 20], ['rita', 'ISSUE', 'piv-four', 'COMPLETED', 0, 90]);
    await Promise.all([addUp(), addUp()]);
    expect(await told('helpdesk')).toEqual({ ...before, ISSUE: ['4: 1 + 0, 20', '0: 4 + 2, 90'] });
  });

  it('is refused to whoever may not see the work of others', async () => {
    for (const actor of [actorWith('keeper', ['keeper']), actorWith('grace', [], 'grace')])
      await expect(service.ask('sagas.weeks', {}, actor)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
  });
});

describe('[D15] the lists that lead from there', () => {
  type Devices = RequestOf<IssuanceApi, 'devices.list'>;
  type People = RequestOf<IssuanceApi, 'people.list'>;
  const certificates: [card: number, state: string, inDays: number][] = [
    [1, 'ACTIVE', 400],
    [1, 'HELD', 20],
    [1, 'REVOKED', 5],
    [2, 'ACTIVE', -3],
    [3, 'ACTIVE', 20],
    [3, 'ACTIVE', 20],
    [9, 'SUPERSEDED', 9],
  ];
  /** Of all cards, as many as they are, in pages of three. `between` runs after the first page. */
  const walked = async <Row>(
    page: (cursor?: string) => Promise<{ rows: Row[]; nextCursor: string | null }>,
    between?: () => Promise<unknown>,
  ): Promise<Row[]> => {
    const rows: Row[] = [];
    let cursor: string | undefined;
    do {
      const { rows: next, nextCursor } = await page(cursor);
      if (cursor === undefined) await between?.();
      rows.push(...next);
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    return rows;
  };
  const cardsOf = async (asked: Devices, between?: () => Promise<unknown>, claim = 'helpdesk'): Promise<string> =>
    (
      await walked(
        (cursor) =>
          service.ask('devices.list', { ...asked, limit: 3, ...(cursor && { cursor }) }, actorWith(claim, [claim])),
        between,
      )
    )
      .map(({ identityText }) => identityText.slice(-1))
      .join(' ');
  const peopleOf = async (asked: People, claim = 'helpdesk'): Promise<string> =>
    (
      await walked((cursor) =>
        service.ask('people.list', { ...asked, limit: 1, ...(cursor && { cursor }) }, actorWith(claim, [claim])),
      )
    )
      .map(({ externalId }) => externalId)
      .join(' ');
  const idOf = (card: number) => `(SELECT device_id FROM device WHERE identity_text = 'ykserial:${card}')`;

  beforeAll(async () => {
    // Ids in the order in which they were made, so that rows that are equal have an order that can be written down.
    await query('DELETE FROM replacement_ask');
    await query('DELETE FROM saga_progress');
    await query('DELETE FROM request');
    await query('DELETE FROM certificate_end');
    for (const index of cards.keys())
      await query(
        `UPDATE device SET device_id = $1, label = $2, profile_name = CASE WHEN $3 THEN profile_name END WHERE device_id = ${idOf(index)}`,
        [
          `0000000${index}-0000-4000-8000-000000000000`,
          ['b', 'a', 'Ä', 'ä', 'C', '10', '9', 'x', 'y', 'z'][index],
          index !== 4,
        ],
      );
    await query('INSERT INTO certificate_end SELECT device_id, tenant_id FROM device');
    await query(`UPDATE device SET person_id = NULL WHERE device_id = ${idOf(8)}`);
    // In this order, and the microseconds tell the last two apart.
    for (const [place, index] of [3, 1, 4, 0, 5, 9, 2, 6, 8, 7].entries()) {
      await query('ALTER TABLE device DISABLE TRIGGER device_revision');
      await query(`UPDATE device SET updated_at = $1 WHERE device_id = ${idOf(index)}`, [
        place === 9 ? '2026-01-09T00:00:00.000002Z' : `2026-01-0${place + 1}T00:00:00${place === 8 ? '.000001' : ''}Z`,
      ]);
      await query('ALTER TABLE device ENABLE TRIGGER device_revision');
    }
    for (const [card, state, days] of certificates)
      await query(
        `WITH made AS (INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, sentence, device_id, workstation_id, requested_by, correlation_id)
           SELECT gen_random_uuid(), tenant_id, 'spec', 'ISSUE', 'COMPLETED', 'done', 'done', device_id, 'none', 'spec', 'spec' FROM device
           WHERE device_id = ${idOf(card)} RETURNING request_id, tenant_id, device_id)
         INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference, algorithm, key_origin, state, not_after)
         SELECT gen_random_uuid(), tenant_id, device_id, request_id, 1, 'PIV', 'authentication', '9A', 'ECCP256', 'card', $1,
           date_trunc('day', now()) + $2::integer * interval '1 day' + interval '1 hour' FROM made`,
        [state, days],
      );
    await query(`UPDATE person SET created_at = '2026-01-02', updated_at = '2026-01-03' WHERE external_id = 'grace'`);
    await query(`UPDATE person SET created_at = '2026-01-01', updated_at = '2026-01-04' WHERE external_id = 'rita'`);
    await query(
      `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, organizational_unit, created_at, updated_at)
       VALUES ('00000000-0000-4000-8000-000000000001', $1, 'ida', 'ida', 'ida', 'Zoë', NULL, '2026-01-03', '2026-01-01'),
         ('00000000-0000-4000-8000-000000000002', $1, 'noor', 'noor', 'noor', 'éva', 'Research/North', '2026-01-04', '2026-01-02')`,
      [defaultTenantId],
    );
  });

  it.each<[Devices['sort'], asc: string, desc: string]>([
    [undefined, '0 1 2 3 4 5 6 7 8 9', '9 8 7 6 5 4 3 2 1 0'],
    ['created', '0 1 2 3 4 5 6 7 8 9', '9 8 7 6 5 4 3 2 1 0'],
    ['label', '5 6 1 3 2 0 4 7 8 9', '9 8 7 4 0 2 3 1 6 5'],
    ['holder', '0 1 2 7 9 3 4 5 6 8', '6 5 4 3 9 7 2 1 0 8'],
    ['state', '0 1 4 5 7 8 9 3 2 6', '6 2 3 9 8 7 5 4 1 0'],
    ['profile', '2 0 1 3 5 6 7 8 9 4', '9 8 7 6 5 3 1 0 2 4'],
    ['card-expiry', '0 1 6 2 3 4 5 7 8 9', '8 7 5 4 3 2 6 1 0 9'],
    // Those without a certificate come last, and among themselves follow the direction.
    ['certificate-expiry', '2 1 3 0 4 5 6 7 8 9', '3 1 2 9 8 7 6 5 4 0'],
    ['updated', '3 1 4 0 5 9 2 6 8 7', '7 8 6 2 9 5 0 4 1 3'],
  ])('cards by %p, page by page, in both directions', async (sort, asc, desc) => {
    const by = sort === undefined ? {} : { sort };
    expect([await cardsOf(by), await cardsOf({ ...by, order: 'desc' })]).toEqual([asc, desc]);
  });

  it.each<[People['sort'], asc: string, desc: string]>([
    [undefined, 'noor grace rita ida', 'ida rita grace noor'],
    ['name', 'noor grace rita ida', 'ida rita grace noor'],
    ['external-id', 'grace ida noor rita', 'rita noor ida grace'],
    ['unit', 'rita noor grace ida', 'grace noor rita ida'],
    ['created', 'rita grace ida noor', 'noor ida grace rita'],
    ['updated', 'ida noor grace rita', 'rita grace noor ida'],
  ])('people by %p, page by page, in both directions', async (sort, asc, desc) => {
    const by = sort === undefined ? {} : { sort };
    expect([await peopleOf(by), await peopleOf({ ...by, order: 'desc' })]).toEqual([asc, desc]);
  });

  it.each<[Devices, string]>([
    [{ state: ['SUSPENDED', 'TERMINATED'] }, '2 6'],
    [{ state: 'SUSPENDED' }, '2'],
    [{ profileName: 'authentication-only' }, '2'],
    [{ modelId: 'vendor-5-4', state: 'PENDING_ACTIVATION' }, '3'],
    [{ modelId: 'vendor-5-7' }, ''],
    [{ certificatesExpireWithinDays: 30 }, '1 3'],
    [{ certificatesExpireWithinDays: 19 }, ''],
    [{ certificatesExpireBefore: new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10) }, '2'],
    [{ updatedSince: '2026-01-08T00:00:00Z' }, '6 7 8'],
    [{ updatedSince: '2026-01-09T00:00:00.001Z' }, ''],
    [{ query: 'ykserial', state: 'ACTIVE', sort: 'updated', order: 'desc' }, '7 8 9 5 0 4 1'],
  ])('cards that fit %p', async (filter, found) => {
    expect(await cardsOf(filter)).toBe(found);
  });

  it.each<[People, string]>([
    [{ organizationalUnit: 'Research' }, 'noor rita'],
    [{ organizationalUnit: 'Research/North' }, 'noor'],
    [{ organizationalUnit: 'Res' }, ''],
    [{ updatedSince: '2026-01-03T00:00:00Z' }, 'grace rita'],
    [{ externalId: 'ida' }, 'ida'],
  ])('people that fit %p', async (filter, found) => {
    expect(await peopleOf(filter)).toBe(found);
  });

  it('whatever is asked stays in the scope of whoever asks', async () => {
    for (const sort of ['holder', 'certificate-expiry', 'updated'] as const) {
      const found = (claim: string) =>
        cardsOf({ sort }, undefined, claim).then((ids) => ids.split(' ').sort().join(' '));
      // A card that nobody has is in every group.
      expect([sort, await found('research'), await found('piv')]).toEqual([sort, '3 4 5 6 8', '0 1 3 4 5 6 7 8 9']);
    }
    expect(await cardsOf({ profileName: 'piv-four', state: 'ACTIVE' }, undefined, 'research')).toBe('5 8');
    expect(await peopleOf({ updatedSince: '2026-01-01T00:00:00Z' }, 'research')).toBe('noor rita');
    expect(await peopleOf({ organizationalUnit: 'Security' }, 'research')).toBe('');
  });

  it('says when the first certificate of a card ends', async () => {
    const { rows } = await service.ask(
      'devices.list',
      { sort: 'certificate-expiry' },
      actorWith('helpdesk', ['helpdesk']),
    );
    const midnight = (days: number) =>
      new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 + days * 86_400_000 + 3_600_000).toISOString();
    expect(rows.slice(0, 4).map(({ certificatesExpireAt }) => certificatesExpireAt)).toEqual([
      midnight(-3),
      midnight(20),
      midnight(20),
      null,
    ]);
  });

  it('keeps when it ends as certificates come and go, also of one card in two transactions at once', async () => {
    const endOf = async (card: number) =>
      (await query<{ days: number | null }>(
        `SELECT (not_after::date - CURRENT_DATE)::int4 AS days FROM certificate_end WHERE device_id = ${idOf(card)}`,
      ))!;
    expect(await endOf(1)).toEqual([{ days: 20 }]);
    const runners = [1, 2].map(() => service.running.dataSource!.createQueryRunner());
    for (const [index, state] of ['HELD', 'ACTIVE'].entries()) {
      await runners[index]!.startTransaction();
      await runners[index]!.query(
        `UPDATE credential SET state = 'REVOKED' WHERE device_id = ${idOf(1)} AND state = '${state}'`,
      );
    }
    await Promise.all(runners.map((runner) => runner.commitTransaction()));
    await Promise.all(runners.map((runner) => runner.release()));
    expect(await endOf(1)).toEqual([{ days: null }]);
    await query(
      `UPDATE credential SET state = CASE WHEN not_after > now() + interval '99 days' THEN 'ACTIVE' ELSE 'HELD' END
       WHERE device_id = ${idOf(1)} AND not_after > now() + interval '9 days'`,
    );
    expect(await endOf(1)).toEqual([{ days: 20 }]);
  });

  it('a card that changes while the pages are read hides no other', async () => {
    const touch = () => query(`UPDATE device SET state = state WHERE device_id = ${idOf(4)}`);
    // The last card of the first page is now the one that changed last.
    expect(await cardsOf({ sort: 'updated' }, touch)).toBe('3 1 4 0 5 9 2 6 8 7 4');
    expect(await cardsOf({ sort: 'updated', order: 'desc' })).toBe('4 7 8 6 2 9 5 0 1 3');
  });

  it('an export of them is written into the audit, once, with what was asked and how many rows it has; so is none of a list', async () => {
    const exported = () =>
      query<object>(`SELECT actor, object, details FROM audit_log WHERE action = 'list.exported' ORDER BY id`);
    const helpdesk = actorWith('helpdesk', ['helpdesk']);
    const asked: Devices = {
      state: ['SUSPENDED', 'TERMINATED'],
      sort: 'certificate-expiry',
      forExport: true,
      limit: 1,
    };
    const { nextCursor } = await service.ask('devices.list', asked, helpdesk);
    await service.ask('devices.list', { ...asked, cursor: nextCursor! }, helpdesk);
    await service.ask('people.list', { organizationalUnit: 'Research', forExport: true }, helpdesk);
    await service.ask('people.list', { query: 'no', forExport: true }, actorWith('research', ['research']));
    await service.ask('devices.list', { certificatesExpireWithinDays: 30, forExport: true }, helpdesk);
    await service.ask('people.list', {}, helpdesk);
    await expect(
      service.ask('people.list', { forExport: true }, actorWith('keeper', ['keeper'])),
    ).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    const by = (claim: string) => expect.stringContaining(claim);
    expect(await exported()).toEqual([
      {
        actor: by('helpdesk'),
        object: 'list:devices',
        details: { rows: 2, filters: { state: ['SUSPENDED', 'TERMINATED'], sort: 'certificate-expiry' } },
      },
      {
        actor: by('helpdesk'),
        object: 'list:people',
        details: { rows: 2, filters: { organizationalUnit: 'Research' } },
      },
      { actor: by('research'), object: 'list:people', details: { rows: 1, filters: { query: 'no' } } },
      {
        actor: by('helpdesk'),
        object: 'list:devices',
        details: { rows: 2, filters: { certificatesExpireWithinDays: 30 } },
      },
    ]);
  });

  it('refuses / an export of more rows than are given at once, and writes nothing of it', async () => {
    const { dataSource } = service.running;
    const everybody = dataSource!.createQueryBuilder(PersonEntity, 'person').orderBy('person.displayName');
    const context = { tenantId: defaultTenantId, correlationId: 'spec', actor: 'spec' };
    const exportUpTo = (most: number) =>
      auditExport(dataSource!, 'people', everybody.clone(), { filters: {}, context }, most);
    const written = () => query(`SELECT details -> 'rows' AS rows FROM audit_log WHERE actor = 'spec'`);
    await expect(exportUpTo(3)).rejects.toMatchObject({ code: 'REQUEST_EXPORT_TOO_LARGE', details: { most: 3 } });
    expect(await written()).toEqual([]);
    await exportUpTo(4);
    expect(await written()).toEqual([{ rows: 4 }]);
  });

  it('refuses / a cursor of another order, and one that is not ours', async () => {
    const ask = (asked: Devices) => service.ask('devices.list', asked, actorWith('helpdesk', ['helpdesk']));
    const { nextCursor } = await ask({ sort: 'label', limit: 2 });
    const made = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const id = randomUUID();
    for (const other of [{ sort: 'updated' }, { sort: 'label', order: 'desc' }, {}] as Devices[])
      await expect(ask({ ...other, cursor: nextCursor! })).rejects.toMatchObject({
        code: 'REQUEST_CURSOR_OF_OTHER_ORDER',
      });
    for (const cursor of [
      'nonsense',
      made('updated asc', '2026-01-01', id),
      made('updated asc', 1, id),
      made('updated asc', '99999999999999999', id),
      made('updated asc', '1', 'x'),
      made('updated asc', '1'),
      made(null, '1', id),
    ])
      await expect(ask({ sort: 'updated', cursor })).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
        details: { field: 'cursor' },
      });
    await expect(ask({ sort: 'label', cursor: made('label asc', '\0', id) })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
    await expect(ask({ updatedSince: '2026-02-30T00:00:00Z' })).rejects.toMatchObject({
      details: { field: 'updatedSince' },
    });
    await expect(ask({ certificatesExpireBefore: '2026-13-01' })).rejects.toMatchObject({
      details: { field: 'certificatesExpireBefore' },
    });
    await expect(ask({ sort: 'toString' as never })).rejects.toMatchObject({ details: { field: 'sort' } });
    await expect(ask({ order: 'up' as never })).rejects.toMatchObject({ details: { field: 'order' } });
  });
});
