/** With what a day of work begins, on the real database: each number is that of the list to which it leads, for everybody who may see it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type RequestOf } from '@cardwright/contracts/nats/rpc';
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
