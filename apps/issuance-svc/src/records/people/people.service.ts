/** People: list and look-up. */
import { createHash } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Person } from '@cardwright/contracts/nats/issuance.api';
import type { PersonFilter, PersonSort, Sorted } from '@cardwright/contracts/nats/list-filters';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { isUuid } from '@cardwright/contracts/uuid';
import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { Scopes } from '../../domain/authorisation.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import { personScope, scopeWhere } from '../../persistence/scope.js';
import { type SortableList, sortedPage } from '../../persistence/sorted-page.js';
import { timeOf } from '../../persistence/columns.js';
import { auditExport, type BegunExport } from '../audit/exported-list.js';
import { peopleWith } from '../search/matching-ids.js';

@Injectable()
export class PeopleService {
  constructor(private readonly database: DataSource) {}

  /** Throws PERSON_NOT_FOUND. */
  async get(tenantId: string, personId: string): Promise<PersonEntity> {
    const person = isUuid(personId)
      ? await this.database.manager.findOneBy(PersonEntity, { tenantId, personId })
      : null;
    if (person === null) throw new CardwrightError('PERSON_NOT_FOUND', undefined, { personId });
    return person;
  }

  /**
   * By name where nothing else is asked, in the order of the Unicode Collation Algorithm; query finds parts of names, external id, e-mail and UPN,
   * whatever their case, accents and invisible characters. exporting: the first page of an export.
   */
  async list(
    tenantId: string,
    { query, externalId, organizationalUnit, updatedSince }: PersonFilter,
    scopes: Scopes,
    page: Sorted<PersonSort> & PageRequest,
    exporting?: BegunExport,
  ): Promise<Page<Person>> {
    const fitting = await peopleWith(this.database, tenantId, query ?? '');
    const people = (): SelectQueryBuilder<PersonEntity> => {
      const rows = this.database.manager
        .createQueryBuilder(PersonEntity, 'person')
        .where('person.tenantId = :tenantId', { tenantId });
      if (externalId !== undefined) rows.andWhere('person.externalId = :externalId', { externalId });
      if (organizationalUnit !== undefined)
        rows.andWhere(
          `(person.organizationalUnit = :organizationalUnit OR starts_with(person.organizationalUnit, :organizationalUnit || '/'))`,
          { organizationalUnit },
        );
      if (updatedSince !== undefined)
        rows.andWhere('person.updatedAt >= :updatedSince', { updatedSince: timeOf(updatedSince, 'updatedSince') });
      if (fitting !== null) rows.andWhere(...fitting);
      return rows.andWhere(...scopeWhere(personScope, scopes));
    };
    if (exporting !== undefined) await auditExport(this.database, 'people', people(), exporting);
    const { rows, nextCursor } = await sortedPage(people, personList, page);
    return { rows: rows.map(personOf), nextCursor };
  }
}

const personList: SortableList<PersonSort, PersonEntity> = {
  columns: {
    name: { by: 'person.display_name COLLATE names', type: 'text' },
    'external-id': { by: 'person.external_id', type: 'text' },
    unit: {
      by: 'person.organizational_unit COLLATE names',
      type: 'text',
      has: 'person.organizational_unit IS NOT NULL',
      lacks: 'person.organizational_unit IS NULL',
    },
    created: { by: 'person.created_at', type: 'time' },
    updated: { by: 'person.updated_at', type: 'time' },
  },
  usual: 'name',
  key: 'person.person_id',
  id: ({ personId }) => personId,
  isId: isUuid,
};

export function personOf(person: PersonEntity): Person {
  const shown = {
    personId: person.personId,
    externalId: person.externalId,
    displayName: person.displayName,
    givenName: person.givenName,
    surname: person.surname,
    email: person.email,
    upn: person.upn,
    sid: person.sid,
    objectId: person.objectId,
    organizationalUnit: person.organizationalUnit,
    enabled: person.enabled,
    createdAt: person.createdAt.toISOString(),
    updatedAt: person.updatedAt.toISOString(),
  };
  // Of all that is shown: two changes within one millisecond, which is as much as a time says, give two versions too.
  return { ...shown, version: createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 22) };
}
