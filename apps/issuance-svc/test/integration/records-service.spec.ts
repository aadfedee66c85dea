import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { edgeCallSubject, edgeEventSubject, sagaProgressSubject } from '@cardwright/contracts/nats/subjects';
import { parseEnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import { endpoints, type Endpoint } from '../../src/domain/endpoints.js';
import { keyAlgorithms } from '../../src/domain/key-names.js';
import { RequestService } from '../../src/records/requests/request.service.js';
import { makeAgentKey } from '../support/agent-key.js';
import { factoryImage } from '../support/factory-image.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';
import { matrix } from '../support/role-matrix.js';
import { words } from '../support/words.js';

const administrator = actorWith('nora', ['system-administrator']);
const operator = actorWith('ada', ['issuance-operator']);
const officer = actorWith('sofia', ['security-officer']);
const author = actorWith('priya', ['profile-administrator']);
const agentKey = makeAgentKey();
const { agentNkey } = agentKey;

describe('issuance-svc without its sagas', () => {
  let service: RecordsService;
  let card: CardImage;
  const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    service.running.dataSource!.query(sql, parameters);

  beforeAll(async () => {
    service = await startRecordsService();
    Object.assign(service.vault, {
      'profiles.list': () => ({
        profiles: ['piv-authentication', 'piv-digital-signature', 'piv-key-management', 'piv-card-authentication'].map(
          (name) => ({ name, title: name, keyAlgorithms }),
        ),
      }),
      'vault.public-key': () => ({ publicJwk: { kty: 'EC' }, kid: 'vault-1' }),
      'agents.sign-jwt': () => ({ jwt: 'signed', expiresAt: '2030-01-01T00:00:00.000Z' }),
      'agents.revoke': () => ({ revoked: true }),
      'vault.stock-batch.import': () => ({ imported: true }),
      'certificates.list': () => ({ rows: [], nextCursor: null }),
    } satisfies RecordsService['vault']);
  }, 90_000);

  afterAll(async () => service?.stop(), 30_000);

  describe('people', () => {
    const csv = 'external_id,given_name,surname,email,organizational_unit\nE1001,Ada,Lovelace,ada@example.test,North';

    it('imports all or nothing, and again changes nothing', async () => {
      const broken = service.ask('people.import', { csv: `${csv}\nE2,,,x,y` }, administrator);
      await expect(broken).rejects.toMatchObject({
        code: 'PERSON_IMPORT_REJECTED',
        details: {
          problems: [
            { line: 3, column: 'given_name', code: 'MISSING' },
            { line: 3, column: 'email', code: 'INVALID' },
          ],
        },
      });
      expect((await service.ask('people.list', {}, operator)).rows).toEqual([]);
      const rest = '\nE1002,Zoë,Ångström,zoe@example.test,North/Lab\nE1003,李,小龍,,South';
      const dry = await service.ask('people.import', { csv: csv + rest, dryRun: true }, administrator);
      expect(dry).toMatchObject({ created: 3, updated: 0, unchanged: 0, file: { encoding: 'utf-8', rows: 3 } });
      expect((await service.ask('people.list', {}, operator)).rows).toEqual([]);
      const first = await service.ask('people.import', { csv: csv + rest }, administrator);
      expect(first).toMatchObject({ created: 3, updated: 0, unchanged: 0 });
      const renamed = (csv + rest).replace('Ångström', 'Ångström-Berg');
      const second = await service.ask('people.import', { csv: renamed }, administrator);
      expect(second).toMatchObject({ created: 0, updated: 1, unchanged: 2 });
    });

    it('refuses an address that another person has, and keeps what a file has no column for', async () => {
      const taken = 'external_id,given_name,surname,email\nE7,Eve,Other,ADA@example.test';
      await expect(service.ask('people.import', { csv: taken }, administrator)).rejects.toMatchObject({
        details: { problems: [{ line: 2, column: 'email', code: 'TAKEN' }] },
      });
      const names = 'external_id,given_name,surname\nE1001,Augusta Ada,Lovelace';
      await service.ask('people.import', { csv: names }, administrator);
      const { rows } = await service.ask('people.list', { query: 'augusta' }, operator);
      expect(rows).toMatchObject([{ displayName: 'Augusta Ada Lovelace', email: 'ada@example.test' }]);
    });

    it('finds names in any script and pages through them', async () => {
      expect((await service.ask('people.list', { query: 'a\u030angstro\u0308m' }, operator)).rows).toHaveLength(1);
      expect((await service.ask('people.list', { query: '小龍' }, operator)).rows).toHaveLength(1);
      const first = await service.ask('people.list', { limit: 2 }, operator);
      const second = await service.ask('people.list', { limit: 2, cursor: first.nextCursor! }, operator);
      expect(new Set([...first.rows, ...second.rows].map(({ externalId }) => externalId)).size).toBe(3);
      await expect(service.ask('people.list', { cursor: 'nonsense' }, operator)).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
    });

    it('shows only the group that a role is limited to', async () => {
      const [person] = await query<{ person_id: string }>(`SELECT person_id FROM person WHERE external_id = 'E1001'`);
      await query(
        `INSERT INTO role_grant (role_grant_id, tenant_id, person_id, role, group_scope)
         VALUES (gen_random_uuid(), $1, $2, 'HD', 'North')`,
        [defaultTenantId, person!.person_id],
      );
      const north = actorWith('ada-north', [], 'E1001');
      const { rows } = await service.ask('people.list', {}, north);
      expect(rows.map(({ externalId }) => externalId).sort()).toEqual(['E1001', 'E1002']);
      expect((await service.ask('role-grants.list', {}, administrator)).rows).toMatchObject([
        {
          ...{ role: 'HD', groupScope: 'North', profileScope: '*', grantedPermissions: [] },
          ...{ personName: 'Augusta Ada Lovelace', grantedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) },
        },
      ]);
      const grantsOf = (personId: string) => service.ask('role-grants.list', { personId }, administrator);
      expect((await grantsOf(person!.person_id)).rows).toHaveLength(1);
      expect((await grantsOf(defaultTenantId)).rows).toEqual([]);
    });
  });

  describe('who is asking', () => {
    it('is linked by the configured claim once, never by e-mail and never over another identity', async () => {
      const grace = actorWith('zoe', [], 'E1002');
      const me = await service.ask('me.get', {}, grace);
      expect(me).toMatchObject({ person: { externalId: 'E1002' }, roles: ['CH'] });
      // The claim is not needed any more, and cannot be used by a second identity.
      expect((await service.ask('me.get', {}, actorWith('zoe'))).person?.externalId).toBe('E1002');
      expect((await service.ask('me.get', {}, actorWith('impostor', [], 'E1002'))).person).toBeNull();
      expect((await service.ask('me.get', {}, actorWith('ada@example.test'))).person).toBeNull();
    });

    it('has no rights once disabled', async () => {
      await query(`UPDATE person SET enabled = false WHERE external_id = 'E1003'`);
      const disabled = actorWith('lee', ['issuance-operator'], 'E1003');
      await expect(service.ask('people.list', {}, disabled)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
      await query(`UPDATE person SET enabled = true WHERE external_id = 'E1003'`);
    });

    it('must be somebody, and a refusal is audited', async () => {
      await expect(service.ask('devices.list', {})).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
      await expect(service.ask('devices.list', {}, actorWith('eve'))).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
      const { rows } = await service.ask('audit.list', { action: 'authorisation.refused' }, officer);
      expect(rows[0]).toMatchObject({ object: 'endpoint:devices.list', actor: 'person:eve@https://issuer.example' });
    });
  });

  describe('another tenant', () => {
    it('sees nothing of this one, whatever the role', async () => {
      const [person] = await query<{ person_id: string }>(`SELECT person_id FROM person WHERE external_id = 'E1001'`);
      const context = { tenantId: crypto.randomUUID(), correlationId: 'spec', actor: operator };
      const { gateway } = service;
      await expect(gateway.issuance('people.get', { personId: person!.person_id }, context)).rejects.toMatchObject({
        code: 'PERSON_NOT_FOUND',
      });
      expect((await gateway.issuance('people.list', {}, context)).rows).toEqual([]);
      expect((await gateway.issuance('profiles.list', {}, context)).rows).toEqual([]);
      expect((await gateway.issuance('sagas.list', {}, context)).rows).toEqual([]);
      const foreign = { ...context, actor: actorWith('zoe', [], 'E1002') };
      expect((await gateway.issuance('me.get', {}, foreign)).person).toBeNull();
    });

    it('is not a person through a client that carries the claim', async () => {
      const client = { ...actorWith('E1002', ['CH'], 'E1002'), kind: 'client' as const, clientId: 'scripts' };
      expect(await service.ask('me.get', {}, client)).toMatchObject({ person: null, roles: ['CH'] });
    });
  });

  describe('the role matrix over the bus', () => {
    // Sagas, offers of updates and the codec are served by another module, with the same function.
    const served = endpoints.filter(
      (endpoint) =>
        !/^(devices\.(?!list|get|inspect|reconcile)|sagas\.(?!list|get|timeline|trace)|codec\.|update-offers\.)/.test(
          endpoint,
        ),
    );
    const cells = matrix.filter(({ endpoint, side }) => side === 'blank' && (served as string[]).includes(endpoint));
    // Things that do not exist are looked for before it is known whose they are.
    const lookedFor = /^(certificates\.get|devices\.(get|reconcile)|sagas\.(get|timeline|trace))$/;
    for (const { endpoint, role, mark } of cells)
      it(`${endpoint} by ${role}: ${mark}`, async () => {
        const body = { personId: crypto.randomUUID(), deviceId: crypto.randomUUID(), requestId: crypto.randomUUID() };
        const claims = role === 'CH' ? ['CH'] : ['CH', role];
        const outcome = await service
          .askUnchecked(endpoint as Endpoint, body, actorWith(`matrix-${role}`, claims))
          .then(
            () => 'answered',
            (error: { code: string }) => error.code,
          );
        if (lookedFor.test(endpoint)) expect(outcome).toMatch(/NOT_FOUND$/);
        else if (mark === 'x') expect(outcome).not.toMatch(/^AUTH_(FORBIDDEN|SEPARATION)/);
        else expect(outcome).toBe('AUTH_FORBIDDEN');
      });
  });

  describe('profiles', () => {
    it('has the built-in ones in version 1', async () => {
      const { rows } = await service.ask('profiles.list', {}, actorWith('x', ['CH']));
      expect(rows.map(({ name, version }) => [name, version])).toEqual([
        ['authentication-only', 1],
        ['key-history-24', 1],
        ['piv-four', 1],
        ['rsa-legacy', 1],
      ]);
    });

    it('publishes immutable versions; the same again is no new one', async () => {
      const { profile: first } = await service.ask('profiles.get', { name: 'authentication-only' }, author);
      const unchanged = await service.ask('profiles.publish', { definition: first.definition }, author);
      expect(unchanged).toMatchObject({ changed: false, profile: { version: 1 } });
      const definition = { ...first.definition, cardLifetimeDays: 365 };
      const published = await Promise.all([1, 2, 3].map(() => service.ask('profiles.publish', { definition }, author)));
      expect(published.map(({ profile }) => profile.version)).toEqual([2, 2, 2]);
      expect(published.filter(({ changed }) => changed)).toHaveLength(1);
      const { changes } = await service.ask('profiles.diff', { name: 'authentication-only', from: 1, to: 2 }, author);
      expect(changes).toEqual([{ path: '/cardLifetimeDays', before: 1095, after: 365 }]);
      await expect(query(`UPDATE credential_profile_version SET version = 9`)).rejects.toThrow(/never changes/);
    });

    it('are withdrawn with a reason, once, and in use again when they are published again', async () => {
      const { profile } = await service.ask('profiles.get', { name: 'authentication-only' }, author);
      const { definition } = profile;
      await service.ask('profiles.publish', { definition: { ...definition, name: 'short-lived' } }, author);
      const withdraw = (reason: string, actor = author) =>
        service.ask('profiles.withdraw', { name: 'short-lived', reason }, actor);
      await expect(withdraw(' ')).rejects.toMatchObject({ code: 'REASON_TEXT_REQUIRED' });
      await expect(withdraw('by nobody', administrator)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
      const all = await Promise.all([1, 2, 3].map(() => withdraw('replaced by another')));
      expect(all.filter(({ changed }) => changed)).toHaveLength(1);
      const withdrawnAt = async () =>
        (await service.ask('profiles.list', {}, author)).rows.find(({ name }) => name === 'short-lived')!.withdrawnAt;
      expect(await withdrawnAt()).not.toBeNull();
      const again = await service.ask(
        'profiles.publish',
        { definition: { ...definition, name: 'short-lived' } },
        author,
      );
      expect(again).toMatchObject({ changed: true, profile: { version: 1 } });
      expect(await withdrawnAt()).toBeNull();
      const told = await query(`SELECT action, reason FROM audit_log WHERE object = 'profile:short-lived' ORDER BY id`);
      expect(told).toEqual([
        { action: 'profile.published', reason: null },
        { action: 'profile.withdrawn', reason: 'replaced by another' },
        { action: 'profile.reinstated', reason: null },
      ]);
      await expect(service.ask('profiles.withdraw', { name: 'nope', reason: 'x' }, author)).rejects.toMatchObject({
        code: 'PROFILE_NOT_FOUND',
      });
    });

    it('refuses / an invalid one with every problem, and one that the CA does not know', async () => {
      const { profile } = await service.ask('profiles.get', { name: 'piv-four' }, author);
      const definition = structuredClone(profile.definition);
      definition.credentials[1]!.keyReference = '9A';
      definition.credentials[2]!.certificateProfile = 'unknown';
      await expect(service.ask('profiles.publish', { definition }, author)).rejects.toMatchObject({
        code: 'PROFILE_INVALID',
        details: { problems: [{ path: '/credentials/1/keyReference' }, { path: '/credentials/2/certificateProfile' }] },
      });
      const validated = await service.ask('profiles.validate', { definition }, author);
      expect(validated).toMatchObject({ valid: false });
      await expect(service.ask('profiles.get', { name: 'nope' }, author)).rejects.toMatchObject({
        code: 'PROFILE_NOT_FOUND',
      });
    });
  });

  describe('workstations', () => {
    let code: string;
    let workstationId: string;

    it('get a one-time code that carries the transport root', async () => {
      const created = await service.ask('workstations.enrolment-code', { name: 'Front desk' }, administrator);
      ({ code, workstationId } = created);
      const pem = readFileSync(join(service.nats.installation.secretsDir, 'transport-ca.crt'));
      const root = createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url');
      expect(parseEnrolmentCode(code)?.rootSha256Base64Url).toBe(root);
      const stored = JSON.stringify(await query('SELECT * FROM enrolment_code'));
      expect(stored).not.toContain(parseEnrolmentCode(code)!.secretBase64Url);
    });

    it('enrol once with it', async () => {
      const enrol = () => service.ask('workstations.enrol', agentKey.enrolment(code));
      const results = await Promise.allSettled([enrol(), enrol(), enrol()]);
      const won = results.filter((result) => result.status === 'fulfilled');
      expect(won).toHaveLength(1);
      expect(won[0]!.value).toMatchObject({ workstationId, jwt: 'signed', vaultPublicJwk: { kty: 'EC' } });
      expect(won[0]!.value.transportCaPem).toContain('BEGIN CERTIFICATE');
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'ENROLMENT_CODE_INVALID' });
    });

    it('refuse / an expired code', async () => {
      const late = await service.ask('workstations.enrolment-code', { name: 'Late' }, administrator);
      await query(`UPDATE enrolment_code SET expires_at = now() WHERE workstation_id = $1`, [late.workstationId]);
      await expect(service.ask('workstations.enrol', makeAgentKey().enrolment(late.code))).rejects.toMatchObject({
        code: 'ENROLMENT_CODE_INVALID',
      });
    });

    it('are online while their agent answers', async () => {
      const online = async (): Promise<boolean | undefined> =>
        (await service.ask('workstations.list', {}, administrator)).rows.find(
          (row) => row.workstationId === workstationId,
        )?.online;
      expect(await online()).toBe(false);
      const readers = [{ readerName: 'Reader 0', cardPresent: true, atrHex: '3BFD', heldBy: null }];
      const agent = await service.agent(workstationId, {
        'agent.status': () => ({ agentVersion: '1.0.1' }) as AgentStatus,
        'readers.list': () => ({ readers, pcsc: 'ok' }),
        'card.inspect': () => ({ image: card }),
      });
      expect(await online()).toBe(true);
      expect(await service.ask('workstations.readers', { workstationId }, operator)).toEqual({ readers });
      expect(agent.isClosed()).toBe(false);
    });

    it('whose agent cannot ask for its readers are not "without a reader"', async () => {
      const created = await service.ask('workstations.enrolment-code', { name: 'No PC/SC' }, administrator);
      await service.agent(created.workstationId, {
        'readers.list': () => ({ readers: [], pcsc: 'unavailable', pcscCode: 'EDGE_PCSC_FORBIDDEN', detail: 'polkit' }),
      });
      await expect(
        service.ask('workstations.readers', { workstationId: created.workstationId }, operator),
      ).rejects.toMatchObject({ code: 'EDGE_PCSC_FORBIDDEN', message: 'polkit' });
    });

    it('renew their JWT for the key that was enrolled, and no other', async () => {
      const agent = await service.agent(workstationId, {});
      const renew = async (nkey: string): Promise<{ body?: object; error?: { code: string } }> => {
        const reply = await agent.request(
          edgeCallSubject(workstationId, 'jwt.renew'),
          JSON.stringify({ tenantId: defaultTenantId, correlationId: 'renew', body: { agentNkey: nkey } }),
          { timeout: 5_000 },
        );
        return reply.json();
      };
      expect(await renew(agentNkey)).toMatchObject({ body: { jwt: 'signed' } });
      expect(await renew(`U${'B'.repeat(55)}`)).toMatchObject({ error: { code: 'EDGE_FORBIDDEN_SUBJECT' } });
    });

    it('are revoked at once', async () => {
      const created = await service.ask('workstations.enrolment-code', { name: 'Stolen' }, administrator);
      const stolen = makeAgentKey();
      await service.ask('workstations.enrol', stolen.enrolment(created.code));
      const asked = { workstationId: created.workstationId, reason: 'STOLEN' };
      const { workstation } = await service.ask('workstations.revoke', asked, administrator);
      expect(workstation.revokedAt).not.toBeNull();
      expect(service.vaultCalls.at(-1)).toEqual({ name: 'agents.revoke', body: { agentNkey: stolen.agentNkey } });
      await expect(service.ask('workstations.readers', asked, operator)).rejects.toMatchObject({
        code: 'REQUEST_NOT_FOUND',
      });
    });

    describe('inspection', () => {
      const inspect = (actor = operator, deviceId?: string) =>
        service.ask('devices.inspect', { workstationId, ...(deviceId === undefined ? {} : { deviceId }) }, actor);

      it('registers a new card, checks it in, and says what can be done', async () => {
        card = factoryImage('11112222');
        const first = await inspect();
        expect(first).toMatchObject({
          device: { identityText: 'ykserial:11112222', state: 'AVAILABLE', modelId: 'vendor-5-4', workstationId },
          model: { id: 'vendor-5-4' },
          actions: [
            { action: 'issue', possible: true },
            { action: 'activate', possible: false, code: 'LIFECYCLE_TRANSITION' },
            { action: 'recycle', possible: false, code: 'LIFECYCLE_TRANSITION' },
            { action: 'reprovision', possible: false },
            { action: 'update', possible: false },
            { action: 'reset-pin', possible: false, code: 'LIFECYCLE_NOT_ACTIVE' },
            { action: 'change-pin', possible: false, code: 'LIFECYCLE_NOT_ACTIVE' },
            { action: 'lock', possible: false, code: 'LIFECYCLE_NOT_ACTIVE' },
            { action: 'passkey', possible: false, code: 'LIFECYCLE_NOT_ACTIVE' },
          ],
        });
        expect((await inspect()).device.deviceId).toBe(first.device.deviceId);
      });

      it('[D12] refuses / a card without identity, of no model, contactless, or another one', async () => {
        const { device } = await inspect();
        const cases: [CardImage, string][] = [
          [factoryImage(null), 'CARD_NO_IDENTITY'],
          [factoryImage('5', { version: '4.3.5' }), 'CARD_UNSUPPORTED'],
          [factoryImage('5', { interface: 'contactless' }), 'CARD_INTERFACE_UNSUPPORTED'],
          [factoryImage('99990000'), 'CARD_WRONG_DEVICE'],
        ];
        for (const [other, code_] of cases) {
          card = other;
          await expect(inspect(operator, device.deviceId)).rejects.toMatchObject({ code: code_ });
        }
        const known = await query<{ identity_text: string }>('SELECT identity_text FROM device');
        expect(known.map((row) => row.identity_text)).toEqual(['ykserial:11112222']);
      });

      it('shows a card to its holder and to operators, not to another cardholder', async () => {
        card = factoryImage('11112222');
        const { device } = await inspect();
        await query(
          `UPDATE device SET person_id = (SELECT person_id FROM person WHERE external_id = 'E1002'), state = 'ACTIVE'
           WHERE device_id = $1`,
          [device.deviceId],
        );
        const holder = actorWith('zoe');
        expect((await inspect(holder)).actions[0]).toMatchObject({
          possible: false,
          code: 'LIFECYCLE_ALREADY_ISSUED',
        });
        const lee = actorWith('lee', [], 'E1003');
        await expect(inspect({ ...lee, pairedWorkstationId: workstationId })).rejects.toMatchObject({
          code: 'AUTH_NOT_YOUR_DEVICE',
        });
        await expect(inspect(lee)).rejects.toMatchObject({ code: 'AUTH_NOT_AT_WORKSTATION' });
        expect((await service.ask('devices.list', {}, holder)).rows).toMatchObject([{ deviceId: device.deviceId }]);
        expect((await service.ask('devices.list', { mine: true }, actorWith('lee'))).rows).toEqual([]);
        expect((await service.ask('devices.get', { deviceId: device.deviceId }, holder)).device).toMatchObject({
          personName: 'Zoë Ångström-Berg',
          credentials: [],
          certificates: [],
        });
        expect((await service.ask('devices.list', { query: 'ångström' }, operator)).rows).toHaveLength(1);
      });

      it('says that the agent is away', async () => {
        const created = await service.ask('workstations.enrolment-code', { name: 'Away' }, administrator);
        await expect(
          service.ask('devices.inspect', { workstationId: created.workstationId }, operator),
        ).rejects.toMatchObject({ code: 'EDGE_UNREACHABLE' });
      });

      it('[fault 17] writes the steps that an agent reports into the timeline, once, and only of its own requests', async () => {
        const requests = service.running.app.get(RequestService, { strict: false });
        const [device] = await query<{ device_id: string }>('SELECT device_id FROM device LIMIT 1');
        const { request } = await requests.create(
          { type: 'RECYCLE', deviceId: device!.device_id, workstationId },
          { tenantId: defaultTenantId, correlationId: 'spec', actor: 'system:spec' },
        );
        const { requestId, deviceId } = request;
        const live = service.gatewayConnection.subscribe(sagaProgressSubject(requestId), { max: 2 });
        await service.gatewayConnection.flush();
        const event = {
          requestId,
          deviceId,
          batchId: `${requestId}/1/2`,
          index: 0,
          total: 3,
          kind: 'generate-key',
          subject: '9A',
          phase: 'started',
        };
        const agent = await service.agent(workstationId, {});
        const stranger = await service.agent('ws-stranger', {});
        const tell = (from: typeof agent, id: string, told: object): void =>
          from.publish(edgeEventSubject(id, 'step.progress'), JSON.stringify(told));
        tell(stranger, 'ws-stranger', { ...event, index: 2 });
        await stranger.flush();
        tell(agent, workstationId, event);
        tell(agent, workstationId, event);
        tell(agent, workstationId, { ...event, phase: 'finished' });
        const sentences: string[] = [];
        for await (const message of live) sentences.push(message.json<{ sentence: string }>().sentence);
        expect(sentences).toEqual(['Generating the key 9A (1 of 3)', 'Generating the key 9A (1 of 3)']);
        const { rows } = await service.ask('sagas.timeline', { requestId, afterSequence: 1 }, operator);
        expect(rows.map(({ sequence, step }) => [sequence, step?.phase])).toEqual([
          [2, 'started'],
          [3, 'finished'],
        ]);
        expect((await service.ask('sagas.get', { requestId }, operator)).saga).toMatchObject({ state: 'IN_PROGRESS' });
        const { actions } = await inspect();
        expect(actions.map(({ code: reason }) => reason)).toEqual(actions.map(() => 'REQUEST_DEVICE_BUSY'));
        await requests.mark(requestId, { state: 'COMPLETED', sentence: words('done') });
      });
    });
  });

  describe('stock', () => {
    it('registers the cards of a batch and forwards its secrets unopened', async () => {
      const jwe = 'a.b.c.d.e';
      const asked = { name: 'Batch 1', modelId: 'vendor-5', serials: ['700', 'ykserial:701'], jwe };
      const imported = await service.ask('stock-batches.import', asked, operator);
      expect(imported.devices).toBe(2);
      expect(service.vaultCalls.at(-1)).toEqual({
        name: 'vault.stock-batch.import',
        body: { stockBatchId: imported.stockBatchId, jwe },
      });
      const { rows } = await service.ask('devices.list', { state: 'REGISTERED' }, operator);
      expect(rows.map(({ identityText }) => identityText)).toEqual(['ykserial:700', 'ykserial:701']);
      const again = { ...asked, name: 'Batch 2', serials: ['701', '702', '702', 'x'] };
      await expect(service.ask('stock-batches.import', again, operator)).rejects.toMatchObject({
        code: 'STOCK_BATCH_INVALID',
        details: { problems: [{ path: '/serials/2' }, { path: '/serials/3' }] },
      });
      await expect(service.ask('stock-batches.import', { ...again, serials: ['701'] }, operator)).rejects.toMatchObject(
        { details: { problems: [{ path: '/serials/0' }] } },
      );
      expect((await service.ask('stock-batches.list', {}, operator)).rows.map(({ name }) => name)).toEqual([
        'Batch 1',
        'Factory values',
      ]);
    });
  });

  describe('the audit trail', () => {
    it('is read newest first and shows no personal data but ids', async () => {
      const { rows } = await service.ask('audit.list', { limit: 200 }, officer);
      expect(rows.length).toBeGreaterThan(10);
      const text = JSON.stringify(rows);
      for (const personal of ['Lovelace', 'Ångström', 'ada@example.test"', '小龍'])
        expect(text).not.toContain(personal);
    });
  });
});
