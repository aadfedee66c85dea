/**
 * The portal's side of a sign-in with the card (docs/decisions/0014): sends the browser to the door (card-door.ts), and takes it in again with the code that
 * it was given there. Only the browser that began has the verifier, sealed in its cookie.
 */
import { createHash } from 'node:crypto';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type CardSignInRefusal, cardSignInRefusals } from '@cardwright/contracts/access/card-sign-in';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { type Actor, defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/auth.guard.js';
import { SessionService } from '../auth/session.service.js';
import { ownPath } from '../auth/sign-in.controller.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';
import { CaCertificates } from '../http/ca-certificates.js';
import { CountedAs } from '../limits/rate-limit.guard.js';
import { challengeOf, newAttempt } from './attempt.js';

@ApiExcludeController()
@Controller('auth/card')
export class CardSignInController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly sessions: SessionService,
    private readonly cas: CaCertificates,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get()
  @Public()
  @CountedAs('sign-in')
  async begin(@Query('returnTo') whereTo: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const returnTo = ownPath(whereTo);
    // Cookies belong to a host, and the door sends everybody back to this one.
    if (request.host !== new URL(this.config.publicUrl).host)
      return reply.redirect(`${this.config.publicUrl}/auth/card?returnTo=${encodeURIComponent(returnTo)}`, 302);
    try {
      // Without them the door could finish no handshake, and the browser would show a page of its own.
      await this.cas.all();
    } catch (error) {
      if (!isCardwrightError(error)) throw error;
      return reply.redirect(this.withRefusal(returnTo, 'unavailable'), 302);
    }
    const { verifier, url } = newAttempt(this.config.cardSignIn!);
    const before = await this.sessions.recordBefore(request);
    const signIn = { verifier, returnTo, ...(before !== undefined && { beforeSha256Hex: before }) };
    await this.sessions.rememberCardSignIn(reply, signIn);
    return reply.redirect(url, 302);
  }

  @Get('callback')
  @Public()
  @CountedAs('sign-in')
  async callback(
    @Query('code') code: unknown,
    @Query('refused') refused: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const begun = await this.sessions.takeCardSignIn(request, reply);
    const returnTo = begun?.returnTo ?? '/';
    const refusal = cardSignInRefusals.find((known) => known === refused);
    if (refusal !== undefined) return reply.redirect(this.withRefusal(returnTo, refusal), 302);
    if (begun === null || typeof code !== 'string') return reply.redirect(this.withRefusal(returnTo, 'code'), 302);
    const asked = { challenge: challengeOf(begun.verifier), codeSha256Hex: sha256Hex(code) };
    try {
      const call = { tenantId: defaultTenantId, correlationId: request.id };
      const identity = await this.rpc.issuance('card-sign-in.redeem', asked, call);
      // No token came, so no claims of roles: what the record grants, and what every holder may.
      const actor: Actor = { kind: 'person', ...identity, roleClaims: [] };
      // A card asks for its PIN once for as long as a program keeps it open: since when the person is there, nobody knows.
      await this.sessions.start(request, reply, { actor, authenticatedAt: null, amr: ['sc'] }, begun);
    } catch (error) {
      if (!isCardwrightError(error, 'AUTH_CARD_REFUSED')) throw error;
      const cause = cardSignInRefusals.find((known) => known === error.details.cause) ?? 'code';
      return reply.redirect(this.withRefusal(returnTo, cause), 302);
    }
    return reply.redirect(returnTo, 302);
  }

  /** Back to where the person was: the sign-in page says why. With our origin, because `/.//x` is `//x`. */
  private withRefusal(returnTo: string, refusal: CardSignInRefusal): string {
    const url = new URL(returnTo, this.config.publicUrl);
    url.searchParams.set('signIn', `card-${refusal}`);
    return url.href;
  }
}

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex').toUpperCase();
