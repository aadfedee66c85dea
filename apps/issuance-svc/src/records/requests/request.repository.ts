/**
 * The rows behind sagas. Technology only: one statement per hot path (progress, mark), no rule but those that the database
 * itself keeps. Rules are in requests/request.service.ts and domain/request-lifecycle.ts.
 */
import type { RequestState, SagaProgress, WaitsFor } from '@cardwright/contracts/nats/issuance.api';
import { sagasLatestFirst, type SagaFilter, type SagaSort, type Sorted } from '@cardwright/contracts/nats/list-filters';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { isUuid } from '@cardwright/contracts/uuid';
import type { Said } from '@cardwright/contracts/said';
import { findBy, type FindBy } from '@cardwright/service-kit/database/find-by';
import { preparedIn, preparedQuery } from '@cardwright/service-kit/database/prepared-query';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { atTheCard, attentionSql, forAdministrators, waitsForSql } from '../../domain/attention.js';
import type { Scopes } from '../../domain/authorisation.js';
import { DeviceEntity } from '../../persistence/device.entity.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import { RequestEntity } from '../../persistence/request.entity.js';
import { sortedPage, type SortableList } from '../../persistence/sorted-page.js';
import { auditExport, type BegunExport } from '../audit/exported-list.js';
import { ReinsertionRepository, type ReinsertionRow } from '../reinsertions/reinsertion.repository.js';
import { requestScope, scopeParameters, scopeSql, scopeWhere } from '../../persistence/scope.js';

/** A request with what is shown beside it. */
export interface RequestView {
  request: RequestEntity;
  personName: string | null;
  organizationalUnit: string | null;
  device: { state: string; pin: string | null; personId: string | null } | null;
  reinsertion: ReinsertionRow | null;
}

const requestList: SortableList<SagaSort, RequestEntity> = {
  columns: {
    created: { by: 'request.created_at', type: 'time' },
    updated: { by: 'request.updated_at', type: 'time' },
  },
  usual: 'created',
  latestFirst: sagasLatestFirst,
  key: 'request.request_id',
  id: ({ requestId }) => requestId,
  isId: isUuid,
};

/** personId: null: of somebody who is nobody here. */
export type RequestFilter = Omit<SagaFilter, 'personId'> & { personId?: string | null | undefined; scopes: Scopes };

export interface NewProgress {
  kind: SagaProgress['kind'];
  stage?: string | undefined;
  /** 0 to 100; a lower value than what stands is ignored. */
  percent?: number | undefined;
  /** How much of its batch is done after this step, 0 to 1; steps only. */
  share?: number | undefined;
  /** The sentence of this row; `remember` makes it the request's own sentence too. said null: of an earlier version. */
  sentence: { text: string; said: Said | null };
  remember?: boolean;
  code?: string | undefined;
  step?: SagaProgress['step'];
  /** Names the source event: a second delivery adds nothing [fault 17]. */
  sourceKey?: string | undefined;
}

export interface EnteredStage {
  name: string;
  percent: number;
  sentence: string;
  attempt: number;
  workstationId: string;
}

export interface ProgressRow {
  request_id: string;
  sequence: string;
  at: Date;
  kind: SagaProgress['kind'];
  stage: string;
  percent: number;
  state: RequestState;
  awaiting: 'pin' | null;
  sentence: string;
  said: Said | null;
  code: string | null;
  step: SagaProgress['step'] | null;
}

@Injectable()
export class RequestRepository {
  private readonly byId: FindBy<RequestEntity>;
  private readonly byIdForUpdate: FindBy<RequestEntity>;
  private readonly ofTenant: FindBy<RequestEntity>;
  private readonly personById: FindBy<PersonEntity>;
  private readonly deviceById: FindBy<DeviceEntity>;
  private readonly entered: (values: readonly unknown[]) => Promise<ProgressRow[]>;

  constructor(
    private readonly database: DataSource,
    private readonly reinsertions: ReinsertionRepository,
  ) {
    this.byId = findBy(database, RequestEntity, ['requestId']);
    this.byIdForUpdate = findBy(database, RequestEntity, ['requestId'], { forUpdate: true });
    this.ofTenant = findBy(database, RequestEntity, ['tenantId', 'requestId']);
    this.personById = findBy(database, PersonEntity, ['personId']);
    this.deviceById = findBy(database, DeviceEntity, ['deviceId']);
    this.entered = preparedQuery<ProgressRow>(database, 'request-enter-stage', enterStageSql);
  }

  /** Inserts, or gives null when a unique index says that this request or a running one is there already. */
  async insert(manager: EntityManager, row: Partial<RequestEntity>): Promise<boolean> {
    const result = await manager
      .createQueryBuilder()
      .insert()
      .into(RequestEntity)
      .values(row as never)
      .orIgnore()
      .returning(['requestId'])
      .execute();
    return (result.raw as unknown[]).length > 0;
  }

  findByIdempotencyKey(
    manager: EntityManager,
    tenantId: string,
    requestedBy: string,
    idempotencyKey: string,
  ): Promise<RequestEntity | null> {
    return manager.findOneBy(RequestEntity, { tenantId, requestedBy, idempotencyKey });
  }

  /** [B06] One that somebody else had asked for in advance, and that its holder began with this key. */
  findOwnBegun(
    manager: EntityManager,
    asked: { tenantId: string; deviceId: string; personId: string | null; idempotencyKey: string },
  ): Promise<RequestEntity | null> {
    const { personId, ...rest } = asked;
    return personId === null ? Promise.resolve(null) : manager.findOneBy(RequestEntity, { ...rest, personId });
  }

  async findRunning(manager: EntityManager, deviceId: string): Promise<RequestEntity | null> {
    return manager
      .createQueryBuilder(RequestEntity, 'request')
      .where('request.deviceId = :deviceId', { deviceId })
      .andWhere(`request.state IN ('IN_PROGRESS', 'AWAITING_USER', 'INTERRUPTED', 'CANCELLING')`)
      .getOne();
  }

  async find(requestId: string, manager?: EntityManager): Promise<RequestEntity | null> {
    const rows = manager === undefined ? this.byId(requestId) : this.byId.within(manager, requestId);
    return (await rows)[0] ?? null;
  }

  /**
   * Locks the row: the state that is read is the one that is changed. Not by the repository, as `change`: both run for every
   * stage of every saga, where its way costs several times the CPU (design.md section 7).
   */
  async findForUpdate(manager: EntityManager, requestId: string): Promise<RequestEntity | null> {
    if (!isUuid(requestId)) return null;
    return (await this.byIdForUpdate.within(manager, requestId))[0] ?? null;
  }

  /** Whether the request's saga has taken a cancel; after that the saga can no longer complete. */
  async isCancelled(manager: EntityManager, requestId: string): Promise<boolean> {
    const rows = await preparedIn(
      manager,
      'request-is-cancelled',
      `SELECT 1 FROM decision WHERE request_id = $1 AND kind = 'cancel' AND used_at IS NOT NULL`,
      [requestId],
    );
    return rows.length > 0;
  }

  /**
   * The next stage of a request that is under way: one statement, because every saga does it at every stage. null when the
   * request is in another state or in this stage already: then `change` decides.
   */
  async enterStage(requestId: string, stage: EnteredStage): Promise<SagaProgress | null> {
    const { name, percent, sentence, attempt, workstationId } = stage;
    const [row] = await this.entered([requestId, name, percent, sentence, attempt, workstationId]);
    return row === undefined ? null : progressOf(row);
  }

  /** Writes the changed columns of a locked row and, with `progress`, the row of the timeline that describes the change. */
  async change(
    manager: EntityManager,
    before: RequestEntity,
    changed: Partial<RequestEntity>,
    progress: NewProgress | null,
  ): Promise<SagaProgress | null> {
    const parameters: unknown[] = [
      before.requestId,
      progress?.kind ?? null,
      progress?.sentence.text ?? null,
      progress?.code ?? null,
      progress?.sentence.said == null ? null : JSON.stringify(progress.sentence.said),
    ];
    const columns = this.columns();
    const assignments = Object.entries(changed).map(([property, value]) => {
      const column = columns.find(({ propertyName }) => propertyName === property);
      if (column === undefined) throw new TypeError(`a request has no ${property}`);
      parameters.push(column.type === 'jsonb' && value !== null ? JSON.stringify(value) : value);
      return `"${column.databaseName}" = $${parameters.length}`;
    });
    const rows: ProgressRow[] = await manager.query(
      `WITH changed AS (
         UPDATE request SET ${assignments.join(', ')},
           progress_sequence = progress_sequence + CASE WHEN $2::text IS NULL THEN 0 ELSE 1 END
         WHERE request_id = $1 RETURNING *)
       INSERT INTO saga_progress
         (request_id, sequence, tenant_id, kind, stage, percent, state, awaiting, sentence, code, said)
       SELECT request_id, progress_sequence, tenant_id, $2, stage, percent, state, awaiting, $3, $4, $5::jsonb
       FROM changed WHERE $2::text IS NOT NULL RETURNING *`,
      parameters,
    );
    return rows[0] === undefined ? null : progressOf(rows[0]);
  }

  /**
   * Adds a row to the timeline in one statement: the request row's counter gives the sequence, and its lock the order.
   * null when the source event was recorded before, or the request does not exist.
   */
  async appendProgress(
    requestId: string,
    row: NewProgress,
    manager: EntityManager = this.database.manager,
  ): Promise<SagaProgress | null> {
    try {
      const rows: ProgressRow[] = await manager.query(appendProgressSql, [
        requestId,
        row.kind,
        row.stage ?? null,
        row.percent ?? null,
        row.sentence.text,
        row.remember ?? false,
        row.code ?? null,
        row.step === undefined ? null : JSON.stringify(row.step),
        row.sourceKey ?? null,
        JSON.stringify(row.sentence.said),
      ]);
      return rows[0] === undefined ? null : progressOf(rows[0]);
    } catch (error) {
      // The same event twice at once: the second one loses on the unique index.
      if (violates(error, 'saga_progress_source')) return null;
      throw error;
    }
  }

  async timeline(requestId: string, afterSequence: number, limit = 1000): Promise<SagaProgress[]> {
    const rows: ProgressRow[] = await this.database.query(
      `SELECT * FROM saga_progress WHERE request_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
      [requestId, afterSequence, limit],
    );
    return rows.map(progressOf);
  }

  async view(tenantId: string, requestId: string): Promise<RequestView | null> {
    const [request] = await this.ofTenant(tenantId, requestId);
    return request === undefined ? null : ((await this.withNames([request]))[0] ?? null);
  }

  async page(
    tenantId: string,
    filter: RequestFilter,
    page: Sorted<SagaSort> & PageRequest,
    exporting?: BegunExport,
  ): Promise<Page<RequestView>> {
    const requests = () => this.narrowed(tenantId, filter);
    if (exporting !== undefined) await auditExport(this.database, 'sagas', requests(), exporting);
    const { rows, nextCursor } = await sortedPage(requests, requestList, page);
    return { rows: await this.withNames(rows), nextCursor };
  }

  private narrowed(tenantId: string, filter: RequestFilter): SelectQueryBuilder<RequestEntity> {
    const query = this.database.manager
      .createQueryBuilder(RequestEntity, 'request')
      .where('request.tenantId = :tenantId', { tenantId });
    if (filter.state !== undefined) query.andWhere('request.state = :state', { state: filter.state });
    if (filter.type !== undefined) query.andWhere('request.type = :type', { type: filter.type });
    if (filter.deviceId !== undefined) query.andWhere('request.deviceId = :deviceId', { deviceId: filter.deviceId });
    if (filter.stuck === true) query.andWhere('request.stuckReason IS NOT NULL');
    if (filter.attention === true || filter.waitsFor !== undefined) query.andWhere(attentionSql);
    if (filter.waitsFor !== undefined)
      query.andWhere(`${waitsForSql(':forAdministrators', ':atTheCard')} = :waitsFor`, {
        ...{ forAdministrators, atTheCard },
        waitsFor: filter.waitsFor,
      });
    if (filter.personId !== undefined) query.andWhere('request.personId = :personId', { personId: filter.personId });
    return query
      .leftJoin(PersonEntity, 'person', 'person.person_id = request.person_id')
      .andWhere(...scopeWhere(requestScope, filter.scopes));
  }

  /** How many wait for whom, among the first `most` that wait for somebody. */
  async waiting(
    tenantId: string,
    { personId, scopes }: Pick<RequestFilter, 'personId' | 'scopes'>,
    most: number,
  ): Promise<{ waitsFor: WaitsFor; count: number }[]> {
    return this.database.query(
      `SELECT "waitsFor", count(*)::int4 AS count FROM (
         SELECT ${waitsForSql('$2', '$3')} AS "waitsFor"
         FROM request LEFT JOIN person ON person.person_id = request.person_id
         WHERE request.tenant_id = $1 AND ${attentionSql}
           AND ($4::uuid IS NULL OR request.person_id = $4) AND ${scopeSql(requestScope, '$5', '$6')}
         LIMIT $7) AS waiting
       GROUP BY "waitsFor"`,
      [tenantId, forAdministrators, atTheCard, personId ?? null, ...scopeParameters(scopes), most],
    );
  }

  /** Whether its holder was asked for the PIN of this stage before; by the attempt before this one or an earlier one, where it is asked while it waits. */
  async wasAskedForPin(requestId: string, attempt: number, stage: string): Promise<{ before: boolean; now: boolean }> {
    const [row]: [{ before: boolean; now: boolean }?] = await this.database.query(
      `SELECT state = 'AWAITING_USER' AND attempt = $2 AND stage = $3 AS now, EXISTS (
         SELECT 1 FROM saga_progress asked
         WHERE asked.request_id = request.request_id AND asked.state = 'AWAITING_USER' AND asked.stage = $3) AS before
       FROM request WHERE request_id = $1`,
      [requestId, attempt, stage],
    );
    return row ?? { before: false, now: false };
  }

  private columns(): DataSource['entityMetadatas'][number]['columns'] {
    return this.database.getMetadata(RequestEntity).columns;
  }

  private async withNames(requests: RequestEntity[]): Promise<RequestView[]> {
    const personIds = [...new Set(requests.flatMap(({ personId }) => personId ?? []))];
    const deviceIds = [...new Set(requests.map(({ deviceId }) => deviceId))];
    const ended = requests.filter(({ state }) => state === 'COMPLETED').map(({ requestId }) => requestId);
    const [people, devices, reinsertions] = await Promise.all([
      personIds.length <= 1
        ? Promise.all(personIds.map((id) => this.personById(id))).then((found) => found.flat())
        : this.database.manager.createQueryBuilder(PersonEntity, 'person').whereInIds(personIds).getMany(),
      deviceIds.length <= 1
        ? Promise.all(deviceIds.map((id) => this.deviceById(id))).then((found) => found.flat())
        : this.database.manager.createQueryBuilder(DeviceEntity, 'device').whereInIds(deviceIds).getMany(),
      ended.length === 0 ? [] : this.reinsertions.of(ended),
    ]);
    return requests.map((request) => {
      const person = people.find(({ personId }) => personId === request.personId);
      const device = devices.find(({ deviceId }) => deviceId === request.deviceId);
      return {
        request,
        personName: person?.displayName ?? null,
        organizationalUnit: person?.organizationalUnit ?? null,
        device: device ? { state: device.state, pin: device.pin, personId: device.personId } : null,
        reinsertion: reinsertions.find(({ requestId }) => requestId === request.requestId) ?? null,
      };
    });
  }
}

const enterStageSql = `
  WITH entered AS (
    UPDATE request SET stage = $2::text, percent = greatest(percent, $3::integer), sentence = $4, attempt = $5,
      said = jsonb_build_object('code', 'stage.' || type || '.' || $2::text),
      workstation_id = $6, progress_sequence = progress_sequence + 1, updated_at = now()
    WHERE request_id = $1 AND state = 'IN_PROGRESS' AND stage <> $2::text AND error_code IS NULL AND stuck_reason IS NULL
    RETURNING *
  )
  INSERT INTO saga_progress (request_id, sequence, tenant_id, kind, stage, percent, state, awaiting, sentence, said)
  SELECT request_id, progress_sequence, tenant_id, 'stage', stage, percent, state, awaiting, sentence, said FROM entered
  RETURNING *`;

const appendProgressSql = `
  WITH bumped AS (
    UPDATE request SET progress_sequence = progress_sequence + 1,
      percent = greatest(percent, coalesce($4, percent)),
      stage = coalesce($3, stage),
      sentence = CASE WHEN $6 THEN $5 ELSE sentence END,
      said = CASE WHEN $6 THEN $10::jsonb ELSE said END,
      updated_at = now()
    WHERE request_id = $1
      AND ($9::text IS NULL OR NOT EXISTS (SELECT 1 FROM saga_progress WHERE request_id = $1 AND source_key = $9))
    RETURNING *
  )
  INSERT INTO saga_progress
    (request_id, sequence, tenant_id, kind, stage, percent, state, awaiting, sentence, code, step, source_key, said)
  SELECT request_id, progress_sequence, tenant_id, $2, stage, percent, state, awaiting, $5, $7, $8::jsonb, $9, $10::jsonb FROM bumped
  RETURNING *`;

export const progressOf = (row: ProgressRow): SagaProgress => ({
  requestId: row.request_id,
  sequence: Number(row.sequence),
  at: row.at.toISOString(),
  kind: row.kind,
  stage: row.stage,
  percent: row.percent,
  state: row.state,
  awaiting: row.awaiting,
  sentence: row.sentence,
  ...(row.code === null ? {} : { code: row.code }),
  ...(row.step ? { step: row.step } : {}),
  ...(row.said ? { said: { sentence: row.said } } : {}),
});

/** Whether an error of the driver is the violation of this unique index or constraint. */
export function violates(error: unknown, constraint: string): boolean {
  type Driver = { code?: unknown; constraint?: unknown };
  // TypeORM wraps the driver's error; a prepared statement throws the driver's error itself.
  const given = error as (Driver & { driverError?: Driver }) | null;
  const driver = given?.driverError ?? given;
  return driver?.code === '23505' && driver.constraint === constraint;
}
