/** The list of certificates: filtered and sorted by the database, by page. Technology only. */
import {
  certificatesLatestFirst,
  type CertificateFilter,
  type CertificateSort,
  type CertificateStanding,
  type ListedCertificate,
} from '@cardwright/contracts/nats/certificate-list';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sorted } from '@cardwright/contracts/nats/list-filters';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { isUuid } from '@cardwright/contracts/uuid';
import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { Scopes } from '../../domain/authorisation.js';
import { timeOf } from '../../persistence/columns.js';
import { CredentialEntity } from '../../persistence/credential.entity.js';
import { requestScope, scopeWhere } from '../../persistence/scope.js';
import { sortedPage, type SortableList } from '../../persistence/sorted-page.js';
import { auditExport, type BegunExport } from '../audit/exported-list.js';
import { made } from './certificate.repository.js';
import {
  certificatesOfPerson,
  certificatesOfProfile,
  certificatesWith,
  type Condition,
} from './matching-certificates.js';

/** State first, and each condition by itself: by the statistics of a single column Postgres knows how rare it is. */
const standings: Readonly<Record<CertificateStanding, string>> = {
  good: `credential.state IN ('REQUESTED', 'ISSUED_OFF_CARD', 'ON_CARD', 'VERIFIED', 'ACTIVE', 'SUPERSEDED') AND credential.not_after > now()`,
  held: `credential.state = 'HELD' AND credential.not_after > now()`,
  revoked: `credential.state IN ('REVOKE_PENDING', 'REVOKED', 'ABANDONED')`,
  expired: `credential.state NOT IN ('REVOKE_PENDING', 'REVOKED', 'ABANDONED') AND (credential.not_after <= now() OR credential.state = 'EXPIRED')`,
};

const standingSql = `CASE WHEN ${standings.revoked} THEN 'revoked' WHEN ${standings.expired} THEN 'expired'
  WHEN credential.state = 'HELD' THEN 'held' ELSE 'good' END`;

const certificateList: SortableList<CertificateSort, CredentialEntity> = {
  columns: {
    created: { by: 'credential.created_at', type: 'time' },
    expiry: {
      by: 'credential.not_after',
      type: 'time',
      has: 'credential.not_after IS NOT NULL',
      lacks: 'credential.not_after IS NULL',
    },
    updated: { by: 'credential.updated_at', type: 'time' },
  },
  usual: 'created',
  latestFirst: certificatesLatestFirst,
  key: 'credential.credential_id',
  id: ({ credentialId }) => credentialId,
  isId: isUuid,
};

@Injectable()
export class CertificateList {
  constructor(private readonly database: DataSource) {}

  /** exporting: the first page of an export. Throws REQUEST_INVALID, REQUEST_CURSOR_OF_OTHER_ORDER, REQUEST_EXPORT_TOO_LARGE. */
  async page(
    tenantId: string,
    scopes: Scopes,
    asked: CertificateFilter & Sorted<CertificateSort> & PageRequest,
    exporting?: BegunExport,
  ): Promise<Page<ListedCertificate>> {
    const certificates = await this.listed(tenantId, scopes, asked);
    if (exporting !== undefined) await auditExport(this.database, 'certificates', certificates(), exporting);
    const { rows, nextCursor } = await sortedPage(certificates, certificateList, asked);
    return { rows: await this.shown(rows.map(({ credentialId }) => credentialId)), nextCursor };
  }

  private async listed(
    tenantId: string,
    scopes: Scopes,
    filter: CertificateFilter,
  ): Promise<() => SelectQueryBuilder<CredentialEntity>> {
    const conditions = await this.conditions(tenantId, filter);
    return () => {
      const rows = this.database.manager
        .createQueryBuilder(CredentialEntity, 'credential')
        .where('credential.tenantId = :tenantId AND credential.serial_number_hex IS NOT NULL', { tenantId });
      narrow(rows, filter);
      for (const { where } of conditions) rows.andWhere(...where);
      if (scopes !== null) rows.andWhere(...scopeWhere({ ...requestScope, personId: 'person.person_id' }, scopes));
      return scopes !== null || conditions.some(({ joined }) => joined) ? joinMade(rows) : rows;
    };
  }

  private async conditions(
    tenantId: string,
    { query, profileName, personId }: CertificateFilter,
  ): Promise<Condition[]> {
    const found = await Promise.all([
      query === undefined ? null : certificatesWith(this.database, tenantId, query),
      profileName === undefined ? null : certificatesOfProfile(this.database, tenantId, profileName),
      personId === undefined ? null : certificatesOfPerson(this.database, tenantId, personId),
    ]);
    return found.filter((condition) => condition !== null);
  }

  /** In the order of the ids. */
  private async shown(credentialIds: string[]): Promise<ListedCertificate[]> {
    if (credentialIds.length === 0) return [];
    const rows: Record<string, unknown>[] = await this.database.query(
      `SELECT credential.credential_id AS "credentialId", serial_number_hex AS "serialNumberHex", ${standingSql} AS status,
         credential.state AS "credentialState", issuer_id AS "issuerId", certificate_profile AS "certificateProfile", container,
         key_reference AS "keyReference", algorithm, not_after AS "notAfter", device.device_id AS "deviceId", device.label AS "deviceLabel",
         request.request_id AS "requestId", request.profile_name AS "profileName", person.person_id AS "personId",
         person.display_name AS "personName", credential.created_at AS "createdAt", credential.updated_at AS "updatedAt"
       FROM ${made} WHERE credential.credential_id = ANY ($1) ORDER BY array_position($1, credential.credential_id)`,
      [credentialIds],
    );
    return rows.map((row) => ({ ...row, ...isoTimes(row) }) as unknown as ListedCertificate);
  }
}

const isoTimes = (row: Record<string, unknown>) =>
  Object.fromEntries(
    (['notAfter', 'createdAt', 'updatedAt'] as const).map((name) => [
      name,
      (row[name] as Date | null)?.toISOString() ?? null,
    ]),
  );

/** The tables of `made`. Every card is there: joined as what may be missing, Postgres leaves it out where nothing asks for it. */
const joinMade = (rows: SelectQueryBuilder<CredentialEntity>): SelectQueryBuilder<CredentialEntity> =>
  rows
    .leftJoin('device', 'device', 'device.device_id = credential.device_id')
    .leftJoin('request', 'request', 'request.request_id = credential.request_id')
    .leftJoin('person', 'person', 'person.person_id = coalesce(request.person_id, device.person_id)');

function narrow(rows: SelectQueryBuilder<CredentialEntity>, filter: CertificateFilter): void {
  const { status, certificateProfile, keyReference, issuerId, deviceId, expiresWithinDays, updatedSince } = filter;
  if (status !== undefined) rows.andWhere(`(${[status].flat().map(standingOf).join(' OR ')})`);
  if (certificateProfile !== undefined)
    rows.andWhere('credential.certificateProfile = :certificateProfile', { certificateProfile });
  if (keyReference !== undefined) rows.andWhere('credential.keyReference = :keyReference', { keyReference });
  if (issuerId !== undefined) rows.andWhere('credential.issuerId = :issuerId', { issuerId });
  if (deviceId !== undefined) rows.andWhere('credential.deviceId = :deviceId', { deviceId });
  if (expiresWithinDays !== undefined)
    rows.andWhere(
      `(${standings.good} OR ${standings.held})
        AND credential.not_after BETWEEN now() AND now() + CAST(:withinDays AS integer) * CAST('1 day' AS interval)`,
      { withinDays: expiresWithinDays },
    );
  if (updatedSince !== undefined)
    rows.andWhere('credential.updatedAt >= :updatedSince', { updatedSince: timeOf(updatedSince, 'updatedSince') });
}

/** SQL. Throws REQUEST_INVALID. */
function standingOf(status: CertificateStanding): string {
  if (!Object.hasOwn(standings, status)) throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'status' });
  return `(${standings[status]})`;
}
