/** Rows of deployment codes. Technology only. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { DeploymentCodeEntity } from '../../persistence/deployment-code.entity.js';
import { onePage } from '../../persistence/page.js';

type New = Pick<
  DeploymentCodeEntity,
  'deploymentCodeId' | 'tenantId' | 'codeSha256Hex' | 'groupName' | 'namePattern' | 'places' | 'createdBy'
>;
const newestFirst = {
  table: 'deployment_code',
  by: ['created_at'],
  key: ['deployment_code_id'],
  direction: 'DESC',
} as const;

@Injectable()
export class DeploymentCodeRepository {
  constructor(private readonly database: DataSource) {}

  /** It expires by the database's clock. */
  async add(manager: EntityManager, row: New, days: number): Promise<DeploymentCodeEntity> {
    await manager.query(
      `INSERT INTO deployment_code (deployment_code_id, tenant_id, code_sha256_hex, group_name, name_pattern, places, created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 day')`,
      [
        ...[row.deploymentCodeId, row.tenantId, row.codeSha256Hex, row.groupName, row.namePattern, row.places],
        ...[row.createdBy, days],
      ],
    );
    return (await this.find(row.tenantId, row.deploymentCodeId, manager))!;
  }

  find(
    tenantId: string,
    deploymentCodeId: string,
    manager: EntityManager = this.database.manager,
  ): Promise<DeploymentCodeEntity | null> {
    return manager.findOneBy(DeploymentCodeEntity, { tenantId, deploymentCodeId });
  }

  ofHash(codeSha256Hex: string): Promise<DeploymentCodeEntity | null> {
    return this.database.manager.findOneBy(DeploymentCodeEntity, { codeSha256Hex });
  }

  page(tenantId: string, page: PageRequest): Promise<DeploymentCodeEntity[]> {
    const rows = this.database.manager
      .createQueryBuilder(DeploymentCodeEntity, 'deployment_code')
      .where('deployment_code.tenant_id = :tenantId', { tenantId });
    return onePage(rows, newestFirst, page).getMany();
  }

  /** Takes one of its places; whoever asks at the same moment waits for the row. False: there is none, or it is not good any more. */
  async takePlace(manager: EntityManager, deploymentCodeId: string): Promise<boolean> {
    const [, taken]: [unknown, number] = await manager.query(
      `UPDATE deployment_code SET used = used + 1
       WHERE deployment_code_id = $1 AND used < places AND revoked_at IS NULL AND expires_at > now()`,
      [deploymentCodeId],
    );
    return taken > 0;
  }

  /** Whether it was not yet. */
  async revoke(manager: EntityManager, deploymentCodeId: string): Promise<boolean> {
    const [, revoked]: [unknown, number] = await manager.query(
      'UPDATE deployment_code SET revoked_at = now() WHERE deployment_code_id = $1 AND revoked_at IS NULL',
      [deploymentCodeId],
    );
    return revoked > 0;
  }
}
