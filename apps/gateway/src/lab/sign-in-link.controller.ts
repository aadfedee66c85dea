/** The door for the link of `npm start`. There is none where the gateway has no folder of links, which is everywhere else. */
import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/auth.guard.js';
import { requireOrigin } from '../auth/csrf.js';
import { SessionService } from '../auth/session.service.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';
import { Text } from '../http/dto/fields.js';
import { CountedAs } from '../limits/rate-limit.guard.js';
import { SignInLinks } from './sign-in-links.js';

class SignInLinkBody {
  @Text(22, { pattern: /^[A-Za-z0-9_-]{22}$/ })
  token: string;
}

@ApiExcludeController()
@Controller('api/v1/lab/sign-in')
export class SignInLinkController {
  constructor(
    private readonly links: SignInLinks,
    private readonly sessions: SessionService,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** From our own page alone: no other page signs a browser in as somebody. */
  @Post()
  @HttpCode(204)
  @Public()
  @CountedAs('sign-in')
  async signIn(
    @Body() { token }: SignInLinkBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    requireOrigin(request, new URL(this.config.publicUrl).origin);
    // Nobody has proved who they are: what wants a fresh sign-in asks the issuer.
    const signedIn = { actor: await this.links.take(token), authenticatedAt: new Date(0) };
    await this.sessions.start(request, reply, signedIn, {});
  }
}
