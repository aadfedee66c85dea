/** The reasons catalogue, and what reasons cause: revocations, and deletions of passkeys; each a durable job with its 18 h clock (F08). */
import { Get, Query, Res } from '@nestjs/common';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import type { Validity } from '../auth/validity.js';
import { Operation } from '../openapi/operation.js';
import { Reply, ReplyFile } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { sendCsv } from './csv.js';
import { PasskeyDeletionsQuery, ReasonsQuery, RevocationsExportQuery, RevocationsQuery } from './dto/reasons.dto.js';
import { revocationColumns } from './exported-columns.js';

@ApiController('reasons')
export class ReasonsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List the reasons that may be given', {
    says: 'With what each does to certificates. use: only those of one action.',
  })
  @Reply('reasons.list')
  list(@Query() query: ReasonsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('reasons.list', query, caller);
  }
}

@ApiController('revocations')
export class RevocationsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List revocations', {
    says: 'With the time by which the CA has to have done them. open: only those that are not confirmed.',
  })
  @Reply('revocations.list')
  list(@Query() query: RevocationsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('revocations.list', query, caller);
  }

  @Get('export')
  @Operation('Export the list of revocations', {
    says: 'As CSV (RFC 4180, UTF-8): everything that the list would show with these filters, in its order; at most 100,000 rows. It is written into the audit.',
    problems: ['REQUEST_EXPORT_TOO_LARGE'],
  })
  @ReplyFile('text/csv')
  export(
    @Query() query: RevocationsExportQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res() reply: FastifyReply,
  ) {
    const ask = (page: PageRequest) => this.rpc.issuance('revocations.list', { ...query, ...page }, caller);
    return sendCsv(reply, 'revocations', revocationColumns, ask, validity);
  }
}

@ApiController('passkey-deletions')
export class PasskeyDeletionsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List deletions of passkeys', {
    says: 'At the relying parties where they were registered, with the time by which it has to be done. What is on the key is no part of it.',
  })
  @Reply('passkey-deletions.list')
  list(@Query() query: PasskeyDeletionsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('passkey-deletions.list', query, caller);
  }
}
