/** People: all-or-nothing import, list and look-up. Names are personal data: audit rows and events carry ids only. */
import { randomUUID } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ImportProblem, Person } from '@cardwright/contracts/nats/issuance.api';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Scopes } from '../domain/authorisation.js';
import type { ChangeContext } from '../persistence/change-context.js';
import { decodeUuidCursor, isUuid, pageLimit, pageOf } from '../persistence/page.js';
import { PersonEntity } from '../persistence/person.entity.js';
import { scopeWhere } from '../persistence/scope.js';
import { parsePeople, type ImportedPerson } from './people-csv.js';

export interface ImportCounts {
  created: number;
  updated: number;
  unchanged: number;
}

/** Whoever imports, and whether a row about themselves may be new or changed (separation of duties: it may not). */
export interface Importer {
  personId: string | null;
  /** The claim that links an identity, whether it is linked already or not. */
  externalId: string | null;
  mayChangeOwnRow: boolean;
}
const nobody: Importer = { personId: null, externalId: null, mayChangeOwnRow: false };

@Injectable()
export class PeopleService {
  constructor(private readonly database: DataSource) {}

  /**
   * Throws PERSON_IMPORT_REJECTED with details.problems (by line); then nothing was imported. A dry run does everything
   * and takes it back.
   */
  async import(
    csv: string,
    dryRun: boolean,
    context: ChangeContext,
    importer: Importer = nobody,
  ): Promise<ImportCounts> {
    if (typeof csv !== 'string') throw new CardwrightError('REQUEST_INVALID', 'csv is missing', { field: 'csv' });
    const { people, problems, absent } = parsePeople(csv);
    if (problems.length > 0) throw new CardwrightError('PERSON_IMPORT_REJECTED', undefined, { problems });
    const runner = this.database.createQueryRunner();
    await runner.startTransaction();
    try {
      const counts = await this.store(runner.manager, people, absent, context, importer);
      await (dryRun ? runner.rollbackTransaction() : runner.commitTransaction());
      return counts;
    } catch (error) {
      await runner.rollbackTransaction();
      throw error;
    } finally {
      await runner.release();
    }
  }

  private async store(
    manager: EntityManager,
    people: ImportedPerson[],
    absent: string[],
    context: ChangeContext,
    importer: Importer,
  ): Promise<ImportCounts> {
    // One import at a time, so that two files cannot bring in the same address.
    await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`people/${context.tenantId}`]);
    const problems = await takenValues(manager, people, absent, context.tenantId);
    if (problems.length > 0) throw new CardwrightError('PERSON_IMPORT_REJECTED', undefined, { problems });
    const written = await upsert(manager, people, absent, context.tenantId);
    const own = ownRow(written, people, importer);
    if (own !== undefined && !importer.mayChangeOwnRow)
      throw new CardwrightError('PERSON_IMPORT_REJECTED', undefined, { problems: [own] });
    const created = written.filter((row) => row.created).length;
    const counts = { created, updated: written.length - created, unchanged: people.length - written.length };
    await appendAudit(manager, {
      ...context,
      action: 'people.imported',
      object: `people:${context.tenantId}`,
      details: { ...counts, ...(own === undefined ? {} : { ownRow: true }) },
    });
    return counts;
  }

  /** Throws PERSON_NOT_FOUND. */
  async get(tenantId: string, personId: string): Promise<PersonEntity> {
    const person = isUuid(personId)
      ? await this.database.manager.findOneBy(PersonEntity, { tenantId, personId })
      : null;
    if (person === null) throw new CardwrightError('PERSON_NOT_FOUND', undefined, { personId });
    return person;
  }

  /** By name; query finds parts of names, external id, e-mail and UPN; externalId is exact. */
  async list(
    tenantId: string,
    { query, externalId }: { query?: string; externalId?: string },
    scopes: Scopes,
    page: PageRequest,
  ): Promise<Page<Person>> {
    const limit = pageLimit(page.limit);
    const builder = this.database.manager
      .createQueryBuilder(PersonEntity, 'person')
      .where('person.tenantId = :tenantId', { tenantId })
      .orderBy('person.displayName', 'ASC')
      .addOrderBy('person.personId', 'ASC')
      .take(limit + 1);
    const cursor = decodeUuidCursor(page.cursor);
    if (cursor !== null)
      builder.andWhere(
        `(person.display_name, person.person_id) >
          (SELECT last.display_name, last.person_id FROM person last WHERE last.person_id = :cursor)`,
        { cursor },
      );
    if (externalId !== undefined) builder.andWhere('person.externalId = :externalId', { externalId });
    const text = query?.trim().normalize('NFC');
    if (text)
      builder.andWhere(
        `position(lower(:text) in lower(concat_ws(' ', person.display_name, person.given_name, person.surname,
          person.external_id, person.email, person.upn))) > 0`,
        { text },
      );
    builder.andWhere(...scopeWhere(personScope, scopes));
    return pageOf(await builder.getMany(), limit, ({ personId }) => personId, personOf);
  }
}

const personScope = { personId: 'person.person_id', organizationalUnit: 'person.organizational_unit' };

/** UPN, e-mail and SID name one account each: two people with the same one would get certificates for one account. */
const accountFields = ['email', 'upn', 'sid'] as const;

async function takenValues(
  manager: EntityManager,
  people: ImportedPerson[],
  absent: string[],
  tenantId: string,
): Promise<ImportProblem[]> {
  const problems: ImportProblem[] = [];
  for (const field of accountFields.filter((name) => !absent.includes(name))) {
    const values = people.flatMap((person) => person[field]?.toLowerCase() ?? []);
    const rows: { value: string }[] = await manager.query(
      `SELECT lower(${field}) AS value FROM person
       WHERE tenant_id = $1 AND lower(${field}) = ANY ($2) AND external_id <> ALL ($3)`,
      [tenantId, values, people.map(({ externalId }) => externalId)],
    );
    const taken = new Set(rows.map(({ value }) => value));
    for (const person of people)
      if (taken.has(person[field]?.toLowerCase() ?? ''))
        problems.push({
          line: person.line,
          column: field,
          code: 'TAKEN',
          message: `Another person has this ${field} already`,
        });
  }
  return problems.sort((a, b) => a.line - b.line);
}

const optionalColumns = ['email', 'upn', 'sid', 'organizational_unit', 'enabled'];

interface WrittenRow {
  created: boolean;
  person_id: string;
  external_id: string;
}

/** Nobody says alone who they are: a row of the importer's own that is new or changed is a problem of its line. */
function ownRow(
  written: readonly WrittenRow[],
  people: readonly ImportedPerson[],
  { personId, externalId }: Importer,
): ImportProblem | undefined {
  const own = written.find((row) => row.person_id === personId || row.external_id === externalId);
  if (own === undefined) return undefined;
  const { line } = people.find((person) => person.externalId === own.external_id)!;
  const message = 'This row is about yourself and changes it: another administrator imports it, or leave the line out';
  return { line, column: null, code: 'OWN_ROW', message };
}

/** One statement for any number of people; a row that stays the same is not written, and is not among what is given. */
async function upsert(
  manager: EntityManager,
  people: ImportedPerson[],
  absent: string[],
  tenantId: string,
): Promise<WrittenRow[]> {
  const written = [
    'given_name',
    'surname',
    'display_name',
    ...optionalColumns.filter((column) => !absent.includes(column)),
  ];
  const list = (prefix: string): string => written.map((column) => `${prefix}.${column}`).join(', ');
  return manager.query(
    `INSERT INTO person AS known (person_id, tenant_id, external_id, given_name, surname, display_name, email, upn, sid,
       organizational_unit, enabled)
     SELECT "personId"::uuid, $2, "externalId", "givenName", surname, "displayName", email, upn, sid,
       "organizationalUnit", enabled
     FROM jsonb_to_recordset($1) AS imported ("personId" text, "externalId" text, "givenName" text, surname text,
       "displayName" text, email text, upn text, sid text, "organizationalUnit" text, enabled boolean)
     ON CONFLICT (tenant_id, external_id) DO UPDATE SET
       ${written.map((column) => `${column} = excluded.${column}`).join(', ')}, updated_at = now()
     WHERE (${list('known')}) IS DISTINCT FROM (${list('excluded')})
     RETURNING (known.xmax = 0) AS created, known.person_id, known.external_id`,
    [JSON.stringify(people.map((person) => ({ ...person, personId: randomUUID() }))), tenantId],
  );
}

export const personOf = (person: PersonEntity): Person => ({
  personId: person.personId,
  externalId: person.externalId,
  displayName: person.displayName,
  givenName: person.givenName,
  surname: person.surname,
  email: person.email,
  upn: person.upn,
  sid: person.sid,
  organizationalUnit: person.organizationalUnit,
  enabled: person.enabled,
  createdAt: person.createdAt.toISOString(),
});
