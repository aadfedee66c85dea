/**
 * Whether a request comes from somebody who has signed in, asked before its body is read. Decides nothing else: AuthGuard looks again,
 * with everything that belongs to a route, and is the one that makes the actor. Failures count against the address, as there.
 */
import type { INestApplicationContext } from '@nestjs/common';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';
import { addressKey } from '../limits/client-address.js';
import type { Identify } from '../limits/large-bodies.js';
import { RequestCounter } from '../limits/request-counter.js';
import { bearerToken } from './bearer-token.js';
import { OidcIssuer } from './oidc-issuer.js';
import { SessionService } from './session.service.js';

export function identifyBy(app: INestApplicationContext): Identify {
  const [issuer, sessions, counter] = [app.get(OidcIssuer), app.get(SessionService), app.get(RequestCounter)];
  const { ratePerAddress } = app.get<GatewayConfig>(GATEWAY_CONFIG);
  return async (request) => {
    const { authorization } = request.headers;
    try {
      if (authorization !== undefined) await issuer.verifyAccessToken(bearerToken(authorization));
      else if ((await sessions.read(request)) === null) throw new CardwrightError('AUTH_REQUIRED');
    } catch (error) {
      if (isCardwrightError(error) && error.row.family === 'AUTH') counter.take(addressKey(request.ip), ratePerAddress);
      throw error;
    }
  };
}
