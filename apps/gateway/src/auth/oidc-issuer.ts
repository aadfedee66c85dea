/**
 * The OpenID Connect issuer that we trust, discovered when first needed: the gateway starts without it and asks again
 * after a failure. Access tokens are checked here offline, by the issuer's published keys (RFC 9068, RFC 7519).
 */
import { Inject, Injectable } from '@nestjs/common';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { errors, jwtVerify, type JWTHeaderParameters, type JWTPayload } from 'jose';
import * as oidc from 'openid-client';
import { GATEWAY_CONFIG, type GatewayConfig, isLoopbackHttp } from '../config/config.js';
import type { Claims } from './actor.js';
import { IssuerKeys, readKeysFrom } from './issuer-keys.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Asymmetric ones only: a key of ours that the issuer knows too could forge its tokens. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

interface Discovered {
  client: oidc.Configuration;
  keys: IssuerKeys;
}

@Injectable()
export class OidcIssuer {
  private discovered: Promise<Discovered> | null = null;
  private readonly verified = new VerifiedTokens();

  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  /** Claims of a valid access token for this API. AUTH_TOKEN_INVALID {reason} or REQUEST_SERVICE_UNAVAILABLE. */
  async verifyAccessToken(token: string): Promise<Claims> {
    const { keys } = await this.discover();
    // First: what was verified by a key that is withdrawn meanwhile is forgotten.
    await keys.refresh();
    const known = this.verified.get(token);
    if (known !== undefined) return known;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys.keyFor, {
        issuer: this.config.oidc.issuer,
        audience: this.config.oidc.audience,
        algorithms,
        requiredClaims: ['exp', 'sub'],
        // Clocks of two machines differ; an expired token must not live on noticeably.
        clockTolerance: 5,
      });
      requireAccessToken(this.config.oidc.accessTokenType, protectedHeader, payload);
      this.verified.put(token, payload);
      return payload;
    } catch (error) {
      if (error instanceof CardwrightError) throw error;
      if (error instanceof errors.JOSEError)
        throw new CardwrightError('AUTH_TOKEN_INVALID', undefined, { reason: reasonOf(error) }, error);
      throw unavailable(error);
    }
  }

  /** Whether a token that was good still is. Rejects where the issuer's keys cannot be had. */
  async isGood(token: string): Promise<boolean> {
    try {
      await this.verifyAccessToken(token);
      return true;
    } catch (error) {
      if (isCardwrightError(error, 'AUTH_TOKEN_INVALID')) return false;
      throw error;
    }
  }

  async client(): Promise<oidc.Configuration> {
    return (await this.discover()).client;
  }

  private discover(): Promise<Discovered> {
    this.discovered ??= this.discoverNow().catch((error: unknown) => {
      this.discovered = null;
      throw unavailable(error);
    });
    return this.discovered;
  }

  private async discoverNow(): Promise<Discovered> {
    const { issuer, clientId, clientSecret } = this.config.oidc;
    const client = await oidc.discovery(
      new URL(issuer),
      clientId,
      undefined,
      clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
      isLoopbackHttp(issuer) ? { execute: [oidc.allowInsecureRequests] } : {},
    );
    const jwksUri = client.serverMetadata().jwks_uri;
    if (!jwksUri) throw new TypeError('the issuer publishes no keys');
    return { client, keys: new IssuerKeys(readKeysFrom(jwksUri), () => this.verified.clear()) };
  }
}

/**
 * An issuer signs other things than access tokens with the same key (ID tokens, logout tokens). RFC 9068 tells them apart by `typ`; an
 * issuer that does not follow it writes `JWT`, and may say in the claim `typ` what it is (Keycloak). Throws AUTH_TOKEN_INVALID.
 */
export function requireAccessToken(
  wanted: GatewayConfig['oidc']['accessTokenType'],
  { typ }: Pick<JWTHeaderParameters, 'typ'>,
  { typ: claimed }: JWTPayload,
): void {
  const type = typ?.toLowerCase().replace(/^application\//, '');
  const fits = type === 'at+jwt' || (wanted === 'JWT' && (type === undefined || type === 'jwt'));
  if (!fits || (claimed !== undefined && String(claimed).toLowerCase() !== 'bearer'))
    throw new CardwrightError(
      'AUTH_TOKEN_INVALID',
      onlyInEnglish(`This is no access token (typ ${typ ?? 'missing'})`),
      {
        reason: 'claim typ',
      },
    );
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `claim ${error.claim}`;
  return 'not a valid token of the issuer';
}

const unavailable = (cause: unknown): CardwrightError =>
  new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', say('access.sign-in-silent'), {}, cause);
