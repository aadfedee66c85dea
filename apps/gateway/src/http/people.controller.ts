/** People: imported from CSV, listed, shown. */
import { Body, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { PersonParam } from './dto/common.dto.js';
import {
  CommitImportBody,
  ImportPeopleBody,
  ImportPeopleQuery,
  ImportPieceBody,
  ImportPieceParam,
  PeopleQuery,
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
  @Reply('people.list')
  list(@Query() query: PeopleQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.list', query, caller);
  }

  @Get(':personId')
  @Reply('people.get')
  get(@Param() param: PersonParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.get', param, caller);
  }

  @Post('import')
  @HttpCode(200)
  @ApiConsumes('application/json', 'text/csv')
  @Reply('people.import')
  import(@Body() body: ImportPeopleBody, @Query() query: ImportPeopleQuery, @CurrentCaller() caller: Caller) {
    return this.files.import({ ...body, ...query }, caller);
  }

  @Post('imports')
  @HttpCode(201)
  @Reply('people.import.begin', 201)
  begin(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.import.begin', {}, caller);
  }

  @Put('imports/:importId/pieces/:number')
  @ApiConsumes('application/json', 'application/octet-stream')
  @Reply('people.import.piece')
  piece(@Param() param: ImportPieceParam, @Body() body: ImportPieceBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.import.piece', { ...param, ...body }, caller);
  }

  @Post('imports/:importId/commit')
  @HttpCode(200)
  @Reply('people.import.commit')
  commit(@Param() param: StagedImportParam, @Body() body: CommitImportBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.import.commit', { ...param, ...body }, caller, { timeoutMs: importTimeoutMs });
  }

  @Delete('imports/:importId')
  @Reply('people.import.discard')
  discard(@Param() param: StagedImportParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('people.import.discard', param, caller);
  }
}
