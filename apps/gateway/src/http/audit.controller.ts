/** The audit: read, and verified over all chains. */
import { Get, Post, Query, Res } from '@nestjs/common';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import type { Validity } from '../auth/validity.js';
import { Operation } from '../openapi/operation.js';
import { Reply, ReplyFile } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { sendCsv } from './csv.js';
import { AuditExportQuery, AuditQuery } from './dto/audit.dto.js';
import { auditColumns } from './exported-columns.js';

@ApiController('audit')
export class AuditController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('Read the audit trail', { says: 'Newest first; narrowed by object, action, actor, request and time.' })
  @Reply('audit.list')
  list(@Query() query: AuditQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('audit.list', query, caller);
  }

  @Get('export')
  @Operation('Export the audit trail', {
    says: 'As CSV (RFC 4180, UTF-8): every row that the list would show with these filters, in its order; at most 100,000 rows. It is written into the audit.',
    problems: ['REQUEST_EXPORT_TOO_LARGE'],
  })
  @ReplyFile('text/csv')
  export(
    @Query() query: AuditExportQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res() reply: FastifyReply,
  ) {
    const ask = (page: PageRequest) => this.rpc.issuance('audit.list', { ...query, ...page }, caller);
    return sendCsv(reply, 'audit', auditColumns, ask, validity);
  }

  @Post('verify')
  @Operation('Verify the audit trail', { says: 'Every chain is computed anew and compared with its heads.' })
  @Reply('audit.verify')
  verify(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('audit.verify', {}, caller, { timeoutMs: 120_000 });
  }
}
