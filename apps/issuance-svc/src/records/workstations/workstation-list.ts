/** The list of workstations: filtered, sorted and counted by the database, by page. Technology only. */
import { agentSilentAfterMs } from '@cardwright/contracts/nats/edge.api';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import {
  workstationPolicyStates,
  type WorkstationPolicyState,
  type WorkstationSort,
} from '@cardwright/contracts/workstation/workstation';
import { likePart } from '@cardwright/service-kit/database/text-search';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { decodeCursor, pageLimit } from '../../persistence/page.js';
import { WorkstationEntity } from '../../persistence/workstation.entity.js';

type Asked = RequestOf<IssuanceApi, 'workstations.list'>;

/** SQL of a row `workstation`: it said within the time that it is there, and not later that it goes. */
const heardOnline = `(workstation.agent_nkey IS NOT NULL AND workstation.revoked_at IS NULL
  AND coalesce(workstation.last_seen_at, '-infinity') > greatest(now() - interval '${agentSilentAfterMs} milliseconds',
    coalesce(workstation.gone_at, '-infinity')))`;

const policyIs: Readonly<Record<WorkstationPolicyState, string>> = {
  on: 'workstation.auto_update',
  off: 'NOT workstation.auto_update',
  mistakes: 'workstation.policy_problems > 0',
  unknown: 'workstation.auto_update IS NULL',
};
const readersAre: Readonly<Record<NonNullable<Asked['readers']>, string>> = {
  none: 'workstation.reader_count = 0',
  some: 'workstation.reader_count > 0',
  card: 'workstation.card_count > 0',
};
/**
 * What is sorted by, as text; rows that are equal in it follow their id. Versions and times are written so that they sort as texts: numbers filled
 * up to eight digits, and times counted back, to the millisecond.
 */
const sortedBy: Readonly<Record<WorkstationSort, string>> = {
  name: 'workstation.name COLLATE names',
  'last-seen': `to_char(99999999999999 - coalesce(floor(extract(epoch FROM workstation.last_seen_at) * 1000), 0), 'FM00000000000000') COLLATE "C"`,
  version: `coalesce(regexp_replace(regexp_replace(workstation.agent_version, '(\\d+)', '0000000\\1', 'g'), '0*(\\d{8})', '\\1', 'g'), '') COLLATE "C"`,
  policy: `CASE WHEN workstation.auto_update IS NULL THEN '9' WHEN workstation.policy_problems > 0 THEN '0' WHEN workstation.auto_update THEN '2'
    ELSE '1' END COLLATE "C"`,
};

@Injectable()
export class WorkstationList {
  constructor(private readonly database: DataSource) {}

  /** The rows of the page and one more if there are more, each with the place of the page that follows it, and whether it was heard lately. */
  async page(
    tenantId: string,
    { name, query, online, version, policy, readers, group, sort = 'name', ...page }: Asked,
  ): Promise<{ row: WorkstationEntity; place: string; heard: boolean }[]> {
    if (!Object.hasOwn(sortedBy, sort)) throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'sort' });
    const rows = this.database.manager
      .createQueryBuilder(WorkstationEntity, 'workstation')
      .addSelect(sortedBy[sort], 'place')
      .addSelect(heardOnline, 'heard')
      .where('workstation.tenantId = :tenantId', { tenantId })
      .orderBy('place', 'ASC')
      .addOrderBy('workstation.workstation_id', 'ASC')
      .limit(pageLimit(page.limit) + 1);
    const after = decodeCursor(page.cursor, (id) => placeForm.test(id));
    if (after !== null) {
      const [, place, id] = placeForm.exec(after)!;
      rows.andWhere(`(${sortedBy[sort]}, workstation.workstation_id) > (:place, :id)`, { place, id });
    }
    if (name !== undefined) rows.andWhere('workstation.name = :name AND workstation.revoked_at IS NULL', { name });
    if (query !== undefined && query.trim() !== '')
      rows.andWhere(
        `(workstation.name ILIKE :part OR workstation.workstation_id ILIKE :part OR workstation.system ILIKE :part)`,
        { part: likePart(query.trim()) },
      );
    if (online !== undefined) rows.andWhere(online ? heardOnline : `NOT ${heardOnline}`);
    if (version !== undefined) rows.andWhere('workstation.agent_version = :version', { version });
    if (policy !== undefined) rows.andWhere(conditionOf(policyIs, policy, 'policy'));
    if (readers !== undefined) rows.andWhere(conditionOf(readersAre, readers, 'readers'));
    if (group !== undefined) rows.andWhere('workstation.group_name = :group', { group });
    const { entities, raw } = await rows.getRawAndEntities<{ place: string; heard: boolean }>();
    return entities.map((row, index) => {
      const { place, heard } = raw[index]!;
      return { row, place: `${place} ${row.workstationId}`, heard };
    });
  }

  /** Whether this one was heard lately. */
  async heard(workstationId: string): Promise<boolean> {
    const rows: unknown[] = await this.database.query(
      `SELECT 1 FROM workstation WHERE workstation_id = $1 AND ${heardOnline}`,
      [workstationId],
    );
    return rows.length > 0;
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

/** A place in the order, a blank, an id, which has no blanks. */
const placeForm = /^([^\p{Cc}\p{Cs}]{0,200}) ([A-Za-z0-9_-]{1,64})$/u;

function conditionOf<Name extends string>(table: Readonly<Record<Name, string>>, name: Name, field: string): string {
  if (!Object.hasOwn(table, name)) throw new CardwrightError('REQUEST_INVALID', undefined, { field });
  return table[name];
}
