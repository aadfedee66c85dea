/** People: list and look-up. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Person } from '@cardwright/contracts/nats/issuance.api';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { isUuid } from '@cardwright/contracts/uuid';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Scopes } from '../../domain/authorisation.js';
import { onePage, pageLimit, pageOf, type ListOrder } from '../../persistence/page.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import { personScope, scopeWhere } from '../../persistence/scope.js';
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
   * By name, in the order of the Unicode Collation Algorithm; query finds parts of names, external id, e-mail and UPN, whatever their
   * case, accents and invisible characters; externalId is exact.
   */
  async list(
    tenantId: string,
    { query, externalId }: { query?: string; externalId?: string },
    scopes: Scopes,
    page: PageRequest,
  ): Promise<Page<Person>> {
    const builder = this.database.manager
      .createQueryBuilder(PersonEntity, 'person')
      .where('person.tenantId = :tenantId', { tenantId });
    onePage(builder, byName, page);
    if (externalId !== undefined) builder.andWhere('person.externalId = :externalId', { externalId });
    const fitting = await peopleWith(this.database, tenantId, query ?? '');
    if (fitting !== null) builder.andWhere(...fitting);
    builder.andWhere(...scopeWhere(personScope, scopes));
    return pageOf(await builder.getMany(), pageLimit(page.limit), ({ personId }) => personId, personOf);
  }
}

const byName: ListOrder = {
  table: 'person',
  by: ['display_name COLLATE names'],
  key: ['person_id'],
  direction: 'ASC',
};

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
