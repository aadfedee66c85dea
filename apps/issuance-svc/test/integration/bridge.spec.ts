/** The record of the workstation bridge: which answer of which agent pairs which session, and everything that pairs nobody. Real Postgres and NATS. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { edgeCallSubject } from '@cardwright/contracts/nats/subjects';
import type { BridgeAnswer } from '@cardwright/contracts/workstation/bridge';
import type { NatsConnection } from '@cardwright/service-kit/nats/connection';
import { makeAgentKey } from '../support/agent-key.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const grace = actorWith('grace');
const henry = actorWith('henry');
const officer = actorWith('sofia', ['SO']);
const administrator = actorWith('nora', ['system-administrator']);
let service: RecordsService;
let desk: { workstationId: string; agent: NatsConnection };
let agentVersion = '0.1.0';

const random = (): string => randomBytes(32).toString('base64url');
const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex').toUpperCase();
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

beforeAll(async () => {
  service = await startRecordsService();
  Object.assign(service.vault, {
    'profiles.list': () => ({ profiles: [] }),
    'vault.public-key': () => ({ publicJwk: { kty: 'EC' }, kid: 'vault-1' }),
    'agents.sign-jwt': () => ({ jwt: 'signed', expiresAt: '2030-01-01T00:00:00.000Z' }),
    'agents.revoke': () => ({ revoked: true }),
  } satisfies RecordsService['vault']);
  desk = await workstation('Desk 1');
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

async function workstation(name: string): Promise<typeof desk> {
  const { code, workstationId } = await service.ask('workstations.enrolment-code', { name }, administrator);
  await service.ask('workstations.enrol', makeAgentKey().enrolment(code));
  const agent = await service.agent(workstationId, {
    'agent.status': () => ({
      ...{ workstationId, agentVersion, startedAt: '2026-01-01T00:00:00.000Z', pcsc: 'ok' },
      ...{ readers: [], clock: '2026-01-01T00:00:00.000Z' },
    }),
  });
  return { workstationId, agent };
}

async function session(person = grace): Promise<string> {
  const sessionSha256Hex = sha256Hex(random());
  const times = { idleSeconds: 3600, absoluteSeconds: 28_800 };
  await service.ask('sessions.start', { sessionSha256Hex, ...times }, person);
  return sessionSha256Hex;
}
async function opened(sessionSha256Hex: string): Promise<string> {
  const jti = random();
  await service.ask('bridge.open', { sessionSha256Hex, jtiSha256Hex: sha256Hex(jti) }, grace);
  return jti;
}
async function answer(body: BridgeAnswer, { workstationId, agent } = desk): Promise<boolean> {
  const asked = JSON.stringify({ tenantId: defaultTenantId, correlationId: 'bridge', body });
  const reply = await agent.request(edgeCallSubject(workstationId, 'bridge.answer'), asked, { timeout: 5_000 });
  return reply.json<{ body: { accepted: boolean } }>().body.accepted;
}
/** The agent's answer; gives the code. */
async function answered(jti: string, at = desk): Promise<string> {
  const code = random();
  expect(await answer({ jti, codeSha256Hex: sha256Hex(code) }, at)).toBe(true);
  return code;
}
const pair = (sessionSha256Hex: string, code: string) =>
  service.ask('bridge.pair', { sessionSha256Hex, codeSha256Hex: sha256Hex(code) }, grace);
const state = (sessionSha256Hex: string) => service.ask('bridge.state', { sessionSha256Hex }, grace);
const pairedAt = async (sessionSha256Hex: string): Promise<string | null | undefined> =>
  (await service.ask('sessions.check', { sessionSha256Hex, touch: false })).pairedWorkstationId;
/** As if so long ago. */
const ago = (jti: string, column: 'made_at' | 'expires_at' | 'answered_at', seconds: number) =>
  query(`UPDATE bridge_challenge SET ${column} = now() - make_interval(secs => $2) WHERE jti_sha256_hex = $1`, [
    sha256Hex(jti),
    seconds,
  ]);
const refusedCode = { code: 'BRIDGE_CODE_REFUSED' };

it('[C03] a session is at the workstation whose agent answered its challenge, until it ends', async () => {
  const mine = await session();
  expect([await pairedAt(mine), await state(mine)]).toEqual([
    null,
    { workstation: null, challenge: null, before: null, outdated: null },
  ]);
  const jti = await opened(mine);
  expect((await state(mine)).challenge).toEqual({ state: 'open', cause: null });
  const code = await answered(jti);
  expect(await state(mine)).toEqual({
    workstation: null,
    challenge: { state: 'answered', cause: null },
    before: null,
    outdated: null,
  });
  const paired = {
    workstation: { workstationId: desk.workstationId, name: 'Desk 1', online: true },
    challenge: { state: 'paired', cause: null },
    before: null,
    outdated: null,
  };
  expect([await pair(mine, code), await state(mine)]).toEqual([paired, paired]);
  expect(await pairedAt(mine)).toBe(desk.workstationId);
  await service.ask('sessions.end', { sessionSha256Hex: mine });
  expect(await pairedAt(mine)).toBe(null);
  await expect(state(mine)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
});

it('refuses / a challenge that was opened in somebody else’s browser: it pairs neither, and the code is gone', async () => {
  const [attacker, victim] = [await session(), await session()];
  const code = await answered(await opened(attacker));
  await expect(pair(victim, code)).rejects.toMatchObject(refusedCode);
  await expect(pair(attacker, code)).rejects.toMatchObject(refusedCode);
  expect([await pairedAt(attacker), await pairedAt(victim)]).toEqual([null, null]);
  expect((await state(attacker)).challenge).toEqual({ state: 'refused', cause: 'other-browser' });
  expect((await state(victim)).challenge).toBe(null);
});

it('refuses / a code that comes twice, too late, or that no agent made', async () => {
  const mine = await session();
  const code = await answered(await opened(mine));
  await pair(mine, code);
  await expect(pair(mine, code)).rejects.toMatchObject(refusedCode);
  const late = await opened(mine);
  const lateCode = await answered(late);
  await ago(late, 'answered_at', 61);
  await expect(pair(mine, lateCode)).rejects.toMatchObject(refusedCode);
  await expect(pair(mine, random())).rejects.toMatchObject(refusedCode);
  // The one of before is still good.
  expect(await pairedAt(mine)).toBe(desk.workstationId);
});

it('refuses / an answer to a challenge that is unknown, over, answered before, or of a session that has ended', async () => {
  const mine = await session();
  const code = (): { codeSha256Hex: string } => ({ codeSha256Hex: sha256Hex(random()) });
  const twice = await opened(mine);
  await answered(twice);
  const late = await opened(mine);
  await ago(late, 'expires_at', 1);
  expect((await state(mine)).challenge).toEqual({ state: 'over', cause: null });
  const gone = await session();
  const ofNobody = await opened(gone);
  await service.ask('sessions.end', { sessionSha256Hex: gone });
  for (const jti of [random(), twice, late, ofNobody]) expect(await answer({ jti, ...code() })).toBe(false);
  await expect(opened(gone)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
});

it('refuses / answers that are none', async () => {
  const mine = await session();
  const jti = await opened(mine);
  const both = { jti, codeSha256Hex: sha256Hex('a'), refused: 'other-session' };
  for (const wrong of [{ jti }, both, { jti: 7 }, { jti, codeSha256Hex: 'abc' }, { jti, refused: 'why not' }, {}])
    expect(await answer(wrong as unknown as BridgeAnswer)).toBe(false);
  expect((await state(mine)).challenge).toEqual({ state: 'open', cause: null });
});

it('says that another person’s session sits at the computer, and takes no later answer', async () => {
  const mine = await session();
  const jti = await opened(mine);
  expect(await answer({ jti, refused: 'other-session' })).toBe(false);
  expect(await answer({ jti, codeSha256Hex: sha256Hex(random()) })).toBe(false);
  expect((await state(mine)).challenge).toEqual({ state: 'refused', cause: 'other-session' });
});

it('[C06] names both versions where the agent is older than this server works with', async () => {
  const mine = await session();
  await pair(mine, await answered(await opened(mine)));
  agentVersion = '0.0.9';
  try {
    expect((await state(mine)).outdated).toEqual({ agentVersion: '0.0.9', minimumAgentVersion: '0.1.0' });
  } finally {
    agentVersion = '0.1.0';
  }
});

it('[A21, C04, C06] nobody has seen the challenge: where the person was last, and how that computer is', async () => {
  const at = await workstation('Desk of before');
  const [earlier, now, other] = [await session(henry), await session(henry), await session()];
  await pair(earlier, await answered(await opened(earlier), at));
  await service.ask('sessions.end', { sessionSha256Hex: earlier });
  const jti = await opened(now);
  await opened(other);
  const before = { name: 'Desk of before', online: true, gone: false, outdated: null };
  expect(await state(now)).toEqual({
    workstation: null,
    challenge: { state: 'open', cause: null },
    before: { ...before, lastSeenAt: expect.stringMatching(/^20.*Z$/) },
    outdated: null,
  });
  agentVersion = '0.0.9';
  try {
    const outdated = { agentVersion: '0.0.9', minimumAgentVersion: '0.1.0' };
    expect((await state(now)).before).toMatchObject({ ...before, outdated });
  } finally {
    agentVersion = '0.1.0';
  }
  await at.agent.close();
  expect((await state(now)).before).toMatchObject({ name: 'Desk of before', online: false, gone: false });
  await service.ask('workstations.revoke', { workstationId: at.workstationId, reason: 'MOVED' }, administrator);
  expect((await state(now)).before).toMatchObject({ name: 'Desk of before', online: false, gone: true });
  await ago(jti, 'expires_at', 1);
  expect(await state(now)).toMatchObject({ challenge: { state: 'over' }, before: { gone: true } });
  // Of somebody else it says nothing.
  expect((await state(other)).before?.name).not.toBe('Desk of before');
});

it('pairs with another workstation when the browser asks again, and with none when it says so', async () => {
  const [mine, other] = [await session(), await workstation('Desk 2')];
  await pair(mine, await answered(await opened(mine)));
  await pair(mine, await answered(await opened(mine), other));
  expect(await pairedAt(mine)).toBe(other.workstationId);
  const unpair = () => service.ask('bridge.unpair', { sessionSha256Hex: mine }, grace);
  expect([await unpair(), await unpair()]).toEqual([{ unpaired: true }, { unpaired: false }]);
  expect(await pairedAt(mine)).toBe(null);
});

it('refuses / a workstation that was shut out: it answers nothing, and nobody is paired with it any more', async () => {
  const [mine, gone] = [await session(), await workstation('Stolen')];
  await pair(mine, await answered(await opened(mine), gone));
  const next = await opened(mine);
  await service.ask('workstations.revoke', { workstationId: gone.workstationId, reason: 'STOLEN' }, administrator);
  expect(await pairedAt(mine)).toBe(null);
  expect((await state(mine)).workstation).toBe(null);
  expect(await answer({ jti: next, codeSha256Hex: sha256Hex(random()) }, gone)).toBe(false);
});

it('refuses / ids that are none, and more challenges than anybody clicks', async () => {
  const mine = await session();
  await expect(
    service.ask('bridge.open', { sessionSha256Hex: mine, jtiSha256Hex: "' OR 1=1" }, grace),
  ).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  for (let made = 0; made < 20; made++) await opened(mine);
  await expect(opened(mine)).rejects.toMatchObject({ code: 'REQUEST_RATE_LIMITED' });
});

it('[C05] a code that the agent shows, typed in: once, within its time, and only the newest', async () => {
  const mine = await session();
  const show = async (code: string, at = desk): Promise<boolean> => {
    const body = { codeSha256Hex: sha256Hex(code) };
    const asked = JSON.stringify({ tenantId: defaultTenantId, correlationId: 'bridge', body });
    const subject = edgeCallSubject(at.workstationId, 'bridge.code');
    return (await at.agent.request(subject, asked, { timeout: 5_000 })).json<{ body: { accepted: boolean } }>().body
      .accepted;
  };
  const type = (code: string) =>
    service.ask('bridge.pair-typed', { sessionSha256Hex: mine, codeSha256Hex: sha256Hex(code) }, grace);
  expect([await show('FIRST'), await show('SECOND')]).toEqual([true, true]);
  await expect(type('FIRST')).rejects.toMatchObject(refusedCode);
  expect((await type('SECOND')).workstation).toMatchObject({ workstationId: desk.workstationId });
  expect(await pairedAt(mine)).toBe(desk.workstationId);
  await expect(type('SECOND')).rejects.toMatchObject(refusedCode);
  await show('LATE');
  await query('UPDATE bridge_typed_code SET expires_at = now()');
  await expect(type('LATE')).rejects.toMatchObject(refusedCode);
  // The fifth try is the last for a while, and then a good code does not help either.
  await expect(type('GUESS')).rejects.toMatchObject(refusedCode);
  await show('GOOD');
  await expect(type('GOOD')).rejects.toMatchObject({ code: 'REQUEST_RATE_LIMITED' });
  await query(`UPDATE web_session SET code_tried_at = now() - interval '301 seconds' WHERE session_sha256_hex = $1`, [
    mine,
  ]);
  expect((await type('GOOD')).workstation).toMatchObject({ workstationId: desk.workstationId });
  const gone = await workstation('Gone');
  await service.ask('workstations.revoke', { workstationId: gone.workstationId, reason: 'STOLEN' }, administrator);
  expect(await show('STOLEN', gone)).toBe(false);
});

it('is in the audit trail with its workstation and session, and without codes', async () => {
  const [mine, victim] = [await session(), await session()];
  const jti = await opened(mine);
  const code = await answered(jti);
  await pair(mine, code);
  const foreign = await answered(await opened(mine));
  // Somebody who was not refused before: repetitions within a minute are counted, not written.
  const brought = { sessionSha256Hex: victim, codeSha256Hex: sha256Hex(foreign) };
  await expect(service.ask('bridge.pair', brought, actorWith('mallory'))).rejects.toMatchObject(refusedCode);
  await service.ask('bridge.unpair', { sessionSha256Hex: mine }, grace);
  const object = `session:${mine.slice(0, 16)}`;
  const rows = (await service.ask('audit.list', { limit: 200 }, officer)).rows.filter(
    (row) => row.object === object && row.action.startsWith('bridge.'),
  );
  const { workstationId } = desk;
  const broughtBy = `session:${victim.slice(0, 16)}`;
  expect(rows.map(({ actor, action, details }) => [actor.split('@')[0], action, details])).toEqual([
    ['person:grace', 'bridge.unpaired', { workstationId }],
    ['person:mallory', 'bridge.refused', { workstationId, cause: 'other-browser', broughtBy }],
    ['person:grace', 'bridge.paired', { workstationId }],
  ]);
  const all = JSON.stringify(await query('SELECT * FROM audit_log'));
  for (const secret of [code, foreign, jti].flatMap((text) => [text, sha256Hex(text)]))
    expect(all).not.toContain(secret);
});

it('is forgotten an hour later, a few with each new one', async () => {
  const mine = await session();
  const old = await opened(mine);
  await ago(old, 'made_at', 3_601);
  await opened(mine);
  expect(await query('SELECT 1 FROM bridge_challenge WHERE jti_sha256_hex = $1', [sha256Hex(old)])).toEqual([]);
});
