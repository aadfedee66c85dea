/**
 * One person brought in or changed by one request: by the rules of the import, as a file of one row. Besides, a new person's external id is nobody's, and
 * a change says which version it is a change of. Names are personal data: audit rows name the fields, never what stands in them.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  ImportProblem,
  Person,
  PersonChanges,
  PersonFields,
  PersonProblem,
} from '@cardwright/contracts/nats/issuance.api';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { fieldKey } from '@cardwright/service-kit/subject-fields/subject-fields';
import { isUuid } from '@cardwright/contracts/uuid';
import { say } from '@cardwright/contracts/words/say';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ChangeContext } from '../../persistence/change-context.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import { columnNames, type ColumnName } from './people-columns.js';
import { checkedPerson } from './people-csv.js';
import { PeopleImport, type Importer } from './people-import.service.js';
import { personOf } from './people.service.js';
import { PersonAccounts } from './person-accounts.js';

/** The column of a file that each field is in. */
const columnOf = {
  externalId: 'external_id',
  givenName: 'given_name',
  surname: 'surname',
  displayName: 'display_name',
  email: 'email',
  upn: 'upn',
  sid: 'sid',
  objectId: 'object_id',
  organizationalUnit: 'organizational_unit',
  enabled: 'enabled',
} as const satisfies Record<keyof PersonFields, ColumnName>;
const fields = Object.keys(columnOf) as (keyof PersonFields)[];

@Injectable()
export class OnePerson {
  constructor(
    private readonly database: DataSource,
    private readonly people: PeopleImport,
    private readonly accounts: PersonAccounts,
  ) {}

  /** Throws PERSON_EXTERNAL_ID_TAKEN, PERSON_INVALID {problems: PersonProblem[]}. */
  create(given: PersonFields, context: ChangeContext, importer: Importer): Promise<Person> {
    return inTransaction(this.database, async (manager) => {
      await this.people.begin(manager, context);
      const key = fieldKey('externalId', given.externalId);
      if (key !== null && (await holderOf(manager, context.tenantId, key)))
        throw new CardwrightError('PERSON_EXTERNAL_ID_TAKEN');
      return this.write(manager, given, null, context, importer);
    });
  }

  /**
   * versions: as in the contract. Throws PERSON_NOT_FOUND, PERSON_CHANGED {version}, PERSON_ACCOUNT_SHARED, PERSON_INVALID {problems: PersonProblem[]}; then
   * nothing is written.
   */
  change(
    { personId, versions, changes }: { personId: string; versions: readonly string[] | null; changes: PersonChanges },
    context: ChangeContext,
    importer: Importer,
  ): Promise<Person> {
    const { tenantId } = context;
    return inTransaction(this.database, async (manager) => {
      await this.people.begin(manager, context);
      const person = isUuid(personId) ? await manager.findOneBy(PersonEntity, { tenantId, personId }) : null;
      if (person === null) throw new CardwrightError('PERSON_NOT_FOUND', undefined, { personId });
      const { version } = personOf(person);
      if (versions !== null && !versions.includes(version!))
        throw new CardwrightError('PERSON_CHANGED', undefined, { version });
      const key = fieldKey('externalId', person.externalId) ?? '';
      // A row from before, of whom nobody can say which of two people it names.
      if ((await holderOf(manager, tenantId, key))?.named !== personId)
        throw new CardwrightError('PERSON_ACCOUNT_SHARED', undefined, { personId, field: 'externalId' });
      const { externalId, givenName, surname, displayName } = person;
      return this.write(
        manager,
        { externalId, givenName, surname, displayName, ...changes },
        person,
        context,
        importer,
      );
    });
  }

  /** What is not given stays as it is stored, as a column that a file does not have. */
  private async write(
    manager: EntityManager,
    given: PersonFields,
    before: PersonEntity | null,
    context: ChangeContext,
    importer: Importer,
  ): Promise<Person> {
    const named = fields.filter((field) => given[field] !== undefined);
    const values = named.map((field) => [columnOf[field], String(given[field] ?? '')]);
    const { person, problems } = checkedPerson(Object.fromEntries(values) as Partial<Record<ColumnName, string>>);
    if (problems.length > 0) throw invalid(problems);
    const absent = columnNames.filter((name) => !named.some((field) => columnOf[field] === name));
    const { tenantId } = context;
    const { written, own } = await this.people.write(manager, [person], absent, context, importer, invalid);
    await this.accounts.settle(manager, context);
    const after = await manager.findOneByOrFail(PersonEntity, { tenantId, externalId: person.externalId });
    if (written.length > 0)
      await appendAudit(manager, {
        ...context,
        action: before === null ? 'person.created' : 'person.changed',
        object: `person:${after.personId}`,
        details: {
          fields: before === null ? named : fields.filter((field) => after[field] !== before[field]),
          ...(own && { ownRow: true }),
        },
      });
    return personOf(after);
  }
}

/** named: the person of this external id; null: rows from before share it. */
async function holderOf(
  manager: EntityManager,
  tenantId: string,
  key: string,
): Promise<{ named: string | null } | undefined> {
  const [row]: { named: string | null }[] = await manager.query(
    `SELECT person_id AS named FROM person WHERE tenant_id = $1 AND external_id_key = $2
     UNION ALL SELECT NULL FROM person_collision WHERE tenant_id = $1 AND field = 'external_id' AND key = $2
     ORDER BY named NULLS LAST LIMIT 1`,
    [tenantId, key],
  );
  return row;
}

const invalid = (problems: ImportProblem[]): CardwrightError =>
  new CardwrightError('PERSON_INVALID', undefined, { problems: problems.map(problemOf) });

const aboutYourself = say('people.yourself');
const ownProblem: PersonProblem = {
  field: null,
  code: 'OWN_ROW',
  message: aboutYourself.text,
  said: { message: aboutYourself.said },
};
export const ownRow = (): CardwrightError =>
  new CardwrightError('PERSON_INVALID', undefined, { problems: [ownProblem] });

/** As the import says it, by the names of fields instead of columns. */
function problemOf({ column, code, message, said }: ImportProblem): PersonProblem {
  if (code === 'OWN_ROW') return ownProblem;
  const field = fields.find((each) => columnOf[each] === column) ?? null;
  const text = field === null ? message : message.replace(columnOf[field], field);
  const { values, ...words } = said!.message!;
  const named = { ...words, ...(values && { values: field === null ? values : { ...values, column: field } }) };
  return { field, code: code as PersonProblem['code'], message: text, said: { message: named } };
}
