/**
 * Roles are given and taken away, with the row of the trail in the same transaction. Whoever is asked about comes from `authorise` for each request, so
 * both count from the person's next request on. Who may is decided before: over the person, and over the scope that is given.
 */
import { randomUUID } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import {
  grantableRoles,
  permissionsIfGranted,
  type NewRoleGrant,
  type RoleMeaning,
} from '@cardwright/contracts/access/role';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { isUuid } from '@cardwright/contracts/uuid';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { canonicalField, fieldProblem } from '@cardwright/service-kit/subject-fields/subject-fields';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Grant } from '../../domain/authorisation.js';
import { gradeOf, permissions } from '@cardwright/contracts/access/role-table';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { PersonEntity } from '../../persistence/person.entity.js';
import { RoleGrantEntity } from '../../persistence/role-grant.entity.js';
import { PeopleService } from '../people/people.service.js';
import type { KnownActor } from './authorisation.service.js';
import { roleGrantOf } from './role-grant.service.js';

export type AskedGrant = Grant & { person: PersonEntity; reason: string };
export type GrantOfPerson = { grant: RoleGrantEntity; person: PersonEntity };

const everywhere = '*';

export const roleMeanings: readonly RoleMeaning[] = grantableRoles.map((role) => ({
  role,
  permissions: permissions.filter((permission) => gradeOf(role, permission) === 'yes'),
  ifGranted: permissionsIfGranted.filter((permission) => gradeOf(role, permission) === 'if-granted'),
}));

@Injectable()
export class RoleChanges {
  constructor(
    private readonly database: DataSource,
    private readonly people: PeopleService,
  ) {}

  /** What is asked for, in the form in which it is stored. Throws PERSON_NOT_FOUND, PROFILE_NOT_FOUND, REQUEST_INVALID {field}. */
  async asked(tenantId: string, body: NewRoleGrant): Promise<AskedGrant> {
    const meaning = roleMeanings.find(({ role }) => role === body.role);
    if (meaning === undefined) throw invalid('role', say('record.role-not-given'));
    const grantedPermissions = [...new Set(body.grantedPermissions ?? [])].sort();
    if (!grantedPermissions.every((each) => meaning.ifGranted.includes(each)))
      throw invalid('grantedPermissions', say('record.permission-not-of-role'));
    const person = await this.people.get(tenantId, body.personId);
    const groupScope = unitOf(body.groupScope ?? everywhere);
    const profileScope = body.profileScope ?? everywhere;
    if (profileScope !== everywhere) await this.requireProfile(tenantId, profileScope);
    return { person, role: meaning.role, groupScope, profileScope, grantedPermissions, reason: body.reason };
  }

  /** Throws ROLE_OWN_GRANT, ROLE_GRANTED_ALREADY, ROLE_AUDITOR_ALONE. */
  give(
    { person, reason, ...asked }: AskedGrant,
    actor: KnownActor,
    context: ChangeContext,
  ): Promise<ReplyOf<IssuanceApi, 'role-grants.create'>> {
    if (person.personId === actor.personId) throw new CardwrightError('ROLE_OWN_GRANT');
    const { tenantId } = context;
    const { personId, displayName } = person;
    return inTransaction(this.database, async (manager) => {
      await oneAtATime(manager, tenantId);
      const held = await manager.findBy(RoleGrantEntity, { tenantId, personId });
      const known = held.find((grant) => isSame(grant, asked));
      if (known !== undefined) {
        const { roleGrantId, grantedPermissions } = known;
        if ([...grantedPermissions].sort().join() === asked.grantedPermissions.join())
          return { roleGrant: roleGrantOf(known, displayName), changed: false };
        throw new CardwrightError('ROLE_GRANTED_ALREADY', undefined, { roleGrantId, grantedPermissions });
      }
      const others = held.map(({ role }) => role).filter((role) => role !== asked.role && role !== 'CH');
      if (others.length > 0 && [asked.role, ...others].includes('AU'))
        throw new CardwrightError('ROLE_AUDITOR_ALONE', undefined, { roles: [...new Set(others)] });
      const shape = { ...asked, grantedPermissions: [...asked.grantedPermissions] };
      const row = { roleGrantId: randomUUID(), tenantId, personId, ...shape, createdAt: new Date() };
      await manager.insert(RoleGrantEntity, row);
      await appendAudit(manager, { ...context, action: 'role.granted', ...auditOf(row, reason) });
      return { roleGrant: roleGrantOf(row, displayName), changed: true };
    });
  }

  /** Throws ROLE_GRANT_NOT_FOUND. */
  async find(tenantId: string, roleGrantId: string): Promise<GrantOfPerson> {
    const grant = isUuid(roleGrantId)
      ? await this.database.manager.findOneBy(RoleGrantEntity, { tenantId, roleGrantId })
      : null;
    if (grant === null) throw new CardwrightError('ROLE_GRANT_NOT_FOUND', undefined, { roleGrantId });
    return { grant, person: await this.people.get(tenantId, grant.personId) };
  }

  /** Throws ROLE_GRANT_NOT_FOUND where somebody else was faster, ROLE_LAST_ADMINISTRATOR. */
  take(
    { grant, person }: GrantOfPerson,
    reason: string,
    actor: KnownActor,
    context: ChangeContext,
  ): Promise<ReplyOf<IssuanceApi, 'role-grants.revoke'>> {
    const { tenantId, roleGrantId } = grant;
    return inTransaction(this.database, async (manager) => {
      await oneAtATime(manager, tenantId);
      const { affected } = await manager.delete(RoleGrantEntity, { tenantId, roleGrantId });
      if (affected !== 1) throw new CardwrightError('ROLE_GRANT_NOT_FOUND', undefined, { roleGrantId });
      // The issuer's claims are known of nobody else but who is asking.
      if (administers(grant) && !claimsToAdminister(actor) && !(await isAdministered(manager, tenantId)))
        throw new CardwrightError('ROLE_LAST_ADMINISTRATOR');
      await appendAudit(manager, { ...context, action: 'role.revoked', ...auditOf(grant, reason) });
      return { roleGrant: roleGrantOf(grant, person.displayName) };
    });
  }

  private async requireProfile(tenantId: string, name: string): Promise<void> {
    const found: unknown[] = await this.database.query(
      'SELECT 1 FROM credential_profile_version WHERE tenant_id = $1 AND name = $2 LIMIT 1',
      [tenantId, name],
    );
    if (found.length === 0) throw new CardwrightError('PROFILE_NOT_FOUND', undefined, { name });
  }
}

/** Two that each leave the other as the last administrator, or that give an auditor a second role, come one after the other. */
const oneAtATime = (manager: EntityManager, tenantId: string): Promise<unknown> =>
  manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`role-grants ${tenantId}`]);

/** Of the whole system, so that they can give any role again. */
const administers = ({ role, groupScope, profileScope }: Grant): boolean =>
  role === 'SA' && groupScope === everywhere && profileScope === everywhere;
const claimsToAdminister = ({ grants }: KnownActor): boolean =>
  grants.some((grant) => !('roleGrantId' in grant) && administers(grant));

async function isAdministered(manager: EntityManager, tenantId: string): Promise<boolean> {
  const left: unknown[] = await manager.query(
    `SELECT 1 FROM role_grant held JOIN person USING (person_id)
     WHERE held.tenant_id = $1 AND held.role = 'SA' AND held.group_scope = '*' AND held.profile_scope = '*' AND person.enabled
       AND NOT EXISTS (SELECT 1 FROM role_grant other WHERE other.person_id = held.person_id AND other.role = 'AU')
     LIMIT 1`,
    [tenantId],
  );
  return left.length > 0;
}

/** By what the table keeps apart. */
const isSame = (one: Grant, other: Grant): boolean =>
  one.role === other.role && one.groupScope === other.groupScope && one.profileScope === other.profileScope;

const auditOf = (
  { personId, roleGrantId, role, groupScope, profileScope, grantedPermissions }: RoleGrantEntity,
  reason: string,
) => ({
  object: `person:${personId}`,
  reason,
  details: { roleGrantId, role, groupScope, profileScope, grantedPermissions },
});

function unitOf(text: string): string {
  if (text === everywhere) return text;
  const unit = canonicalField('organizationalUnit', text);
  const problem =
    unit === '' || unit.includes(everywhere) ? say('wrong.no-unit') : fieldProblem('organizationalUnit', unit);
  if (problem !== null) throw invalid('groupScope', say('wrong.it', { problem }));
  return unit;
}

const invalid = (field: string, sentence: Sentence): CardwrightError =>
  new CardwrightError('REQUEST_INVALID', sentence, { field });
