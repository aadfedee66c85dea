/** What this installation is, and who I am in it. */
import { Get, Inject, Req } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller, Public } from '../auth/auth.guard.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';
import type { Me, SystemInfo } from '../openapi/replies.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { version } from '../config/version.js';
import { ApiController } from './api-controller.js';

@ApiController('')
export class SystemController {
  constructor(
    private readonly rpc: RpcClient,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get('system')
  @Operation('What this installation is called, its version, and how to sign in', { says: 'Needs no sign-in.' })
  @Public()
  @Reply('system.get')
  system(): SystemInfo {
    const { issuer, cliClientId, audience, scope } = this.config.oidc;
    return {
      name: 'Cardwright',
      version,
      oidc: { issuer, cliClientId, audience, scope },
      cardSignIn: this.config.cardSignIn !== null,
      passkeySignIn: this.config.passkeySignIn !== null,
      temporalUiUrl: this.config.temporalUiUrl,
      docsUrl: `${this.config.publicUrl}/api/docs`,
    };
  }

  @Get('me')
  @Operation('Who is signed in, and what they may do', {
    says: 'A person with roles and permissions, or a program. csrfToken goes with every request of a browser that changes something.',
    problems: ['AUTH_PERSON_UNKNOWN'],
  })
  @Reply('me.show')
  async me(@CurrentCaller() caller: Caller, @Req() { session }: FastifyRequest): Promise<Me> {
    const { person, roles, permissions, separationOfDuties } = await this.rpc.issuance('me.get', {}, caller);
    const { kind, iss, sub, displayName } = caller.actor!;
    return {
      person,
      roles,
      permissions,
      // An issuance-svc of the release before says nothing of it, and separates nothing.
      separationOfDuties: separationOfDuties ?? 'single-operator',
      identity: { kind, issuer: iss, subject: sub, displayName: displayName ?? null },
      csrfToken: session?.csrfToken ?? null,
      lab: this.config.labReadersSocket !== null,
      temporalUiUrl: this.config.temporalUiUrl,
    };
  }
}
