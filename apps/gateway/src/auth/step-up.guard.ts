/**
 * Fresh authentication [RFC 9470]: what gives away a secret, a new PIN or a passkey, takes a card into use again or ends it for good, says how cards are
 * made, or gives somebody a role, is done only by somebody who has just proved who they are, so that a browser that was left alone is not enough. docs/decisions/0013.
 * Decides no rights: who may at all is issuance-svc's.
 */
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';

/** Every route that asks for it, whatever it is asked; a spec holds it against the API document. An offer asks by its kind (http/update-offers.controller.ts). */
export const stepUpRoutes: ReadonlySet<string> = new Set([
  'POST /api/v1/devices/:deviceId/pin-reset',
  'POST /api/v1/devices/:deviceId/pin-reset-request',
  'POST /api/v1/devices/:deviceId/passkey',
  'POST /api/v1/devices/:deviceId/resume',
  'POST /api/v1/devices/:deviceId/terminate',
  'POST /api/v1/sagas/:requestId/passkey-options',
  'POST /api/v1/sagas/:requestId/reveal-initial-pin',
  'POST /api/v1/profiles',
  'POST /api/v1/models',
  'POST /api/v1/profile-proposals/:proposalId/approve',
  'POST /api/v1/role-grants',
]);

@Injectable()
export class StepUp {
  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  /** Throws AUTH_STEP_UP_REQUIRED {maxAgeSeconds}. */
  require(request: FastifyRequest): void {
    if (!this.isFresh(request))
      throw new CardwrightError('AUTH_STEP_UP_REQUIRED', undefined, { maxAgeSeconds: this.maxAgeSeconds });
  }

  isFresh({ authenticatedSecondsAgo: ago }: FastifyRequest): boolean {
    return ago === undefined || (ago !== null && ago <= this.maxAgeSeconds);
  }

  private get maxAgeSeconds(): number {
    return this.config.stepUpMinutes * 60;
  }
}

@Injectable()
export class StepUpGuard implements CanActivate {
  constructor(private readonly stepUp: StepUp) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (stepUpRoutes.has(`${request.method} ${request.routeOptions.url ?? ''}`)) this.stepUp.require(request);
    return true;
  }
}
