/** All-or-nothing import of a table of people. Names are personal data: audit rows and events carry ids and counts only. */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ImportedPeople, ImportProblem } from '@cardwright/contracts/nats/issuance.api';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { fieldKey } from '@cardwright/service-kit/subject-fields/subject-fields';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ChangeContext } from '../../persistence/change-context.js';
import { parsePeople, type ImportedPerson } from './people-csv.js';
import { readPeopleFile, type PeopleText } from './people-file.js';
import { tellOfPeople } from './people-events.js';
import { rowsPerTurn } from './people-table.js';
import {
  accountFieldNames,
  accountFields,
  keyedColumns,
  lockPeople,
  PersonAccounts,
  searchTextOf,
  type AccountField,
} from './person-accounts.js';

/** The importing identity, and whether a row about that person may be new or changed (under separation of duties it may not). */
export interface Importer {
  personId: string | null;
  /** The claim by which this identity is or would be linked to a person. */
  externalId: string | null;
  mayChangeOwnRow: boolean;
}
type ImportCounts = Pick<ImportedPeople, 'created' | 'updated' | 'unchanged'>;

/** An import that may be asked for again while it runs. */
interface Repeatable {
  /** Its result, in the transaction of `text` once nobody else writes people; null: none yet. */
  doneIn(manager: EntityManager): Promise<ImportedPeople | null>;
  keepIn(manager: EntityManager, imported: ImportedPeople): Promise<void>;
}

/** Rows in one statement. */
const atOnce = 2000;

@Injectable()
export class PeopleImport {
  constructor(
    private readonly database: DataSource,
    private readonly accounts: PersonAccounts,
  ) {}

  /** Imports the bytes of a file. Throws PERSON_IMPORT_UNREADABLE, and what `text` throws. */
  file(
    bytes: Buffer,
    encoding: string | undefined,
    dryRun: boolean,
    context: ChangeContext,
    importer: Importer,
  ): Promise<ImportedPeople> {
    return this.text(readPeopleFile(bytes, encoding), dryRun, context, importer);
  }

  /**
   * Throws PERSON_IMPORT_REJECTED with details.problems (by line) and details.file; then nothing was imported. A dry run does everything
   * and takes it back.
   */
  async text(
    { text, encoding }: PeopleText,
    dryRun: boolean,
    context: ChangeContext,
    importer: Importer,
    repeatable?: Repeatable,
  ): Promise<ImportedPeople> {
    const { people: parsed, problems, absent, table } = await parsePeople(text);
    const file = table === null ? {} : { file: { encoding, ...table } };
    const rejected = (found: ImportProblem[]): CardwrightError =>
      new CardwrightError('PERSON_IMPORT_REJECTED', undefined, { problems: found, ...file });
    if (problems.length > 0) throw rejected(problems);
    const runner = this.database.createQueryRunner();
    await runner.startTransaction();
    try {
      const { manager } = runner;
      await this.begin(manager, context);
      const done = await repeatable?.doneIn(manager);
      if (done != null) {
        await runner.rollbackTransaction();
        return done;
      }
      const { written, own } = await this.write(manager, parsed, absent, context, importer, rejected);
      const imported = { ...(await this.finish(manager, parsed.length, written, own, context)), ...file };
      if (!dryRun) await repeatable?.keepIn(manager, imported);
      await (dryRun ? runner.rollbackTransaction() : runner.commitTransaction());
      return imported;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** Before anything about people is read that `write` goes by: one writer at a time, and no row without its keys. */
  async begin(manager: EntityManager, context: ChangeContext): Promise<void> {
    await lockPeople(manager, context.tenantId);
    await this.accounts.keyRows(manager, context);
  }

  /**
   * Writes people of whom each holds by itself, in the transaction of `begin`. Throws what `rejected` makes of accounts that others have, and of a row
   * about the importer. `written`: rows that are new or changed. PersonAccounts.settle comes after it.
   */
  async write(
    manager: EntityManager,
    parsed: ImportedPerson[],
    absent: string[],
    context: ChangeContext,
    importer: Importer,
    rejected: (problems: ImportProblem[]) => CardwrightError,
  ): Promise<{ written: WrittenRow[]; own: boolean }> {
    const { tenantId } = context;
    const people = await keyed(parsed);
    const taken = await takenAccounts(manager, people, absent, tenantId);
    if (taken.length > 0) throw rejected(taken);
    const written = await nameAsImported(manager, people, tenantId);
    for (let from = 0; from < people.length; from += atOnce)
      written.push(...(await upsert(manager, people.slice(from, from + atOnce), absent, tenantId)));
    const own = ownRow(written, people, importer);
    if (own !== undefined && !importer.mayChangeOwnRow) throw rejected([own]);
    await tellOfPeople(manager, written, context);
    return { written, own: own !== undefined };
  }

  private async finish(
    manager: EntityManager,
    people: number,
    written: readonly WrittenRow[],
    ownRow: boolean,
    context: ChangeContext,
  ): Promise<ImportCounts> {
    const rows = new Map(written.map((row) => [row.person_id, row.created]));
    const created = [...rows.values()].filter(Boolean).length;
    const counts = { created, updated: rows.size - created, unchanged: people - rows.size };
    await this.accounts.settle(manager, context);
    await appendAudit(manager, {
      ...context,
      action: 'people.imported',
      object: `people:${context.tenantId}`,
      details: { ...counts, ...(ownRow && { ownRow }) },
    });
    return counts;
  }
}

export interface WrittenRow {
  created: boolean;
  person_id: string;
  external_id: string;
  enabled: boolean;
  /** As it was before; of a new person as it is. */
  was_enabled: boolean;
}

/** No person may define alone who they are: a new or changed row about the importer is reported as a problem of its line. */
function ownRow(
  written: readonly WrittenRow[],
  people: readonly KeyedPerson[],
  { personId, externalId }: Importer,
): ImportProblem | undefined {
  const claimed = fieldKey('externalId', externalId);
  const own = written.find((row) => row.person_id === personId || fieldKey('externalId', row.external_id) === claimed);
  if (own === undefined) return undefined;
  const { line } = people.find((person) => person.externalId === own.external_id)!;
  const message = 'This row is about yourself and changes it: another administrator imports it, or leave the line out';
  return { line, column: null, code: 'OWN_ROW', message };
}

type KeyedPerson = ImportedPerson & { keys: Record<AccountField, string | null> };

async function keyed(people: ImportedPerson[]): Promise<KeyedPerson[]> {
  const found: KeyedPerson[] = [];
  for (const [index, person] of people.entries()) {
    if (index % rowsPerTurn === 0) await nextTurn();
    const keys = accountFieldNames.map((field) => [
      field,
      fieldKey(accountFields[field], person[accountFields[field]]),
    ]);
    found.push({ ...person, keys: Object.fromEntries(keys) as KeyedPerson['keys'] });
  }
  return found;
}

/** Accounts of people who are not in this file. */
async function takenAccounts(
  manager: EntityManager,
  people: KeyedPerson[],
  absent: string[],
  tenantId: string,
): Promise<ImportProblem[]> {
  const problems: ImportProblem[] = [];
  const inFile = people.map(({ keys }) => keys.external_id);
  for (const field of accountFieldNames.filter((name) => !absent.includes(name))) {
    const keys = people.map((person) => person.keys[field]);
    const rows: { key: string }[] = await manager.query(
      `SELECT ${field}_key AS key FROM person
       WHERE tenant_id = $1 AND $4 <> 'external_id' AND ${field}_key = ANY ($2)
         AND (external_id_key IS NULL OR external_id_key <> ALL ($3))
       UNION SELECT key FROM person_collision c JOIN person p USING (person_id)
       WHERE c.tenant_id = $1 AND c.field = $4 AND c.key = ANY ($2)
         AND CASE WHEN $4 = 'external_id' THEN NOT EXISTS (SELECT 1 FROM person q WHERE q.tenant_id = $1 AND q.external_id_key = c.key)
             ELSE p.external_id_key IS NULL OR p.external_id_key <> ALL ($3) END`,
      [tenantId, keys.filter((key) => key !== null), inFile, field],
    );
    const taken = new Set(rows.map(({ key }) => key));
    people.forEach(({ line }, index) => {
      if (taken.has(keys[index] ?? '')) problems.push({ line, column: field, code: 'TAKEN', ...takenWords(field) });
    });
  }
  if (!absent.includes('object_id')) problems.push(...(await takenObjectIds(manager, people, inFile, tenantId)));
  return problems.sort((a, b) => a.line - b.line);
}

function takenWords(column: string): Pick<ImportProblem, 'message' | 'said'> {
  const { text, said } = say('people.taken', { column });
  return { message: text, said: { message: said } };
}

/** An object id says whose account a passkey is registered for: nobody has another person's. */
async function takenObjectIds(
  manager: EntityManager,
  people: readonly KeyedPerson[],
  inFile: readonly (string | null)[],
  tenantId: string,
): Promise<ImportProblem[]> {
  const ids = people.map(({ objectId }) => objectId).filter((id) => id !== null);
  const rows: { id: string }[] = await manager.query(
    `SELECT object_id AS id FROM person WHERE tenant_id = $1 AND object_id = ANY ($2)
       AND (external_id_key IS NULL OR external_id_key <> ALL ($3))`,
    [tenantId, ids, inFile],
  );
  const taken = new Set(rows.map(({ id }) => id));
  return people
    .filter(({ objectId }) => objectId !== null && taken.has(objectId))
    .map(({ line }) => ({
      line,
      column: 'object_id',
      code: 'TAKEN',
      ...takenWords('object_id'),
    }));
}

/**
 * A person who was imported with a blank or an invisible character in the external id is the same person as the one whom the file names
 * without it.
 */
async function nameAsImported(manager: EntityManager, people: KeyedPerson[], tenantId: string): Promise<WrittenRow[]> {
  const named = people.map(({ keys, externalId }) => ({ key: keys.external_id, external_id: externalId }));
  const [rows]: [WrittenRow[], number] = await manager.query(
    `UPDATE person SET external_id = imported.external_id, keyed_from[1] = imported.external_id, updated_at = now()
     FROM jsonb_to_recordset($1) AS imported (key text, external_id text)
     WHERE person.tenant_id = $2 AND person.external_id_key = imported.key AND person.external_id <> imported.external_id
     RETURNING false AS created, person.person_id, person.external_id, person.enabled, person.enabled AS was_enabled`,
    [JSON.stringify(named), tenantId],
  );
  return rows;
}

const optionalColumns = ['email', 'upn', 'sid', 'object_id', 'organizational_unit', 'enabled'];

/** One statement for many people. A row that stays the same is not written and not returned. */
async function upsert(
  manager: EntityManager,
  people: KeyedPerson[],
  absent: string[],
  tenantId: string,
): Promise<WrittenRow[]> {
  const present = (column: string): boolean => !absent.includes(column);
  const values = ['given_name', 'surname', 'display_name', ...optionalColumns.filter(present)];
  const keys = ['external_id_key', 'search_text', ...accountFieldNames.filter(present).map((field) => `${field}_key`)];
  const list = (prefix: string): string => values.map((column) => `${prefix}.${column}`).join(', ');
  const keyedFrom = keyedColumns
    .map((column) => (present(column) ? `excluded.${column}` : `known.${column}`))
    .join(', ');
  return manager.query(
    `WITH ended AS (SELECT person_id FROM person WHERE tenant_id = $2 AND NOT enabled AND external_id = ANY ($3)),
     written AS (INSERT INTO person AS known (person_id, tenant_id, external_id, given_name, surname, display_name, email, upn, sid, object_id,
       organizational_unit, enabled, external_id_key, email_key, upn_key, sid_key, search_text, keyed_from)
     SELECT "personId"::uuid, $2, "externalId", "givenName", surname, "displayName", email, upn, sid, "objectId",
       "organizationalUnit", enabled, external_id_key, email_key, upn_key, sid_key, search_text,
       ARRAY["externalId", email, upn, sid, "displayName", "givenName", surname]
     FROM jsonb_to_recordset($1) AS imported ("personId" text, "externalId" text, "givenName" text, surname text,
       "displayName" text, email text, upn text, sid text, "objectId" uuid, "organizationalUnit" text, enabled boolean,
       external_id_key text, email_key text, upn_key text, sid_key text, search_text text)
     ON CONFLICT (tenant_id, external_id) DO UPDATE SET
       ${[...values, ...new Set(keys)].map((column) => `${column} = excluded.${column}`).join(', ')},
       keyed_from = ARRAY[${keyedFrom}], updated_at = now()
     WHERE (${list('known')}) IS DISTINCT FROM (${list('excluded')})
     RETURNING (known.xmax = 0) AS created, known.person_id, known.external_id, known.enabled)
     SELECT written.*, CASE WHEN created THEN enabled ELSE ended.person_id IS NULL END AS was_enabled
     FROM written LEFT JOIN ended USING (person_id)`,
    [JSON.stringify(people.map(recordOf)), tenantId, people.map(({ externalId }) => externalId)],
  );
}

const recordOf = ({ keys, ...person }: KeyedPerson) => ({
  ...person,
  personId: randomUUID(),
  search_text: searchTextOf(person),
  ...Object.fromEntries(accountFieldNames.map((field) => [`${field}_key`, keys[field]])),
});
