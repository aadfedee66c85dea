/** A profile that takes two: one person proposes a version, another approves it (PROFILE_APPROVAL=required). Real database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '@cardwright/contracts/nats/rpc';
import { keyAlgorithms } from '../../src/domain/key-names.js';
import { plantDevice } from '../support/certificates.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const priya = actorWith('priya', ['profile-administrator']);
const paul = actorWith('paul', ['profile-administrator']);
const approver = actorWith('abel', ['approver']);
const name = 'authentication-only';

describe('profiles that another person approves', () => {
  let service: RecordsService;
  let certificateProfiles = ['piv-authentication'];
  beforeAll(async () => {
    service = await startRecordsService({ PROFILE_APPROVAL: 'required' });
    service.vault['profiles.list'] = () => ({
      profiles: certificateProfiles.map((profile) => ({ name: profile, title: profile, keyAlgorithms })),
    });
  }, 90_000);
  afterAll(async () => service?.stop(), 30_000);

  const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    service.running.dataSource!.query(sql, parameters);
  const newest = async () => (await service.ask('profiles.get', { name }, priya)).profile;
  const lasting = async (cardLifetimeDays: number) => ({ ...(await newest()).definition, cardLifetimeDays });
  const propose = async (cardLifetimeDays: number, actor: Actor = priya) =>
    (
      await service.ask(
        'profile-proposals.create',
        { definition: await lasting(cardLifetimeDays), reason: 'shorter' },
        actor,
      )
    ).proposal;
  const approve = (proposalId: string, actor: Actor) => service.ask('profile-proposals.approve', { proposalId }, actor);

  it('[F12] nobody publishes alone; what is proposed says what it changes and how many cards it concerns', async () => {
    await expect(service.ask('profiles.publish', { definition: await lasting(900) }, priya)).rejects.toMatchObject({
      code: 'PROFILE_APPROVAL_NEEDED',
    });
    const [inUse, ended] = [
      await plantDevice(query, 'ACTIVE', 'spec:1'),
      await plantDevice(query, 'TERMINATED', 'spec:2'),
    ];
    await query('UPDATE device SET profile_name = $2, profile_version = 1 WHERE device_id = ANY ($1)', [
      [inUse, ended],
      name,
    ]);
    const { proposalId } = await propose(900);
    expect(await service.ask('profile-proposals.get', { proposalId }, approver)).toMatchObject({
      proposal: { name, basedOnVersion: 1, state: 'open', reasonText: 'shorter', version: null, decidedBy: null },
      changes: [{ path: '/cardLifetimeDays', before: 1095, after: 900 }],
      cards: 1,
    });
    expect((await newest()).version).toBe(1);
    const validate = async (definition: object) =>
      (await service.ask('profiles.validate', { definition }, priya)).preview;
    expect(await validate(await lasting(900))).toEqual({
      ...{ basedOnVersion: 1, cards: 1, reinstates: false, approvalNeeded: true },
      changes: [{ path: '/cardLifetimeDays', before: 1095, after: 900 }],
    });
    expect(await validate({ ...(await lasting(900)), name: 'never-published' })).toEqual({
      ...{ basedOnVersion: null, changes: [], cards: 0, reinstates: false, approvalNeeded: true },
    });
    const bare = service.ask('profile-proposals.create', { definition: await lasting(1), reason: ' - ' }, priya);
    await expect(bare).rejects.toMatchObject({ code: 'REASON_TEXT_REQUIRED' });
    await service.ask('profile-proposals.decline', { proposalId, reason: 'not now' }, priya);
  });

  it('[F12] whoever proposed it never approves it, by whichever client; another person does, once', async () => {
    const { proposalId, sha256Hex } = await propose(800);
    for (const actor of [priya, { ...priya, clientId: 'cardwright-cli' }])
      await expect(approve(proposalId, actor)).rejects.toMatchObject({ code: 'PROFILE_OWN_PROPOSAL' });
    const answers = await Promise.allSettled([approve(proposalId, paul), approve(proposalId, approver)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'PROFILE_PROPOSAL_DECIDED', details: { state: 'approved' } },
    });
    expect(await newest()).toMatchObject({ version: 2, sha256Hex, definition: { cardLifetimeDays: 800 } });
    const told = await query<{ action: string }>(
      `SELECT action, reason, details->>'proposalId' AS proposal FROM audit_log WHERE details->>'proposalId' = $1 ORDER BY id`,
      [proposalId],
    );
    expect(told).toEqual([
      { action: 'profile.proposed', reason: 'shorter', proposal: proposalId },
      { action: 'profile.published', reason: null, proposal: proposalId },
      { action: 'profile.proposal-approved', reason: null, proposal: proposalId },
    ]);
    const published =
      await query(`SELECT payload->'data' AS data FROM outbox WHERE payload->>'name' = 'profile.published'
      AND payload->'data'->>'version' = '2'`);
    expect(published).toEqual([{ data: { name, version: 2 } }]);
  });

  it('[Issue 13] its versions are listed with how many cards in use have each, in pages', async () => {
    const versions = (body: object) => service.ask('profiles.versions', { name, ...body }, approver);
    const first = await versions({ limit: 1 });
    expect(first.rows.map(({ version, cards }) => [version, cards])).toEqual([[2, 0]]);
    expect(first.rows[0]!.publishedBy).toMatch(/paul|abel/);
    const second = await versions({ limit: 1, cursor: first.nextCursor! });
    expect(second).toMatchObject({ rows: [{ version: 1, cards: 1 }], nextCursor: null });
    await expect(versions({ cursor: 'bm9wZQ' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    await expect(versions({ name: 'nope' })).rejects.toMatchObject({ code: 'PROFILE_NOT_FOUND' });
  });

  it('a person with two sign-ins is one person', async () => {
    await service.ask(
      'people.import',
      { csv: 'external_id,given_name,surname,email\nE1,Priya,Rao,priya@example.test' },
      actorWith('nora', ['system-administrator']),
    );
    const linked = actorWith('priya-2', ['profile-administrator'], 'E1');
    const { proposalId } = await propose(700, linked);
    const [row] = await query<{ person: string | null }>(
      'SELECT proposer_person_id AS person FROM profile_proposal WHERE proposal_id = $1',
      [proposalId],
    );
    expect(row!.person).not.toBeNull();
    // The same person, on record under another subject by now.
    await query(`UPDATE profile_proposal SET proposer_identity = 'person:before@elsewhere' WHERE proposal_id = $1`, [
      proposalId,
    ]);
    await expect(approve(proposalId, linked)).rejects.toMatchObject({ code: 'PROFILE_OWN_PROPOSAL' });
    await service.ask('profile-proposals.decline', { proposalId, reason: 'spec' }, paul);
  });

  it('[F12] of two proposals one is outdated when the other is published, and what models or the CA refuse by now is not published', async () => {
    const [first, second] = [await propose(600), await propose(500)];
    await approve(first.proposalId, paul);
    await expect(approve(second.proposalId, paul)).rejects.toMatchObject({
      code: 'PROFILE_PROPOSAL_OUTDATED',
      details: { version: 3 },
    });
    const { rows } = await service.ask('profile-proposals.list', { limit: 2 }, approver);
    expect(rows.map(({ proposalId, state, version }) => [proposalId, state, version])).toEqual([
      [second.proposalId, 'outdated', null],
      [first.proposalId, 'approved', 3],
    ]);
    const third = await propose(400);
    certificateProfiles = ['another'];
    await expect(approve(third.proposalId, paul)).rejects.toMatchObject({ code: 'PROFILE_INVALID' });
    certificateProfiles = ['piv-authentication'];
    expect((await newest()).version).toBe(3);
    await approve(third.proposalId, paul);
    expect((await newest()).version).toBe(4);
  });

  it('declined says why and by whom, and stays so; unknown ids are not found', async () => {
    const { proposalId } = await propose(300);
    const decline = (reason: string) => service.ask('profile-proposals.decline', { proposalId, reason }, approver);
    await expect(decline('')).rejects.toMatchObject({ code: 'REASON_TEXT_REQUIRED' });
    expect((await decline('too short')).proposal).toMatchObject({ state: 'declined', decisionReasonText: 'too short' });
    await expect(approve(proposalId, paul)).rejects.toMatchObject({
      code: 'PROFILE_PROPOSAL_DECIDED',
      details: { state: 'declined' },
    });
    for (const unknown of [randomUUID(), 'nonsense'])
      await expect(approve(unknown, paul)).rejects.toMatchObject({ code: 'REQUEST_NOT_FOUND' });
  });
});
