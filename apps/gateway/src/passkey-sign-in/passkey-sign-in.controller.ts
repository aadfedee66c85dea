/**
 * Sign-in with the passkey of a card or key that was issued here (docs/relying-parties.md): a challenge that only the browser that asked for it can have
 * answered, sealed in its cookie, and the answer, which issuance-svc verifies. No name is asked for: the key says whose passkey it is.
 */
import { randomBytes } from 'node:crypto';
import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { type Actor, defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/auth.guard.js';
import { requireOrigin } from '../auth/csrf.js';
import { SessionService } from '../auth/session.service.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';
import { Text } from '../http/dto/fields.js';
import { CountedAs } from '../limits/rate-limit.guard.js';

/** How long the browser waits for the holder. */
const timeoutMs = 300_000;
/** More than any key answers. */
const longest = 4096;
const Base64url = () => Text(longest, { pattern: /^[A-Za-z0-9_-]+$/ });

class PasskeySignInBody {
  @Base64url()
  credentialId: string;
  @Base64url()
  clientDataJson: string;
  @Base64url()
  authenticatorData: string;
  @Base64url()
  signature: string;
  @Base64url()
  userHandle: string;
}

@ApiExcludeController()
@Controller('auth/passkey')
export class PasskeySignInController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly sessions: SessionService,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** [WebAuthn Level 3 section 5.8.2] PublicKeyCredentialRequestOptionsJSON. */
  @Post('options')
  @HttpCode(200)
  @Public()
  @CountedAs('sign-in')
  async options(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    this.requireOwnPage(request);
    const challenge = randomBytes(32).toString('base64url');
    await this.sessions.rememberPasskeySignIn(reply, { challenge });
    const { rpId } = this.config.passkeySignIn!;
    return { challenge, rpId, timeout: timeoutMs, userVerification: 'required', allowCredentials: [] };
  }

  /** The cookie of the challenge goes with the answer, whatever that is. */
  @Post()
  @HttpCode(204)
  @Public()
  @CountedAs('sign-in')
  async signIn(
    @Body() body: PasskeySignInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    this.requireOwnPage(request);
    const begun = await this.sessions.takePasskeySignIn(request, reply);
    if (begun === null) throw new CardwrightError('AUTH_PASSKEY_REFUSED', undefined, { cause: 'challenge' });
    const call = { tenantId: defaultTenantId, correlationId: request.id };
    const asked = { challenge: begun.challenge, assertion: { ...body } };
    const identity = await this.rpc.issuance('passkey-sign-in.redeem', asked, call);
    const actor: Actor = { kind: 'person', ...identity, roleClaims: [], holderOnly: true };
    // The key has just asked for its PIN.
    await this.sessions.start(request, reply, { actor, authenticatedAt: new Date(), amr: ['hwk'] }, {});
  }

  /** No other page signs a browser in as somebody. */
  private requireOwnPage(request: FastifyRequest): void {
    requireOrigin(request, new URL(this.config.publicUrl).origin);
  }
}
