/** People: imported from CSV, brought in and changed one at a time, listed, shown. */
import { Body, Delete, Get, Headers, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import { photoTypes } from '@cardwright/contracts/access/person-photo';
import type { Person } from '@cardwright/contracts/nats/issuance.api';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import type { Validity } from '../auth/validity.js';
import { Operation } from '../openapi/operation.js';
import { Reply, ReplyFile } from '../openapi/reply.js';
import { etagHeader, etagOf, ifMatchProblems, TakesIfMatch, versionsOf } from '../openapi/versioned.js';
import { ApiController } from './api-controller.js';
import { sendCsv } from './csv.js';
import { personColumns } from './exported-columns.js';
import { PersonParam } from './dto/common.dto.js';
import {
  ChangePersonBody,
  CommitImportBody,
  CreatePersonBody,
  ImportPeopleBody,
  ImportPeopleQuery,
  ImportPieceBody,
  ImportPieceParam,
  PeopleExportQuery,
  PeopleQuery,
  PersonPhotoBody,
  PersonPhotoQuery,
  StagedImportParam,
} from './dto/people.dto.js';
import { importTimeoutMs, PeopleFiles } from './people-files.js';

@ApiController('people')
export class PeopleController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly files: PeopleFiles,
  ) {}

  @Get()
  @Operation('Find people', {
    says: 'In pages, by a part of the name, the e-mail address or the external id, sorted as asked. Without the right to see others, the list of oneself.',
    problems: ['REQUEST_CURSOR_OF_OTHER_ORDER'],
  })
  @Reply('people.list')
  list(@Query() query: PeopleQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.list', query, caller);
  }

  @Get('export')
  @Operation('Export the list of people', {
    says: 'As CSV (RFC 4180, UTF-8), in the columns of the import: everybody whom the list would show with these filters, in its order; at most 100,000 rows. It is written into the audit.',
    problems: ['REQUEST_EXPORT_TOO_LARGE'],
  })
  @ReplyFile('text/csv')
  export(
    @Query() query: PeopleExportQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res() reply: FastifyReply,
  ) {
    const ask = (page: PageRequest) => this.rpc.issuance('people.list', { ...query, ...page }, caller);
    return sendCsv(reply, 'people', personColumns, ask, validity);
  }

  @Get(':personId')
  @Operation('Get a person', { says: 'The ETag is for a change of the person.', problems: ['PERSON_NOT_FOUND'] })
  @Reply('people.get', 200, etagHeader)
  async get(
    @Param() param: PersonParam,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.rpc.issuance('people.get', param, caller));
  }

  @Get(':personId/photo')
  @Operation('Get the photo of a person', {
    says: 'As it was put in: JPEG, PNG or WebP. For whoever may see the person.',
    problems: ['PERSON_NOT_FOUND', 'PERSON_PHOTO_NOT_FOUND'],
  })
  @ReplyFile(...photoTypes)
  async photo(
    @Param() { personId }: PersonParam,
    // Only so that a new photo is fetched anew.
    @Query() _version: PersonPhotoQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ) {
    const { photo, dataBase64 } = await this.rpc.issuance('people.photo.get', { personId }, caller);
    return reply
      .headers({ 'content-type': photo.mediaType, 'content-disposition': 'inline' })
      .send(Buffer.from(dataBase64, 'base64'));
  }

  @Put(':personId/photo')
  @Operation('Put in the photo of a person', {
    says: 'In the place of another one: at most 200 kB, from 32 to 2000 pixels wide and high; what it is, its own bytes say. Nobody puts in their own.',
    problems: ['PERSON_NOT_FOUND', 'PERSON_PHOTO_INVALID', 'PERSON_INVALID'],
  })
  @ApiConsumes('application/json', ...photoTypes)
  @Reply('people.photo.put')
  putPhoto(
    @Param() { personId }: PersonParam,
    @Body() { dataBase64 }: PersonPhotoBody,
    @CurrentCaller() caller: Caller,
  ) {
    return this.rpc.issuance('people.photo.put', { personId, dataBase64 }, caller);
  }

  @Delete(':personId/photo')
  @Operation('Remove the photo of a person', {
    says: '`deleted` is false where there was none.',
    problems: ['PERSON_NOT_FOUND'],
  })
  @Reply('people.photo.delete')
  deletePhoto(@Param() param: PersonParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.photo.delete', param, caller);
  }

  @Post()
  @Operation('Bring in a person', {
    says: 'By the rules of the import, as a file of one row: the problems of the fields, by their names, are in `details.problems`.',
    problems: ['PERSON_EXTERNAL_ID_TAKEN', 'PERSON_INVALID'],
  })
  @Reply('people.create', 201, etagHeader)
  async create(
    @Body() body: CreatePersonBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.rpc.issuance('people.create', body, caller));
  }

  @Patch(':personId')
  @Operation('Change a person', {
    says: 'A JSON Merge Patch (RFC 7396): what is not named stays, null takes a value away. The rules are those of the import; the external id never changes.',
    problems: ['PERSON_NOT_FOUND', ...ifMatchProblems, 'PERSON_INVALID', 'PERSON_ACCOUNT_SHARED'],
  })
  @ApiConsumes('application/json', 'application/merge-patch+json')
  @TakesIfMatch()
  @Reply('people.change', 200, etagHeader)
  async change(
    @Param() { personId }: PersonParam,
    @Body() changes: ChangePersonBody,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const asked = { personId, versions: versionsOf(ifMatch), changes };
    return tagged(reply, await this.rpc.issuance('people.change', asked, caller));
  }

  @Post('import')
  @Operation('Import people from CSV', {
    says: 'All rows or none. A person is known by their external id; a second import of the same file changes nothing.',
    problems: ['PERSON_IMPORT_UNREADABLE', 'PERSON_IMPORT_REJECTED', 'PERSON_ACCOUNT_SHARED'],
  })
  @ApiConsumes('application/json', 'text/csv')
  @Reply('people.import')
  import(@Body() body: ImportPeopleBody, @Query() query: ImportPeopleQuery, @CurrentCaller() caller: Caller) {
    return this.files.import({ ...body, ...query }, caller);
  }

  @Post('imports')
  @Operation('Begin an import in pieces', {
    says: 'For files larger than one request. Nothing is imported before the commit.',
  })
  @Reply('people.import.begin', 201)
  begin(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.import.begin', {}, caller);
  }

  @Put('imports/:importId/pieces/:number')
  @Operation('Send a piece of an import', {
    says: 'Numbered from 1, in any order; one that is sent again takes the place of the first.',
    problems: ['PERSON_IMPORT_EXPIRED'],
  })
  @ApiConsumes('application/json', 'application/octet-stream')
  @Reply('people.import.piece')
  piece(@Param() param: ImportPieceParam, @Body() body: ImportPieceBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.import.piece', { ...param, ...body }, caller);
  }

  @Post('imports/:importId/commit')
  @Operation('Import what was sent in pieces', {
    says: 'All rows of all pieces or none.',
    problems: ['PERSON_IMPORT_EXPIRED', 'PERSON_IMPORT_UNREADABLE', 'PERSON_IMPORT_REJECTED', 'PERSON_ACCOUNT_SHARED'],
  })
  @Reply('people.import.commit')
  commit(@Param() param: StagedImportParam, @Body() body: CommitImportBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.import.commit', { ...param, ...body }, caller, { timeoutMs: importTimeoutMs });
  }

  @Delete('imports/:importId')
  @Operation('Throw an import away', { says: 'Its pieces are deleted; nothing was imported.' })
  @Reply('people.import.discard')
  discard(@Param() param: StagedImportParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.import.discard', param, caller);
  }
}

/** An older service says no version. */
function tagged<Answer extends { person: Person }>(reply: FastifyReply, answer: Answer): Answer {
  const { version } = answer.person;
  if (version !== undefined) void reply.header('etag', etagOf(version));
  return answer;
}
