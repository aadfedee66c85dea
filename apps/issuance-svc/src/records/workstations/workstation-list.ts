/** The list of workstations: filtered, sorted and counted by the database, by page. Technology only. */
import { agentSilentAfterMs } from '@cardwright/contracts/nats/edge.api';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { Sorted } from '@cardwright/contracts/nats/list-filters';
import type { Page, PageRequest, ReplyOf } from '@cardwright/contracts/nats/rpc';
import {
  workstationPolicyStates,
  workstationsLatestFirst,
  type WorkstationFilter,
  type WorkstationPolicyState,
  type WorkstationReaders,
  type WorkstationSort,
} from '@cardwright/contracts/workstation/workstation';
import { likePart, trigramsIn, trigramsOf } from '@cardwright/service-kit/database/text-search';
import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { sortedPage, type SortableList } from '../../persistence/sorted-page.js';
import { WorkstationEntity } from '../../persistence/workstation.entity.js';
import { auditExport, type BegunExport } from '../audit/exported-list.js';

/** SQL of a row `workstation`: it said within the time that it is there, and not later that it goes. */
const heardOnline = `(coalesce(workstation.last_seen_at > (SELECT now() - interval '${agentSilentAfterMs} milliseconds'), false)
  AND coalesce(workstation.last_seen_at > workstation.gone_at, true)
  AND workstation.agent_nkey IS NOT NULL AND workstation.revoked_at IS NULL)`;

const policyIs: Readonly<Record<WorkstationPolicyState, string>> = {
  on: 'workstation.auto_update',
  off: 'NOT workstation.auto_update',
  mistakes: 'workstation.policy_problems > 0',
  unknown: 'workstation.auto_update IS NULL',
};
const readersAre: Readonly<Record<WorkstationReaders, string>> = {
  none: 'workstation.reader_count = 0',
  some: 'workstation.reader_count > 0',
  card: 'workstation.card_count > 0',
};
/**
 * Those that are there are all seen now, and follow their id (`seen_until`, migration 360): by the time of their last report they would change places
 * with every one of them, and an export of many pages would miss some and show others twice. Versions are written so that they sort as texts: numbers filled up to eight digits.
 */
export const workstationList: SortableList<WorkstationSort, WorkstationEntity> = {
  columns: {
    name: { by: 'workstation.name COLLATE names', type: 'text' },
    'last-seen': {
      by: 'workstation.seen_until',
      type: 'time',
      has: 'workstation.seen_until IS NOT NULL',
      lacks: 'workstation.seen_until IS NULL',
    },
    enrolled: {
      by: 'workstation.enrolled_at',
      type: 'time',
      has: 'workstation.enrolled_at IS NOT NULL',
      lacks: 'workstation.enrolled_at IS NULL',
    },
    version: {
      by: `regexp_replace(regexp_replace(workstation.agent_version, '(\\d+)', '0000000\\1', 'g'), '0*(\\d{8})', '\\1', 'g') COLLATE "C"`,
      type: 'text',
      has: 'workstation.agent_version IS NOT NULL',
      lacks: 'workstation.agent_version IS NULL',
    },
    policy: {
      by: `CASE WHEN workstation.policy_problems > 0 THEN '0' WHEN workstation.auto_update THEN '2' ELSE '1' END COLLATE "C"`,
      type: 'text',
      has: 'workstation.auto_update IS NOT NULL',
      lacks: 'workstation.auto_update IS NULL',
    },
  },
  usual: 'name',
  latestFirst: workstationsLatestFirst,
  key: 'workstation.workstation_id',
  id: ({ workstationId }) => workstationId,
  isId: (id) => /^[A-Za-z0-9_-]{1,64}$/.test(id),
};

@Injectable()
export class WorkstationList {
  constructor(private readonly database: DataSource) {}

  async page(
    tenantId: string,
    asked: WorkstationFilter & Sorted<WorkstationSort> & PageRequest,
    exporting?: BegunExport,
  ): Promise<Page<WorkstationEntity>> {
    const workstations = () => this.narrowed(tenantId, asked);
    if (exporting !== undefined) await auditExport(this.database, 'workstations', workstations(), exporting);
    return sortedPage(workstations, workstationList, asked);
  }

  private narrowed(
    tenantId: string,
    { name, query, online, version, policy, readers, group }: WorkstationFilter,
  ): SelectQueryBuilder<WorkstationEntity> {
    const rows = this.database.manager
      .createQueryBuilder(WorkstationEntity, 'workstation')
      .where('workstation.tenantId = :tenantId', { tenantId });
    if (name !== undefined) rows.andWhere('workstation.name = :name AND workstation.revoked_at IS NULL', { name });
    if (query !== undefined && query.trim() !== '') searched(rows, query.trim());
    if (online !== undefined) rows.andWhere(online ? heardOnline : `NOT ${heardOnline}`);
    if (version !== undefined) rows.andWhere('workstation.agent_version = :version', { version });
    if (policy !== undefined) rows.andWhere(conditionOf(policyIs, policy, 'policy'));
    if (readers !== undefined) rows.andWhere(conditionOf(readersAre, readers, 'readers'));
    if (group !== undefined) rows.andWhere('workstation.group_name = :group', { group });
    return rows;
  }

  /** Those of these that were heard lately. */
  async heard(workstationIds: readonly string[]): Promise<Set<string>> {
    const rows: { id: string }[] = await this.database.query(
      `SELECT workstation_id AS id FROM workstation WHERE workstation_id = ANY ($1) AND ${heardOnline}`,
      [workstationIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Of those that are not revoked. */
  async summary(tenantId: string): Promise<ReplyOf<IssuanceApi, 'workstations.summary'>> {
    const counted = (column: string): string => `count(*) FILTER (WHERE ${column})::int`;
    const [all]: Record<string, number>[] = await this.database.query(
      `SELECT count(*)::int AS total, ${counted(heardOnline)} AS online,
         ${workstationPolicyStates.map((state) => `${counted(policyIs[state])} AS "${state}"`).join(', ')}
       FROM workstation WHERE tenant_id = $1 AND revoked_at IS NULL`,
      [tenantId],
    );
    const versions: { version: string | null; count: number }[] = await this.database.query(
      `SELECT agent_version AS version, count(*)::int AS count FROM workstation WHERE tenant_id = $1 AND revoked_at IS NULL
       GROUP BY agent_version ORDER BY count(*) DESC, agent_version LIMIT 50`,
      [tenantId],
    );
    const policies = workstationPolicyStates.map((policy) => ({ policy, count: all![policy]! }));
    return { total: all!['total']!, online: all!['online']!, versions, policies };
  }
}

/**
 * By the index of what stands in it (migration 490), where there are trigrams of ASCII, whose small letters are the same to everybody: less is in so many
 * that the order finds a page at once.
 */
function searched(rows: SelectQueryBuilder<WorkstationEntity>, sought: string): void {
  const trigrams = trigramsIn(sought).filter((each) => /^[ -~]{3}$/.test(each));
  if (trigrams.length > 0)
    rows.andWhere(`${trigramsOf('workstation.searched')} @> CAST(:trigrams AS text[])`, {
      trigrams: trigrams.map((each) => each.toLowerCase()),
    });
  rows.andWhere(
    `(workstation.name ILIKE :part OR workstation.workstation_id ILIKE :part OR workstation.system ILIKE :part)`,
    { part: likePart(sought) },
  );
}

function conditionOf<Name extends string>(table: Readonly<Record<Name, string>>, name: Name, field: string): string {
  if (!Object.hasOwn(table, name)) throw new CardwrightError('REQUEST_INVALID', undefined, { field });
  return table[name];
}
