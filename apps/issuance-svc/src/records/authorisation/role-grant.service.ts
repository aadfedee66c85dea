/** Lists the stored role grants (role-changes.ts changes them), and answers who the signed-in identity is (`me`). */
import type { Person } from '@cardwright/contracts/nats/issuance.api';
import type { Role, RoleGrant } from '@cardwright/contracts/access/role';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { Injectable } from '@nestjs/common';
import { DataSource, In, type SelectQueryBuilder } from 'typeorm';
import { permissionsOf, type Scopes } from '../../domain/authorisation.js';
import type { Duties } from '../../domain/separation.js';
import { auditExport, type BegunExport } from '../audit/exported-list.js';
import { personOf } from '../people/people.service.js';
import { decodeUuidCursor, pageLimit, pageOf } from '../../persistence/page.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import { RoleGrantEntity } from '../../persistence/role-grant.entity.js';
import { scopeWhere } from '../../persistence/scope.js';
import type { KnownActor } from './authorisation.service.js';

const grantScope = { personId: 'role_grant.person_id', organizationalUnit: 'person.organizational_unit' };

@Injectable()
export class RoleGrantService {
  constructor(private readonly database: DataSource) {}

  async list(
    tenantId: string,
    scopes: Scopes,
    { personId, ...page }: { personId?: string } & PageRequest,
    exporting?: BegunExport,
  ): Promise<Page<RoleGrant>> {
    const limit = pageLimit(page.limit);
    const grants = (): SelectQueryBuilder<RoleGrantEntity> => {
      const query = this.database.manager
        .createQueryBuilder(RoleGrantEntity, 'role_grant')
        .leftJoin(PersonEntity, 'person', 'person.person_id = role_grant.person_id')
        .where('role_grant.tenantId = :tenantId', { tenantId })
        .andWhere(...scopeWhere(grantScope, scopes));
      return personId === undefined ? query : query.andWhere('role_grant.personId = :personId', { personId });
    };
    if (exporting !== undefined) await auditExport(this.database, 'role-grants', grants(), exporting);
    const query = grants()
      .orderBy('role_grant.roleGrantId', 'ASC')
      .limit(limit + 1);
    const cursor = decodeUuidCursor(page.cursor);
    if (cursor !== null) query.andWhere('role_grant.roleGrantId > :cursor', { cursor });
    const rows = await query.getMany();
    const people = await this.database.manager.find(PersonEntity, {
      select: { personId: true, displayName: true },
      where: { tenantId, personId: In([...new Set(rows.map((row) => row.personId))]) },
    });
    const names = new Map(people.map((person) => [person.personId, person.displayName]));
    return pageOf(
      rows,
      limit,
      ({ roleGrantId }) => roleGrantId,
      (row) => roleGrantOf(row, names.get(row.personId) ?? null),
    );
  }
}

export const roleGrantOf = (
  { roleGrantId, personId, role, groupScope, profileScope, createdAt, grantedPermissions }: RoleGrantEntity,
  personName: string | null,
): RoleGrant => ({
  ...{ roleGrantId, personId, role, groupScope, profileScope, grantedPermissions },
  ...{ personName, grantedAt: createdAt.toISOString() },
});

export const meOf = (
  actor: KnownActor,
  duties: Duties,
): { person: Person | null; roles: Role[]; permissions: string[]; separationOfDuties: Duties } => ({
  person: actor.person === null ? null : personOf(actor.person),
  roles: [...new Set(actor.grants.map(({ role }) => role))],
  permissions: permissionsOf(actor, duties),
  separationOfDuties: duties,
});
