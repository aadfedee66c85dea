/** The audit: read, and verified over all chains. */
import { Get, HttpCode, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { AuditQuery } from './dto/audit.dto.js';

@ApiController('audit')
export class AuditController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('Read the audit trail', { says: 'Newest first; of one object or action where that is named.' })
  @Reply('audit.list')
  list(@Query() query: AuditQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('audit.list', query, caller);
  }

  @Post('verify')
  @Operation('Verify the audit trail', { says: 'Every chain is computed anew and compared with its heads.' })
  @HttpCode(200)
  @Reply('audit.verify')
  verify(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('audit.verify', {}, caller, { timeoutMs: 120_000 });
  }
}
