/** The audit: read, and verified over all chains. */
import { Get, HttpCode, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { AuditQuery } from './dto/audit.dto.js';

@ApiController('audit')
export class AuditController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Reply('audit.list')
  list(@Query() query: AuditQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('audit.list', query, caller);
  }

  @Post('verify')
  @HttpCode(200)
  @Reply('audit.verify')
  verify(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('audit.verify', {}, caller, { timeoutMs: 120_000 });
  }
}
