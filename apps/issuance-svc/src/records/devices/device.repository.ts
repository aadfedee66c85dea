/** Device and credential rows. Technology only; the rules are in device.service.ts and domain/device-lifecycle.ts. */
import type { AttentionKind, CardBinding } from '@cardwright/contracts/nats/issuance.api';
import type { DeviceFilter, DeviceSort, Sorted } from '@cardwright/contracts/nats/list-filters';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { findBy, type FindBy } from '@cardwright/service-kit/database/find-by';
import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { attentionKindSql, attentionSql } from '../../domain/attention.js';
import type { Scopes } from '../../domain/authorisation.js';
import { CredentialEntity } from '../../persistence/credential.entity.js';
import { DeviceEntity } from '../../persistence/device.entity.js';
import { auditExport, type BegunExport } from '../audit/exported-list.js';
import { cardsWith } from '../search/matching-ids.js';
import { pageLimit, decodeUuidCursor } from '../../persistence/page.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import { deviceScope, scopeParameters, scopeSql, scopeWhere } from '../../persistence/scope.js';
import { sortedPage } from '../../persistence/sorted-page.js';
import { StockBatchEntity } from '../../persistence/stock.entity.js';
import { deviceList, expiresWithin, joinEarliest, narrowDevices } from './device-list.js';
import { open as openReplacement } from './replacement.repository.js';
import { asked } from './replacement-ask.repository.js';

export interface DeviceView {
  device: DeviceEntity;
  person: PersonEntity | null;
  attention: AttentionKind | null;
  /** Of its earliest current certificate. */
  certificatesExpireAt: Date | null;
}
/** personId: null: of somebody who is nobody here. */
export type ScopedFilter = Omit<DeviceFilter, 'personId'> & { personId?: string | null | undefined; scopes: Scopes };

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

  /** Those of them that there are, in no order. */
  async views(tenantId: string, deviceIds: readonly string[]): Promise<DeviceView[]> {
    return this.withPeople(
      await this.database.manager.findBy(DeviceEntity, { tenantId, deviceId: In([...deviceIds]) }),
    );
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
         request.created_at AS "boundAt", request.reason AS "reasonText", (
           SELECT jsonb_build_object('requestId', replacement.request_id, 'kind', kind, 'reason', replacement.reason,
             'deviceId', old.device_id, 'label', old.label)
           FROM replacement JOIN device old ON old.device_id = replacement.device_id
           WHERE successor_device_id = request.device_id AND ${openReplacement}) AS replaces
       FROM request WHERE request.device_id = $1 AND request.type = 'ISSUE' AND request.state = 'READY'`,
      [deviceId],
    );
    return row === undefined ? null : { ...row, boundAt: row.boundAt.toISOString() };
  }

  /** The whole page with its cursor. exporting: the first one of an export. */
  async page(
    tenantId: string,
    filter: ScopedFilter,
    page: Sorted<DeviceSort> & PageRequest,
    exporting?: BegunExport,
  ): Promise<Page<DeviceView>> {
    const devices = await this.listed(tenantId, filter);
    if (exporting !== undefined) await auditExport(this.database, 'devices', devices('created'), exporting);
    const { rows, nextCursor } = await sortedPage(devices, deviceList, page);
    return { rows: await this.withPeople(rows), nextCursor };
  }

  private async listed(
    tenantId: string,
    { scopes, query, ...filter }: ScopedFilter,
  ): Promise<(sort: DeviceSort) => SelectQueryBuilder<DeviceEntity>> {
    const fitting = await cardsWith(this.database, tenantId, query ?? '');
    return (sort) => {
      const rows = this.database.manager
        .createQueryBuilder(DeviceEntity, 'device')
        .leftJoin(PersonEntity, 'person', 'person.tenant_id = device.tenant_id AND person.person_id = device.person_id')
        .where('device.tenantId = :tenantId', { tenantId });
      joinEarliest(rows, sort, filter);
      narrowDevices(rows, filter);
      if (fitting !== null) rows.andWhere(...fitting);
      return rows.andWhere(...scopeWhere(deviceScope, scopes));
    };
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
    const expiries = await this.certificateExpiries(devices.map(({ deviceId }) => deviceId));
    return devices.map((device) => ({
      device,
      person: people.find(({ personId }) => personId === device.personId) ?? null,
      attention: waiting.get(device.activeRequestId ?? '') ?? null,
      certificatesExpireAt: expiries.get(device.deviceId) ?? null,
    }));
  }

  /** By device, those that have a current certificate. */
  private async certificateExpiries(deviceIds: string[]): Promise<Map<string, Date>> {
    if (deviceIds.length === 0) return new Map();
    const rows: { deviceId: string; earliest: Date }[] = await this.database.query(
      `SELECT device_id AS "deviceId", not_after AS earliest FROM certificate_end
       WHERE device_id = ANY ($1) AND not_after IS NOT NULL`,
      [deviceIds],
    );
    return new Map(rows.map(({ deviceId, earliest }) => [deviceId, earliest]));
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
