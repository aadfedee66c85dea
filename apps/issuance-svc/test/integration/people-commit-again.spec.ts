/** A large import whose answer did not come in time, and which is asked for again. Real Postgres and NATS. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { eventually } from '@cardwright/testing/eventually';
import pg from 'pg';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const administrator = actorWith('root', ['administrator']);
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
});

const rowsOf = async (query: string): Promise<number> => Number((await database.query(query)).rowCount);
const imports = () => rowsOf(`SELECT 1 FROM audit_log WHERE action = 'people.imported'`);
const waiting = () => rowsOf(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);

it('while the first commit still writes: the answer is that of the first, and nothing is written twice', async () => {
  const { importId } = await service.ask('people.import.begin', {}, administrator);
  const csv = Buffer.from('external_id,given_name,surname\nR1,Ann,One\nR2,Ben,Two\n');
  await service.ask('people.import.piece', { importId, number: 1, dataBase64: csv.toString('base64') }, administrator);
  // Somebody else writes people: both wait for their turn.
  await database.query('BEGIN');
  await database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`people/${defaultTenantId}`]);
  const commit = () => service.ask('people.import.commit', { importId, pieces: 1 }, administrator);
  const answers = [commit(), commit()];
  await eventually(waiting, 2);
  await database.query('COMMIT');
  const [first, again] = await Promise.all(answers);
  expect(first).toMatchObject({ created: 2, updated: 0, unchanged: 0 });
  expect(again).toEqual(first);
  expect(await imports()).toBe(1);
});
