/** The way back from the sign-in to the Temporal UI, which is another origin: the sign-in itself returns to our own paths only. */
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/auth.guard.js';
import { ownPath } from '../auth/sign-in.controller.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';

@ApiExcludeController()
@Controller('temporal-ui')
export class TemporalUiController {
  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  @Get()
  @Public()
  goBack(@Query('path') path: unknown, @Res() reply: FastifyReply) {
    const { temporalUiUrl } = this.config;
    return reply.redirect(temporalUiUrl === null ? '/' : `${temporalUiUrl.replace(/\/+$/, '')}${ownPath(path)}`, 302);
  }
}
