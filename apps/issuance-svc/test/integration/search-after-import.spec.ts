/** A search reads what an import has left waiting for the index of its text: little, however many people it brought in. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

let service: RecordsService;
const ask = (sql: string) => service.running.dataSource!.query(sql);

beforeAll(async () => {
  service = await startRecordsService();
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

it('after an import of two thousand people at most 256 kB wait, of cards as well', async () => {
  const people = Array.from({ length: 2_000 }, (_, n) => `E${n},Given${n},Surname${n * 7}`).join('\n');
  const csv = `external_id,given_name,surname\n${people}`;
  await service.ask('people.import', { csv }, actorWith('nora', ['system-administrator']));
  const [{ pages }] = await ask(`SELECT gin_clean_pending_list('person_searched') AS pages`);
  // Of 8 kB each.
  expect(Number(pages)).toBeLessThanOrEqual(32);
  expect(
    await ask(
      `SELECT relname, reloptions FROM pg_class WHERE relname IN ('person_searched', 'device_searched') ORDER BY 1`,
    ),
  ).toEqual(
    ['device_searched', 'person_searched'].map((relname) => ({ relname, reloptions: ['gin_pending_list_limit=256'] })),
  );
}, 60_000);
