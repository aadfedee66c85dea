/**
 * Enrolment: who gets a workstation's credential, whose key it is, and what a stranger can do to others; and the vault, for which no
 * transaction waits. Real Postgres and NATS.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { formatEnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import { eventually } from '@cardwright/testing/eventually';
import { AgentKey1700000000032 } from '../../src/persistence/migrations/1700000000032-AgentKey.js';
import { type AgentKey, makeAgentKey } from '../support/agent-key.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const administrator = actorWith('nora', ['system-administrator']);

let service: RecordsService;
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);
const codeFor = (name: string) => service.ask('workstations.enrolment-code', { name }, administrator);
const send = (body: ReturnType<AgentKey['enrolment']>) => service.ask('workstations.enrol', body);
const enrol = (code: string, key: AgentKey) => send(key.enrolment(code));
const revoke = (workstationId: string) =>
  service.ask('workstations.revoke', { workstationId, reason: 'STOLEN' }, administrator);
/** A workstation with an agent. */
async function enrolled(name: string): Promise<{ workstationId: string; key: AgentKey }> {
  const { code, workstationId } = await codeFor(name);
  const key = makeAgentKey();
  await enrol(code, key);
  return { workstationId, key };
}
const keyOnRecord = async (workstationId: string): Promise<string | null> => {
  const sql = 'SELECT agent_nkey FROM workstation WHERE workstation_id = $1';
  return (await query<{ agent_nkey: string | null }>(sql, [workstationId]))[0]!.agent_nkey;
};
const askedOfTheVault = (name: string, { agentNkey }: AgentKey): number =>
  service.vaultCalls.filter(
    (call) => call.name === name && (call.body as { agentNkey?: string }).agentNkey === agentNkey,
  ).length;
const away = (): never => {
  throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
};

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

describe('proof that the agent has its key', () => {
  it('lets in who signed the code with the key that it enrols', async () => {
    const { code, workstationId } = await codeFor('Proof');
    const key = makeAgentKey();
    expect(await enrol(code, key)).toMatchObject({ workstationId, jwt: 'signed' });
    expect(await keyOnRecord(workstationId)).toBe(key.agentNkey);
  });

  it.each<[string, (code: string, key: AgentKey) => ReturnType<AgentKey['enrolment']>]>([
    [
      'with the public key of somebody else',
      (code, key) => ({ ...makeAgentKey().enrolment(code), agentNkey: key.agentNkey }),
    ],
    ['by another key', (code, key) => makeAgentKey().enrolment(code, key)],
    [
      'for another code',
      (code, key) =>
        key.enrolment(code, {
          code: formatEnrolmentCode({ secretBase64Url: 'A'.repeat(22), rootSha256Base64Url: code.slice(-43) }),
        }),
    ],
    [
      'for a server with another transport root',
      (code, key) => key.enrolment(code, { code: `${code.slice(0, -43)}${'A'.repeat(43)}` }),
    ],
    ['for another agent version', (code, key) => ({ ...key.enrolment(code), agentVersion: '9.9.9' })],
    ['cut', (code, key) => ({ ...key.enrolment(code), proofBase64Url: 'AAAA' })],
    ['all zeros', (code, key) => ({ ...key.enrolment(code), proofBase64Url: 'A'.repeat(86) })],
  ])('refuses / a signature %s, which costs neither the code nor anything else', async (name, forged) => {
    const { code, workstationId } = await codeFor(`Forged ${name}`.slice(0, 60));
    const key = makeAgentKey();
    await expect(send(forged(code, key))).rejects.toMatchObject({ code: 'ENROLMENT_PROOF_INVALID' });
    expect(askedOfTheVault('agents.sign-jwt', key)).toBe(0);
    expect(await keyOnRecord(workstationId)).toBeNull();
    expect(await enrol(code, key)).toMatchObject({ jwt: 'signed' });
  });

  it('says to an agent of before, which sends none, that it must be updated; its code stays good', async () => {
    const { code } = await codeFor('Old agent');
    const key = makeAgentKey();
    const { agentNkey } = key;
    const old = send({ code, agentNkey, agentVersion: '0.1.0' });
    await expect(old).rejects.toMatchObject({
      // A code that such an agent knows: of others it shows no text.
      code: 'EDGE_OUTDATED',
      message: expect.stringContaining('install the agent that came with this server, then enrol with the same code'),
    });
    expect(await enrol(code, key)).toMatchObject({ jwt: 'signed' });
  });

  it('[B12] an agent that is too old is refused with both versions named; its code stays good', async () => {
    const { code } = await codeFor('Outdated agent');
    const key = makeAgentKey();
    await expect(send(key.enrolment(code, { agentVersion: '0.1.0-rc.1' }))).rejects.toMatchObject({
      code: 'EDGE_OUTDATED',
      message: 'The agent is 0.1.0-rc.1, this server needs 0.1.0 or later: install that, then enrol with the same code',
      details: { agentVersion: '0.1.0-rc.1', minimumAgentVersion: '0.1.0' },
    });
    expect(askedOfTheVault('agents.sign-jwt', key)).toBe(0);
    expect(await enrol(code, key)).toMatchObject({ jwt: 'signed' });
  });

  it('[B12] the server says its versions to an agent that is enrolled, whatever the agent says', async () => {
    const { workstationId } = await enrolled('Says its version');
    const agent = await service.agent(workstationId, {});
    for (const agentVersion of ['0.0.9', '0.1.0', undefined, { a: 1 }]) {
      const asked = JSON.stringify({ tenantId: defaultTenantId, correlationId: 'version', body: { agentVersion } });
      const reply = await agent.request(`cw.v1.edge.${workstationId}.call.version.exchange`, asked, { timeout: 5_000 });
      expect(reply.json()).toEqual({ body: { serverVersion: '0.1.0', minimumAgentVersion: '0.1.0' } });
    }
  });

  it('leaves agents that are enrolled alone: they renew as before', async () => {
    const workstationId = 'ws-00000000aaaa';
    const { agentNkey } = makeAgentKey();
    await query(
      `INSERT INTO workstation (workstation_id, tenant_id, name, agent_nkey) SELECT $1, tenant_id, 'From before', $2
       FROM workstation LIMIT 1`,
      [workstationId, agentNkey],
    );
    const agent = await service.agent(workstationId, {});
    const asked = JSON.stringify({ tenantId: defaultTenantId, correlationId: 'renew', body: { agentNkey } });
    const reply = await agent.request(`cw.v1.edge.${workstationId}.call.jwt.renew`, asked, { timeout: 5_000 });
    expect(reply.json()).toMatchObject({ body: { jwt: 'signed' } });
  });
});

describe('a key belongs to one workstation', () => {
  it('refuses / the key of another, enrolled or revoked; the code stays good', async () => {
    const { key: other } = await enrolled('First owner');
    const { workstationId: gone, key: revoked } = await enrolled('Revoked owner');
    await revoke(gone);
    const { code } = await codeFor('Second owner');
    await expect(enrol(code, other)).rejects.toMatchObject({ code: 'ENROLMENT_KEY_IN_USE' });
    await expect(enrol(code, revoked)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    expect(await enrol(code, makeAgentKey())).toMatchObject({ jwt: 'signed' });
  });

  it('gives it to one of two that enrol with it at the same moment', async () => {
    const [left, right] = [await codeFor('Left'), await codeFor('Right')];
    const key = makeAgentKey();
    // Both have passed the look at the records before either has one.
    let waiting = 0;
    let go = (): void => undefined;
    const both = new Promise<void>((resolve) => (go = resolve));
    service.vault['agents.sign-jwt'] = async () => {
      if (++waiting === 2) go();
      await both;
      return { jwt: 'signed', expiresAt: '2030-01-01T00:00:00.000Z' };
    };
    const results = await Promise.allSettled([enrol(left.code, key), enrol(right.code, key)]);
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ code: 'ENROLMENT_KEY_IN_USE' }) },
    ]);
    const owners = [await keyOnRecord(left.workstationId), await keyOnRecord(right.workstationId)];
    expect(owners.filter((owner) => owner === key.agentNkey)).toHaveLength(1);
    expect(owners.filter((owner) => owner === null)).toHaveLength(1);
  });

  it('takes it out of use with its own workstation only, where rows from before share one', async () => {
    const { workstationId: owner, key } = await enrolled('Owner of a shared key');
    const borrower = await codeFor('Borrower');
    const { workstationId: replaced, code } = await codeFor('Borrower that enrols anew');
    await query('UPDATE workstation SET agent_nkey = $1 WHERE workstation_id = ANY ($2)', [
      key.agentNkey,
      [borrower.workstationId, replaced],
    ]);
    await revoke(borrower.workstationId);
    await enrol(code, makeAgentKey());
    expect(askedOfTheVault('agents.revoke', key)).toBe(0);
    await revoke(owner);
    expect(askedOfTheVault('agents.revoke', key)).toBe(1);
  });

  it('keeps in the migration whoever had it first, and keys that are out of use', async () => {
    const { workstationId: gone, key: revoked } = await enrolled('Revoked before the migration');
    await revoke(gone);
    const { workstationId: late } = await enrolled('Had it later');
    const { workstationId: owner, key } = await enrolled('Had it first');
    await query('UPDATE workstation SET agent_nkey = $1 WHERE workstation_id = $2', [key.agentNkey, late]);
    await query(`UPDATE workstation SET enrolled_at = enrolled_at - interval '1 day' WHERE workstation_id = $1`, [
      owner,
    ]);
    const runner = service.running.dataSource!.createQueryRunner();
    const migration = new AgentKey1700000000032();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    const owners = 'SELECT workstation_id FROM agent_key WHERE agent_nkey = $1';
    expect(await query(owners, [key.agentNkey])).toEqual([{ workstation_id: owner }]);
    expect(await query(owners, [revoked.agentNkey])).toEqual([{ workstation_id: gone }]);
  });

  it('refuses / the key of a service, as the vault knows it; a workstation of before that has one is revoked without it', async () => {
    const inUse = (): never => {
      throw new CardwrightError('ENROLMENT_KEY_IN_USE', onlyInEnglish('This is the key of the service issuance'));
    };
    Object.assign(service.vault, { 'agents.sign-jwt': inUse, 'agents.revoke': inUse });
    const { code, workstationId } = await codeFor('With the key of a service');
    const key = makeAgentKey();
    await expect(enrol(code, key)).rejects.toMatchObject({ code: 'ENROLMENT_KEY_IN_USE' });
    await query('UPDATE workstation SET agent_nkey = $1 WHERE workstation_id = $2', [key.agentNkey, workstationId]);
    expect((await revoke(workstationId)).workstation.revokedAt).not.toBeNull();
    const job = 'SELECT done_at IS NOT NULL AS done, last_error_code FROM agent_revocation WHERE agent_nkey = $1';
    expect(await query(job, [key.agentNkey])).toEqual([{ done: true, last_error_code: 'ENROLMENT_KEY_IN_USE' }]);
  });
});

describe('a code', () => {
  it('is void when its workstation is revoked, enrolled or not', async () => {
    const { workstationId } = await enrolled('Stolen with its note');
    const { code } = await codeFor('Stolen with its note');
    const never = await codeFor('Never enrolled');
    for (const id of [workstationId, never.workstationId]) await revoke(id);
    for (const dead of [code, never.code])
      await expect(enrol(dead, makeAgentKey())).rejects.toMatchObject({ code: 'ENROLMENT_CODE_INVALID' });
    const audit = `SELECT details->>'codeVoid' AS void FROM audit_log WHERE action = 'workstation.revoked' AND object = ANY ($1)`;
    expect(await query(audit, [[`workstation:${workstationId}`, `workstation:${never.workstationId}`]])).toEqual([
      { void: 'true' },
      { void: 'true' },
    ]);
  });

  it('that is asked for after the revocation is good: somebody wants the workstation back', async () => {
    const { workstationId } = await enrolled('Found again');
    await revoke(workstationId);
    const { code } = await codeFor('Found again');
    expect(await enrol(code, makeAgentKey())).toMatchObject({ workstationId });
  });

  it('is void for an enrolment that was under way when its workstation was revoked', async () => {
    const { code, workstationId } = await codeFor('Revoked while enrolling');
    const key = makeAgentKey();
    service.vault['agents.sign-jwt'] = async () => {
      await revoke(workstationId);
      return { jwt: 'signed', expiresAt: '2030-01-01T00:00:00.000Z' };
    };
    await expect(enrol(code, key)).rejects.toMatchObject({ code: 'ENROLMENT_CODE_INVALID' });
    expect(await keyOnRecord(workstationId)).toBeNull();
  });

  it('stays good however many bad ones strangers send', async () => {
    const { code } = await codeFor('Besieged');
    const guess = makeAgentKey().enrolment(code);
    const strangers = Array.from({ length: 200 }, (_, index) =>
      formatEnrolmentCode({
        secretBase64Url: `guess${String(index).padStart(17, '0')}`,
        rootSha256Base64Url: code.slice(-43),
      }),
    );
    const codes = await Promise.all(
      strangers.map((wrong) => send({ ...guess, code: wrong }).catch((error: CardwrightError) => error.code)),
    );
    expect(new Set(codes)).toEqual(new Set(['ENROLMENT_CODE_INVALID']));
    expect(await enrol(code, makeAgentKey())).toMatchObject({ jwt: 'signed' });
  });

  it('that somebody has and misuses is slowed down, and no other with it', async () => {
    const { code } = await codeFor('Misused');
    const { code: other } = await codeFor('Beside it');
    const refusals: unknown[] = [];
    for (let count = 0; count < 12; count++)
      await send({ ...makeAgentKey().enrolment(code), proofBase64Url: 'A'.repeat(86) }).catch(
        (error: CardwrightError) => refusals.push(error.code),
      );
    expect(refusals.slice(0, 10)).toEqual(Array(10).fill('ENROLMENT_PROOF_INVALID'));
    expect(refusals.slice(10)).toEqual(['REQUEST_RATE_LIMITED', 'REQUEST_RATE_LIMITED']);
    expect(await enrol(other, makeAgentKey())).toMatchObject({ jwt: 'signed' });
  });

  it('is not slowed down by an outage', async () => {
    const { code } = await codeFor('Outage');
    const key = makeAgentKey();
    service.vault['agents.sign-jwt'] = away;
    for (let count = 0; count < 12; count++)
      await expect(enrol(code, key)).rejects.toMatchObject({ code: 'REQUEST_SERVICE_UNAVAILABLE' });
    service.vault['agents.sign-jwt'] = () => ({ jwt: 'signed', expiresAt: '2030-01-01T00:00:00.000Z' });
    expect(await enrol(code, key)).toMatchObject({ jwt: 'signed' });
  });
});

describe('the vault and the enrolment', () => {
  const [first, second, third, fourth] = [makeAgentKey(), makeAgentKey(), makeAgentKey(), makeAgentKey()];
  const revocations = () =>
    query<{ agent_nkey: string; done: boolean }>(
      `SELECT agent_nkey, done_at IS NOT NULL AS done FROM agent_revocation WHERE agent_nkey = ANY ($1) ORDER BY requested_at`,
      [[first, second, third].map(({ agentNkey }) => agentNkey)],
    );

  it('no transaction waits for the vault: while it is asked, neither code nor workstation is locked', async () => {
    const { code, workstationId } = await codeFor('Unlocked');
    let free: unknown[] = [];
    service.vault['agents.sign-jwt'] = async () => {
      free = await query(
        `SELECT 1 FROM enrolment_code JOIN workstation USING (workstation_id) WHERE workstation_id = $1
         FOR UPDATE SKIP LOCKED`,
        [workstationId],
      );
      return { jwt: 'signed', expiresAt: '2030-01-01T00:00:00.000Z' };
    };
    await enrol(code, first);
    expect(free).toHaveLength(1);
  });

  it('away, it costs no code', async () => {
    const { code } = await codeFor('Unlocked');
    const { 'agents.sign-jwt': sign } = service.vault;
    service.vault['agents.sign-jwt'] = away;
    await expect(enrol(code, second)).rejects.toMatchObject({ code: 'REQUEST_SERVICE_UNAVAILABLE' });
    service.vault['agents.sign-jwt'] = sign!;
    expect(await enrol(code, second)).toMatchObject({ jwt: 'signed' });
    await eventually(revocations, [{ agent_nkey: first.agentNkey, done: true }]);
  });

  it('away when the code is used, it keeps nobody from enrolling: the key before is revoked when it is back, once', async () => {
    const { code, workstationId } = await codeFor('Unlocked');
    const { 'agents.revoke': revokeKey } = service.vault;
    service.vault['agents.revoke'] = away;
    expect(await enrol(code, third)).toMatchObject({ workstationId, jwt: 'signed' });
    expect(await revocations()).toContainEqual({ agent_nkey: second.agentNkey, done: false });
    service.vault['agents.revoke'] = revokeKey!;
    await eventually(revocations, [
      { agent_nkey: first.agentNkey, done: true },
      { agent_nkey: second.agentNkey, done: true },
    ]);
    expect(askedOfTheVault('agents.revoke', first)).toBe(1);
  });

  it('a key that went out of use does not come back', async () => {
    const { code } = await codeFor('Unlocked');
    await expect(enrol(code, first)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    expect(await enrol(code, fourth)).toMatchObject({ jwt: 'signed' });
  });

  it('away, it keeps no workstation from being revoked', async () => {
    const { workstationId, key } = await enrolled('Revoked in an outage');
    const { 'agents.revoke': revokeKey } = service.vault;
    service.vault['agents.revoke'] = away;
    const { workstation } = await revoke(workstationId);
    service.vault['agents.revoke'] = revokeKey!;
    expect(workstation.revokedAt).not.toBeNull();
    await eventually(
      () =>
        query('SELECT last_error_code FROM agent_revocation WHERE agent_nkey = $1 AND done_at IS NOT NULL', [
          key.agentNkey,
        ]),
      [{ last_error_code: 'REQUEST_SERVICE_UNAVAILABLE' }],
    );
  });
});
