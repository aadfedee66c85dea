/** Requests about people and roles: authorise, then the services. */
import { Injectable } from '@nestjs/common';
import { AuthorisationService } from '../authorisation/authorisation.service.js';
import { meOf, RoleGrantService } from '../authorisation/role-grant.service.js';
import { personTarget } from '../authorisation/targets.js';
import type { Answer, Asked } from '../nats/asked.js';
import { contextOf } from '../persistence/change-context.js';
import { PeopleService, personOf } from './people.service.js';

@Injectable()
export class PeopleRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly people: PeopleService,
    private readonly grants: RoleGrantService,
  ) {}

  async me(asked: Asked<'me.get'>): Answer<'me.get'> {
    return meOf(await this.access.authorise(asked, 'me.get'), this.access.duties.setting);
  }

  async import(asked: Asked<'people.import'>): Answer<'people.import'> {
    const { personId } = await this.access.authorise(asked, 'people.import');
    const importer = {
      personId,
      externalId: asked.actor?.externalId ?? null,
      mayChangeOwnRow: this.access.duties.setting === 'single-operator',
    };
    return this.people.import(asked.body.csv, asked.body.dryRun === true, contextOf(asked), importer);
  }

  async list(asked: Asked<'people.list'>): Answer<'people.list'> {
    const scopes = await this.access.listScopes(asked, 'people.list');
    return this.people.list(asked.tenantId, asked.body, scopes, asked.body);
  }

  async get(asked: Asked<'people.get'>): Answer<'people.get'> {
    const actor = await this.access.identify(asked);
    // Who may not look at others learns nothing about which ids exist.
    if (asked.body.personId !== actor.personId) await this.access.check(actor, asked, 'people.get', {});
    const person = await this.people.get(asked.tenantId, asked.body.personId);
    await this.access.check(actor, asked, 'people.get', personTarget(person));
    return { person: personOf(person) };
  }

  async roleGrants(asked: Asked<'role-grants.list'>): Answer<'role-grants.list'> {
    const scopes = await this.access.listScopes(asked, 'role-grants.list');
    return this.grants.list(asked.tenantId, scopes, asked.body);
  }
}
