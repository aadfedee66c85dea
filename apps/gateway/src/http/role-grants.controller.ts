/** Who has which role: read, given and taken away. */
import { Body, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import type { Validity } from '../auth/validity.js';
import { Operation } from '../openapi/operation.js';
import { Reply, ReplyFile } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { sendCsv } from './csv.js';
import { ReasonTextBody } from './dto/common.dto.js';
import { RoleGrantBody, RoleGrantParam, RoleGrantsExportQuery, RoleGrantsQuery } from './dto/role-grants.dto.js';
import { roleGrantColumns } from './exported-columns.js';
import { wordsAsReason } from './reason-text.js';

@ApiController('role-grants')
export class RoleGrantsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List who has which role', {
    says: 'With the groups and credential profiles that it is limited to, and since when. Roles that the sign-in service names are not here.',
  })
  @Reply('role-grants.list')
  list(@Query() query: RoleGrantsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('role-grants.list', query, caller);
  }

  @Get('export')
  @Operation('Export who has which role', {
    says: 'As CSV (RFC 4180, UTF-8): everything that the list would show for this person, or for all, in its order; at most 100,000 rows. It is written into the audit.',
    problems: ['REQUEST_EXPORT_TOO_LARGE'],
  })
  @ReplyFile('text/csv')
  export(
    @Query() query: RoleGrantsExportQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res() reply: FastifyReply,
  ) {
    const ask = (page: PageRequest) => this.rpc.issuance('role-grants.list', { ...query, ...page }, caller);
    return sendCsv(reply, 'role-grants', roleGrantColumns, ask, validity);
  }

  @Get('meanings')
  @Operation('List what each role allows', {
    says: 'The roles that people can be given; `ifGranted` is what a role allows only where that is granted besides.',
  })
  @Reply('role-grants.meanings')
  meanings(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('role-grants.meanings', {}, caller);
  }

  @Post()
  @Operation('Give a person a role', {
    says: 'It counts from the next request of the person. By a system administrator, for whom and for what their own role reaches; never to themselves. What the person has already changes nothing.',
    problems: [
      ...(['PERSON_NOT_FOUND', 'PROFILE_NOT_FOUND', 'REASON_TEXT_REQUIRED'] as const),
      ...(['ROLE_OWN_GRANT', 'ROLE_GRANTED_ALREADY', 'ROLE_AUDITOR_ALONE'] as const),
    ],
  })
  @Reply('role-grants.create')
  create(@Body() body: RoleGrantBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('role-grants.create', wordsAsReason(body), caller);
  }

  @Post(':roleGrantId/revoke')
  @Operation('Take a role away', {
    says: 'It stops counting with the next request of the person. Browser sessions of the person go on, with what other roles allow.',
    problems: ['ROLE_GRANT_NOT_FOUND', 'ROLE_LAST_ADMINISTRATOR', 'REASON_TEXT_REQUIRED'],
  })
  @Reply('role-grants.revoke')
  revoke(@Param() param: RoleGrantParam, @Body() body: ReasonTextBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('role-grants.revoke', { ...param, ...wordsAsReason(body) }, caller);
  }
}
