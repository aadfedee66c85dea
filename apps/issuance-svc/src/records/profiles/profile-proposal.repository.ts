/** Rows of proposed versions of profiles, and of the cards that they concern. Technology only. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { CredentialProfileVersionEntity } from '../../persistence/credential-profile-version.entity.js';
import { onePage } from '../../persistence/page.js';
import { ProfileProposalEntity } from '../../persistence/profile-proposal.entity.js';

type New = Omit<
  ProfileProposalEntity,
  'proposedAt' | 'decision' | 'decidedBy' | 'decidedAt' | 'decisionReason' | 'version'
>;
export type Decision = Pick<ProfileProposalEntity, 'decision' | 'decidedBy' | 'decisionReason' | 'version'>;

const newestFirst = {
  table: 'profile_proposal',
  by: ['proposed_at'],
  key: ['proposal_id'],
  direction: 'DESC',
} as const;

@Injectable()
export class ProfileProposalRepository {
  constructor(private readonly database: DataSource) {}

  async add(manager: EntityManager, row: New): Promise<ProfileProposalEntity> {
    await manager.insert(ProfileProposalEntity, row as never);
    return manager.findOneByOrFail(ProfileProposalEntity, { proposalId: row.proposalId });
  }

  find(tenantId: string, proposalId: string): Promise<ProfileProposalEntity | null> {
    return this.database.manager.findOneBy(ProfileProposalEntity, { tenantId, proposalId });
  }

  /** Whoever decides at the same moment waits. */
  lock(manager: EntityManager, tenantId: string, proposalId: string): Promise<ProfileProposalEntity | null> {
    return manager.findOne(ProfileProposalEntity, {
      where: { tenantId, proposalId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async decide(manager: EntityManager, proposalId: string, decision: Decision): Promise<ProfileProposalEntity> {
    await manager.update(ProfileProposalEntity, { proposalId }, { ...decision, decidedAt: () => 'now()' });
    return manager.findOneByOrFail(ProfileProposalEntity, { proposalId });
  }

  page(tenantId: string, page: PageRequest): Promise<ProfileProposalEntity[]> {
    const rows = this.database.manager
      .createQueryBuilder(ProfileProposalEntity, 'profile_proposal')
      .where('profile_proposal.tenant_id = :tenantId', { tenantId });
    return onePage(rows, newestFirst, page).getMany();
  }

  /** The newest version of each of these profiles; those that have none are left out. */
  async newestVersions(
    tenantId: string,
    names: readonly string[],
    manager: EntityManager = this.database.manager,
  ): Promise<ReadonlyMap<string, number>> {
    const rows: { name: string; version: number }[] = await manager
      .createQueryBuilder(CredentialProfileVersionEntity, 'version')
      .select('version.name', 'name')
      .addSelect('max(version.version)', 'version')
      .where('version.tenant_id = :tenantId AND version.name IN (:...names)', { tenantId, names: [...names, ''] })
      .groupBy('version.name')
      .getRawMany();
    return new Map(rows.map(({ name, version }) => [name, Number(version)]));
  }

  /** Cards of the profile that have not ended. */
  async cards(tenantId: string, name: string): Promise<number> {
    const [row]: { cards: string }[] = await this.database.query(
      `SELECT count(*) AS cards FROM device
       WHERE tenant_id = $1 AND profile_name = $2 AND state IN ('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED')`,
      [tenantId, name],
    );
    return Number(row!.cards);
  }
}
