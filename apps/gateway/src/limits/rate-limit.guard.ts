/**
 * Limits requests per minute: of one identity where somebody is signed in, else of one address. Runs after the sign-in,
 * so that made-up tokens get no counters of their own (refused ones count against the address, see AuthGuard).
 */
import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../config.js';
import { GATEWAY_CONFIG } from '../tokens.js';
import { RequestCounter } from './request-counter.js';

const routeLimit = 'cardwright:rate-limit';
/** A tighter limit of its own for a route: requests per minute and address. */
export const RateLimit = (perMinute: number) => SetMetadata(routeLimit, perMinute);

@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly counter: RequestCounter,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { actor, ip } = context.switchToHttp().getRequest<FastifyRequest>();
    const own = this.reflector.get<number | undefined>(routeLimit, context.getHandler());
    if (own !== undefined) this.counter.take(`${context.getHandler().name} ${ip}`, own);
    if (actor) this.counter.take(`${actor.iss} ${actor.sub}`, this.config.ratePerIdentity);
    else this.counter.take(ip, this.config.ratePerAddress);
    return true;
  }
}
