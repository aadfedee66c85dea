/**
 * Withdrawn credential profiles: no card is issued or reprovisioned with one. Sagas that began before continue, and cards with the profile
 * stay as they are. Publishing the profile again ends the withdrawal (profile.service.ts).
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { actorText, appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { findBy, type FindBy } from '@cardwright/service-kit/database/find-by';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ChangeContext } from '../../persistence/change-context.js';
import { CredentialProfileVersionEntity } from '../../persistence/credential-profile-version.entity.js';
import { ProfileWithdrawalEntity } from '../../persistence/profile-withdrawal.entity.js';

@Injectable()
export class ProfileWithdrawals {
  private readonly rows: FindBy<ProfileWithdrawalEntity>;

  constructor(private readonly database: DataSource) {
    this.rows = findBy(database, ProfileWithdrawalEntity, ['tenantId', 'name']);
  }

  async has(tenantId: string, name: string): Promise<boolean> {
    return (await this.rows(tenantId, name)).length > 0;
  }

  /** changed: false when it is withdrawn already. Throws PROFILE_NOT_FOUND. */
  withdraw(name: string, reason: string, context: ChangeContext): Promise<{ changed: boolean }> {
    const { tenantId, correlationId } = context;
    return inTransaction(this.database, async (manager) => {
      await lockProfile(manager, tenantId, name);
      if (!(await manager.existsBy(CredentialProfileVersionEntity, { tenantId, name })))
        throw new CardwrightError('PROFILE_NOT_FOUND', undefined, { name });
      if (await manager.existsBy(ProfileWithdrawalEntity, { tenantId, name })) return { changed: false };
      await manager.insert(ProfileWithdrawalEntity, {
        tenantId,
        name,
        withdrawnAt: new Date(),
        withdrawnBy: actorText(context.actor),
        reason,
      });
      await appendAudit(manager, { ...context, action: 'profile.withdrawn', object: `profile:${name}`, reason });
      await enqueueEvent(manager, { name: 'profile.withdrawn', tenantId, correlationId, data: { name } });
      return { changed: true };
    });
  }

  /** Answers whether it was withdrawn. In the transaction that publishes it, under its lock. */
  async lift(manager: EntityManager, tenantId: string, name: string): Promise<boolean> {
    const { affected } = await manager.delete(ProfileWithdrawalEntity, { tenantId, name });
    return affected === 1;
  }
}

/** Locks the name: with one change at a time, version numbers have no gaps and the same definition is published once. */
export const lockProfile = (manager: EntityManager, tenantId: string, name: string): Promise<unknown> =>
  manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`profile/${tenantId}/${name}`]);
