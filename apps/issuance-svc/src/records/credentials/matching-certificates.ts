/**
 * Which certificates a text, a person or a credential profile names. Where they are few, their ids, found by the indexes of cards, people and requests:
 * then there is nothing else to read. Where they are many, the list is read in its own order and a page is soon full. Technology only.
 */
import { containsText, lookedFor } from '@cardwright/service-kit/database/text-search';
import { searchText } from '@cardwright/service-kit/subject-fields/canonical-text';
import type { DataSource } from 'typeorm';

const few = 6000;
const fewRequests = 1500;
const fewPeople = 1000;

/** For a query builder: `andWhere(...condition)`, over `credential`, and with `joined` over `device`, `request` and `person` too. */
export interface Condition {
  where: [sql: string, parameters: Record<string, unknown>];
  joined: boolean;
}

const listed = 'credential.serial_number_hex IS NOT NULL';
/** A certificate is of the person of the request that made it, or of whoever has its card where nobody is named there. `person` is restricted by `where`. */
const ofPeople = (where: string): string => `
  (SELECT credential_id AS id FROM person JOIN request ON request.tenant_id = $1 AND request.person_id = person.person_id
     JOIN credential ON credential.request_id = request.request_id
   WHERE person.tenant_id = $1 AND ${where} AND ${listed} LIMIT ${few + 1})
  UNION ALL
  (SELECT credential_id FROM person JOIN device ON device.tenant_id = $1 AND device.person_id = person.person_id
     JOIN request ON request.device_id = device.device_id AND request.person_id IS NULL
     JOIN credential ON credential.request_id = request.request_id
   WHERE person.tenant_id = $1 AND ${where} AND ${listed} LIMIT ${few + 1})`;

export async function certificatesOfPerson(
  database: DataSource,
  tenantId: string,
  personId: string,
): Promise<Condition> {
  const ids = await idsOf(database, 'idsOfPerson', ofPeople('person.person_id = $2'), [tenantId, personId]);
  return ids ?? { where: ['person.person_id = :ofPerson', { ofPerson: personId }], joined: true };
}

export async function certificatesOfProfile(
  database: DataSource,
  tenantId: string,
  profileName: string,
): Promise<Condition> {
  // Of the requests alone, so that a profile that many cards have costs no more than to see that they are many.
  const requests: { id: string }[] = await database.query(
    `SELECT request_id AS id FROM request WHERE tenant_id = $1 AND profile_name = $2 LIMIT ${fewRequests + 1}`,
    [tenantId, profileName],
  );
  if (requests.length > fewRequests)
    return { where: ['request.profile_name = :ofProfile', { ofProfile: profileName }], joined: true };
  return {
    where: ['credential.request_id = ANY (:ofProfile)', { ofProfile: requests.map(({ id }) => id) }],
    joined: false,
  };
}

/**
 * By the beginning of the serial number, and by what is found of the card and of the person it was made for. Two characters are looked for where a word
 * begins, as the search over everything does, and one only where a serial number begins: certificates are too many to be read for them. null: nothing
 * to look for.
 */
export async function certificatesWith(
  database: DataSource,
  tenantId: string,
  query: string,
): Promise<Condition | null> {
  const text = query.trim().normalize('NFC').toLowerCase();
  const name = searchText(query);
  if (text === '' || name === '') return null;
  const serial = serialBeginning(text);
  const begins = 'starts_with(credential.serial_number_hex, :searchedSerial)';
  const [card, person] = [lookedFor(text), lookedFor(name)];
  if (card === null || person === null)
    return { where: serial === none ? ['FALSE', {}] : [begins, { searchedSerial: serial }], joined: false };
  const anywhere: Condition = {
    where: [
      `(${begins} OR position(:searchedText in ' ' || device.searched) > 0 OR position(:searchedName in ' ' || person.searched) > 0)`,
      { searchedSerial: serial, searchedText: card.needle, searchedName: person.needle },
    ],
    joined: true,
  };
  const people: { id: string }[] = await database.query(
    `SELECT person_id AS id FROM person WHERE tenant_id = $1 AND ${containsText('person.searched', '$2', '$3')} LIMIT ${fewPeople + 1}`,
    [tenantId, person.trigrams, person.needle],
  );
  // Many people have many certificates: those are not collected only to see it.
  if (people.length > fewPeople) return anywhere;
  const ids = await idsOf(
    database,
    'idsWithText',
    `(SELECT credential_id AS id FROM credential WHERE tenant_id = $1 AND serial_number_hex COLLATE "C" BETWEEN $2 AND $3 AND ${listed}
      LIMIT ${few + 1})
     UNION ALL
     (SELECT credential_id FROM device JOIN credential ON credential.device_id = device.device_id
      WHERE device.tenant_id = $1 AND ${containsText('device.searched', '$4', '$5')} AND ${listed} LIMIT ${few + 1})
     UNION ALL ${ofPeople('person.person_id = ANY ($6)')}`,
    [tenantId, serial, `${serial}~`, card.trigrams, card.needle, people.map(({ id }) => id)],
  );
  return ids ?? anywhere;
}

/** With what no serial number begins. */
const none = 'none';

/** As it is stored, in capitals. */
function serialBeginning(text: string): string {
  const digits = text.replaceAll(/[:\s]/g, '').toUpperCase();
  return /^[0-9A-F]+$/.test(digits) ? digits : none;
}

/** null: more than a few. sql: gives `id`, some of them several times. name: of the parameter, since several conditions may hold at once. */
async function idsOf(
  database: DataSource,
  name: string,
  sql: string,
  parameters: unknown[],
): Promise<Condition | null> {
  const rows: { id: string }[] = await database.query(`SELECT id FROM (${sql}) AS found LIMIT ${few + 1}`, parameters);
  if (rows.length > few) return null;
  const ids = [...new Set(rows.map(({ id }) => id))];
  return { where: [`credential.credential_id = ANY (:${name})`, { [name]: ids }], joined: false };
}
