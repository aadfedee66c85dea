/** Workstations and their enrolment. Enrolling itself needs no sign-in: the one-time code is the authority. */
import { Body, Get, Inject, Ip, Param, Post, Query, Res } from '@nestjs/common';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity, Public } from '../auth/auth.guard.js';
import type { Validity } from '../auth/validity.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';
import { addressKey } from '../limits/client-address.js';
import { CountedAs } from '../limits/rate-limit.guard.js';
import { RequestCounter } from '../limits/request-counter.js';
import { Operation } from '../openapi/operation.js';
import { Reply, ReplyFile } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { sendCsv } from './csv.js';
import { workstationColumns } from './exported-columns.js';
import { ReasonTextBody, WorkstationParam } from './dto/common.dto.js';
import {
  EnrolBody,
  EnrolmentCodeBody,
  LogsQuery,
  ReadersQuery,
  WorkstationsExportQuery,
  WorkstationsQuery,
} from './dto/workstations.dto.js';
import { wordsAsReason } from './reason-text.js';

/** In a minute; after that a wrong code is answered with REQUEST_RATE_LIMITED. */
const badCodesPerAddress = 20;
/** In a minute; after that no code of this address is looked at: so many are guesses, and no mistake any more. */
const guessesPerAddress = 300;

@ApiController('workstations')
export class WorkstationsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly counter: RequestCounter,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get()
  @Operation('List workstations', {
    says: 'In pages, by name, version, policy, readers, group and whether their agent answers, sorted as asked. By last-seen those that are online are seen now, all of them: they come first, or last with `order=asc`.',
    problems: ['REQUEST_CURSOR_OF_OTHER_ORDER'],
  })
  @Reply('workstations.list')
  list(@Query() query: WorkstationsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.list', query, caller);
  }

  @Get('export')
  @Operation('Export the list of workstations', {
    says: 'As CSV (RFC 4180, UTF-8): every workstation that the list would show with these filters, in its order, as it was heard last; at most 100,000 rows. It is written into the audit.',
    problems: ['REQUEST_EXPORT_TOO_LARGE'],
  })
  @ReplyFile('text/csv')
  export(
    @Query() query: WorkstationsExportQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res() reply: FastifyReply,
  ) {
    const ask = (page: PageRequest) => this.rpc.issuance('workstations.list', { ...query, ...page }, caller);
    return sendCsv(reply, 'workstations', workstationColumns, ask, validity);
  }

  @Get('summary')
  @Operation('Count workstations', {
    says: 'How many there are, how many answer, and of which versions and policies; revoked ones are left out.',
  })
  @Reply('workstations.summary')
  summary(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.summary', {}, caller);
  }

  @Get(':workstationId')
  @Operation('Get a workstation', { says: 'A revoked one too.' })
  @Reply('workstations.get')
  get(@Param() param: WorkstationParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.get', { ...param }, caller);
  }

  @Get(':workstationId/readers')
  @Operation('List the readers of a workstation', {
    says: 'With which card is in each, as far as the agent has read it.',
    problems: ['EDGE_UNREACHABLE'],
  })
  @Reply('workstations.readers')
  readers(@Param() param: WorkstationParam, @Query() query: ReadersQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.readers', { ...param, ...query }, caller, cardTimeout);
  }

  @Post(':workstationId/doctor')
  @Operation('Have a workstation examined', {
    says: 'What the doctor of its agent finds now. Whose cards are in its readers is left out for whoever may not see others’ devices.',
    problems: ['EDGE_UNREACHABLE', 'EDGE_OUTDATED'],
  })
  @Reply('workstations.doctor')
  doctor(@Param() param: WorkstationParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.doctor', { ...param }, caller, cardTimeout);
  }

  @Get(':workstationId/logs')
  @Operation('Read the log of a workstation’s agent', {
    says: 'level: the least that is shown. No PIN, key or card content is in it.',
    problems: ['EDGE_UNREACHABLE', 'EDGE_OUTDATED'],
  })
  @Reply('workstations.logs')
  logs(@Param() param: WorkstationParam, @Query() query: LogsQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.logs', { ...param, ...query }, caller);
  }

  @Post('enrolment-codes')
  @Operation('Make an enrolment code for a workstation', {
    says: 'It is good once. Shown in this answer and nowhere else.',
    problems: ['ENROLMENT_NAME_TAKEN'],
  })
  @Reply('workstations.enrolment-code', 201)
  enrolmentCode(@Body() body: EnrolmentCodeBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.enrolment-code', body, caller);
  }

  @Post('enrol')
  @Operation('Enrol a workstation', {
    says: 'What its agent sends. The code is the authority, and the signature proves the key that it is for.',
    problems: [
      'ENROLMENT_CODE_INVALID',
      'ENROLMENT_CODE_EXPIRED',
      'ENROLMENT_CODE_REVOKED',
      'ENROLMENT_CODE_USED_UP',
      'ENROLMENT_NAME_TAKEN',
      'ENROLMENT_PROOF_INVALID',
      'ENROLMENT_KEY_IN_USE',
      'EDGE_OUTDATED',
    ],
  })
  @Public()
  @CountedAs('enrolment')
  @Reply('workstations.enrol')
  async enrol(@Body() body: EnrolBody, @CurrentCaller() caller: Caller, @Ip() ip: string) {
    const key = `bad code ${addressKey(ip)}`;
    const limited = this.config.ratePerAddress !== 0;
    this.counter.mayTake(key, limited ? guessesPerAddress : 0);
    try {
      return await this.rpc.issuance('workstations.enrol', body, caller);
    } catch (error) {
      // Only what was refused counts: somebody behind the same address who has a good code gets in.
      if (isCardwrightError(error, 'ENROLMENT_CODE_INVALID')) this.counter.take(key, limited ? badCodesPerAddress : 0);
      throw error;
    }
  }

  @Post(':workstationId/allow-enrolment')
  @Operation('Let a workstation that was set up again enrol in its own place', {
    says: 'For a day a deployment code may enrol a computer of this name in its place, once.',
  })
  @Reply('workstations.allow-enrolment')
  allowEnrolment(@Param() param: WorkstationParam, @Body() body: ReasonTextBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.allow-enrolment', { ...param, ...wordsAsReason(body) }, caller);
  }

  @Post(':workstationId/revoke')
  @Operation('Revoke a workstation', {
    says: 'Its agent is disconnected and not let in again. Work on its cards waits for another workstation.',
  })
  @Reply('workstations.revoke')
  revoke(@Param() param: WorkstationParam, @Body() body: ReasonTextBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('workstations.revoke', { ...param, ...wordsAsReason(body) }, caller);
  }
}
