/**
 * NATS identities of agents: signs their user JWTs and cuts them off. Revocations are rows here first and are pushed to the servers
 * until they hold all of them, so that neither a NATS outage nor a server that lost its store lets a revoked agent back in.
 * Governed by design.md section 3 (bootstrap, NATS operator mode).
 */
import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  lookUpAccountJwt,
  pushAccountJwt,
  revocationsOf,
  revokeInAccount,
  type NatsTrustFile,
} from '@cardwright/bootstrap/nats/account-claims';
import { signAgentJwt } from '@cardwright/bootstrap/nats/user-jwt';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { connectNats } from '@cardwright/service-kit/nats/connection';
import { actorOf, type CallOrigin } from '../audit/call-origin.js';
import { IssuingCa } from '../ca/issuing-ca.js';
import { Clock } from '../config/clock.js';
import { PKI_CONFIG, type PkiConfig } from '../config/config.js';
import { VaultKeys } from '../keys/vault-keys.js';

const userNkey = /^U[A-Z2-7]{55}$/;

@Injectable()
export class AgentIdentities {
  private readonly trust: NatsTrustFile;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly vaultKeys: VaultKeys,
    private readonly ca: IssuingCa,
    @Inject(PKI_CONFIG) private readonly config: PkiConfig,
  ) {
    this.trust = JSON.parse(config.agents.trust) as NatsTrustFile;
  }

  /**
   * Signs a JWT for 30 days. issuance-svc vouches that the nkey belongs to this workstation. Throws REQUEST_INVALID, AUTH_FORBIDDEN
   * (revoked), ENROLMENT_KEY_IN_USE (a service's, or another workstation's).
   */
  async signJwt(
    workstationId: string,
    agentNkey: string,
    origin: CallOrigin,
  ): Promise<{ jwt: string; expiresAt: string }> {
    this.requireAgentKey(agentNkey);
    const [revoked]: unknown[] = await this.dataSource.query('select 1 from revoked_agents where agent_nkey = $1', [
      agentNkey,
    ]);
    if (revoked) throw new CardwrightError('AUTH_FORBIDDEN', say('access.agent-key-revoked'), { agentNkey });
    const { kid: vaultKid } = await this.vaultKeys.publicKey();
    const rootsSha256Hex = (await this.ca.roots()).map(({ certificate }) =>
      createHash('sha256').update(certificate).digest('hex'),
    );
    const { jwt, expiresAt } = await signAgentJwt({
      workstationId,
      userNkey: agentNkey,
      accountPublicKey: this.trust.account.publicKey,
      signingSeed: this.config.agents.accountSigningSeed,
      vaultKid,
      rootsSha256Hex,
      wantsSignedBatches: this.config.agents.wantSignedBatches,
      now: new Date(this.clock.now()),
    });
    await inTransaction(this.dataSource, async (manager) => {
      const bound: unknown[] = await manager.query(
        `insert into agent_keys (agent_nkey, workstation_id, tenant_id) values ($1, $2, $3)
         on conflict (agent_nkey) do update set signed_at = clock_timestamp()
           where agent_keys.workstation_id = excluded.workstation_id returning 1`,
        [agentNkey, workstationId, origin.tenantId],
      );
      // The workstation that has the key keeps it: if the key moved to another one, the vault would refuse the agent that owns it.
      if (bound.length === 0) throw new CardwrightError('ENROLMENT_KEY_IN_USE', undefined, { agentNkey });
      await appendAudit(manager, {
        ...origin,
        actor: actorOf(origin),
        action: 'agent-jwt.signed',
        object: `workstation:${workstationId}`,
        details: { agentNkey, vaultKid, rootsSha256Hex, expiresAt: expiresAt.toISOString() },
      });
    });
    return { jwt, expiresAt: expiresAt.toISOString() };
  }

  /**
   * Checks that the vault has given this key a credential for this workstation and has not revoked it. Throws EDGE_SESSION_KEY_INVALID. A
   * request for secrets names the agent to which they are sealed, and a caller must not be able to name a key that it made itself.
   */
  async requireEnrolled(agentNkey: string, workstationId: string): Promise<void> {
    const [known]: unknown[] = await this.dataSource.query(
      `select 1 from agent_keys where agent_nkey = $1 and workstation_id = $2
         and not exists (select from revoked_agents where revoked_agents.agent_nkey = $1)`,
      [agentNkey, workstationId],
    );
    if (!known) throw new CardwrightError('EDGE_SESSION_KEY_INVALID', undefined, { reason: 'enrolment' });
  }

  /**
   * Recorded first, then pushed: the live connection drops. Throws REQUEST_SERVICE_UNAVAILABLE when NATS did not take it yet,
   * ENROLMENT_KEY_IN_USE for the key of a service: no workstation takes a service off the bus, whatever stands in its record.
   */
  async revoke(agentNkey: string, origin: CallOrigin): Promise<void> {
    this.requireAgentKey(agentNkey);
    await inTransaction(this.dataSource, async (manager) => {
      const added: unknown[] = await manager.query(
        `insert into revoked_agents (agent_nkey, tenant_id, revoked_at) values ($1, $2, $3)
         on conflict (agent_nkey) do nothing returning 1`,
        [agentNkey, origin.tenantId, new Date(this.clock.now())],
      );
      if (added.length === 0) return;
      await appendAudit(manager, {
        ...origin,
        actor: actorOf(origin),
        action: 'agent.revoked',
        object: `agent:${agentNkey}`,
      });
    });
    try {
      await this.pushRevocations();
    } catch (error) {
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', undefined, { agentNkey }, error);
    }
  }

  private requireAgentKey(agentNkey: string): void {
    if (!userNkey.test(agentNkey))
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('agentNkey is not a user nkey'));
    const service = Object.entries(this.trust.serviceKeys ?? {}).find(([, key]) => key === agentNkey);
    if (service !== undefined)
      throw new CardwrightError('ENROLMENT_KEY_IN_USE', say('access.service-key', { service: service[0] }), {
        agentNkey,
      });
  }

  /** Updates the account JWT on the servers to the revocations in the table. Opens no connection if no agent is revoked. */
  async pushRevocations(): Promise<void> {
    const rows: { agent_nkey: string; revoked_at: Date }[] = await this.dataSource.query(
      'select agent_nkey, revoked_at from revoked_agents where agent_nkey <> all($1)',
      [Object.values(this.trust.serviceKeys ?? {})],
    );
    if (rows.length === 0) return;
    const connection = await connectNats(this.config.agents.system);
    try {
      const before = await lookUpAccountJwt(connection, this.trust.account.publicKey);
      const known = revocationsOf(before);
      const missing = rows.filter((row) => known[row.agent_nkey] === undefined);
      let jwt = before;
      // A JWT signed in the very second of its revocation must be void too.
      for (const { agent_nkey, revoked_at } of missing)
        jwt = await revokeInAccount(
          jwt,
          agent_nkey,
          new Date(revoked_at.getTime() + 1000),
          this.config.agents.operatorSigningSeed,
        );
      if (missing.length > 0) await pushAccountJwt(connection, this.trust.account.publicKey, jwt);
      await this.dataSource.query(
        'update revoked_agents set pushed_at = clock_timestamp() where agent_nkey = any($1)',
        [missing.map((row) => row.agent_nkey)],
      );
    } finally {
      await connection.close();
    }
  }
}
