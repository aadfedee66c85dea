/** Agents' NATS identities and the vault's audit chain over NATS: `cw.v1.pki.agents.*`, `audit.*`. Delegation only. */
import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import { pkiSubject } from '@cardwright/contracts/nats/subjects';
import { verifyAuditChain } from '@cardwright/service-kit/audit/verify-audit-chain';
import { AgentIdentities } from '../agents/agent-identities.js';
import { originOf } from '../audit/call-origin.js';
import type { Answer, Ask } from './handler.js';

@Controller()
export class AgentsController {
  constructor(
    private readonly agents: AgentIdentities,
    private readonly dataSource: DataSource,
  ) {}

  @MessagePattern(pkiSubject('agents.sign-jwt'))
  async signJwt(ask: Ask<'agents.sign-jwt'>): Answer<'agents.sign-jwt'> {
    return this.agents.signJwt(ask.body.workstationId, ask.body.agentNkey, originOf(ask));
  }

  @MessagePattern(pkiSubject('agents.revoke'))
  async revoke(ask: Ask<'agents.revoke'>): Answer<'agents.revoke'> {
    await this.agents.revoke(ask.body.agentNkey, originOf(ask));
    return { revoked: true };
  }

  @MessagePattern(pkiSubject('audit.verify'))
  async verifyAudit(): Answer<'audit.verify'> {
    return verifyAuditChain(this.dataSource, 'pki');
  }
}
