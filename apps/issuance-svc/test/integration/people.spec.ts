/**
 * People as files bring them: one mailbox and one account for one person in whatever form it is written, rows from before that rule, the
 * order of names, and files in pieces. On a real Postgres and a real NATS server.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type RequestOf } from '@cardwright/contracts/nats/rpc';
import pg from 'pg';
import { PersonAccounts } from '../../src/records/people/person-accounts.js';
import { StagedImports } from '../../src/records/people/staged-imports.js';
import { PersonEntity } from '../../src/persistence/person.entity.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const administrator = actorWith('root', ['administrator']);
const operator = actorWith('olga', ['operator']);

let service: RecordsService;
let database: pg.Client;

beforeAll(async () => {
  service = await startRecordsService();
  database = new pg.Client({ connectionString: service.postgres.databases.issuance.url });
  await database.connect();
}, 90_000);
afterAll(async () => {
  await database?.end();
  await service?.stop();
}, 30_000);

const importCsv = (csv: string, more: Partial<RequestOf<IssuanceApi, 'people.import'>> = {}) =>
  service.ask('people.import', { csv, ...more }, administrator);
const table = (...rows: string[]): string => ['external_id,given_name,surname,email,upn,sid', ...rows].join('\n');
const rejected = async (asked: Promise<unknown>): Promise<[number, string | null, string][]> => {
  const error = (await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as { code: string; details: { problems: { line: number; column: string | null; code: string }[] } };
  expect(error?.code).toBe('PERSON_IMPORT_REJECTED');
  return error.details.problems.map(({ line, column, code }) => [line, column, code]);
};
const listed = async (query?: string): Promise<string[]> => {
  const { rows } = await service.ask('people.list', { ...(query !== undefined && { query }), limit: 200 }, operator);
  return rows.map(({ externalId }) => externalId);
};
/** As a service of the version before wrote it: no keys. */
async function fromBefore(
  externalId: string,
  fields: { email?: string; upn?: string; name?: string } = {},
): Promise<string> {
  const personId = randomUUID();
  await database.query(
    `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, email, upn, enabled)
     VALUES ($1, $2, $3, 'Old', 'Row', $4, $5, $6, true)`,
    [personId, defaultTenantId, externalId, fields.name ?? 'Old Row', fields.email ?? null, fields.upn ?? null],
  );
  return personId;
}
/** What the preflight of an issue asks first. */
const certified = async (personId: string): Promise<unknown> => {
  const { app } = service.running;
  const person = await database.query<Record<string, unknown>>('SELECT * FROM person WHERE person_id = $1', [personId]);
  const row = person.rows[0]!;
  return app.get(PersonAccounts).requireOwn(
    Object.assign(new PersonEntity(), {
      personId,
      tenantId: row['tenant_id'],
      externalId: row['external_id'],
      email: row['email'],
      upn: row['upn'],
      sid: row['sid'],
      displayName: row['display_name'],
      givenName: row['given_name'],
      surname: row['surname'],
      keyedFrom: row['keyed_from'],
    }),
  );
};
const openFindings = async (): Promise<[string, string][]> => {
  const { rows } = await service.ask('findings.list', { open: true, limit: 200 }, operator);
  return rows.filter(({ code }) => code.startsWith('PERSON_')).map(({ code, subject }) => [code, subject]);
};

describe('one account for one person, however it is written', () => {
  it('refuses / an address that somebody has in another case, width, with invisible characters or A-labels', async () => {
    await importCsv(table('C1,Carl,One,carl@example.org,carl@corp.example,S-1-5-21-9', 'C2,Bo,Two,x@bücher.example,,'));
    for (const row of [
      'C9,Carl,Nine,carl\u200b@example.org,,',
      'C9,Carl,Nine,CARL@Example.org,,',
      'C9,Carl,Nine,ca\u00adrl@exam\u2060ple.org,,',
      'C9,Carl,Nine,ｃarl@example.org,,',
      'C9,Bo,Nine,X@xn--bcher-kva.example,,',
    ])
      expect(await rejected(importCsv(table(row)))).toEqual([[2, 'email', 'TAKEN']]);
    expect(await rejected(importCsv(table('C9,Carl,Nine,,Carl\ufeff@CORP.example,S-1-5-021-9')))).toEqual([
      [2, 'upn', 'TAKEN'],
      [2, 'sid', 'TAKEN'],
    ]);
  });

  it('is stored, found and taken again in its canonical form', async () => {
    const again = await importCsv(table('C1\u200b,Carl ,One\u00a0,carl@EXAMPLE.org,carl@corp.example,s-1-5-21-09'));
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
    for (const query of ['carl\u200b@exam', 'CARL@', 'ｃarl', 'c1\u00ad']) expect(await listed(query)).toEqual(['C1']);
  });

  it('an object id is stored as a UUID in lower case, is nobody else’s, and is exchanged in one file', async () => {
    const ids = (...rows: string[]): string => ['external_id,given_name,surname,object_id', ...rows].join('\n');
    const [one, two] = ['3f2b7c1e-0000-4000-8000-00000000ada0', '3f2b7c1e-0000-4000-8000-00000000beef'];
    const stored = async () =>
      (await database.query(`SELECT external_id, object_id FROM person WHERE external_id LIKE 'OID%' ORDER BY 1`)).rows;
    await importCsv(ids(`OID1,Oda,One, ${one.toUpperCase()}`, `OID2,Oda,Two,${two}`));
    expect(await stored()).toEqual([
      { external_id: 'OID1', object_id: one },
      { external_id: 'OID2', object_id: two },
    ]);
    expect(
      await rejected(importCsv(ids('OID3,Oda,Three,ada@example.org', `OID4,Oda,Four,${two}`, `OID5,Oda,Five,${two}`))),
    ).toEqual([
      [2, 'object_id', 'INVALID'],
      [4, 'object_id', 'DUPLICATE_IN_FILE'],
    ]);
    expect(await rejected(importCsv(ids(`OID3,Oda,Three,${one}`)))).toEqual([[2, 'object_id', 'TAKEN']]);
    expect(await importCsv(ids(`OID1,Oda,One,${two}`, `OID2,Oda,Two,${one}`))).toMatchObject({ updated: 2 });
    expect(await importCsv('external_id,given_name,surname\nOID1,Oda,One')).toMatchObject({ unchanged: 1 });
    expect(await importCsv(ids('OID2,Oda,Two,'))).toMatchObject({ updated: 1 });
    expect(await stored()).toEqual([
      { external_id: 'OID1', object_id: two },
      { external_id: 'OID2', object_id: null },
    ]);
  });

  it('two people exchange their addresses in one file', async () => {
    await importCsv(table('S1,Ann,One,one@example.org,,', 'S2,Ben,Two,two@example.org,,'));
    const swapped = await importCsv(table('S1,Ann,One,two@example.org,,', 'S2,Ben,Two,one@example.org,,'));
    expect(swapped).toMatchObject({ updated: 2 });
    expect(await rejected(importCsv(table('S3,Cy,Three,ONE@example.org,,')))).toEqual([[2, 'email', 'TAKEN']]);
  });

  it('an address that somebody gave up is free', async () => {
    await importCsv(table('S1,Ann,One,,,'));
    expect(await importCsv(table('S3,Cy,Three,TWO@example.org,,'))).toMatchObject({ created: 1 });
  });

  it('a sign-in finds its person although the claim or the record has a blank or an invisible character', async () => {
    await importCsv(table('L1,Lea,One,,,'));
    const me = await service.ask('me.get', {}, actorWith('lea', [], 'L1\u200b '));
    expect(me.person).toMatchObject({ externalId: 'L1' });
    expect((await service.ask('me.get', {}, actorWith('other', [], 'Ｌ1'))).person).toBeNull();
  });

  it('the database itself refuses a second one', async () => {
    await expect(
      database.query(
        `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, enabled, email_key)
         VALUES (gen_random_uuid(), $1, 'D1', 'D', 'D', 'D D', true, 'carl@example.org')`,
        [defaultTenantId],
      ),
    ).rejects.toMatchObject({ constraint: 'person_email_once' });
  });
});

describe('rows from before', () => {
  it('that collide are reported, and get no certificate; everybody else does', async () => {
    const twins = [
      await fromBefore('O1', { email: 'olaf@example.org' }),
      await fromBefore('O2', { email: 'olaf\u200b@example.org' }),
    ].sort();
    const other = await fromBefore('O3', { email: 'olga@example.org' });
    for (const personId of twins)
      await expect(certified(personId)).rejects.toMatchObject({
        code: 'PERSON_ACCOUNT_SHARED',
        details: { personId, field: 'email', others: twins.filter((each) => each !== personId) },
      });
    await expect(certified(other)).resolves.toBeUndefined();
    const found = (await openFindings())
      .filter(([code]) => code === 'PERSON_ACCOUNT_SHARED')
      .map(([, subject]) => subject);
    expect(found.sort()).toEqual(twins);
    // A file that has nothing to do with them is imported.
    expect(await importCsv(table('O4,Ola,Four,ola@example.org,,'))).toMatchObject({ created: 1 });
    // Nobody else gets their address, and one of them does not get it back while the other has it.
    expect(await rejected(importCsv(table('O5,Ole,Five,OLAF@example.org,,')))).toEqual([[2, 'email', 'TAKEN']]);
    expect(await rejected(importCsv(table('O1,Old,Row,olaf@example.org,,')))).toEqual([[2, 'email', 'TAKEN']]);
  });

  it('are mended by importing one of them with another value', async () => {
    await importCsv(table('O2,Old,Row,olaf.two@example.org,,'));
    const { rows } = await database.query<{ person_id: string; external_id: string; email_key: string }>(
      `SELECT person_id, external_id, email_key FROM person WHERE external_id IN ('O1', 'O2') ORDER BY external_id`,
    );
    expect(rows.map(({ email_key }) => email_key)).toEqual(['olaf@example.org', 'olaf.two@example.org']);
    for (const { person_id: personId } of rows) await expect(certified(personId)).resolves.toBeUndefined();
    expect(await openFindings()).toEqual([]);
  });

  it('a service of the version before that writes an address is noticed', async () => {
    const personId = await fromBefore('V1', { email: 'vera@example.org' });
    await expect(certified(personId)).resolves.toBeUndefined();
    await database.query(`UPDATE person SET email = 'Ola@example.org' WHERE external_id = 'V1'`);
    await expect(certified(personId)).rejects.toMatchObject({
      code: 'PERSON_ACCOUNT_SHARED',
      details: { field: 'email' },
    });
    await importCsv(table('V1,Old,Row,vera@example.org,,'));
    await expect(certified(personId)).resolves.toBeUndefined();
  });

  it('an external id with an invisible character is the person whom a file names without; a stray twin is reported', async () => {
    const personId = await fromBefore('X1\u200b', { email: 'xenia@example.org' });
    expect(await importCsv(table('X1,Xenia,One,xenia@example.org,,'))).toMatchObject({ created: 0, updated: 1 });
    const { rows } = await database.query('SELECT external_id, given_name FROM person WHERE person_id = $1', [
      personId,
    ]);
    expect(rows).toEqual([{ external_id: 'X1', given_name: 'Xenia' }]);
    const stray = await fromBefore('X1\u00ad');
    await expect(certified(stray)).rejects.toMatchObject({
      code: 'PERSON_ACCOUNT_SHARED',
      details: { field: 'externalId', others: [personId] },
    });
    await expect(certified(personId)).resolves.toBeUndefined();
    expect(await importCsv(table('X1,Xenia,Two,xenia@example.org,,'))).toMatchObject({ updated: 1 });
  });

  it('with a field that can stand in no certificate is reported until it is mended', async () => {
    const personId = await fromBefore('B1', { email: 'ann@corp_local.example' });
    await importCsv(table('B2,Ben,Two,,,'));
    expect(await openFindings()).toContainEqual(['PERSON_FIELD_INVALID', personId]);
    const { rows } = await service.ask('findings.list', { code: 'PERSON_FIELD_INVALID' }, operator);
    // Fields and ids, and neither names nor addresses.
    expect(rows[0]?.said?.sentence?.values).toEqual({ fields: [{ code: 'field.email' }], person: personId });
    await importCsv(table('B1,Ann,One,ann@corp-local.example,,'));
    expect(await openFindings()).not.toContainEqual(['PERSON_FIELD_INVALID', personId]);
  });
});

describe('the order of names', () => {
  it('is that of dictionaries, on every page, through every cursor', async () => {
    const names = [
      'Zoe',
      'ágnes',
      'Ágnes',
      'Agnes',
      'agnes',
      'Ängström',
      'Ang',
      'Anh',
      'Żaneta',
      'zeta',
      'de Boer',
      'Dean',
      'O’Brien',
      'Obama',
      '李',
    ];
    const csv = [
      'external_id,given_name,surname,organizational_unit',
      ...names.map((name, index) => `N${index},${name},,Sorted`),
    ];
    await importCsv(csv.join('\n'));
    const sorted = actorWith('sorted', [], 'N0');
    const { person } = await service.ask('me.get', {}, sorted);
    await database.query(
      `INSERT INTO role_grant (role_grant_id, tenant_id, person_id, role, group_scope)
       VALUES (gen_random_uuid(), $1, $2, 'HD', 'Sorted')`,
      [defaultTenantId, person!.personId],
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await service.ask('people.list', { limit: 2, ...(cursor !== undefined && { cursor }) }, sorted);
      seen.push(...page.rows.map(({ displayName }) => displayName));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([
      ...['agnes', 'Agnes', 'ágnes', 'Ágnes', 'Ang', 'Ängström', 'Anh', 'de Boer', 'Dean', 'O’Brien', 'Obama'],
      ...['Żaneta', 'zeta', 'Zoe', '李'],
    ]);
  });

  it('of batches of blank cards is the same, and a name beyond ASCII ends a page', async () => {
    for (const name of ['Zug', 'ärzte', 'Öffentlich', 'apfel', '李'])
      await database.query(
        'INSERT INTO stock_batch (tenant_id, stock_batch_id, name) VALUES ($1, gen_random_uuid(), $2)',
        [defaultTenantId, name],
      );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const asked = { limit: 1, ...(cursor !== undefined && { cursor }) };
      const page = await service.ask('stock-batches.list', asked, actorWith('stan', ['inventory-custodian']));
      seen.push(...page.rows.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(['apfel', 'ärzte', 'Factory values', 'Öffentlich', 'Zug', '李']);
  });

  it('a name is found without its accents, and with others', async () => {
    expect(await listed('angstrom')).toEqual(['N5']);
    expect(await listed('ZANETA')).toEqual(['N8']);
    expect(await listed('a\u030angstro\u0308m')).toEqual(['N5']);
  });
});

describe('a file in pieces', () => {
  const begin = () => service.ask('people.import.begin', {}, administrator);
  const piece = (importId: string, number: number, data: Buffer, actor = administrator) =>
    service.ask('people.import.piece', { importId, number, dataBase64: data.toString('base64') }, actor);
  /** 30,000 people in 1.7 MB, in UTF-16, cut in the middle of letters and rows. */
  const rows = Array.from({ length: 30_000 }, (_, index) => `P${index};Zoë;Nr ${index};p${index}@example.org`);
  const file = Buffer.from(`\ufeff${['external_id;given_name;surname;email', ...rows].join('\r\n')}`, 'utf16le');
  const pieces = Array.from({ length: Math.ceil(file.length / 999_999) }, (_, index) =>
    file.subarray(index * 999_999, (index + 1) * 999_999),
  );

  it('is one file: all of it, in any order, a piece sent twice; the commit asked again gives the same answer', async () => {
    expect(pieces.length).toBeGreaterThan(2);
    const { importId, pieceBytes, expiresAt } = await begin();
    expect(pieceBytes).toBe(1_000_000);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(59 * 60_000);
    for (const number of [3, 1, 2, 2, ...pieces.slice(3).map((_, index) => index + 4)])
      expect(await piece(importId, number, pieces[number - 1]!)).toEqual({ received: number });
    const asked = { importId, pieces: pieces.length };
    const commit = (more: object = {}) =>
      service.gateway.issuance(
        'people.import.commit',
        { ...asked, ...more },
        { tenantId: defaultTenantId, correlationId: 'pieces', actor: administrator },
        { timeoutMs: 120_000 },
      );
    const dry = await commit({ dryRun: true });
    expect(dry).toMatchObject({ created: 30_000, file: { encoding: 'utf-16le', delimiter: ';', rows: 30_000 } });
    expect(await listed('nr 29999')).toEqual([]);
    const done = await commit();
    expect(done).toMatchObject({ created: 30_000, updated: 0, unchanged: 0 });
    expect(await listed('nr 29999')).toEqual(['P29999']);
    expect(await commit()).toEqual(done);
    expect((await database.query('SELECT 1 FROM person_import_piece')).rows).toEqual([]);
  }, 180_000);

  it('refuses / a broken row in it, and imports nothing of it', async () => {
    const { importId } = await begin();
    await piece(importId, 1, Buffer.from('external_id,given_name,surname\nQ1,Ann,One\nQ'));
    await piece(importId, 2, Buffer.from('2,Ben,Two,too many\n'));
    const asked = { importId, pieces: 2 };
    expect(await rejected(service.ask('people.import.commit', asked, administrator))).toEqual([
      [3, null, 'WRONG_COLUMN_COUNT'],
    ]);
    expect(await listed('q1')).toEqual([]);
    // Its second piece is corrected, the first need not come again.
    await piece(importId, 2, Buffer.from('2,Ben,Two\n'));
    expect(await service.ask('people.import.commit', asked, administrator)).toMatchObject({ created: 2 });
  });

  it('refuses / what is not whole, not one’s own, too large, or thrown away', async () => {
    const { importId } = await begin();
    await piece(importId, 2, Buffer.from('x'));
    await expect(service.ask('people.import.commit', { importId, pieces: 2 }, administrator)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      details: { missing: [1] },
    });
    const other = actorWith('second-root', ['administrator']);
    await expect(piece(importId, 1, Buffer.from('x'), other)).rejects.toMatchObject({ code: 'PERSON_IMPORT_EXPIRED' });
    await expect(piece(importId, 1, Buffer.alloc(1_000_001))).rejects.toMatchObject({ code: 'REQUEST_TOO_LARGE' });
    await expect(piece(importId, 33, Buffer.from('x'))).rejects.toMatchObject({ code: 'REQUEST_TOO_LARGE' });
    await expect(piece(importId, 1, Buffer.from('x'), operator)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    expect(await service.ask('people.import.discard', { importId }, administrator)).toEqual({ discarded: true });
    await expect(piece(importId, 1, Buffer.from('x'))).rejects.toMatchObject({ code: 'PERSON_IMPORT_EXPIRED' });
  });

  it('that nobody commits is thrown away, and an actor keeps four at most', async () => {
    const first = await begin();
    await piece(first.importId, 1, Buffer.from('x'));
    for (let count = 0; count < 4; count++) await begin();
    await expect(piece(first.importId, 1, Buffer.from('x'))).rejects.toMatchObject({ code: 'PERSON_IMPORT_EXPIRED' });
    await database.query(`UPDATE person_import SET expires_at = now() - interval '1 second'`);
    await service.running.app.get(StagedImports).forgetExpired();
    expect((await database.query('SELECT 1 FROM person_import')).rows).toEqual([]);
    expect((await database.query('SELECT 1 FROM person_import_piece')).rows).toEqual([]);
  });
});

describe('the bytes of a file', () => {
  it('in another encoding, named with the answer; what is no table, by its name', async () => {
    const fileBase64 = (bytes: Buffer) => bytes.toString('base64');
    const western = Buffer.from('external_id;given_name;surname\r\nW1;J\xfcrgen;Gro\xdf', 'latin1');
    const asked = service.ask('people.import', { fileBase64: fileBase64(western) }, administrator);
    expect(await asked).toMatchObject({ created: 1, file: { encoding: 'windows-1252', delimiter: ';' } });
    expect(await listed('jürgen groß')).toEqual(['W1']);
    const doubtful = Buffer.from('external_id;given_name;surname\r\nW2;H\xe9l\xe8ne;One', 'latin1');
    await expect(
      service.ask('people.import', { fileBase64: fileBase64(doubtful) }, administrator),
    ).rejects.toMatchObject({ code: 'PERSON_IMPORT_UNREADABLE' });
    const named = { fileBase64: fileBase64(doubtful), encoding: 'windows-1252' };
    expect(await service.ask('people.import', named, administrator)).toMatchObject({ created: 1 });
    expect(await listed('hélène')).toEqual(['W2']);
    await expect(
      service.ask('people.import', { fileBase64: fileBase64(Buffer.from('PK\x03\x04xl/')) }, administrator),
    ).rejects.toMatchObject({ code: 'PERSON_IMPORT_UNREADABLE', details: { found: 'xlsx' } });
  });
});

describe('[F10] one person by one request', () => {
  const create = (fields: RequestOf<IssuanceApi, 'people.create'>, actor = administrator) =>
    service.ask('people.create', fields, actor);
  type Change = RequestOf<IssuanceApi, 'people.change'>;
  const change = (personId: string, changes: Change['changes'], versions: Change['versions'] = null) =>
    service.ask('people.change', { personId, versions, changes }, administrator);
  const stored = async (personId: string) => (await service.ask('people.get', { personId }, operator)).person;
  const audited = async (personId: string) => {
    const rows = await database.query<{ action: string; details: object }>(
      `SELECT action, details FROM audit_log WHERE object = $1 ORDER BY id`,
      [`person:${personId}`],
    );
    return rows.rows.map(({ action, details }) => [action, details]);
  };

  it('is kept in the form of the import, found like anybody, and audited by the names of the fields alone', async () => {
    const { person } = await create({
      externalId: 'OP1\u200b',
      givenName: 'Nel ',
      surname: 'One',
      email: 'nel@EXAMPLE.org',
    });
    expect(person).toMatchObject({
      ...{ externalId: 'OP1', givenName: 'Nel', surname: 'One', displayName: 'Nel One', email: 'nel@example.org' },
      ...{ upn: null, sid: null, objectId: null, organizationalUnit: null, enabled: true },
    });
    expect(await stored(person.personId)).toEqual(person);
    expect(await listed('nel@')).toEqual(['OP1']);
    expect(await importCsv(table('OP1,Nel,One,nel@example.org,,'))).toMatchObject({ unchanged: 1 });
    expect(await audited(person.personId)).toEqual([
      ['person.created', { fields: ['externalId', 'givenName', 'surname', 'email'] }],
    ]);
  });

  it('refuses / an external id that somebody has, in whatever form, and changes nothing of them', async () => {
    for (const externalId of ['OP1', ' OP1\u200b'])
      await expect(create({ externalId, surname: 'Other' })).rejects.toMatchObject({
        code: 'PERSON_EXTERNAL_ID_TAKEN',
      });
    expect(await listed('nel')).toEqual(['OP1']);
  });

  it('refuses / what the import refuses, by the name of the field', async () => {
    const refused = (fields: object) =>
      create({ externalId: 'OP9', ...fields }).then(
        () => 'done',
        ({
          code,
          details,
        }: {
          code: string;
          details: { problems: { field: string; code: string; message: string }[] };
        }) => [code, ...details.problems.map((each) => [each.field, each.code, each.message])],
      );
    expect(await refused({ externalId: '\u200b', surname: 'Nine' })).toEqual([
      'PERSON_INVALID',
      ['externalId', 'MISSING', 'externalId is empty'],
    ]);
    expect(await refused({ email: 'nowhere', sid: 'S-2' })).toEqual([
      'PERSON_INVALID',
      ['givenName', 'MISSING', 'The person has no name: a given name, a surname or a display name is needed'],
      ['email', 'INVALID', 'email is not an e-mail address (name@domain)'],
      ['sid', 'INVALID', 'sid is not a SID (S-1-...)'],
    ]);
    expect(await refused({ surname: 'Nine', email: 'NEL@example.org' })).toEqual([
      'PERSON_INVALID',
      ['email', 'TAKEN', 'Another person has this email already'],
    ]);
    expect(await listed('OP9')).toEqual([]);
  });

  it('a change keeps what it does not name, takes away what is null, and gives another version', async () => {
    const { person } = await create({
      externalId: 'OP2',
      givenName: 'Mo',
      surname: 'Two',
      email: 'mo@example.org',
      upn: 'mo@corp',
    });
    const { personId } = person;
    const changed = await change(personId, { surname: 'Three', email: null, enabled: false }, [person.version!]);
    expect(changed.person).toMatchObject({
      ...{ externalId: 'OP2', givenName: 'Mo', surname: 'Three', displayName: 'Mo Two', email: null, upn: 'mo@corp' },
      enabled: false,
    });
    expect(changed.person.version).not.toBe(person.version);
    expect(await stored(personId)).toEqual(changed.person);
    const named = await change(personId, { displayName: null }, ['other', changed.person.version!]);
    expect(named.person).toMatchObject({ displayName: 'Mo Three', email: null, upn: 'mo@corp', enabled: false });
    expect(await change(personId, {}, [named.person.version!])).toEqual(named);
    expect((await audited(personId)).slice(1)).toEqual([
      ['person.changed', { fields: ['surname', 'email', 'enabled'] }],
      ['person.changed', { fields: ['displayName'] }],
    ]);
    // What was given up is free.
    expect((await create({ externalId: 'OP3', surname: 'Four', email: 'MO@example.org' })).person.externalId).toBe(
      'OP3',
    );
  });

  it('refuses / a change of a version that is past, of nobody, and to what another person has, and writes nothing', async () => {
    const { person } = await create({ externalId: 'OP4', surname: 'Five' });
    const { personId, version } = person;
    const { person: now } = await change(personId, { organizationalUnit: 'North' }, [version!]);
    await expect(change(personId, { surname: 'Lost' }, [version!])).rejects.toMatchObject({
      code: 'PERSON_CHANGED',
      details: { version: now.version },
    });
    await expect(change(personId, { upn: 'MO@corp' })).rejects.toMatchObject({
      code: 'PERSON_INVALID',
      details: { problems: [{ field: 'upn', code: 'TAKEN' }] },
    });
    await expect(change(personId, { surname: '' })).resolves.toMatchObject({ person: { displayName: 'Five' } });
    await expect(change(randomUUID(), { surname: 'X' })).rejects.toMatchObject({ code: 'PERSON_NOT_FOUND' });
    expect((await stored(personId)).organizationalUnit).toBe('North');
  });

  it('of two changes of one version at the same time one is written', async () => {
    const { person } = await create({ externalId: 'OP5', surname: 'Six' });
    const both = await Promise.allSettled(
      ['Left', 'Right'].map((surname) => change(person.personId, { surname }, [person.version!])),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'PERSON_CHANGED' } });
  });

  it('[C16] refuses / whoever says it of themselves, and who may not import', async () => {
    const self = actorWith('selma', ['system-administrator'], 'OP6');
    await expect(create({ externalId: 'OP6', surname: 'Self' }, self)).rejects.toMatchObject({
      code: 'PERSON_INVALID',
      details: {
        problems: [
          { field: null, code: 'OWN_ROW', message: 'This is about yourself: another administrator changes it' },
        ],
      },
    });
    await expect(create({ externalId: 'OP7', surname: 'Seven' }, operator)).rejects.toMatchObject({
      code: 'AUTH_FORBIDDEN',
    });
    expect(await listed('OP6')).toEqual([]);
  });
});
