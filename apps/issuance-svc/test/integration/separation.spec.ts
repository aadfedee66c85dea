/**
 * Separation of duties where people are imported, who gives and takes roles, and the setting of a one-person installation: whoever says who people are does not
 * say it of themselves, and what only the setting allows is seen in `me` and in the audit trail.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { grantableRoles, permissionsIfGranted, type RoleGrant } from '@cardwright/contracts/access/role';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { closeRepeated } from '@cardwright/service-kit/audit/repeated-entries';
import { DataSource } from 'typeorm';
import { AuthorisationService } from '../../src/records/authorisation/authorisation.service.js';
import { readIssuanceConfig } from '../../src/config/config.js';
import { gradeOf, permissions } from '@cardwright/contracts/access/role-table';
import { pngOf } from '../support/photos.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const nora = actorWith('nora', ['system-administrator'], 'E1008');
const other = actorWith('olga', ['system-administrator'], 'E1009');
const header = 'external_id,given_name,surname,email,upn,sid,enabled';
const row = 'E1008,Nora,Quist,nora@example.test,nora@example.test,,true';
const officer = actorWith('sofia', ['security-officer']);

describe('enforced (the default)', () => {
  let service: RecordsService;
  const load = (rows: string, actor = nora, dryRun = false) =>
    service.ask('people.import', { csv: `${header}\n${rows}`, dryRun }, actor);
  const ownRow = { code: 'PERSON_IMPORT_REJECTED', details: { problems: [{ line: 2, code: 'OWN_ROW' }] } };

  beforeAll(async () => {
    service = await startRecordsService();
  }, 90_000);
  afterAll(async () => service?.stop(), 30_000);

  it('says so to whoever asks, and in no row of the audit trail', async () => {
    expect(await service.ask('me.get', {}, nora)).toMatchObject({ separationOfDuties: 'enforced' });
    expect((await service.ask('audit.list', { action: 'separation-of-duties.set' }, officer)).rows).toEqual([]);
  });

  it('refuses / an administrator who makes her own row, before it is linked to her', async () => {
    await expect(load(row)).rejects.toMatchObject(ownRow);
    await expect(load(row, nora, true)).rejects.toMatchObject(ownRow);
    expect((await service.ask('people.list', {}, nora)).rows).toEqual([]);
  });

  it.each([
    ['UPN', 'E1008,Nora,Quist,nora@example.test,administrator@corp.example,,true'],
    ['SID', 'E1008,Nora,Quist,nora@example.test,nora@example.test,S-1-5-21-1-2-3-500,true'],
    ['e-mail', 'E1008,Nora,Quist,ceo@example.test,nora@example.test,,true'],
    ['name', 'E1008,Grace,Hopper,nora@example.test,nora@example.test,,true'],
    ['enabled', 'E1008,Nora,Quist,nora@example.test,nora@example.test,,false'],
  ])('refuses / an administrator who changes her own %s, in a file with others too', async (_, changed) => {
    await load(row, other);
    expect((await service.ask('me.get', {}, nora)).person).toMatchObject({ externalId: 'E1008' });
    await expect(load(changed)).rejects.toMatchObject(ownRow);
    // The claim may be gone from the token by then: the person is linked.
    await expect(load(changed, actorWith('nora', ['system-administrator']))).rejects.toMatchObject(ownRow);
    await expect(load(`E7,Some,Body,,,,true\n${changed}`)).rejects.toMatchObject({
      details: { problems: [{ line: 3, code: 'OWN_ROW' }] },
    });
    const { rows } = await service.ask('people.list', {}, nora);
    expect(rows).toMatchObject([{ externalId: 'E1008', upn: 'nora@example.test', email: 'nora@example.test' }]);
  });

  it('takes her own row as it is, in the file of everybody, and another administrator’s hand on it', async () => {
    expect(await load(`${row}\nE8,Some,Body,,,,true`)).toMatchObject({ created: 1, updated: 0, unchanged: 1 });
    expect(await load(row.replace('Quist', 'Quist-Berg'), other)).toMatchObject({ updated: 1 });
  });

  describe('[Issue 13] the photo of a person', () => {
    const dataBase64 = pngOf(64, 80).toString('base64');
    const idOf = async (externalId: string): Promise<string> =>
      (await service.ask('people.list', { externalId }, other)).rows[0]!.personId;
    const put = (personId: string, actor = nora) => service.ask('people.photo.put', { personId, dataBase64 }, actor);

    it('is put in by an administrator, never their own, and is seen by whoever may see the person', async () => {
      const [own, body] = [await idOf('E1008'), await idOf('E8')];
      await expect(put(own)).rejects.toMatchObject({
        ...{ code: 'PERSON_INVALID', details: { problems: [{ field: null, code: 'OWN_ROW' }] } },
      });
      for (const role of ['issuance-operator', 'security-officer', 'helpdesk'])
        await expect(put(body, actorWith('ada', [role]))).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
      const { photo } = await put(body);
      expect(photo).toMatchObject({ mediaType: 'image/png', bytes: 33, width: 64, height: 80 });
      const operator = actorWith('ada', ['issuance-operator']);
      const holder = actorWith('some', [], 'E8');
      for (const actor of [operator, holder]) {
        expect((await service.ask('people.get', { personId: body }, actor)).photo).toEqual(photo);
        expect(await service.ask('people.photo.get', { personId: body }, actor)).toEqual({ photo, dataBase64 });
      }
      const stranger = service.ask('people.photo.get', { personId: own }, holder);
      await expect(stranger).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
      await expect(service.ask('people.photo.get', { personId: own }, operator)).rejects.toMatchObject({
        code: 'PERSON_PHOTO_NOT_FOUND',
      });
    });

    it('goes when it is removed, and with its person; the trail says who, and nothing of the picture', async () => {
      const body = await idOf('E8');
      const remove = () => service.ask('people.photo.delete', { personId: body }, other);
      expect([await remove(), await remove()]).toEqual([{ deleted: true }, { deleted: false }]);
      expect((await service.ask('people.get', { personId: body }, other)).photo).toBeNull();
      const { rows } = await service.ask('audit.list', { object: `person:${body}` }, officer);
      expect(rows.filter(({ action }) => action.startsWith('person.photo'))).toMatchObject([
        { action: 'person.photo-removed', actor: 'person:olga@https://issuer.example', details: {} },
        {
          ...{ action: 'person.photo-set', actor: 'person:nora@https://issuer.example' },
          details: { mediaType: 'image/png', bytes: 33, width: 64, height: 80 },
        },
      ]);
      await load('E9,Leaves,Soon,,,,true', other);
      const leaves = await idOf('E9');
      await put(leaves);
      const { manager } = service.running.app.get(DataSource, { strict: false });
      await manager.query('DELETE FROM person WHERE person_id = $1', [leaves]);
      expect(await manager.query('SELECT count(*)::int AS photos FROM person_photo')).toEqual([{ photos: 0 }]);
    });
  });

  it('audits a refusal with its rule', async () => {
    const access = service.running.app.get(AuthorisationService, { strict: false });
    const all = actorWith('all', ['SA', 'IO', 'SO']);
    const asked = { actor: all, tenantId: defaultTenantId, correlationId: 'spec' };
    const target = { personId: crypto.randomUUID(), profileName: 'piv-four' };
    await expect(access.authorise(asked, 'devices.issue', target)).rejects.toMatchObject({
      code: 'AUTH_SEPARATION_OF_DUTIES',
      details: { endpoint: 'devices.issue', role: 'SA' },
    });
    const { rows } = await service.ask('audit.list', { action: 'authorisation.refused' }, officer);
    expect(rows[0]).toMatchObject({
      actor: 'person:all@https://issuer.example',
      object: 'endpoint:devices.issue',
      details: { code: 'AUTH_SEPARATION_OF_DUTIES' },
    });
  });

  describe('roles are given and taken away', () => {
    type Body = Partial<RequestOf<IssuanceApi, 'role-grants.create'>>;
    const people: Record<string, string> = {};
    const as = (externalId: string) => actorWith(externalId.toLowerCase(), [], externalId);
    const give = (to: string, change: Body, actor = other) =>
      service.ask('role-grants.create', { personId: people[to]!, role: 'HD', reason: 'new', ...change }, actor);
    const take = (roleGrantId: string | undefined, actor = other) =>
      service.ask('role-grants.revoke', { roleGrantId: roleGrantId!, reason: 'moved' }, actor);
    const codeOf = (asked: Promise<unknown>): Promise<string> =>
      asked.then(
        () => 'done',
        ({ code, details }: { code: string; details: { field?: string } }) => [code, details.field].join(' ').trim(),
      );
    const held = async (who: string): Promise<RoleGrant[]> =>
      (await service.ask('role-grants.list', { personId: people[who]! }, other)).rows;

    beforeAll(async () => {
      for (const [name, unit] of Object.entries({ ann: 'North', ben: 'North/Lab', cy: 'South', dan: 'South' }))
        people[name] = (
          await service.ask(
            'people.create',
            { externalId: name.toUpperCase(), givenName: name, surname: 'Person', organizationalUnit: unit },
            other,
          )
        ).person.personId;
    });

    it('[security SP 800-57 and 800-53] counts from the next request on, in its scope, and stops with the next one; both are in the trail', async () => {
      await expect(service.ask('people.list', {}, as('ANN'))).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
      const { roleGrant, changed } = await give('ann', { groupScope: ' North ', reason: 'desk of the north' });
      expect([changed, roleGrant]).toEqual([
        true,
        {
          ...{ roleGrantId: expect.any(String), personId: people['ann'], personName: 'ann Person', role: 'HD' },
          ...{ groupScope: 'North', profileScope: '*', grantedPermissions: [], grantedAt: expect.any(String) },
        },
      ]);
      const { rows } = await service.ask('people.list', {}, as('ANN'));
      expect(rows.map(({ externalId }) => externalId).sort()).toEqual(['ANN', 'BEN']);
      expect(await give('ann', { groupScope: 'North' })).toEqual({ roleGrant, changed: false });
      expect(await codeOf(give('ann', { groupScope: 'North', grantedPermissions: ['card.activate'] }))).toBe(
        'ROLE_GRANTED_ALREADY',
      );
      expect(await held('ann')).toEqual([roleGrant]);
      expect(await take(roleGrant.roleGrantId)).toEqual({ roleGrant });
      await expect(service.ask('people.list', {}, as('ANN'))).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
      expect(await codeOf(take(roleGrant.roleGrantId))).toBe('ROLE_GRANT_NOT_FOUND');
      const trail = await service.ask('audit.list', { object: `person:${people['ann']}` }, officer);
      const details = { roleGrantId: roleGrant.roleGrantId, role: 'HD', groupScope: 'North', profileScope: '*' };
      expect(trail.rows.filter(({ action }) => action.startsWith('role.'))).toMatchObject([
        { action: 'role.revoked', reasonText: 'moved', actor: 'person:olga@https://issuer.example', details },
        {
          action: 'role.granted',
          reasonText: 'desk of the north',
          actor: 'person:olga@https://issuer.example',
          details,
        },
      ]);
    });

    it('a permission that the role has only if granted comes with it', async () => {
      const { roleGrant } = await give('ann', { grantedPermissions: ['card.activate'] });
      expect((await service.ask('me.get', {}, as('ANN'))).permissions).toContain('card.activate');
      await take(roleGrant.roleGrantId);
      const { roles } = await service.ask('role-grants.meanings', {}, officer);
      expect(roles.find(({ role }) => role === 'HD')).toMatchObject({ ifGranted: ['card.activate'] });
      const ofTable = permissions.filter((each) => grantableRoles.some((role) => gradeOf(role, each) === 'if-granted'));
      expect([...permissionsIfGranted].sort()).toEqual(ofTable.sort());
    });

    it.each<[string, Body, string]>([
      ['no reason', { reason: ' - ' }, 'REASON_TEXT_REQUIRED'],
      ['a role of clients', { role: 'SV' as 'HD' }, 'REQUEST_INVALID role'],
      ['a role of everybody', { role: 'CH' as 'HD' }, 'REQUEST_INVALID role'],
      [
        'a permission of another role',
        { grantedPermissions: ['card.terminate'] },
        'REQUEST_INVALID grantedPermissions',
      ],
      ['no unit', { groupScope: ' ' }, 'REQUEST_INVALID groupScope'],
      ['a pattern of units', { groupScope: 'North/*' }, 'REQUEST_INVALID groupScope'],
      ['an unknown profile', { profileScope: 'none-such' }, 'PROFILE_NOT_FOUND'],
      ['an unknown person', { personId: crypto.randomUUID() }, 'PERSON_NOT_FOUND'],
    ])('refuses / %s', async (_, change, code) => {
      expect(await codeOf(give('ann', change))).toBe(code);
      expect(await held('ann')).toEqual([]);
    });

    it('refuses / whoever administers nothing, and a role for oneself', async () => {
      expect(await codeOf(give('ann', {}, officer))).toBe('AUTH_FORBIDDEN');
      expect(await codeOf(give('ann', {}, as('BEN')))).toBe('AUTH_FORBIDDEN');
      const own = actorWith('ann', ['system-administrator'], 'ANN');
      expect(await codeOf(give('ann', {}, own))).toBe('ROLE_OWN_GRANT');
      expect(await held('ann')).toEqual([]);
    });

    it('[security SP 800-57 and 800-53] nobody gives or takes more than their own scope', async () => {
      const { roleGrant: north } = await give('dan', { role: 'SA', groupScope: 'North' });
      const { roleGrant: everywhere } = await give('ann', {});
      const byDan = (to: string, change: Body) => codeOf(give(to, change, as('DAN')));
      for (const change of [{}, { groupScope: 'South' }, { groupScope: 'Northern' }, { profileScope: 'piv-four' }])
        expect([change, await byDan('ann', change)]).toEqual([change, 'AUTH_FORBIDDEN']);
      expect(await byDan('cy', { groupScope: 'North' })).toBe('AUTH_FORBIDDEN');
      expect(await codeOf(take(everywhere.roleGrantId, as('DAN')))).toBe('AUTH_FORBIDDEN');
      expect(await byDan('ben', { groupScope: 'North/Lab' })).toBe('done');
      expect(await byDan('ben', { role: 'IO', groupScope: 'North', profileScope: 'piv-four' })).toBe('done');
      const given = await held('ben');
      expect(given.map(({ role }) => role).sort()).toEqual(['HD', 'IO']);
      for (const { roleGrantId } of given) await take(roleGrantId, as('DAN'));
      await take(north.roleGrantId);
      await take(everywhere.roleGrantId);
    });

    it('refuses / a second role beside that of an auditor', async () => {
      const { roleGrant: audits } = await give('cy', { role: 'AU' });
      expect(await codeOf(give('cy', {}))).toBe('ROLE_AUDITOR_ALONE');
      await take(audits.roleGrantId);
      const { roleGrant: helps } = await give('cy', {});
      expect(await codeOf(give('cy', { role: 'AU' }))).toBe('ROLE_AUDITOR_ALONE');
      await take(helps.roleGrantId);
    });

    it('refuses / to take the last administrator away, also from two that go at once', async () => {
      const ids = await Promise.all(
        ['ann', 'ben'].map(async (who) => (await give(who, { role: 'SA' })).roleGrant.roleGrantId),
      );
      await give('cy', { role: 'SA', groupScope: 'South' });
      const own = await Promise.all([codeOf(take(ids[0], as('ANN'))), codeOf(take(ids[1], as('BEN')))]);
      expect(own.sort()).toEqual(['ROLE_LAST_ADMINISTRATOR', 'done']);
      const last = (await held('ann')).length === 1 ? 'ann' : 'ben';
      expect(await codeOf(take((await held(last))[0]!.roleGrantId, as(last.toUpperCase())))).toBe(
        'ROLE_LAST_ADMINISTRATOR',
      );
      // Olga administers by a claim of the issuer: with her somebody is left.
      for (const who of [last, 'cy']) await take((await held(who))[0]!.roleGrantId);
    });

    it('is done once for an idempotency key', async () => {
      const keyed = { tenantId: defaultTenantId, correlationId: 'spec', actor: other, idempotencyKey: 'role-1' };
      const body = { personId: people['ben']!, role: 'PA' as const, reason: 'new' };
      const first = await service.gateway.issuance('role-grants.create', body, keyed);
      expect(first.changed).toBe(true);
      expect(await service.gateway.issuance('role-grants.create', body, keyed)).toEqual(first);
      await take(first.roleGrant.roleGrantId);
    });
  });
});

describe('SEPARATION_OF_DUTIES=single-operator', () => {
  let service: RecordsService;
  const alone = actorWith('alone', ['SA', 'IO', 'SO'], 'E1');
  const asked = { actor: alone, tenantId: defaultTenantId, correlationId: 'spec' };

  beforeAll(async () => {
    service = await startRecordsService({ SEPARATION_OF_DUTIES: 'single-operator' });
    await service.ask('people.import', { csv: 'external_id,given_name,surname\nE1,One,Person' }, alone);
  }, 90_000);
  afterAll(async () => service?.stop(), 30_000);

  it('is said to whoever asks, and stands in the audit trail from the first start on', async () => {
    expect(await service.ask('me.get', {}, alone)).toMatchObject({
      separationOfDuties: 'single-operator',
      permissions: expect.arrayContaining(['card.run', 'secret.reveal']),
    });
    const { rows } = await service.ask('audit.list', { action: 'separation-of-duties.set' }, alone);
    expect(rows).toMatchObject([{ details: { duties: 'single-operator', before: 'enforced' } }]);
  });

  it('allows one person to issue to others and to themselves, and each such act is in the audit trail', async () => {
    const access = service.running.app.get(AuthorisationService, { strict: false });
    const { personId } = await access.identify(asked);
    const other = crypto.randomUUID();
    const issueTo = (who: string) =>
      access.authorise(asked, 'devices.issue', { personId: who, profileName: 'piv-four' });
    await issueTo(personId!);
    await issueTo(other);
    await issueTo(other);
    // What happens in one minute is two rows: the first, and how often on whom.
    await closeRepeated(service.running.dataSource!, new Date(Date.now() + 60_000));
    const { rows } = await service.ask('audit.list', { action: 'separation-of-duties.waived' }, alone);
    expect(rows.at(-1)).toMatchObject({
      object: `person:${personId}`,
      details: { role: 'SA', endpoint: 'devices.issue' },
    });
    expect(JSON.stringify(rows)).toContain(`person:${other}`);
    const imported = await service.ask('audit.list', { action: 'people.imported' }, alone);
    expect(imported.rows[0]).toMatchObject({ details: { created: 1, ownRow: true } });
  });

  it('says nothing of what a person with one role does', async () => {
    const access = service.running.app.get(AuthorisationService, { strict: false });
    const operator = { ...asked, actor: actorWith('ada', ['IO']) };
    await access.authorise(operator, 'devices.issue', { personId: crypto.randomUUID(), profileName: 'piv-four' });
    const { rows } = await service.ask('audit.list', { action: 'separation-of-duties.waived' }, alone);
    expect(rows.filter(({ actor }) => actor.includes('ada'))).toEqual([]);
  });

  it('refuses / a profile in PIV mode, also one that was in PIV mode in an earlier version', async () => {
    const author = actorWith('priya', ['PA']);
    service.vault['profiles.list'] = () => ({
      profiles: ['piv-authentication'].map((name) => ({ name, title: name, keyAlgorithms: ['ECCP256', 'RSA2048'] })),
    });
    const { profile } = await service.ask('profiles.get', { name: 'authentication-only' }, author);
    const definition = { ...profile.definition, name: 'federal', pivMode: true };
    await service.ask('profiles.publish', { definition }, author);
    await service.ask('profiles.publish', { definition: { ...definition, pivMode: false } }, author);
    const access = service.running.app.get(AuthorisationService, { strict: false });
    const target = { personId: crypto.randomUUID(), profileName: 'federal' };
    await expect(access.authorise(asked, 'devices.issue', target)).rejects.toMatchObject({
      code: 'AUTH_SEPARATION_OF_DUTIES',
    });
    // An operator who is nothing else issues it as ever.
    await access.authorise({ ...asked, actor: actorWith('ada', ['IO']) }, 'devices.issue', target);
  });
});

it('refuses / any other word for the setting', () => {
  expect(() => readIssuanceConfig({ NATS_URL: 'nats://127.0.0.1', SEPARATION_OF_DUTIES: 'off' })).toThrow(
    'SEPARATION_OF_DUTIES is none of enforced, single-operator',
  );
});
