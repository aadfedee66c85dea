/** Browser sessions: one's own seen and ended, wherever they are; all of a person ended by who may (docs/decisions/0007). */
import { Body, Delete, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { SessionService } from '../auth/session.service.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { PersonParam, ReasonTextBody } from './dto/common.dto.js';
import { EndSessionsQuery, SessionParam } from './dto/sessions.dto.js';
import { wordsAsReason } from './reason-text.js';

@ApiController('me/sessions')
export class SessionsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly sessions: SessionService,
  ) {}

  @Get()
  @Operation('List one’s own browser sessions')
  @Reply('sessions.list')
  list(@Req() { session }: FastifyRequest, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance(
      'sessions.list',
      session ? { sessionSha256Hex: this.sessions.recordOf(session) } : {},
      caller,
    );
  }

  @Delete()
  @Operation('Sign out everywhere', {
    says: 'Here too unless only the others are named. Streams of events end with their session.',
  })
  @Reply('sessions.end-own')
  async endAll(
    @Query() { others }: EndSessionsQuery,
    @Req() { session }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ) {
    const kept = others === true && session ? { exceptSha256Hex: this.sessions.recordOf(session) } : {};
    const answer = await this.rpc.issuance('sessions.end-own', kept, caller);
    if (session && others !== true) this.sessions.forget(reply);
    return answer;
  }

  @Delete(':sessionId')
  @Operation('End one of one’s own browser sessions', { says: 'ended is 0 where it was over before.' })
  @Reply('sessions.end-own')
  end(@Param() param: SessionParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sessions.end-own', param, caller);
  }
}

@ApiController('people/:personId/sign-out')
export class PersonSessionsController {
  constructor(private readonly rpc: RpcClient) {}

  @Post()
  @Operation('Sign a person out everywhere', {
    says: 'Ends all their browser sessions; whoever may still sign in signs in again, with the roles of that moment.',
    problems: ['PERSON_NOT_FOUND'],
  })
  @Reply('sessions.end-of-person')
  signOut(@Param() param: PersonParam, @Body() body: ReasonTextBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sessions.end-of-person', { ...param, ...wordsAsReason(body) }, caller);
  }
}
