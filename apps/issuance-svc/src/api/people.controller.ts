/** People and roles over NATS: one line per handler. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { PeopleRequests } from './people.requests.js';
import type { Answer, Asked } from './asked.js';

@Controller()
export class PeopleController {
  constructor(private readonly people: PeopleRequests) {}

  @MessagePattern(issuanceSubject('me.get'))
  me(@Payload() asked: Asked<'me.get'>): Answer<'me.get'> {
    return this.people.me(asked);
  }

  @MessagePattern(issuanceSubject('people.import'))
  import(@Payload() asked: Asked<'people.import'>): Answer<'people.import'> {
    return this.people.import(asked);
  }

  @MessagePattern(issuanceSubject('people.import.begin'))
  beginImport(@Payload() asked: Asked<'people.import.begin'>): Answer<'people.import.begin'> {
    return this.people.beginImport(asked);
  }

  @MessagePattern(issuanceSubject('people.import.piece'))
  importPiece(@Payload() asked: Asked<'people.import.piece'>): Answer<'people.import.piece'> {
    return this.people.importPiece(asked);
  }

  @MessagePattern(issuanceSubject('people.import.commit'))
  commitImport(@Payload() asked: Asked<'people.import.commit'>): Answer<'people.import.commit'> {
    return this.people.commitImport(asked);
  }

  @MessagePattern(issuanceSubject('people.import.discard'))
  discardImport(@Payload() asked: Asked<'people.import.discard'>): Answer<'people.import.discard'> {
    return this.people.discardImport(asked);
  }

  @MessagePattern(issuanceSubject('people.list'))
  list(@Payload() asked: Asked<'people.list'>): Answer<'people.list'> {
    return this.people.list(asked);
  }

  @MessagePattern(issuanceSubject('people.get'))
  get(@Payload() asked: Asked<'people.get'>): Answer<'people.get'> {
    return this.people.get(asked);
  }

  @MessagePattern(issuanceSubject('role-grants.list'))
  roleGrants(@Payload() asked: Asked<'role-grants.list'>): Answer<'role-grants.list'> {
    return this.people.roleGrants(asked);
  }
}
