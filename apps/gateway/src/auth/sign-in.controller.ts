/**
 * Browser sign-in: authorization code with PKCE (RFC 6749, RFC 7636, OpenID Connect Core 3.1). No token of the issuer
 * ever reaches the browser, and none is kept: the claims are sealed into the session and the tokens forgotten.
 */
import { Controller, Get, HttpCode, Inject, Logger, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { cardIdentityIssuer } from '@cardwright/contracts/access/card-sign-in';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as oidc from 'openid-client';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';
import { actorOf, type Claims } from './actor.js';
import { CountedAs } from '../limits/rate-limit.guard.js';
import { Public } from './auth.guard.js';
import { OidcIssuer } from './oidc-issuer.js';
import { SessionService, type SignIn } from './session.service.js';

@ApiExcludeController()
@Controller('auth')
export class SignInController {
  private readonly logger = new Logger('sign-in');

  constructor(
    private readonly issuer: OidcIssuer,
    private readonly sessions: SessionService,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get('login')
  @Public()
  @CountedAs('sign-in')
  async login(
    @Query('returnTo') whereTo: unknown,
    @Query('prompt') asked: unknown,
    @Query('confirm') confirm: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const returnTo = ownPath(whereTo);
    // [OpenID Connect Core 3.1.2.1] Whoever is signed in at the issuer is asked all the same: somebody else is here now.
    const prompt: Record<string, string> = asked === 'login' || confirm === 'true' ? { prompt: 'login' } : {};
    // Cookies belong to a host: who came by another name of ours signs in under the one that the issuer sends back to.
    if (request.host !== new URL(this.config.publicUrl).host) {
      const again = new URLSearchParams({ returnTo, ...prompt, ...(confirm === 'true' && { confirm }) });
      return reply.redirect(`${this.config.publicUrl}/auth/login?${again.toString()}`, 302);
    }
    const client = await this.issuer.client();
    const signIn: SignIn = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
      returnTo,
      startedAt: Math.floor(Date.now() / 1000),
    };
    const before = await this.sessions.recordBefore(request);
    if (before !== undefined) signIn.beforeSha256Hex = before;
    // A session that is over has nothing to be confirmed, and the issuer does not know who signed in with a card alone: then it is a sign-in like any other.
    const confirmed = confirm === 'true' ? await this.sessions.read(request) : null;
    if (confirmed !== null && confirmed.actor.iss !== cardIdentityIssuer)
      signIn.confirms = { iss: confirmed.actor.iss, sub: confirmed.actor.sub };
    await this.sessions.rememberSignIn(reply, signIn);
    const url = oidc.buildAuthorizationUrl(client, {
      redirect_uri: `${this.config.publicUrl}/auth/callback`,
      scope: this.config.oidc.scope,
      state: signIn.state,
      nonce: signIn.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(signIn.codeVerifier),
      code_challenge_method: 'S256',
      ...prompt,
      // With it the issuer must say when the person proved who they are [OpenID Connect Core 3.1.2.1].
      ...(confirm === 'true' && { max_age: '0' }),
    });
    return reply.redirect(url.href, 302);
  }

  @Get('callback')
  @Public()
  @CountedAs('sign-in')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const signIn = await this.sessions.takeSignIn(request, reply);
    if (signIn === null) return reply.redirect('/?signIn=expired', 302);
    try {
      const claims = await this.claims(signIn, request.url);
      const actor = actorOf(claims, this.config.oidc);
      const { confirms } = signIn;
      if (confirms !== undefined && (actor.iss !== confirms.iss || actor.sub !== confirms.sub))
        return reply.redirect(this.withOutcome(signIn, 'other-person'), 302);
      if (confirms !== undefined && !isFresh(claims, signIn))
        return reply.redirect(this.withOutcome(signIn, 'unconfirmed'), 302);
      await this.sessions.start(request, reply, { actor, authenticatedAt: authenticatedAt(claims) }, signIn);
    } catch (error) {
      if (error instanceof CardwrightError && error.code !== 'AUTH_TOKEN_INVALID') throw error;
      // The error's own text may quote the answer of the issuer; its name is enough to know where to look.
      this.logger.warn(`sign-in failed [${request.id}]: ${error instanceof Error ? error.name : 'unknown'}`);
      const failed = signIn.confirms === undefined ? '/?signIn=failed' : this.withOutcome(signIn, 'unconfirmed');
      return reply.redirect(failed, 302);
    }
    return reply.redirect(signIn.returnTo, 302);
  }

  /**
   * Ends our session, for every copy of its cookie, and says where the issuer's own session can be ended. Needs the CSRF token, so nobody is
   * signed out by an image.
   */
  @Post('logout')
  @HttpCode(200)
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ location: string }> {
    const ended = await this.sessions.end(request, reply);
    const home = `${this.config.publicUrl}/`;
    // Signed in with a card: the issuer was not asked, and has nothing to end.
    if (ended?.amr !== undefined) return { location: home };
    const client = await this.issuer.client().catch(() => null);
    if (!client?.serverMetadata().end_session_endpoint) return { location: home };
    const { clientId } = this.config.oidc;
    return { location: oidc.buildEndSessionUrl(client, { client_id: clientId, post_logout_redirect_uri: home }).href };
  }

  /** Back to where the person was: the page says what came of it, and the session is as it was. With our origin, because `/.//x` is `//x`. */
  private withOutcome({ returnTo }: SignIn, outcome: 'other-person' | 'unconfirmed'): string {
    const url = new URL(returnTo, this.config.publicUrl);
    url.searchParams.set('signIn', outcome);
    return url.href;
  }

  private async claims(signIn: SignIn, url: string): Promise<Claims> {
    const client = await this.issuer.client();
    const tokens = await oidc.authorizationCodeGrant(client, new URL(url, this.config.publicUrl), {
      pkceCodeVerifier: signIn.codeVerifier,
      expectedState: signIn.state,
      expectedNonce: signIn.nonce,
      idTokenExpected: true,
    });
    const idClaims = tokens.claims();
    if (idClaims === undefined) throw new CardwrightError('AUTH_TOKEN_INVALID', onlyInEnglish('No ID token'));
    const { externalIdClaim, rolesClaim } = this.config.oidc;
    if (externalIdClaim in idClaims || rolesClaim in idClaims || !client.serverMetadata().userinfo_endpoint)
      return idClaims;
    // Some issuers give everything but the name at the user-info endpoint only. What the signed ID token says stands.
    const userInfo = await oidc.fetchUserInfo(client, tokens.access_token, idClaims.sub).catch(() => ({}));
    return { ...userInfo, ...idClaims };
  }
}

/** An issuer that says nothing of it has just let the person in. */
const authenticatedAt = ({ auth_time: seconds }: Claims): Date =>
  typeof seconds === 'number' ? new Date(seconds * 1000) : new Date();

/** How far the issuer's clock may be behind ours. */
const skewSeconds = 30;
/** Whether the person proved who they are for this sign-in, and not some time before it. */
export const isFresh = ({ auth_time: seconds }: Claims, { startedAt }: Pick<SignIn, 'startedAt'>): boolean =>
  typeof seconds === 'number' && seconds >= startedAt - skewSeconds;

/** A path of ours, or `/`: never a way to another site, and nothing but printable ASCII, which is all that a header takes. */
export function ownPath(path: unknown): string {
  return typeof path === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path) ? path : '/';
}
