/** The record of browser sessions: begun once, ended for good, whoever asks and however many copies there are. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mostViews, type ViewedList } from '@cardwright/contracts/nats/saved-views';
import { type Actor, defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const grace = actorWith('grace');
const officer = actorWith('sofia', ['SO']);
let service: RecordsService;
const newId = (): string => createHash('sha256').update(randomBytes(32)).digest('hex').toUpperCase();
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

beforeAll(async () => {
  service = await startRecordsService();
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

async function begun(actor: Actor = grace, idleSeconds = 3600, absoluteSeconds = 28_800): Promise<string> {
  const sessionSha256Hex = newId();
  const { expiresAt } = await service.ask('sessions.start', { sessionSha256Hex, idleSeconds, absoluteSeconds }, actor);
  expect(Math.abs(Date.parse(expiresAt) - Date.now() - absoluteSeconds * 1000)).toBeLessThan(10_000);
  return sessionSha256Hex;
}
const isActive = async (sessionSha256Hex: string, touch = false): Promise<boolean> =>
  (await service.ask('sessions.check', { sessionSha256Hex, touch })).active;
const end = async (sessionSha256Hex: string): Promise<boolean> =>
  (await service.ask('sessions.end', { sessionSha256Hex })).ended;
/** As if so long ago. */
const ago = (id: string, column: 'last_seen_at' | 'expires_at', seconds: number) =>
  query(`UPDATE web_session SET ${column} = now() - make_interval(secs => $2) WHERE session_sha256_hex = $1`, [
    id,
    seconds,
  ]);

it('goes on until it is ended, and never again after that', async () => {
  const [id, other] = [await begun(), await begun()];
  expect([await isActive(id), await isActive(id, true)]).toEqual([true, true]);
  expect([await end(id), await end(id)]).toEqual([true, false]);
  expect([await isActive(id, true), await isActive(other)]).toEqual([false, true]);
});

it('is not known when nobody began it', async () => {
  const id = newId();
  expect([await isActive(id), await end(id)]).toEqual([false, false]);
});

it('ends when nobody uses it for its idle time, and a use begins that anew', async () => {
  const id = await begun(grace, 600);
  await ago(id, 'last_seen_at', 599);
  expect(await isActive(id)).toBe(true);
  // Only a look: the time goes on.
  await ago(id, 'last_seen_at', 601);
  expect(await isActive(id, true)).toBe(false);
  const used = await begun(grace, 600);
  await ago(used, 'last_seen_at', 590);
  expect(await isActive(used, true)).toBe(true);
  const [row] = await query<{ seconds: number }>(
    `SELECT extract(epoch FROM now() - last_seen_at)::float AS seconds FROM web_session WHERE session_sha256_hex = $1`,
    [used],
  );
  expect(row!.seconds).toBeLessThan(10);
});

it('ends after its absolute time, however much it is used', async () => {
  const id = await begun();
  await ago(id, 'expires_at', 1);
  expect([await isActive(id, true), await end(id)]).toEqual([false, false]);
});

it('is not used back to life while it is being ended', async () => {
  for (let round = 0; round < 10; round++) {
    const id = await begun();
    await ago(id, 'last_seen_at', 60);
    await Promise.all([isActive(id, true), end(id), isActive(id, true)]);
    expect(await isActive(id)).toBe(false);
  }
});

it('is written into the audit trail with its person, and without what it is known by', async () => {
  const owner = actorWith('anna');
  const id = await begun(owner);
  await end(id);
  const rows = (await service.ask('audit.list', { limit: 200 }, officer)).rows.filter(({ actor }) =>
    actor.startsWith('person:anna@'),
  );
  expect(rows.map(({ action, object }) => [action, object])).toEqual([
    ['session.ended', `session:${id.slice(0, 16)}`],
    ['session.started', `session:${id.slice(0, 16)}`],
  ]);
  expect(JSON.stringify(rows)).not.toContain(id);
});

it('refuses / nobody’s session, and ids and times that are none', async () => {
  const good = { sessionSha256Hex: newId(), idleSeconds: 60, absoluteSeconds: 60 };
  await expect(service.ask('sessions.start', good)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
  for (const wrong of [
    { sessionSha256Hex: 'abc' },
    { sessionSha256Hex: good.sessionSha256Hex.toLowerCase() },
    { idleSeconds: 0 },
    { absoluteSeconds: 1e9 },
    { idleSeconds: 1.5 },
  ])
    await expect(service.ask('sessions.start', { ...good, ...wrong }, grace)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
  await expect(service.ask('sessions.check', { sessionSha256Hex: "' OR 1=1", touch: true })).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
  });
});

it('is forgotten a month after its end, a few with each new one', async () => {
  const old = await begun();
  await ago(old, 'expires_at', 31 * 24 * 3600);
  await begun();
  expect(await query('SELECT 1 FROM web_session WHERE session_sha256_hex = $1', [old])).toEqual([]);
});

const audited = async (actor: string, action: string) =>
  (await service.ask('audit.list', { limit: 200 }, officer)).rows.filter(
    (row) => row.actor.startsWith(`person:${actor}@`) && row.action === action,
  );
const shown = async (actor: Actor, sessionSha256Hex?: string) =>
  (await service.ask('sessions.list', sessionSha256Hex === undefined ? {} : { sessionSha256Hex }, actor)).sessions;
const nameOf = (id: string): string => id.slice(0, 16);

describe('of one person', () => {
  it('are listed as they are known to that person: which goes on, which is this one, in what browser', async () => {
    const ines = actorWith('ines');
    const times = { idleSeconds: 3600, absoluteSeconds: 28_800 };
    const [here, there] = [newId(), newId()];
    await service.ask(
      'sessions.start',
      { ...times, sessionSha256Hex: here, browser: 'Firefox', system: 'Linux' },
      ines,
    );
    await service.ask('sessions.start', { ...times, sessionSha256Hex: there }, ines);
    await ago(there, 'last_seen_at', 120);
    const over = await begun(ines);
    await end(over);
    await begun(actorWith('somebody-else'));
    const rows = await shown(ines, here);
    expect(rows.map(({ sessionId, current, browser, system }) => [sessionId, current, browser, system])).toEqual([
      [nameOf(here), true, 'Firefox', 'Linux'],
      [nameOf(there), false, null, null],
    ]);
    expect(Date.parse(rows[0]!.lastSeenAt) - Date.parse(rows[1]!.lastSeenAt)).toBeGreaterThan(100_000);
    // What they are known by would be enough to end or use them at this service.
    expect(JSON.stringify(rows)).not.toContain(here);
  });

  it('end one by one, all but this one, and all; nobody else’s do', async () => {
    const jonas = actorWith('jonas');
    const other = await begun(actorWith('kim'));
    const [here, one, two] = [await begun(jonas), await begun(jonas), await begun(jonas)];
    const endOwn = (which: object, actor = jonas) => service.ask('sessions.end-own', which, actor);
    expect(await endOwn({ sessionId: nameOf(one) }, actorWith('kim'))).toEqual({ ended: 0 });
    expect(await endOwn({ sessionId: nameOf(one) })).toEqual({ ended: 1 });
    expect(await endOwn({ sessionId: nameOf(one) })).toEqual({ ended: 0 });
    expect([await isActive(one, true), await isActive(two), await isActive(here)]).toEqual([false, true, true]);
    expect(await endOwn({ exceptSha256Hex: here })).toEqual({ ended: 1 });
    expect([await isActive(two, true), await isActive(here)]).toEqual([false, true]);
    expect(await endOwn({})).toEqual({ ended: 1 });
    expect([await isActive(here, true), await isActive(other)]).toEqual([false, true]);
    const [row] = await audited('jonas', 'sessions.ended');
    expect(JSON.stringify(row)).toContain(nameOf(one));
  });

  it('are ended by whoever suspends cards or says who has rights here, with the reason; by nobody else', async () => {
    const lena = actorWith('lena', [], 'E2001');
    const administrator = actorWith('nora', ['SA']);
    const csv = 'external_id,given_name,surname,display_name\nE2001,Lena,Ek,Lena Ek\n';
    await service.ask('people.import', { csv }, administrator);
    const person = (await service.ask('me.get', {}, lena)).person!.personId;
    const [here, there] = [await begun(lena), await begun(lena)];
    const body = { personId: person, reason: 'left the company' };
    for (const actor of [actorWith('mia'), actorWith('ned', ['PA']), actorWith('olga', ['AU'])])
      await expect(service.ask('sessions.end-of-person', body, actor)).rejects.toMatchObject({
        code: 'AUTH_FORBIDDEN',
      });
    await expect(
      service.ask('sessions.end-of-person', { ...body, personId: randomUUID() }, officer),
    ).rejects.toMatchObject({ code: 'PERSON_NOT_FOUND' });
    expect([await isActive(here), await isActive(there)]).toEqual([true, true]);
    expect(await service.ask('sessions.end-of-person', body, officer)).toEqual({ ended: 2 });
    expect([await isActive(here, true), await isActive(there, true)]).toEqual([false, false]);
    expect(await service.ask('sessions.end-of-person', body, administrator)).toEqual({ ended: 0 });
    const [row] = await audited('sofia', 'sessions.ended');
    expect(row).toMatchObject({ object: `person:${person}`, reasonText: 'left the company' });
    // Nothing keeps them from signing in again.
    expect(await isActive(await begun(lena))).toBe(true);
  });

  it('refuses / names of browsers that are none of the gateway’s list', async () => {
    const good = { sessionSha256Hex: newId(), idleSeconds: 60, absoluteSeconds: 60 };
    for (const wrong of [{ browser: 'Mozilla/5.0 (X11)' }, { system: '<b>' }, { authenticatedAt: 'yesterday' }])
      await expect(service.ask('sessions.start', { ...good, ...wrong }, grace)).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
  });
});

describe('one that goes on from another of the same person', () => {
  const times = { idleSeconds: 3600, absoluteSeconds: 28_800 };
  const age = async (sessionSha256Hex: string) =>
    (await service.ask('sessions.check', { sessionSha256Hex, touch: false })).authenticatedSecondsAgo;

  it('knows since when its person has proved who they are: never longer than the clock allows', async () => {
    const [old, ahead, plain] = [newId(), newId(), newId()];
    const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
    await service.ask('sessions.start', { ...times, sessionSha256Hex: old, authenticatedAt: at(-600) }, grace);
    await service.ask('sessions.start', { ...times, sessionSha256Hex: ahead, authenticatedAt: at(600) }, grace);
    await service.ask('sessions.start', { ...times, sessionSha256Hex: plain }, grace);
    expect(Math.abs((await age(old))! - 600)).toBeLessThan(20);
    for (const id of [ahead, plain]) expect(Math.abs((await age(id))!)).toBeLessThan(20);
    expect(await age(newId())).toBeNull();
  });

  it('ends that one and keeps at which workstation the browser is; of somebody else it takes nothing', async () => {
    const [grace2, thief] = [actorWith('paula'), actorWith('quentin')];
    const before = await begun(grace2);
    await query(
      `INSERT INTO workstation (workstation_id, tenant_id, name) VALUES ('ws-renewed', $1, 'ws-renewed') ON CONFLICT DO NOTHING`,
      [defaultTenantId],
    );
    await query(
      `UPDATE web_session SET paired_workstation_id = 'ws-renewed', paired_at = now() WHERE session_sha256_hex = $1`,
      [before],
    );
    const paired = async (sessionSha256Hex: string) =>
      (await service.ask('sessions.check', { sessionSha256Hex, touch: false })).pairedWorkstationId;
    expect(await paired(before)).toBe('ws-renewed');
    const renew = async (actor: Actor): Promise<string> => {
      const sessionSha256Hex = newId();
      await service.ask('sessions.start', { ...times, sessionSha256Hex, renewsSha256Hex: before }, actor);
      return sessionSha256Hex;
    };
    expect(await paired(await renew(thief))).toBeNull();
    expect(await isActive(before)).toBe(true);
    const after = await renew(grace2);
    expect([await isActive(before), await paired(after)]).toEqual([false, 'ws-renewed']);
    // Once: what has ended gives nothing.
    expect(await paired(await renew(grace2))).toBeNull();
  });
});

describe('[D15] views of lists', () => {
  const [paula, quentin] = [actorWith('paula'), actorWith('quentin')];
  const views = async (actor: Actor, list: ViewedList = 'devices') =>
    (await service.ask('views.list', { list }, actor)).views;
  const save = (actor: Actor, name: string, query: string, formerName?: string) =>
    service.ask('views.save', { list: 'devices', name, query, ...(formerName && { formerName }) }, actor);

  it('are saved, changed, renamed and deleted by whoever made them; nobody else has them, nor has another list', async () => {
    await save(paula, 'Stock', 'state=in-stock&sort=label');
    await save(paula, 'ends soon', 'expires=30');
    await save(quentin, 'Stock', 'model=vendor-5-4');
    await save(paula, 'Stock', 'state=in-stock');
    expect(await views(paula)).toEqual([
      { name: 'ends soon', query: 'expires=30' },
      { name: 'Stock', query: 'state=in-stock' },
    ]);
    expect(await views(quentin)).toEqual([{ name: 'Stock', query: 'model=vendor-5-4' }]);
    expect(await views(paula, 'people')).toEqual([]);
    await save(paula, 'Within a month', 'expires=30', 'ends soon');
    await expect(save(paula, 'Stock', '', 'Within a month')).rejects.toMatchObject({ code: 'VIEW_NAME_TAKEN' });
    await expect(save(quentin, 'Mine', '', 'Within a month')).rejects.toMatchObject({ code: 'VIEW_NOT_FOUND' });
    const remove = (name: string, actor: Actor) => service.ask('views.delete', { list: 'devices', name }, actor);
    expect([await remove('Within a month', quentin), await remove('Stock', quentin)]).toEqual([
      { deleted: false },
      { deleted: true },
    ]);
    expect((await views(paula)).map(({ name }) => name)).toEqual(['Stock', 'Within a month']);
  });

  it.each(['workstations', 'sagas', 'revocations', 'findings', 'audit'] as const)(
    'of %s are kept too',
    async (list) => {
      const view = { name: 'Of this month', query: 'from=2026-11-01T00%3A00%3A00.000Z&open=true' };
      await service.ask('views.save', { list, ...view }, paula);
      expect(await views(paula, list)).toEqual([view]);
    },
  );

  it('are fifty at most, also where two are saved at once', async () => {
    const [mine] = [actorWith('fifty')];
    for (let count = 1; count < mostViews; count++) await save(mine, `View ${count}`, '');
    const both = await Promise.allSettled([save(mine, 'One', ''), save(mine, 'Other', '')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(save(mine, 'More', '')).rejects.toMatchObject({ code: 'VIEW_TOO_MANY', details: { most: 50 } });
    await save(mine, 'View 1', 'sort=label');
    expect(await views(mine)).toHaveLength(50);
  });

  it.each([
    ['name', { name: '' }],
    ['name', { name: ' blank' }],
    ['name', { name: 'two\nlines' }],
    ['name', { name: 'x'.repeat(61) }],
    ['query', { query: 'a b' }],
    ['query', { query: '"><script>' }],
    ['query', { query: 'x'.repeat(1001) }],
    ['list', { list: 'roles' }],
    ['formerName', { formerName: '\t' }],
  ])('refuses / a %s that is none: %j', async (field, part) => {
    const asked = { list: 'devices', name: 'A view', query: '', ...part };
    await expect(service.askUnchecked('views.save', asked, paula)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      details: { field },
    });
  });
});

describe('[C02] the step that a holder’s page shows', () => {
  const north = { role: 'HD', groupScope: 'North', profileScope: '*', grantedPermissions: [] };
  const person = async (unit: string, grants: object[] = []): Promise<{ personId: string; actor: Actor }> => {
    const externalId = randomUUID();
    const [row] = await query<{ person_id: string }>(
      `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, organizational_unit)
       VALUES (gen_random_uuid(), $1, $2, 'Grace', 'Hopper', 'Grace Hopper', $3) RETURNING person_id`,
      [defaultTenantId, externalId, unit],
    );
    for (const grant of grants as (typeof north)[])
      await query(
        `INSERT INTO role_grant (role_grant_id, tenant_id, person_id, role, group_scope) VALUES (gen_random_uuid(), $1, $2, $3, $4)`,
        [defaultTenantId, row!.person_id, grant.role, grant.groupScope],
      );
    return { personId: row!.person_id, actor: actorWith(externalId, [], externalId) };
  };
  const desk = actorWith('hanna', ['helpdesk']);
  const step = async (personId: string, actor = desk) =>
    (await service.ask('people.wizard-step', { personId }, actor)).step;
  const quiet = (personId: string, seconds: number) =>
    query(`UPDATE wizard_step SET told_at = now() - make_interval(secs => $2) WHERE person_id = $1`, [
      personId,
      seconds,
    ]);

  it('is what was told last, with the computer; gone when the page is left, is not heard of for a minute, or its session ends', async () => {
    const { personId, actor } = await person('North');
    expect(await step(personId)).toBeNull();
    await query(
      `INSERT INTO workstation (workstation_id, tenant_id, name) VALUES ('ws-front', $1, 'Front desk') ON CONFLICT DO NOTHING`,
      [defaultTenantId],
    );
    const here = { sessionSha256Hex: await begun(actor) };
    await service.ask('wizard-step.tell', { wizard: 'add-device', step: 'client', ...here }, actor);
    expect(await step(personId)).toEqual({
      ...{ wizard: 'add-device', step: 'client', says: null, problem: null, requestId: null, workstationName: null },
      since: expect.any(String),
    });
    const device = {
      wizard: 'add-device',
      step: 'device',
      says: 'insert',
      workstationId: 'ws-front',
      ...here,
    } as const;
    await service.ask('wizard-step.tell', device, actor);
    const told = await step(personId);
    expect(told).toMatchObject({ step: 'device', says: 'insert', workstationName: 'Front desk' });
    // Told again, it is still the same step.
    await service.ask('wizard-step.tell', device, actor);
    expect(await step(personId)).toEqual(told);
    await quiet(personId, 59);
    expect(await step(personId)).toEqual(told);
    await quiet(personId, 61);
    expect(await step(personId)).toBeNull();

    await service.ask('wizard-step.tell', { ...device, says: 'used', problem: 'CARD_BUSY' }, actor);
    expect(await step(personId)).toMatchObject({ says: 'used', problem: 'CARD_BUSY' });
    const leave = () => service.ask('wizard-step.leave', here, actor);
    expect([await leave(), await leave(), await step(personId)]).toEqual([{ left: true }, { left: false }, null]);
    await service.ask('wizard-step.tell', device, actor);
    await end(here.sessionSha256Hex);
    expect(await step(personId)).toBeNull();
  });

  it('is one for each browser, the one that changed last is seen; rows that nobody tells go with the next one', async () => {
    const [{ personId, actor }, other] = [await person('North'), await person('North')];
    const [one, two] = [await begun(actor), await begun(actor)];
    await service.ask('wizard-step.tell', { wizard: 'update', step: 'offer', sessionSha256Hex: one }, actor);
    await service.ask('wizard-step.tell', { wizard: 'pin', step: 'pin', sessionSha256Hex: two }, actor);
    await service.ask('wizard-step.tell', { wizard: 'update', step: 'offer', sessionSha256Hex: one }, actor);
    expect(await step(personId)).toMatchObject({ wizard: 'pin', step: 'pin' });
    expect(await step(other.personId)).toBeNull();
    await quiet(personId, 61);
    await service.ask('wizard-step.tell', { wizard: 'update', step: 'offer' }, other.actor);
    expect(await query('SELECT 1 FROM wizard_step WHERE person_id = $1', [personId])).toEqual([]);
    expect(await step(other.personId)).toMatchObject({ wizard: 'update', workstationName: null });
  });

  it('is seen by whoever helps that person, and by themselves; the first look of each helper is in the audit', async () => {
    const { personId, actor } = await person('North');
    const [northDesk, southDesk] = [
      await person('Desk', [north]),
      await person('Desk', [{ ...north, groupScope: 'South' }]),
    ];
    const tell = () => service.ask('wizard-step.tell', { wizard: 'add-device', step: 'browser', says: 'old' }, actor);
    await tell();
    for (const role of ['issuance-operator', 'security-officer'])
      expect(await step(personId, actorWith(role, [role]))).toMatchObject({ says: 'old' });
    for (const it of [northDesk.actor, desk, actor, northDesk.actor])
      expect(await step(personId, it)).toMatchObject({ says: 'old' });
    const others = ['approver', 'profile-administrator', 'auditor', 'system-administrator', 'key-recovery-agent'];
    for (const it of [southDesk.actor, (await person('North')).actor, ...others.map((role) => actorWith(role, [role]))])
      await expect(step(personId, it)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    await tell();
    await step(personId);
    expect(await audited(northDesk.actor.sub, 'person.wizard-watched')).toMatchObject([
      { object: `person:${personId}`, details: { wizard: 'add-device' } },
    ]);
    const rows = await query<{ actor: string }>(
      `SELECT actor FROM audit_log WHERE action = 'person.wizard-watched' AND object = $1`,
      [`person:${personId}`],
    );
    expect(rows).toHaveLength(4);
  });

  it('names a saga of that person and no other, and the computer where it runs', async () => {
    const { personId, actor } = await person('North');
    const other = await person('North');
    const deviceId = randomUUID();
    await query(
      `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, person_id)
       VALUES ($1, $2, 'ykserial:326', '326', 'vendor-5-4', 'ISSUING', $3)`,
      [deviceId, defaultTenantId, personId],
    );
    const requestId = randomUUID();
    await query(
      `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, sentence, device_id, person_id, workstation_id,
         requested_by, correlation_id) VALUES ($1, $2, 'spec', 'ISSUE', 'COMPLETED', 'done', 'done', $3, $4, 'ws-front', 'spec', 'spec')`,
      [requestId, defaultTenantId, deviceId, personId],
    );
    const issue = { wizard: 'add-device', step: 'issue', requestId } as const;
    await service.ask('wizard-step.tell', issue, actor);
    await service.ask('wizard-step.tell', issue, other.actor);
    expect(await step(personId)).toMatchObject({ requestId, workstationName: 'Front desk' });
    expect(await step(other.personId)).toMatchObject({ requestId: null, workstationName: null });
  });

  it.each([
    ['wizard', { wizard: 'toString' }],
    ['step', { step: 'offer' }],
    ['says', { says: 'my PIN is 123456' }],
    ['problem', { problem: '123456' }],
    ['requestId', { requestId: '123456' }],
    ['workstationId', { workstationId: 'a b' }],
    ['sessionSha256Hex', { sessionSha256Hex: 'x' }],
  ])('refuses / a %s that is none: %j', async (field, part) => {
    const { actor } = await person('North');
    const asked = { wizard: 'add-device', step: 'pin', ...part };
    await expect(service.askUnchecked('wizard-step.tell', asked, actor)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      details: { field },
    });
  });

  it('is of a person: who is none tells nothing', async () => {
    await expect(
      service.ask('wizard-step.tell', { wizard: 'add-device', step: 'pin' }, actorWith('stranger')),
    ).rejects.toMatchObject({ code: 'AUTH_PERSON_UNKNOWN' });
  });
});
