/**
 * Who is there: a bearer token (programs, CLI) or the session cookie (browsers). Nothing is authorised here beyond that.
 * Every route needs it unless it says @Public.
 */
import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiOperation } from '@nestjs/swagger';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { type Actor, defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';
import { addressKey } from '../limits/client-address.js';
import { RequestCounter } from '../limits/request-counter.js';
import { actorOf } from './actor.js';
import { bearerToken } from './bearer-token.js';
import { requireOrigin, requireOwnPage } from './csrf.js';
import { OidcIssuer } from './oidc-issuer.js';
import { type LiveSession, SessionService } from './session.service.js';
import type { Validity } from './validity.js';

declare module 'fastify' {
  interface FastifyRequest {
    actor?: Actor;
    session?: LiveSession;
    /** Since whoever asks proved who they are; null: not known; undefined: a token that says nothing of it. */
    authenticatedSecondsAgo?: number | null;
    validity?: Validity;
    /** The client's own key, of a request that takes one. */
    idempotencyKey?: string;
  }
}

/** Who asks, as every RPC wants it. */
export interface Caller {
  actor?: Actor;
  tenantId: string;
  correlationId: string;
  /** Its own, of a request that takes one. */
  idempotencyKey?: string;
}

const publicRoute = 'cardwright:public';
const codecRoute = 'cardwright:codec';
const byItselfRoute = 'cardwright:by-itself';
/** No sign-in needed; the API document says so too. */
export const Public = () => applyDecorators(SetMetadata(publicRoute, true), ApiOperation({ security: [] }));
/** Called with the cookie by the Temporal UI's page: its exact Origin stands in for our own page and token. */
export const FromTemporalUi = () => SetMetadata(codecRoute, true);

/** Asked by an open page by itself, again and again: no sign that somebody is there, so that it keeps no session from ending as idle. */
export const ByItself = () => SetMetadata(byItselfRoute, true);

export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { actor, id, idempotencyKey } = context.switchToHttp().getRequest<FastifyRequest>();
  return {
    ...(actor ? { actor } : {}),
    tenantId: defaultTenantId,
    correlationId: id,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
});

/** How long the session or token of the request is valid; only behind the sign-in. */
export const CurrentValidity = createParamDecorator(
  (_: unknown, context: ExecutionContext): Validity => context.switchToHttp().getRequest<FastifyRequest>().validity!,
);

@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly issuer: OidcIssuer,
    private readonly sessions: SessionService,
    private readonly limits: RequestCounter,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.is(publicRoute, context)) return true;
    try {
      const used = !this.is(byItselfRoute, context);
      request.actor = await this.authenticate(request, this.is(codecRoute, context), used);
    } catch (error) {
      // Counted against the address, so that nobody can try tokens at leisure. A service that is away is nobody's trying.
      if (isCardwrightError(error) && error.row.family === 'AUTH')
        this.limits.take(addressKey(request.ip), this.config.ratePerAddress);
      throw error;
    }
    return true;
  }

  private async authenticate(request: FastifyRequest, fromTemporalUi: boolean, used: boolean): Promise<Actor> {
    const { authorization } = request.headers;
    // The UI's page carries no token of ours, only the cookie; a bearer there would be the UI's own.
    if (authorization !== undefined && !fromTemporalUi) return this.byToken(request, authorization);
    const session = await this.sessions.read(request, used);
    if (session === null) throw new CardwrightError('AUTH_REQUIRED');
    if (fromTemporalUi) requireOrigin(request, this.config.codecAllowedOrigin);
    else requireOwnPage(request, this.config.publicUrl, session.csrfToken);
    request.session = session;
    request.authenticatedSecondsAgo = session.authenticatedSecondsAgo;
    const call = { tenantId: defaultTenantId, correlationId: request.id };
    request.validity = {
      endsAt: session.expiresAt * 1000,
      holds: () => this.sessions.isActive(session, { call, touch: false }),
    };
    return { ...session.actor, browser: true };
  }

  private async byToken(request: FastifyRequest, authorization: string): Promise<Actor> {
    const token = bearerToken(authorization);
    const claims = await this.issuer.verifyAccessToken(token);
    request.validity = {
      endsAt: Number(claims.exp) * 1000,
      holds: () => this.issuer.isGood(token),
    };
    // [RFC 9068 section 2.2.1] Of a person who signed in at the issuer; a client has none.
    if (typeof claims.auth_time === 'number')
      request.authenticatedSecondsAgo = Math.floor(Date.now() / 1000) - claims.auth_time;
    return actorOf(claims, this.config.oidc);
  }

  private is(key: string, context: ExecutionContext): boolean {
    return this.reflector.getAllAndOverride<boolean>(key, [context.getHandler(), context.getClass()]) ?? false;
  }
}
