/** What operators do with deployment codes: make, list, revoke. How workstations use them: deployment-place.ts. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import { isUuid } from '@cardwright/contracts/uuid';
import { longestDays, mostPlaces, type DeploymentCode } from '@cardwright/contracts/workstation/deployment-code';
import { say } from '@cardwright/contracts/words/say';
import { actorText, appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { DeploymentCodeEntity } from '../../persistence/deployment-code.entity.js';
import { pageLimit, pageOf } from '../../persistence/page.js';
import { newCode, requireName } from './code-text.js';
import { DeploymentCodeRepository } from './deployment-code.repository.js';
import { stateOf } from './deployment-place.js';

const hostPart = '{host}';

@Injectable()
export class DeploymentCodeService {
  constructor(
    private readonly database: DataSource,
    private readonly codes: DeploymentCodeRepository,
    @Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'transportCaPem'>,
  ) {}

  /** Throws REQUEST_INVALID {field}. */
  create(
    { places, days, group, namePattern }: RequestOf<IssuanceApi, 'deployment-codes.create'>,
    context: ChangeContext,
  ): Promise<ReplyOf<IssuanceApi, 'deployment-codes.create'>> {
    requireCount(places, mostPlaces, 'places');
    requireCount(days, longestDays, 'days');
    const groupName = group === undefined ? null : requireName(group, 'group');
    const pattern = namePattern === undefined ? hostPart : requireName(namePattern, 'namePattern');
    if (pattern.split(hostPart).length !== 2)
      throw new CardwrightError('REQUEST_INVALID', say('input.name-pattern', { host: hostPart }), {
        field: 'namePattern',
      });
    const { tenantId, actor } = context;
    const { code, sha256Hex } = newCode(this.config.transportCaPem, { deployment: true });
    return inTransaction(this.database, async (manager) => {
      const deploymentCodeId = randomUUID();
      const shape = { groupName, namePattern: pattern, places };
      const row = { deploymentCodeId, tenantId, codeSha256Hex: sha256Hex, createdBy: actorText(actor), ...shape };
      const deploymentCode = shownAs(await this.codes.add(manager, row, days));
      await appendAudit(manager, {
        ...context,
        action: 'deployment-code.created',
        object: `deployment-code:${deploymentCodeId}`,
        details: { ...shape, expiresAt: deploymentCode.expiresAt },
      });
      return { deploymentCode, code };
    });
  }

  async list(
    tenantId: string,
    page: RequestOf<IssuanceApi, 'deployment-codes.list'>,
  ): Promise<ReplyOf<IssuanceApi, 'deployment-codes.list'>> {
    const rows = await this.codes.page(tenantId, page);
    return pageOf(rows, pageLimit(page.limit), ({ deploymentCodeId }) => deploymentCodeId, shownAs);
  }

  /** An enrolment at the same moment comes before it or is refused: both lock the code's row. */
  revoke(
    { deploymentCodeId, reason }: RequestOf<IssuanceApi, 'deployment-codes.revoke'>,
    context: ChangeContext,
  ): Promise<ReplyOf<IssuanceApi, 'deployment-codes.revoke'>> {
    return inTransaction(this.database, async (manager) => {
      const { tenantId } = context;
      const known = isUuid(deploymentCodeId) ? await this.codes.find(tenantId, deploymentCodeId, manager) : null;
      if (known === null)
        throw new CardwrightError('REQUEST_NOT_FOUND', say('missing.deployment-code'), { deploymentCodeId });
      if (await this.codes.revoke(manager, deploymentCodeId))
        await appendAudit(manager, {
          ...context,
          action: 'deployment-code.revoked',
          object: `deployment-code:${deploymentCodeId}`,
          reason,
          details: {},
        });
      return { deploymentCode: shownAs((await this.codes.find(tenantId, deploymentCodeId, manager))!) };
    });
  }
}

function requireCount(count: unknown, most: number, field: string): void {
  if (!Number.isInteger(count) || (count as number) < 1 || (count as number) > most)
    throw new CardwrightError('REQUEST_INVALID', say('input.whole-number', { most }), { field });
}

const shownAs = (row: DeploymentCodeEntity): DeploymentCode => ({
  deploymentCodeId: row.deploymentCodeId,
  group: row.groupName,
  namePattern: row.namePattern,
  places: row.places,
  used: row.used,
  left: row.places - row.used,
  state: stateOf(row, new Date()),
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  revokedAt: row.revokedAt?.toISOString() ?? null,
});
