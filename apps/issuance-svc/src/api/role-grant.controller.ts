/** Requests about who has which role: authorise over the person and over the scope of the role, then the services. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { say } from '@cardwright/contracts/words/say';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Answer, Asked } from '../domain/asked.js';
import { requireWords } from '../domain/reason-check.js';
import { contextOf } from '../persistence/change-context.js';
import { begunExport } from '../records/audit/exported-list.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { RoleChanges, roleMeanings } from '../records/authorisation/role-changes.js';
import { RoleGrantService } from '../records/authorisation/role-grant.service.js';
import { personTarget, scopeTarget } from '../records/authorisation/targets.js';

@Controller()
export class RoleGrantController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly grants: RoleGrantService,
    private readonly changes: RoleChanges,
  ) {}

  @MessagePattern(issuanceSubject('role-grants.list'))
  async list(@Payload() asked: Asked<'role-grants.list'>): Answer<'role-grants.list'> {
    const scopes = await this.access.listScopes(asked, 'role-grants.list');
    return this.grants.list(asked.tenantId, scopes, asked.body, begunExport(asked));
  }

  @MessagePattern(issuanceSubject('role-grants.meanings'))
  async meanings(@Payload() asked: Asked<'role-grants.meanings'>): Answer<'role-grants.meanings'> {
    await this.access.authorise(asked, 'role-grants.meanings');
    return { roles: [...roleMeanings] };
  }

  @MessagePattern(issuanceSubject('role-grants.create'))
  async create(@Payload() asked: Asked<'role-grants.create'>): Answer<'role-grants.create'> {
    const actor = await this.access.authorise(asked, 'role-grants.create');
    requireWords(asked.body.reason, say('why.role'));
    const grant = await this.changes.asked(asked.tenantId, asked.body);
    await this.access.check(actor, asked, 'role-grants.create', personTarget(grant.person));
    await this.access.check(actor, asked, 'role-grants.create', scopeTarget(grant.person, grant));
    return this.changes.give(grant, actor, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('role-grants.revoke'))
  async revoke(@Payload() asked: Asked<'role-grants.revoke'>): Answer<'role-grants.revoke'> {
    const actor = await this.access.authorise(asked, 'role-grants.revoke');
    requireWords(asked.body.reason, say('why.role-taken'));
    const given = await this.changes.find(asked.tenantId, asked.body.roleGrantId);
    await this.access.check(actor, asked, 'role-grants.revoke', personTarget(given.person));
    await this.access.check(actor, asked, 'role-grants.revoke', scopeTarget(given.person, given.grant));
    return this.changes.take(given, asked.body.reason, actor, contextOf(asked));
  }
}
