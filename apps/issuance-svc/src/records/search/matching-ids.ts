/**
 * What of a list contains a text. Where it is little, its ids, by the index of trigrams: then there is nothing else to read. Where it is much, the
 * list is read in its own order and a page is soon full: sorting all that fits would take longer.
 */
import { containsText, lookedFor } from '@cardwright/service-kit/database/text-search';
import { searchText } from '@cardwright/service-kit/subject-fields/canonical-text';
import type { DataSource } from 'typeorm';

const few = 1000;

/** For a query builder: `andWhere(...condition)`, over `person`, and `device` where there is one. */
export type Condition = [sql: string, parameters: Record<string, unknown>];

const cardsWithText = (trigrams: string, needle: string): string => containsText('device.searched', trigrams, needle);
const peopleWithText = (trigrams: string, needle: string): string => containsText('person.searched', trigrams, needle);

/** By name, external id, e-mail and UPN, whatever their case, accents and invisible characters. */
export async function peopleWith(database: DataSource, tenantId: string, query: string): Promise<Condition | null> {
  const text = searchText(query);
  if (text === '') return null;
  const sql = `SELECT person_id AS id FROM person WHERE tenant_id = $1 AND ${peopleWithText('$2', '$3')} LIMIT ${few + 1}`;
  const looked = wholeWords(text);
  const ids = looked && (await idsOf(database, sql, [tenantId, looked.trigrams, looked.needle]));
  if (ids) return ['person.person_id = ANY (:foundIds)', { foundIds: ids }];
  return [`position(:searchedName in person.searched) > 0`, { searchedName: text }];
}

/** By label and identity, and by what is found of the holder. */
export async function cardsWith(database: DataSource, tenantId: string, query: string): Promise<Condition | null> {
  const text = query.trim().normalize('NFC').toLowerCase();
  const name = searchText(query);
  if (text === '' || name === '') return null;
  const sql = `SELECT id FROM (
      (SELECT device_id AS id FROM device WHERE tenant_id = $1 AND ${cardsWithText('$2', '$3')} LIMIT ${few + 1})
      UNION ALL
      (SELECT device_id FROM person JOIN device ON device.tenant_id = $1 AND device.person_id = person.person_id
       WHERE person.tenant_id = $1 AND ${peopleWithText('$4', '$5')} LIMIT ${few + 1})) found LIMIT ${few + 1}`;
  const [card, person] = [wholeWords(text), wholeWords(name)];
  const parameters = card && person && [card.trigrams, card.needle, person.trigrams, person.needle];
  const ids = parameters && (await idsOf(database, sql, [tenantId, ...parameters]));
  if (ids) return ['device.device_id = ANY (:foundIds)', { foundIds: ids }];
  return [
    `(position(:searchedText in device.searched) > 0 OR position(:searchedName in person.searched) > 0)`,
    { searchedText: text, searchedName: name },
  ];
}

/** Lists find two characters anywhere, the index where a word begins. */
const wholeWords = (text: string) => ([...text].length < 3 ? null : lookedFor(text));

/** null: more than a few. */
async function idsOf(database: DataSource, sql: string, parameters: unknown[]): Promise<string[] | null> {
  const rows: { id: string }[] = await database.query(sql, parameters);
  return rows.length > few ? null : rows.map(({ id }) => id);
}
