/** With what a day of work begins, on the real database: each number is that of the list to which it leads, for everybody who may see it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type RequestOf } from '@cardwright/contracts/nats/rpc';
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
