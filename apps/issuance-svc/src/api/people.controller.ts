/** Requests about people: authorise, then the services. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { say } from '@cardwright/contracts/words/say';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { begunExport } from '../records/audit/exported-list.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { meOf } from '../records/authorisation/role-grant.service.js';
import { personTarget } from '../records/authorisation/targets.js';
import type { Answer, Asked } from '../domain/asked.js';
import { contextOf } from '../persistence/change-context.js';
import { PersonPhotos } from '../records/people/person-photos.js';
import { OnePerson, ownRow } from '../records/people/one-person.js';
import { PeopleImport, type Importer } from '../records/people/people-import.service.js';
import { PeopleService, personOf } from '../records/people/people.service.js';
import { StagedImports } from '../records/people/staged-imports.js';

type PersonRequest = 'people.get' | `people.photo.${'get' | 'put' | 'delete'}`;

@Controller()
export class PeopleController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly people: PeopleService,
    private readonly imports: PeopleImport,
    private readonly staged: StagedImports,
    private readonly one: OnePerson,
    private readonly photos: PersonPhotos,
  ) {}

  @MessagePattern(issuanceSubject('me.get'))
  async me(@Payload() asked: Asked<'me.get'>): Answer<'me.get'> {
    return meOf(await this.access.authorise(asked, 'me.get'), this.access.duties.setting);
  }

  @MessagePattern(issuanceSubject('people.import'))
  async import(@Payload() asked: Asked<'people.import'>): Answer<'people.import'> {
    const importer = this.importerOf(asked, await this.access.authorise(asked, 'people.import'));
    const { csv, fileBase64, encoding, dryRun } = asked.body;
    const context = contextOf(asked);
    if (typeof csv !== 'string' && typeof fileBase64 !== 'string')
      throw new CardwrightError('REQUEST_INVALID', say('input.csv-missing'), { field: 'csv' });
    // Text is looked at as a file too: a web page or a workbook may come as text.
    const bytes = typeof csv === 'string' ? Buffer.from(csv, 'utf8') : Buffer.from(fileBase64!, 'base64');
    return this.imports.file(bytes, encoding, dryRun === true, context, importer);
  }

  private importerOf({ actor }: Asked<never>, { personId }: { personId: string | null }): Importer {
    const mayChangeOwnRow = this.access.duties.setting === 'single-operator';
    return { personId, externalId: actor?.externalId ?? null, mayChangeOwnRow };
  }

  @MessagePattern(issuanceSubject('people.import.begin'))
  async beginImport(@Payload() asked: Asked<'people.import.begin'>): Answer<'people.import.begin'> {
    await this.access.authorise(asked, 'people.import.begin');
    return this.staged.begin(contextOf(asked));
  }

  @MessagePattern(issuanceSubject('people.import.piece'))
  async importPiece(@Payload() asked: Asked<'people.import.piece'>): Answer<'people.import.piece'> {
    await this.access.authorise(asked, 'people.import.piece');
    const { importId, number, dataBase64 } = asked.body;
    return this.staged.keep(importId, number, Buffer.from(String(dataBase64), 'base64'), contextOf(asked));
  }

  @MessagePattern(issuanceSubject('people.import.commit'))
  async commitImport(@Payload() asked: Asked<'people.import.commit'>): Answer<'people.import.commit'> {
    const importer = this.importerOf(asked, await this.access.authorise(asked, 'people.import.commit'));
    return this.staged.commit(asked.body, contextOf(asked), importer);
  }

  @MessagePattern(issuanceSubject('people.import.discard'))
  async discardImport(@Payload() asked: Asked<'people.import.discard'>): Answer<'people.import.discard'> {
    await this.access.authorise(asked, 'people.import.discard');
    await this.staged.discard(asked.body.importId, contextOf(asked));
    return { discarded: true };
  }

  @MessagePattern(issuanceSubject('people.list'))
  async list(@Payload() asked: Asked<'people.list'>): Answer<'people.list'> {
    const scopes = await this.access.listScopes(asked, 'people.list');
    return this.people.list(asked.tenantId, asked.body, scopes, asked.body, begunExport(asked));
  }

  @MessagePattern(issuanceSubject('people.get'))
  async get(@Payload() asked: Asked<'people.get'>): Answer<'people.get'> {
    const { person } = await this.reached(asked, 'people.get');
    return { person: personOf(person), photo: await this.photos.of(asked.tenantId, person.personId) };
  }

  @MessagePattern(issuanceSubject('people.photo.get'))
  async photo(@Payload() asked: Asked<'people.photo.get'>): Answer<'people.photo.get'> {
    const { person } = await this.reached(asked, 'people.photo.get');
    return this.photos.read(asked.tenantId, person.personId);
  }

  @MessagePattern(issuanceSubject('people.photo.put'))
  async putPhoto(@Payload() asked: Asked<'people.photo.put'>): Answer<'people.photo.put'> {
    const { actor, person } = await this.reached(asked, 'people.photo.put');
    const importer = this.importerOf(asked, actor);
    // Who says what they look like themselves could show any face.
    if (importer.personId === person.personId && !importer.mayChangeOwnRow) throw ownRow();
    const data = Buffer.from(String(asked.body.dataBase64), 'base64');
    return { photo: await this.photos.keep(person.personId, data, contextOf(asked)) };
  }

  @MessagePattern(issuanceSubject('people.photo.delete'))
  async deletePhoto(@Payload() asked: Asked<'people.photo.delete'>): Answer<'people.photo.delete'> {
    const { person } = await this.reached(asked, 'people.photo.delete');
    return { deleted: await this.photos.remove(person.personId, contextOf(asked)) };
  }

  private async reached(asked: RequestEnvelope<{ personId: string }>, endpoint: PersonRequest) {
    const { personId } = asked.body;
    const actor = await this.access.identify(asked);
    // Who may not look at others learns nothing about which ids exist.
    if (personId !== actor.personId) await this.access.check(actor, asked, endpoint, {});
    const person = await this.people.get(asked.tenantId, personId);
    await this.access.check(actor, asked, endpoint, personTarget(person));
    return { actor, person };
  }

  @MessagePattern(issuanceSubject('people.create'))
  async create(@Payload() asked: Asked<'people.create'>): Answer<'people.create'> {
    const importer = this.importerOf(asked, await this.access.authorise(asked, 'people.create'));
    return { person: await this.one.create(asked.body, contextOf(asked), importer) };
  }

  @MessagePattern(issuanceSubject('people.change'))
  async change(@Payload() asked: Asked<'people.change'>): Answer<'people.change'> {
    const importer = this.importerOf(asked, await this.access.authorise(asked, 'people.change'));
    return { person: await this.one.change(asked.body, contextOf(asked), importer) };
  }
}
