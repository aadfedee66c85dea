/**
 * Sends the keys of agents that are out of use to the vault, by a job of its own: enqueued with the change that replaced or revoked them,
 * asked of the vault until it has cut them off. The vault may be away for as long as it likes; nobody's answer waits for it.
 */
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Sweep } from '@cardwright/service-kit/sweep';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ChangeContext } from '../../persistence/change-context.js';

interface OpenRevocation {
  agentNkey: string;
  tenantId: string;
  correlationId: string;
}

/** One look at a partial index that is nearly always empty. */
const sweepEveryMs = 2_000;
const atOnce = 50;
const oldest = `agent_nkey IN (
  SELECT agent_nkey FROM agent_revocation WHERE done_at IS NULL ORDER BY attempts, requested_at LIMIT $1)`;
/** Whoever revokes a workstation waits for the first try. */
const askMs = 5_000;

@Injectable()
export class AgentRevocations implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(AgentRevocations.name);
  private readonly sweep = new Sweep({
    everyMs: sweepEveryMs,
    round: () => this.revoke(oldest, atOnce),
    logger: this.logger,
    failing: 'agent keys wait for their revocation',
  });

  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  /**
   * In the transaction that takes the key out of use. The same key again changes nothing, nor does a key that is another workstation's:
   * rows from before may share one.
   */
  async enqueueIn(
    manager: EntityManager,
    revoked: { agentNkey: string; workstationId: string },
    { tenantId, correlationId }: ChangeContext,
  ): Promise<void> {
    await manager.query(
      `INSERT INTO agent_revocation (agent_nkey, tenant_id, workstation_id, correlation_id)
       SELECT $1::text, $2::uuid, $3::text, $4::text
       WHERE NOT EXISTS (SELECT 1 FROM agent_key WHERE agent_nkey = $1 AND workstation_id <> $3)
       ON CONFLICT (agent_nkey) DO NOTHING`,
      [revoked.agentNkey, tenantId, revoked.workstationId, correlationId],
    );
  }

  /** A key that was taken out of use is never accepted again, even if the vault does not know of the revocation yet. */
  async has(agentNkey: string, manager: EntityManager = this.database.manager): Promise<boolean> {
    const rows: unknown[] = await manager.query('SELECT 1 FROM agent_revocation WHERE agent_nkey = $1', [agentNkey]);
    return rows.length > 0;
  }

  /** Starts the next round at once, after the commit. The caller does not wait for it. */
  hurry(): void {
    this.sweep.start(0);
  }

  /** Runs after the commit, for a caller who wants the live connection to drop now. Never throws: the job repeats what fails here. */
  async revokeNow(agentNkey: string): Promise<void> {
    await this.revoke(`agent_nkey = $1`, agentNkey).catch((error: unknown) =>
      this.logger.warn({ err: error, agentNkey }, 'an agent key is revoked later: the job asks again'),
    );
  }

  /**
   * Tries each row once, those with the fewest failures first, because a key that the vault refuses must not delay the others. Throws the
   * last failure.
   */
  private async revoke(which: string, parameter: unknown): Promise<void> {
    const rows: OpenRevocation[] = await this.database.query(
      `SELECT agent_nkey AS "agentNkey", tenant_id AS "tenantId", correlation_id AS "correlationId" FROM agent_revocation
       WHERE done_at IS NULL AND ${which}`,
      [parameter],
    );
    let failure: unknown;
    for (const { agentNkey, ...context } of rows)
      try {
        await this.rpc.pki('agents.revoke', { agentNkey }, context, { timeoutMs: askMs });
        await this.markDone(agentNkey);
      } catch (error) {
        await this.countFailure(agentNkey, isCardwrightError(error) ? error.code : 'INTERNAL');
        // A key of a service, which a workstation from before enrolled with: there is nothing to cut off, and asking again is no use.
        if (isCardwrightError(error, 'ENROLMENT_KEY_IN_USE')) await this.markDone(agentNkey);
        else failure = error;
      }
    if (failure !== undefined) throw failure as Error;
  }

  private async markDone(agentNkey: string): Promise<void> {
    await this.database.query('UPDATE agent_revocation SET done_at = now() WHERE agent_nkey = $1', [agentNkey]);
  }

  private async countFailure(agentNkey: string, code: string): Promise<void> {
    await this.database.query(
      'UPDATE agent_revocation SET attempts = attempts + 1, last_error_code = $2 WHERE agent_nkey = $1',
      [agentNkey, code],
    );
  }
}
