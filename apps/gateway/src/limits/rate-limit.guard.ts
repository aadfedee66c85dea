/**
 * Limits requests per minute: of one identity where somebody is signed in, else of one address. Runs after the sign-in,
 * so that made-up tokens get no counters of their own (refused ones count against the address, see AuthGuard). Answers of the API say what is left
 * (draft-ietf-httpapi-ratelimit-headers); a refusal says in Retry-After when there is more.
 */
import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';
import { addressKey } from './client-address.js';
import { RequestCounter } from './request-counter.js';

/**
 * Public routes that are counted apart, so that none of them uses up another's requests: a probe of a load balancer, a relying party
 * that fetches CRLs and a sign-in may all come from one address. Requests per minute and address.
 */
const classes = {
  /** Every second from each of several probes. */
  probe: 600,
  /** A site behind one address has thousands of machines that check certificates. */
  'pki-file': 3_000,
  /** An office that comes in at nine: each sign-in is two requests. */
  'sign-in': 600,
  /** A site behind one address whose computers are all set up on one morning. Wrong codes have lower limits (WorkstationsController). */
  enrolment: 3_000,
  /** Agents of a site behind one address, each once in an hour. */
  'bridge-keys': 3_000,
  /** Files of 30 MB and more: a site behind one address whose computers are set up on one morning. */
  'agent-package': 120,
} as const;
export type LimitClass = keyof typeof classes;

const limitClass = 'cardwright:limit-class';
/** This route, or all of this controller, has a limit of its own in place of the one of every address. */
export const CountedAs = (name: LimitClass) => SetMetadata(limitClass, name);

@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly counter: RequestCounter,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { actor, ip } = http.getRequest<FastifyRequest>();
    const { ratePerAddress, ratePerIdentity } = this.config;
    const named = this.reflector.getAllAndOverride<LimitClass | undefined>(limitClass, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (named !== undefined) {
      this.counter.take(`${named} ${addressKey(ip)}`, ratePerAddress === 0 ? 0 : classes[named]);
      return true;
    }
    const [policy, key, perMinute] = actor
      ? (['identity', `${actor.iss} ${actor.sub}`, ratePerIdentity] as const)
      : (['address', addressKey(ip), ratePerAddress] as const);
    const taken = this.counter.take(key, perMinute);
    if (taken !== null)
      void http
        .getResponse<FastifyReply>()
        .header('ratelimit-policy', `"${policy}";q=${perMinute};w=60`)
        .header('ratelimit', `"${policy}";r=${taken.left};t=${taken.seconds}`);
    return true;
  }
}
