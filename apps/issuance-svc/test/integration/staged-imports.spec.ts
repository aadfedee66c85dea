/**
 * A file in pieces whose commit is repeated, or thrown away, while another commit of it is under way: by whoever did not wait for the answer. On a real
 * Postgres and a real NATS server; locks of the spec hold a commit where it is.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const administrator = actorWith('root', ['administrator']);
const done = { created: 2, updated: 0, unchanged: 0, file: { encoding: 'utf-8', delimiter: ',', rows: 2 } };

let service: RecordsService;
/** Holds locks. */
let holder: pg.Client;
let database: pg.Client;

beforeAll(async () => {
  service = await startRecordsService();
  const connectionString = service.postgres.databases.issuance.url;
  [holder, database] = [new pg.Client({ connectionString }), new pg.Client({ connectionString })];
  await Promise.all([holder.connect(), database.connect()]);
}, 90_000);
afterAll(async () => {
  await holder?.end();
  await database?.end();
  await service?.stop();
}, 30_000);

/** A file of two people, whole. */
async function staged(prefix: string): Promise<string> {
  const { importId } = await service.ask('people.import.begin', {}, administrator);
  const file = Buffer.from(`external_id,given_name,surname\n${prefix}1,Ann,One\n${prefix}2,Ben,Two\n`);
  await service.ask('people.import.piece', { importId, number: 1, dataBase64: file.toString('base64') }, administrator);
  return importId;
}
const commit = (importId: string) => service.ask('people.import.commit', { importId, pieces: 1 }, administrator);
const discard = (importId: string) => service.ask('people.import.discard', { importId }, administrator);

/** Until somebody waits for a lock of this table. */
async function isWaitedFor(table: string): Promise<void> {
  const waiting = `SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass`;
  while ((await database.query(waiting, [table])).rows.length === 0);
}

describe('a commit of a file in pieces', () => {
  it('that finds no pieces any more, because another one has just ended, gives the answer of that', async () => {
    const importId = await staged('A');
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE person_import_piece IN ACCESS EXCLUSIVE MODE');
    const second = commit(importId);
    await isWaitedFor('person_import_piece');
    await holder.query('DELETE FROM person_import_piece WHERE import_id = $1', [importId]);
    await holder.query('UPDATE person_import SET result = $2 WHERE import_id = $1', [importId, JSON.stringify(done)]);
    await holder.query('COMMIT');
    expect(await second).toEqual(done);
  });

  it('that is thrown away while people are written gives its answer, also once more', async () => {
    const importId = await staged('B');
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE audit_log IN SHARE MODE');
    const first = commit(importId);
    await isWaitedFor('audit_log');
    expect(await discard(importId)).toEqual({ discarded: true });
    await holder.query('COMMIT');
    expect(await first).toMatchObject({ created: 2 });
    expect(await discard(importId)).toEqual({ discarded: true });
    expect(await commit(importId)).toEqual(await first);
  });

  it('is not in the way of others of its actor while it is written, and is kept before those that are done', async () => {
    const importId = await staged('C');
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE audit_log IN SHARE MODE');
    const first = commit(importId);
    await isWaitedFor('audit_log');
    for (let count = 0; count < 5; count++) await service.ask('people.import.begin', {}, administrator);
    await holder.query('COMMIT');
    expect(await commit(importId)).toEqual(await first);
  });
});
