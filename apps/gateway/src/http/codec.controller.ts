/**
 * The codec endpoint of the Temporal UI: the UI's page calls it from its own origin with the person's session cookie.
 * Nothing is decoded here: issuance-svc authorises, audits and holds the codec key.
 */
import { Body, Controller, HttpCode, Inject, Options, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller, FromTemporalUi, Public } from '../auth/auth.guard.js';
import { requireOrigin } from '../auth/csrf.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';
import { DecodeBody } from './dto/audit.dto.js';

@ApiExcludeController()
@Controller('codec')
export class CodecController {
  constructor(
    private readonly rpc: RpcClient,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** CORS preflight; only for the one origin, and no wildcard anywhere, because credentials travel. */
  @Options(['decode', 'encode'])
  @HttpCode(204)
  @Public()
  preflight(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    requireOrigin(request, this.config.codecAllowedOrigin);
    void reply.headers({
      ...this.cors(),
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, x-namespace, authorization, authorization-extras',
      'access-control-max-age': '600',
    });
  }

  @Post('decode')
  @HttpCode(200)
  @FromTemporalUi()
  async decode(
    @Body() body: DecodeBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ payloads: unknown[] }> {
    void reply.headers(this.cors());
    await this.rpc.issuance('codec.authorise', {}, caller);
    return this.rpc.issuance('codec.decode', body, caller);
  }

  /**
   * What a person types for an update in the Temporal UI: the UI sends nothing that it could not have encoded. It is taken as it is; our
   * workers read plain payloads, and a reason or a workstation's id is no secret.
   */
  @Post('encode')
  @HttpCode(200)
  @FromTemporalUi()
  async encode(
    @Body() body: DecodeBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ payloads: unknown[] }> {
    void reply.headers(this.cors());
    await this.rpc.issuance('codec.authorise', {}, caller);
    return { payloads: body.payloads };
  }

  private cors(): Record<string, string> {
    return {
      'access-control-allow-origin': this.config.codecAllowedOrigin ?? '',
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    };
  }
}
