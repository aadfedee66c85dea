/**
 * At which computer this browser is (docs/decisions/0012): a challenge that a small window takes to the agent there, and the code that comes back. Of
 * browser sessions alone: a program with a token knows where it runs.
 */
import { createHash } from 'node:crypto';
import { Body, Delete, Get, Post, Req } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BridgeKeys, BridgeOffer } from '@cardwright/contracts/workstation/bridge';
import { readTypedCode } from '@cardwright/contracts/workstation/typed-code';
import { say } from '@cardwright/contracts/words/say';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller, Public } from '../auth/auth.guard.js';
import { type Session, SessionService } from '../auth/session.service.js';
import { BridgeSigner } from '../bridge/bridge-signer.js';
import { CountedAs } from '../limits/rate-limit.guard.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { BridgeCodeBody, TypedCodeBody } from './dto/bridge.dto.js';

@ApiController('bridge')
export class BridgeController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly sessions: SessionService,
    private readonly signer: BridgeSigner,
  ) {}

  @Get('keys')
  @Operation('Get the keys of the workstation bridge', {
    says: 'By which agents verify challenges, and the one portal that they send browsers to. Needs no sign-in.',
  })
  @Public()
  @CountedAs('bridge-keys')
  @Reply('bridge.keys')
  keys(): Promise<BridgeKeys> {
    return this.signer.published();
  }

  @Post('challenges')
  @Operation('Begin to connect this browser with its computer', {
    says: 'Where the portal opens a small window: once, within the time.',
  })
  @Reply('bridge.challenge', 201)
  async challenge(@Req() request: FastifyRequest, @CurrentCaller() caller: Caller): Promise<BridgeOffer> {
    const session = sessionOf(request);
    const { jti, ...offer } = await this.signer.challenge(session.id);
    await this.rpc.issuance('bridge.open', { ...this.recordOf(session), jtiSha256Hex: sha256Hex(jti) }, caller);
    return offer;
  }

  @Post('pairing')
  @Operation('Connect this browser with its computer', {
    says: 'The code that the agent sent the window back with. It is good for the session that asked, and used up by whoever brings it.',
    problems: ['BRIDGE_CODE_REFUSED'],
  })
  @Reply('bridge.pair')
  pair(@Body() { code }: BridgeCodeBody, @Req() request: FastifyRequest, @CurrentCaller() caller: Caller) {
    const session = this.recordOf(sessionOf(request));
    return this.rpc.issuance('bridge.pair', { ...session, codeSha256Hex: sha256Hex(code) }, caller);
  }

  @Post('pairing/typed')
  @Operation('Connect this browser by a typed code', {
    says: 'The code that cardwright-agent pair shows at the computer, as somebody typed it. A few tries in five minutes.',
    problems: ['BRIDGE_CODE_REFUSED'],
  })
  @Reply('bridge.pair-typed')
  pairTyped(@Body() { code: typed }: TypedCodeBody, @Req() request: FastifyRequest, @CurrentCaller() caller: Caller) {
    const session = this.recordOf(sessionOf(request));
    const code = readTypedCode(typed);
    if (code === undefined) throw new CardwrightError('BRIDGE_CODE_REFUSED');
    return this.rpc.issuance('bridge.pair-typed', { ...session, codeSha256Hex: sha256Hex(code) }, caller);
  }

  @Get('pairing')
  @Operation('See at which computer this browser is', { says: 'And where no agent was seen, what is known of why.' })
  @Reply('bridge.state')
  state(@Req() request: FastifyRequest, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('bridge.state', this.recordOf(sessionOf(request)), caller);
  }

  @Delete('pairing')
  @Operation('Disconnect this browser from its computer')
  @Reply('bridge.unpair')
  unpair(@Req() request: FastifyRequest, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('bridge.unpair', this.recordOf(sessionOf(request)), caller);
  }

  private recordOf(session: Session): { sessionSha256Hex: string } {
    return { sessionSha256Hex: this.sessions.recordOf(session) };
  }
}

/** Throws AUTH_FORBIDDEN for whoever came with a token. */
function sessionOf({ session }: FastifyRequest): Session {
  if (session === undefined) throw new CardwrightError('AUTH_FORBIDDEN', say('access.browsers'));
  return session;
}

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex').toUpperCase();
