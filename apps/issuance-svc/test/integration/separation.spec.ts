/**
 * Separation of duties where people are imported, and the setting of a one-person installation: whoever says who people are does not
 * say it of themselves, and what only the setting allows is seen in `me` and in the audit trail.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { closeRepeated } from '@cardwright/service-kit/audit/repeated-entries';
import { AuthorisationService } from '../../src/records/authorisation/authorisation.service.js';
import { readIssuanceConfig } from '../../src/config/config.js';
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
