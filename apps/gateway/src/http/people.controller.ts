/** People: imported from CSV, listed, shown. */
import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { PersonParam } from './dto/common.dto.js';
import { ImportPeopleBody, ImportPeopleQuery, PeopleQuery } from './dto/people.dto.js';

@ApiController('people')
export class PeopleController {
  constructor(private readonly rpc: RpcClient) {}

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
    return this.rpc.issuance('people.import', { ...body, ...query }, caller, { timeoutMs: 60_000 });
  }
}
