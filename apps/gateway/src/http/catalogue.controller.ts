/** What can be issued and onto what: card models, stock batches, credential profiles; and who holds which role. */
import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import {
  ImportStockBatchBody,
  ModelDefinitionBody,
  ModelParam,
  ProfileDefinitionBody,
  ProfileDiffQuery,
  ProfileVersionQuery,
  WithdrawalBody,
} from './dto/catalogue.dto.js';
import { PageQuery, ProfileParam } from './dto/common.dto.js';

@ApiController('models')
export class ModelsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Reply('models.list')
  list(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('models.list', {}, caller);
  }

  @Post()
  @HttpCode(200)
  @Reply('models.publish')
  publish(@Body() body: ModelDefinitionBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('models.publish', body, caller);
  }

  @Post('validate')
  @HttpCode(200)
  @Reply('models.validate')
  validate(@Body() body: ModelDefinitionBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('models.validate', body, caller);
  }

  @Post(':modelId/withdraw')
  @HttpCode(200)
  @Reply('models.withdraw')
  withdraw(@Param() param: ModelParam, @Body() body: WithdrawalBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('models.withdraw', { ...param, ...body }, caller);
  }
}

@ApiController('stock-batches')
export class StockBatchesController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Reply('stock-batches.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('stock-batches.list', query, caller);
  }

  @Post()
  @Reply('stock-batches.import', 201)
  import(@Body() body: ImportStockBatchBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('stock-batches.import', body, caller);
  }
}

@ApiController('vault-key')
export class VaultKeyController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Reply('vault-key.get')
  get(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('vault-key.get', {}, caller);
  }
}

@ApiController('profiles')
export class ProfilesController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Reply('profiles.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.list', query, caller);
  }

  @Post()
  @HttpCode(200)
  @Reply('profiles.publish')
  publish(@Body() body: ProfileDefinitionBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.publish', body, caller);
  }

  @Post('validate')
  @HttpCode(200)
  @Reply('profiles.validate')
  validate(@Body() body: ProfileDefinitionBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.validate', body, caller);
  }

  @Get(':name')
  @Reply('profiles.get')
  get(@Param() param: ProfileParam, @Query() query: ProfileVersionQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.get', { ...param, ...query }, caller);
  }

  @Post(':name/withdraw')
  @HttpCode(200)
  @Reply('profiles.withdraw')
  withdraw(@Param() param: ProfileParam, @Body() body: WithdrawalBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.withdraw', { ...param, ...body }, caller);
  }

  @Get(':name/diff')
  @Reply('profiles.diff')
  diff(@Param() param: ProfileParam, @Query() query: ProfileDiffQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.diff', { ...param, ...query }, caller);
  }
}

@ApiController('role-grants')
export class RoleGrantsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Reply('role-grants.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('role-grants.list', query, caller);
  }
}
