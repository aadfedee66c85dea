/** Device and credential rows. Technology only; the rules are in device.service.ts and domain/device-lifecycle.ts. */
import type { AttentionKind, CardBinding, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { findBy, type FindBy } from '@cardwright/service-kit/database/find-by';
import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import { attentionKindSql, attentionSql } from '../../domain/attention.js';
import type { Scopes } from '../../domain/authorisation.js';
import { CredentialEntity } from '../../persistence/credential.entity.js';
import { DeviceEntity } from '../../persistence/device.entity.js';
import { cardsWith } from '../search/matching-ids.js';
import { onePage, pageLimit, decodeUuidCursor, type ListOrder } from '../../persistence/page.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import { deviceScope, scopeParameters, scopeSql, scopeWhere } from '../../persistence/scope.js';
import { StockBatchEntity } from '../../persistence/stock.entity.js';
import { open as openReplacement } from './replacement.repository.js';
import { asked } from './replacement-ask.repository.js';

export interface DeviceView {
  device: DeviceEntity;
  person: PersonEntity | null;
  attention: AttentionKind | null;
}
const oldestFirst: ListOrder = { table: 'device', by: ['created_at'], key: ['device_id'], direction: 'ASC' };

export interface DeviceFilter {
  query?: string | undefined;
  /** This identity exactly; the label is compared exactly too. */
  identity?: string | undefined;
  label?: string | undefined;
  state?: DeviceState | undefined;
  personId?: string | null | undefined;
  replacementAsked?: boolean | undefined;
  expiresWithinDays?: number | undefined;
  scopes: Scopes;
}

/** A card in use that ends by its own date from today on; as in the index `device_expiring`. days: a placeholder. */
const expiresWithin = (days: string): string => `(device.state IN ('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED')
  AND device.expires_on BETWEEN CURRENT_DATE AND CURRENT_DATE + CAST(${days} AS integer))`;

@Injectable()
export class DeviceRepository {
  private readonly byId: FindBy<DeviceEntity>;
  private readonly byIdForUpdate: FindBy<DeviceEntity>;
  private readonly ofTenant: FindBy<DeviceEntity>;
  private readonly personById: FindBy<PersonEntity>;

  constructor(private readonly database: DataSource) {
    this.byId = findBy(database, DeviceEntity, ['deviceId']);
    this.byIdForUpdate = findBy(database, DeviceEntity, ['deviceId'], { forUpdate: true });
    this.ofTenant = findBy(database, DeviceEntity, ['tenantId', 'deviceId']);
    this.personById = findBy(database, PersonEntity, ['personId']);
  }

  async find(deviceId: string, manager?: EntityManager): Promise<DeviceEntity | null> {
    const rows = manager === undefined ? this.byId(deviceId) : this.byId.within(manager, deviceId);
    return (await rows)[0] ?? null;
  }

  async findForUpdate(manager: EntityManager, deviceId: string): Promise<DeviceEntity | null> {
    return (await this.byIdForUpdate.within(manager, deviceId))[0] ?? null;
  }

  findByIdentity(
    tenantId: string,
    identityText: string,
    manager: EntityManager = this.database.manager,
  ): Promise<DeviceEntity | null> {
    return manager.findOneBy(DeviceEntity, { tenantId, identityText });
  }

  /** false when the card is known already. */
  async insert(manager: EntityManager, row: Partial<DeviceEntity>): Promise<boolean> {
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(DeviceEntity)
      .values(row as never)
      .orIgnore()
      .returning(['deviceId'])
      .execute();
    return (inserted.raw as unknown[]).length > 0;
  }

  async update(manager: EntityManager, deviceId: string, patch: Partial<DeviceEntity>): Promise<void> {
    if (Object.keys(patch).length > 0) await manager.update(DeviceEntity, { deviceId }, patch as never);
  }

  /** A new revision of the row as it is. */
  async touch(manager: EntityManager, deviceId: string): Promise<void> {
    await manager.query('UPDATE device SET state = state WHERE device_id = $1', [deviceId]);
  }

  /** The same for many, which come back in no order. Locked in one order: whoever else touches many waits, and nobody for both. */
  async touchAll(manager: EntityManager, deviceIds: readonly string[]): Promise<DeviceEntity[]> {
    await manager.query(
      `UPDATE device SET state = device.state FROM (
         SELECT device_id FROM device WHERE device_id = ANY ($1) ORDER BY device_id FOR UPDATE) locked
       WHERE device.device_id = locked.device_id`,
      [deviceIds],
    );
    return manager.findBy(DeviceEntity, { deviceId: In([...deviceIds]) });
  }

  async view(tenantId: string, deviceId: string): Promise<DeviceView | null> {
    const [device] = await this.ofTenant(tenantId, deviceId);
    return device === undefined ? null : ((await this.withPeople([device]))[0] ?? null);
  }

  async stockBatch({ tenantId, stockBatchId }: DeviceEntity): Promise<{ stockBatchId: string; name: string }> {
    const batch = await this.database.manager.findOneBy(StockBatchEntity, { tenantId, stockBatchId });
    return { stockBatchId, name: batch?.name ?? stockBatchId };
  }

  /** Newest first: what is on the card now stands above what was. */
  credentials(deviceId: string, manager: EntityManager = this.database.manager): Promise<CredentialEntity[]> {
    return manager.find(CredentialEntity, {
      where: { deviceId },
      order: { createdAt: 'DESC', container: 'ASC' },
    });
  }

  /** The issue that waits for the person to whom this blank card is bound. */
  async binding(deviceId: string): Promise<CardBinding | null> {
    const [row]: [(Omit<CardBinding, 'boundAt'> & { boundAt: Date })?] = await this.database.query(
      `SELECT request.request_id AS "requestId", request.profile_name AS "profileName", requested_by AS "boundBy",
         request.created_at AS "boundAt", request.reason, (
           SELECT jsonb_build_object('requestId', replacement.request_id, 'kind', kind, 'reason', replacement.reason,
             'deviceId', old.device_id, 'label', old.label)
           FROM replacement JOIN device old ON old.device_id = replacement.device_id
           WHERE successor_device_id = request.device_id AND ${openReplacement}) AS replaces
       FROM request WHERE request.device_id = $1 AND request.type = 'ISSUE' AND request.state = 'READY'`,
      [deviceId],
    );
    return row === undefined ? null : { ...row, boundAt: row.boundAt.toISOString() };
  }

  /** Oldest first, so that a page never changes behind a reader; one row more than the limit where there are more. */
  async page(tenantId: string, filter: DeviceFilter, page: PageRequest): Promise<DeviceView[]> {
    const query = this.database.manager
      .createQueryBuilder(DeviceEntity, 'device')
      .leftJoin(PersonEntity, 'person', 'person.person_id = device.person_id')
      .where('device.tenantId = :tenantId', { tenantId });
    onePage(query, oldestFirst, page);
    if (filter.state !== undefined) query.andWhere('device.state = :state', { state: filter.state });
    if (filter.personId !== undefined) query.andWhere('device.personId = :personId', { personId: filter.personId });
    if (filter.identity !== undefined) query.andWhere('device.identityText = :identity', { identity: filter.identity });
    if (filter.label !== undefined) query.andWhere('device.label = :label', { label: filter.label });
    const fitting = await cardsWith(this.database, tenantId, filter.query ?? '');
    if (fitting !== null) query.andWhere(...fitting);
    if (filter.replacementAsked === true) query.andWhere(asked);
    if (filter.expiresWithinDays !== undefined)
      query.andWhere(expiresWithin(':expiresWithinDays'), { expiresWithinDays: filter.expiresWithinDays });
    query.andWhere(...scopeWhere(deviceScope, filter.scopes));
    return this.withPeople(await query.getMany());
  }

  /** How many cards expire within each of these numbers of days, the last of which is the greatest. */
  async expiring(
    tenantId: string,
    scopes: Scopes,
    withinDays: readonly number[],
  ): Promise<{ withinDays: number; cards: number }[]> {
    return this.database.query(
      `SELECT within AS "withinDays", count(ends)::int4 AS cards
       FROM unnest($2::integer[]) AS within LEFT JOIN (
         SELECT device.expires_on AS ends FROM device LEFT JOIN person ON person.person_id = device.person_id
         WHERE device.tenant_id = $1 AND ${expiresWithin('$3')} AND ${scopeSql(deviceScope, '$4', '$5')}) AS expiring
       ON ends <= CURRENT_DATE + within
       GROUP BY within ORDER BY within`,
      [tenantId, withinDays, withinDays.at(-1), ...scopeParameters(scopes)],
    );
  }

  /** As many as `replacementAsked` of a page finds. */
  async replacementsAsked(tenantId: string, scopes: Scopes): Promise<number> {
    const [row]: [{ count: number }?] = await this.database.query(
      `SELECT count(*)::int4 AS count FROM device LEFT JOIN person ON person.person_id = device.person_id
       WHERE device.tenant_id = $1 AND ${scopeSql(deviceScope, '$2', '$3')}
         AND device.device_id IN (SELECT device_id FROM replacement_ask WHERE decision IS NULL) AND ${asked}`,
      [tenantId, ...scopeParameters(scopes)],
    );
    return row?.count ?? 0;
  }

  /** For the read model of update-svc: a stable order by id. */
  exportPage(tenantId: string, page: PageRequest): Promise<DeviceEntity[]> {
    const query = this.database.manager
      .createQueryBuilder(DeviceEntity, 'device')
      .where('device.tenantId = :tenantId', { tenantId })
      .orderBy('device.deviceId', 'ASC')
      .take(pageLimit(page.limit) + 1);
    const cursor = decodeUuidCursor(page.cursor);
    if (cursor !== null) query.andWhere('device.deviceId > :cursor', { cursor });
    return query.getMany();
  }

  private async withPeople(devices: DeviceEntity[]): Promise<DeviceView[]> {
    const ids = [...new Set(devices.flatMap(({ personId }) => personId ?? []))];
    const people =
      ids.length <= 1
        ? (await Promise.all(ids.map((id) => this.personById(id)))).flat()
        : await this.database.manager.createQueryBuilder(PersonEntity, 'person').whereInIds(ids).getMany();
    const waiting = await this.waiting(devices.flatMap(({ activeRequestId }) => activeRequestId ?? []));
    return devices.map((device) => ({
      device,
      person: people.find(({ personId }) => personId === device.personId) ?? null,
      attention: waiting.get(device.activeRequestId ?? '') ?? null,
    }));
  }

  /** By request, those that wait for somebody. */
  private async waiting(requestIds: string[]): Promise<Map<string, AttentionKind>> {
    if (requestIds.length === 0) return new Map();
    const rows: { requestId: string; kind: AttentionKind }[] = await this.database.query(
      `SELECT request_id AS "requestId", ${attentionKindSql} AS kind
       FROM request WHERE request_id = ANY ($1) AND ${attentionSql}`,
      [requestIds],
    );
    return new Map(rows.map(({ requestId, kind }) => [requestId, kind]));
  }
}
