/**
 * The account keys of people: which values no two of them share, in the form in which they are compared. New people are keyed by the
 * import; rows from before these keys, and those that a service of the version before wrote, are keyed here. Rows that collide are kept as
 * they are and reported as findings; each of them, and nobody else, gets no certificate until one of them is imported with another value.
 */
import { findingOf } from '@cardwright/card-plan/reconcile/finding';
import type { Finding } from '@cardwright/contracts/card/findings';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { searchText } from '@cardwright/service-kit/subject-fields/canonical-text';
import { fieldKey, fieldProblem, type SubjectFieldName } from '@cardwright/service-kit/subject-fields/subject-fields';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { systemActor, type ChangeContext } from '../../persistence/change-context.js';
import type { PersonEntity } from '../../persistence/person.entity.js';
import { FindingRepository } from '../findings/finding.repository.js';

/** Column of the record -> its row of the table of fields. */
export const accountFields = {
  external_id: 'externalId',
  email: 'email',
  upn: 'upn',
  sid: 'sid',
} as const satisfies Record<string, SubjectFieldName>;
export type AccountField = keyof typeof accountFields;
export const accountFieldNames = Object.keys(accountFields) as AccountField[];

/** The fields of a person from which the keys and the search text are made, in the order of `keyed_from`. */
export const keyedColumns = ['external_id', 'email', 'upn', 'sid', 'display_name', 'given_name', 'surname'] as const;
type KeyedRow = Record<(typeof keyedColumns)[number], string | null> & { person_id: string };

const unkeyed = `keyed_from IS DISTINCT FROM ARRAY[${keyedColumns.join(', ')}]`;
const atOnce = 5000;

export const searchTextOf = (person: { externalId: string; displayName: string; givenName: string; surname: string }) =>
  searchText([person.displayName, person.givenName, person.surname, person.externalId].join(' '));

/** One writer of people at a time, so that two cannot bring in the same account. */
export const lockPeople = (manager: EntityManager, tenantId: string): Promise<unknown> =>
  manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`people/${tenantId}`]);

@Injectable()
export class PersonAccounts implements OnApplicationBootstrap {
  private readonly logger = new Logger(PersonAccounts.name);

  constructor(
    private readonly database: DataSource,
    private readonly findings: FindingRepository,
  ) {}

  /** Nothing waits for this job: a caller that needs a row earlier keys the row itself. */
  onApplicationBootstrap(): void {
    void this.keyAll().catch((error: unknown) => this.logger.error({ err: error }, 'people are not keyed yet'));
  }

  private async keyAll(): Promise<void> {
    const tenants: { tenant_id: string }[] = await this.database.query(
      `SELECT DISTINCT tenant_id FROM person WHERE ${unkeyed}`,
    );
    for (const { tenant_id: tenantId } of tenants) await this.bringUpToDate(tenantId);
  }

  private async bringUpToDate(tenantId: string): Promise<void> {
    const context = { tenantId, correlationId: 'people-keys', actor: systemActor };
    await inTransaction(this.database, async (manager) => {
      await lockPeople(manager, tenantId);
      await this.keyRows(manager, context);
    });
  }

  /** Throws PERSON_ACCOUNT_SHARED {personId, field, others} for a person whose mailbox or account is also somebody else's. */
  async requireOwn(person: PersonEntity): Promise<void> {
    const { tenantId, personId } = person;
    const now = [
      person.externalId,
      person.email,
      person.upn,
      person.sid,
      person.displayName,
      person.givenName,
      person.surname,
    ];
    if (JSON.stringify(person.keyedFrom) !== JSON.stringify(now)) await this.bringUpToDate(tenantId);
    const [shared] = await this.sharedBy(this.database.manager, tenantId, personId);
    if (shared === undefined) return;
    const { field, others } = shared;
    throw new CardwrightError(
      'PERSON_ACCOUNT_SHARED',
      say('record.shared', { field: say(`field.${accountFields[field]}`) }),
      {
        personId,
        field: accountFields[field],
        others,
      },
    );
  }

  private sharedBy(
    manager: EntityManager,
    tenantId: string,
    personId: string,
  ): Promise<{ field: AccountField; others: string[] }[]> {
    return manager.query(
      `SELECT own.field, array_agg(other.person_id ORDER BY other.person_id) AS others
       FROM person_collision own
       CROSS JOIN LATERAL (
         SELECT c.person_id FROM person_collision c
         WHERE c.tenant_id = own.tenant_id AND c.field = own.field AND c.key = own.key AND c.person_id <> own.person_id
         UNION SELECT p.person_id FROM person p
         WHERE p.tenant_id = own.tenant_id AND own.field = 'external_id' AND p.external_id_key = own.key
       ) other
       WHERE own.tenant_id = $1 AND own.person_id = $2 GROUP BY own.field ORDER BY own.field`,
      [tenantId, personId],
    );
  }

  /** Keys every row that is not, under the caller's lock on people. */
  async keyRows(manager: EntityManager, context: ChangeContext): Promise<void> {
    const keyed: KeyedRow[] = [];
    for (;;) {
      const rows: KeyedRow[] = await manager.query(
        `SELECT person_id, ${keyedColumns.join(', ')} FROM person WHERE tenant_id = $1 AND ${unkeyed} LIMIT ${atOnce}`,
        [context.tenantId],
      );
      if (rows.length === 0) break;
      await this.forgetKeys(manager, rows);
      for (const field of accountFieldNames) await this.keyField(manager, field, rows, context.tenantId);
      keyed.push(...rows);
    }
    if (keyed.length === 0) return;
    await this.settle(manager, context);
    for (const row of keyed) await this.reportProblems(manager, row, context);
  }

  private async forgetKeys(manager: EntityManager, rows: readonly KeyedRow[]): Promise<void> {
    const found = rows.map((row) => ({
      person_id: row.person_id,
      search_text: searchTextOf({
        externalId: row.external_id!,
        displayName: row.display_name!,
        givenName: row.given_name!,
        surname: row.surname!,
      }),
    }));
    await manager.query(
      `UPDATE person SET keyed_from = ARRAY[${keyedColumns.join(', ')}], search_text = found.search_text,
         ${accountFieldNames.map((field) => `${field}_key = NULL`).join(', ')}
       FROM jsonb_to_recordset($1) AS found (person_id uuid, search_text text) WHERE person.person_id = found.person_id`,
      [JSON.stringify(found)],
    );
    await manager.query('DELETE FROM person_collision WHERE person_id = ANY ($1)', [rows.map((row) => row.person_id)]);
  }

  /**
   * A key that only one person has is theirs; a key of several stands in person_collision for each of them. An external id that is written
   * as its key stays whose it is: it is the strays beside it that nobody can name.
   */
  private async keyField(
    manager: EntityManager,
    field: AccountField,
    rows: readonly KeyedRow[],
    tenantId: string,
  ): Promise<void> {
    const wanted = rows.flatMap((row) => {
      const key = fieldKey(accountFields[field], row[field]);
      return key === null
        ? []
        : [{ person_id: row.person_id, key, plain: field === 'external_id' && row[field] === key }];
    });
    const column = `${field}_key`;
    await manager.query(
      `WITH wanted AS (SELECT * FROM jsonb_to_recordset($1) AS row (person_id uuid, key text, plain boolean)),
         held AS (
           SELECT person_id, ${column} AS key, $3 = 'external_id' AND external_id = ${column} AS plain FROM person
           WHERE tenant_id = $2 AND ${column} IN (SELECT key FROM wanted)
           UNION ALL SELECT person_id, key, false FROM person_collision
           WHERE tenant_id = $2 AND field = $3 AND key IN (SELECT key FROM wanted)),
         everybody AS (SELECT * FROM wanted UNION ALL SELECT * FROM held),
         several AS (
           SELECT key, bool_or(plain) AS named FROM everybody GROUP BY key HAVING count(DISTINCT person_id) > 1),
         placed AS (
           SELECT person_id, everybody.key, several.key IS NULL OR (named AND plain) AS own
           FROM everybody LEFT JOIN several ON several.key = everybody.key),
         collided AS (
           INSERT INTO person_collision (person_id, field, tenant_id, key)
           SELECT person_id, $3, $2, key FROM placed WHERE NOT own ON CONFLICT (person_id, field) DO NOTHING)
       UPDATE person SET ${column} = CASE WHEN placed.own THEN placed.key END
       FROM placed WHERE person.person_id = placed.person_id`,
      [JSON.stringify(wanted), tenantId, field],
    );
  }

  /**
   * Gives a key to a person who is now the only one with it, and updates the findings. Called after every change of people, under the
   * caller's lock.
   */
  async settle(manager: EntityManager, context: ChangeContext): Promise<void> {
    const { tenantId } = context;
    for (const field of accountFieldNames) {
      await manager.query(
        `DELETE FROM person_collision c USING person p
         WHERE c.tenant_id = $1 AND c.field = $2 AND p.person_id = c.person_id AND (p.${field}_key IS NOT NULL OR p.${field} IS NULL)`,
        [tenantId, field],
      );
      await manager.query(
        `WITH alone AS (
           DELETE FROM person_collision c
           WHERE c.tenant_id = $1 AND c.field = $2
             AND NOT EXISTS (SELECT 1 FROM person_collision o
               WHERE o.tenant_id = c.tenant_id AND o.field = c.field AND o.key = c.key AND o.person_id <> c.person_id)
             AND NOT EXISTS (SELECT 1 FROM person p WHERE p.tenant_id = c.tenant_id AND p.${field}_key = c.key)
           RETURNING person_id, key)
         UPDATE person SET ${field}_key = alone.key FROM alone WHERE person.person_id = alone.person_id`,
        [tenantId, field],
      );
    }
    const colliding: { person_id: string; field: AccountField }[] = await manager.query(
      'SELECT person_id, field FROM person_collision WHERE tenant_id = $1 ORDER BY person_id, field',
      [tenantId],
    );
    const found = new Map<string, Finding>();
    for (const { person_id: personId, field } of colliding)
      if (!found.has(personId)) {
        const [shared] = await this.sharedBy(manager, tenantId, personId);
        const others = shared?.others ?? say('finding.another-person');
        const fieldName = say(`field.${accountFields[field]}`);
        const sentence = say('finding.account-shared', { field: fieldName, person: personId, others });
        found.set(personId, findingOf('PERSON_ACCOUNT_SHARED', null, personId, sentence));
      }
    for (const finding of found.values()) await this.findings.open(manager, null, finding, context);
    const mended = await this.mended(manager, tenantId);
    const gone = ({ code, subject }: Finding): boolean =>
      (code === 'PERSON_ACCOUNT_SHARED' && !found.has(subject)) ||
      (code === 'PERSON_FIELD_INVALID' && mended.has(subject));
    await this.findings.clear(manager, null, gone, context);
  }

  /** People with an open finding about a field, all of whose fields hold by now. */
  private async mended(manager: EntityManager, tenantId: string): Promise<Set<string>> {
    const rows: KeyedRow[] = await manager.query(
      `SELECT person_id, ${keyedColumns.join(', ')} FROM person WHERE tenant_id = $1 AND person_id::text IN (
         SELECT subject FROM finding WHERE tenant_id = $1 AND code = 'PERSON_FIELD_INVALID' AND cleared_at IS NULL)`,
      [tenantId],
    );
    return new Set(rows.filter((row) => wrongFields(row).length === 0).map((row) => row.person_id));
  }

  /**
   * People who were imported before today's rules. No certificate is issued with such a field, and a finding reports this before somebody
   * tries.
   */
  private async reportProblems(manager: EntityManager, row: KeyedRow, context: ChangeContext): Promise<void> {
    const wrong = wrongFields(row);
    if (wrong.length === 0) return;
    const fields = wrong.map((field) => say(`field.${field}`));
    const sentence = say('finding.field-invalid', { fields, person: row.person_id });
    await this.findings.open(manager, null, findingOf('PERSON_FIELD_INVALID', null, row.person_id, sentence), context);
  }
}

function wrongFields(row: KeyedRow): SubjectFieldName[] {
  const text = { displayName: row.display_name, email: row.email, upn: row.upn, sid: row.sid };
  return (['displayName', 'email', 'upn', 'sid'] as const).filter(
    (field) => fieldProblem(field, text[field] ?? '') !== null,
  );
}
