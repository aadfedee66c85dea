/** Deployment codes: how many workstations a code enrols, under which names, and what becomes of it. Real Postgres and NATS. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type ReplyOf, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { IdempotencyKeys } from '@cardwright/service-kit/idempotency/idempotency-keys';
import { type AgentKey, makeAgentKey } from '../support/agent-key.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const administrator = actorWith('nora', ['system-administrator']);
type New = Partial<{ places: number; days: number; group: string; namePattern: string }>;
type Made = ReplyOf<IssuanceApi, 'deployment-codes.create'>;

let service: RecordsService;
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);
const make = (change: New = {}): Promise<Made> =>
  service.ask('deployment-codes.create', { places: 5, days: 7, ...change }, administrator);
const enrol = ({ code }: Made, hostName: string, key: AgentKey = makeAgentKey()) =>
  service.ask('workstations.enrol', key.enrolment(code, { hostName }));
const listed = async ({ deploymentCode }: Made) =>
  (await service.ask('deployment-codes.list', {}, administrator)).rows.find(
    ({ deploymentCodeId }) => deploymentCodeId === deploymentCode.deploymentCodeId,
  )!;
const revoke = ({ deploymentCode: { deploymentCodeId } }: Made) =>
  service.ask('deployment-codes.revoke', { deploymentCodeId, reason: 'lost' }, administrator);
const named = async (name: string) =>
  (await service.ask('workstations.list', { name }, administrator)).rows.map(({ workstationId, group }) => ({
    ...{ workstationId, group },
  }));
const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'enrolled',
    (error: { code: string }) => error.code,
  );

beforeAll(async () => {
  service = await startRecordsService();
}, 90_000);
beforeEach(() => {
  Object.assign(service.vault, {
    'profiles.list': () => ({ profiles: [] }),
    'vault.public-key': () => ({ publicJwk: { kty: 'EC' }, kid: 'vault-1' }),
    'agents.sign-jwt': () => ({ jwt: 'signed', expiresAt: '2030-01-01T00:00:00.000Z' }),
    'agents.revoke': () => ({ revoked: true }),
  } satisfies RecordsService['vault']);
});
afterAll(async () => service?.stop(), 30_000);

describe('a deployment code', () => {
  it('enrols workstations under their host names into its group, counts them, and is shown once', async () => {
    const made = await make({ group: 'Library', namePattern: 'lib {host}' });
    expect(made.code).toMatch(/^cwd1\.[\w-]{22}\.[\w-]{43}$/);
    const { workstationId } = await enrol(made, 'PC-01.Example.org.');
    await enrol(made, 'pc-02');
    expect(await named('lib pc-01.example.org')).toEqual([{ workstationId, group: 'Library' }]);
    expect(await listed(made)).toMatchObject({ places: 5, used: 2, left: 3, state: 'open', group: 'Library' });
    const { rows } = await service.ask('workstations.list', { group: 'Library' }, administrator);
    expect(rows.map(({ name }) => name)).toEqual(['lib pc-01.example.org', 'lib pc-02']);
    const kept = JSON.stringify(await query('SELECT * FROM deployment_code'));
    expect(kept).not.toContain(made.code.split('.')[1]);
    const audit = await query<{ action: string }>(
      `SELECT action FROM audit_log WHERE object = $1 OR details->>'deploymentCodeId' = $2 ORDER BY sequence`,
      [`deployment-code:${made.deploymentCode.deploymentCodeId}`, made.deploymentCode.deploymentCodeId],
    );
    expect(audit.map(({ action }) => action)).toEqual([
      'deployment-code.created',
      'workstation.enrolled',
      'workstation.enrolled',
    ]);
  });

  it('gives its last place once, however many come at the same moment', async () => {
    const made = await make({ places: 2 });
    const outcomes = await Promise.all(Array.from({ length: 6 }, (_, index) => refusal(enrol(made, `crowd-${index}`))));
    expect(outcomes.filter((each) => each === 'enrolled')).toHaveLength(2);
    expect(outcomes.filter((each) => each === 'ENROLMENT_CODE_USED_UP')).toHaveLength(4);
    expect(await listed(made)).toMatchObject({ used: 2, left: 0, state: 'used-up' });
    const [row] = await query<{ count: number }>(
      `SELECT count(*)::int AS count FROM workstation WHERE name LIKE 'crowd-%'`,
    );
    expect(row!.count).toBe(2);
  });

  it('says what became of it to whoever has it, and nothing to whoever guesses', async () => {
    const revoked = await make();
    const { workstationId } = await enrol(revoked, 'stays');
    expect((await revoke(revoked)).deploymentCode).toMatchObject({ state: 'revoked', used: 1 });
    await revoke(revoked);
    expect(await refusal(enrol(revoked, 'comes-late'))).toBe('ENROLMENT_CODE_REVOKED');
    expect(await named('stays')).toMatchObject([{ workstationId }]);
    const expired = await make();
    await query(`UPDATE deployment_code SET expires_at = now() WHERE deployment_code_id = $1`, [
      expired.deploymentCode.deploymentCodeId,
    ]);
    expect(await refusal(enrol(expired, 'comes-late'))).toBe('ENROLMENT_CODE_EXPIRED');
    const guess = { ...revoked, code: `cwd1.${'A'.repeat(22)}.${revoked.code.slice(-43)}` };
    expect(await refusal(enrol(guess, 'comes-late'))).toBe('ENROLMENT_CODE_INVALID');
    // The secret of a deployment code is no one-time code.
    expect(await refusal(enrol({ ...revoked, code: revoked.code.replace('cwd1', 'cw1') }, 'comes-late'))).toBe(
      'ENROLMENT_CODE_INVALID',
    );
    expect(await named('comes-late')).toEqual([]);
  });

  it('refuses / a signature for another host name, another code or by another key, and no place is used', async () => {
    const made = await make();
    const key = makeAgentKey();
    for (const forged of [
      { ...key.enrolment(made.code, { hostName: 'mine' }), hostName: 'yours' },
      { ...key.enrolment(made.code, { hostName: 'mine' }), hostName: undefined },
      { ...key.enrolment(made.code, { hostName: 'mine', agentNkey: makeAgentKey().agentNkey }) },
      { ...key.enrolment((await make()).code, { hostName: 'mine' }), code: made.code },
    ])
      expect(await refusal(service.ask('workstations.enrol', forged as never))).toBe('ENROLMENT_PROOF_INVALID');
    expect(await listed(made)).toMatchObject({ used: 0 });
  });

  it.each(['localhost', '', 'a b', `${'a'.repeat(65)}`])(
    'refuses / a computer that calls itself %p',
    async (hostName) => {
      expect(await refusal(enrol(await make(), hostName))).toBe('REQUEST_INVALID');
    },
  );

  it.each<[string, New]>([
    ['places', { places: 0 }],
    ['places', { places: 10_001 }],
    ['days', { days: 366 }],
    ['group', { group: '' }],
    ['namePattern', { namePattern: 'desk' }],
    ['namePattern', { namePattern: '{host} {host}' }],
  ])('refuses / to be made with odd %s', async (field, change) => {
    await expect(make(change)).rejects.toMatchObject({ code: 'REQUEST_INVALID', details: { field } });
  });
});

describe('computers of the same name', () => {
  it('the second is refused, takes no place and changes nothing; two at once: one is enrolled', async () => {
    const made = await make();
    const key = makeAgentKey();
    const { workstationId } = await enrol(made, 'clone', key);
    expect(await refusal(enrol(made, 'CLONE'))).toBe('ENROLMENT_NAME_TAKEN');
    const both = await Promise.all([refusal(enrol(made, 'twin')), refusal(enrol(made, 'twin'))]);
    expect(both.sort()).toEqual(['ENROLMENT_NAME_TAKEN', 'enrolled']);
    expect(await listed(made)).toMatchObject({ used: 2 });
    expect(await query('SELECT agent_nkey FROM workstation WHERE workstation_id = $1', [workstationId])).toEqual([
      { agent_nkey: key.agentNkey },
    ]);
  });

  it('one that did not hear the answer asks again with its key: the same record, and no second place', async () => {
    const made = await make({ places: 1 });
    const key = makeAgentKey();
    const first = await enrol(made, 'cut', key);
    expect(await enrol(made, 'cut', key)).toEqual(first);
    await revoke(made);
    expect(await enrol(made, 'cut', key)).toEqual(first);
    expect(await listed(made)).toMatchObject({ used: 1 });
    expect(await refusal(enrol(made, 'cut'))).toBe('ENROLMENT_CODE_REVOKED');
  });

  it('one that was set up again takes its place once an operator allows it, once; its key of before goes out of use', async () => {
    const made = await make();
    const before = makeAgentKey();
    const { workstationId } = await enrol(made, 'again', before);
    await service.ask('workstations.revoke', { workstationId, reason: 'STOLEN' }, administrator);
    // A stolen computer, with a code that is still good, stays out.
    expect(await refusal(enrol(made, 'again'))).toBe('ENROLMENT_NAME_TAKEN');
    const allow = { workstationId, reason: 'new disk' };
    const { until } = await service.ask('workstations.allow-enrolment', allow, administrator);
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    const after = makeAgentKey();
    expect(await enrol(made, 'again', after)).toMatchObject({ workstationId });
    expect(await refusal(enrol(made, 'again'))).toBe('ENROLMENT_NAME_TAKEN');
    expect(await refusal(enrol(made, 'again', before))).toBe('ENROLMENT_NAME_TAKEN');
    expect(
      await query('SELECT agent_nkey, revoked_at FROM workstation WHERE workstation_id = $1', [workstationId]),
    ).toEqual([{ agent_nkey: after.agentNkey, revoked_at: null }]);
  });
});

/** The mechanism for every operation of the table (contracts), tried on deployment codes: one answers with a secret, one does not. */
describe('[F07] an idempotency key', () => {
  const keyed = <Name extends keyof IssuanceApi & string>(
    key: string,
    name: Name,
    body: RequestOf<IssuanceApi, Name>,
    actor = administrator,
  ): Promise<ReplyOf<IssuanceApi, Name>> =>
    service.gateway.issuance(name, body, {
      ...{ tenantId: defaultTenantId, correlationId: 'spec', actor },
      idempotencyKey: key,
    });
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
  const codes = async () => (await service.ask('deployment-codes.list', { limit: 200 }, administrator)).rows.length;
  const audited = async ({ deploymentCode: { deploymentCodeId } }: Made, action: string) =>
    (
      await query('SELECT 1 FROM audit_log WHERE object = $1 AND action = $2', [
        `deployment-code:${deploymentCodeId}`,
        action,
      ])
    ).length;
  const withdraw = (key: string, { deploymentCode: { deploymentCodeId } }: Made, reason = 'lost', by = administrator) =>
    keyed(key, 'deployment-codes.revoke', { deploymentCodeId, reason }, by);

  it('gives the first answer again, for the same request of the same person, and does it once', async () => {
    const made = await make();
    const first = await withdraw('k-1', made);
    expect(first).toMatchObject({ deploymentCode: { state: 'revoked' } });
    expect(await withdraw('k-1', made)).toEqual(first);
    expect(await audited(made, 'deployment-code.revoked')).toBe(1);
  });

  it('is refused with another body and for another operation; another person may have the same', async () => {
    const made = await make();
    await withdraw('k-2', made);
    expect(await codeOf(withdraw('k-2', made, 'stolen'))).toBe('REQUEST_KEY_REUSED');
    expect(await codeOf(keyed('k-2', 'deployment-codes.create', { places: 1, days: 1 }))).toBe('REQUEST_KEY_REUSED');
    expect(await codeOf(withdraw('k-2', made, 'stolen', actorWith('otto', ['system-administrator'])))).toBe('done');
  });

  it('never keeps an answer that holds a secret: the second is told that it was done', async () => {
    const before = await codes();
    const { code } = await keyed('k-3', 'deployment-codes.create', { places: 1, days: 1 });
    expect(await codeOf(keyed('k-3', 'deployment-codes.create', { places: 1, days: 1 }))).toBe('REQUEST_KEY_ANSWERED');
    expect(await codes()).toBe(before + 1);
    const rows = await query<{ state: string; answer: unknown }>(
      `SELECT * FROM idempotency_key WHERE key = 'k-3' AND actor = 'person:nora@https://issuer.example'`,
    );
    expect(rows).toMatchObject([{ state: 'done', answer: null }]);
    expect(JSON.stringify(rows)).not.toContain(code.split('.')[2]);
  });

  it('does it once, however many come at the same moment; those that come too early may come again', async () => {
    const before = await codes();
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => codeOf(keyed('k-4', 'deployment-codes.create', { places: 1, days: 1 }))),
    );
    expect(outcomes.filter((each) => each === 'done')).toHaveLength(1);
    expect(outcomes.filter((each) => !['done', 'REQUEST_KEY_RUNNING', 'REQUEST_KEY_ANSWERED'].includes(each))).toEqual(
      [],
    );
    expect(await codes()).toBe(before + 1);
  });

  it('is free again after a refusal, so that the request can be corrected', async () => {
    const made = await make();
    expect(await codeOf(withdraw('k-5', made, 'x', actorWith('mallory')))).toBe('AUTH_FORBIDDEN');
    const nobody = { deploymentCodeId: '11111111-1111-4111-8111-111111111111', reason: 'lost' };
    expect(await codeOf(keyed('k-5', 'deployment-codes.revoke', nobody))).toBe('REQUEST_NOT_FOUND');
    expect(await codeOf(withdraw('k-5', made))).toBe('done');
  });

  it('is answered to whoever comes while it is at work; what a crash left half done is done by the next call', async () => {
    const made = await make();
    await withdraw('k-6', made);
    const left = (until: string) =>
      query(
        `UPDATE idempotency_key SET state = 'running', holder = gen_random_uuid(), answer = NULL,
         held_until = now() + $1::interval WHERE key = 'k-6'`,
        [until],
      );
    await left('1 minute');
    expect(await codeOf(withdraw('k-6', made))).toBe('REQUEST_KEY_RUNNING');
    await left('-1 second');
    expect(await withdraw('k-6', made)).toMatchObject({ deploymentCode: { state: 'revoked' } });
    expect(await audited(made, 'deployment-code.revoked')).toBe(1);
  });

  it('runs out after a day and is swept', async () => {
    const made = await make();
    await withdraw('k-7', made);
    const [row] = await query<{ hours: number }>(
      `SELECT round(extract(epoch FROM expires_at - now()) / 3600)::int AS hours FROM idempotency_key WHERE key = 'k-7'`,
    );
    expect(row).toEqual({ hours: 24 });
    await query(`UPDATE idempotency_key SET expires_at = now() - interval '1 second' WHERE key = 'k-7'`);
    expect(await codeOf(withdraw('k-7', made, 'another reason'))).toBe('done');
    await query(`UPDATE idempotency_key SET expires_at = now() - interval '1 second' WHERE key = 'k-7'`);
    expect(await new IdempotencyKeys(service.running.dataSource!).sweep()).toBe(1);
    expect(await query(`SELECT 1 FROM idempotency_key WHERE key = 'k-7'`)).toEqual([]);
  });

  it('is taken only by requests of the table, and only where it can be stored', async () => {
    expect(await codeOf(keyed('k-8', 'deployment-codes.list', {}))).toBe('REQUEST_INVALID');
    for (const key of ['', 'two words', 'ä', 'a'.repeat(129)])
      expect(await codeOf(keyed(key, 'deployment-codes.create', { places: 1, days: 1 }))).toBe('REQUEST_INVALID');
  });
});
