/** Reads the audit trail of this service, and has every chain of the system verified: own, vault's, update's. */
import { givenReason } from '@cardwright/contracts/card/reasons';
import type { AuditFilter, AuditRow, AuditVerification } from '@cardwright/contracts/nats/audit-rows';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { verifyAuditChain } from '@cardwright/service-kit/audit/verify-audit-chain';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { DataSource, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { schemaName, timeOf } from '../../persistence/columns.js';
import type { Scopes } from '../../domain/authorisation.js';
import { decodeCursor, pageLimit, pageOf } from '../../persistence/page.js';
import { personScope, scopeParameters, scopeSql } from '../../persistence/scope.js';
import { auditExport, type BegunExport } from './exported-list.js';
import { identitiesOf } from './people-behind-actors.js';

/** Reading a chain of several years takes minutes. */
const verifyTimeoutMs = 120_000;

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** The id in `<noun>:<id>`; null for another noun, so that nothing else is cast. */
const idOf = (noun: string): string =>
  `CASE WHEN object ~ '^${noun}:${uuid}$' THEN CAST(substring(object FROM ${noun.length + 2}) AS uuid) END`;
const inScope = (columns: { profileName?: string }): string =>
  scopeSql({ ...personScope, ...columns }, ':scopeGroups', ':scopeProfiles');

/**
 * Which rows of the audit trail a limited grant reaches: those about a person, a card, a request or a certificate in its scope. Rows about
 * the system as a whole (imports, profiles, workstations, refusals) are shown only to people whose grants have no limit. SQL over
 * `audit_log`, for a query builder that has the parameters of `scopeParameters`: no `::` in here.
 */
const objectInScope = `(
  EXISTS (SELECT 1 FROM person WHERE person.person_id = ${idOf('person')} AND ${inScope({})})
  OR EXISTS (SELECT 1 FROM device LEFT JOIN person ON person.person_id = device.person_id
    WHERE device.device_id = ${idOf('device')} AND ${inScope({ profileName: 'device.profile_name' })})
  OR EXISTS (SELECT 1 FROM request LEFT JOIN person ON person.person_id = request.person_id
    WHERE request.request_id = ${idOf('request')} AND ${inScope({ profileName: 'request.profile_name' })})
  OR EXISTS (SELECT 1 FROM credential JOIN request USING (request_id) LEFT JOIN person ON person.person_id = request.person_id
    WHERE object LIKE 'certificate:%' AND credential.serial_number_hex = substring(object FROM 13)
      AND ${inScope({ profileName: 'request.profile_name' })}))`;

/** As the index has it: whoever acts is the same with every client. */
const identityColumn = `split_part(actor, ' via ', 1)`;

/**
 * A row gets its id and its time in the same statement, so that rows of other minutes have ids on the other side: with these bounds the trail is read in
 * its own order from the right place (`+ 0`: among the few rows of that minute, and not by the ids of all). A row that says another time than its neighbours
 * by more than a minute may be missing; one by more than an hour is what the verification names (backdated).
 */
const near = `interval '1 minute'`;
const since = `at >= :from AND id >= (SELECT min(id + 0) FROM audit_log AS first WHERE first.at >= :from
  AND first.at <= (SELECT min(at) FROM audit_log AS first WHERE first.at >= :from) + ${near})`;
const before = `at < :to AND id <= (SELECT max(id + 0) FROM audit_log AS last WHERE last.at < :to
  AND last.at >= (SELECT max(at) FROM audit_log AS last WHERE last.at < :to) - ${near})`;

interface Row {
  id: string;
  sequence: string | null;
  at: Date;
  actor: string;
  action: string;
  object: string;
  reason: string | null;
  correlation_id: string;
  details: Record<string, unknown>;
  hash: Buffer | null;
}

@Injectable()
export class AuditService {
  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
  ) {}

  /** Newest first. exporting: the first page of an export, which ends before its own row. */
  async list(
    tenantId: string,
    filter: AuditFilter & { scopes: Scopes },
    page: PageRequest,
    exporting?: BegunExport,
  ): Promise<Page<AuditRow>> {
    const limit = pageLimit(page.limit);
    const cursor = decodeCursor(page.cursor, (id) => /^\d{1,18}$/.test(id));
    const identities = filter.actor === undefined ? null : await identitiesOf(this.database, tenantId, filter.actor);
    const rows = (): SelectQueryBuilder<ObjectLiteral> => this.rows(tenantId, filter, identities);
    const asked = rows();
    if (exporting !== undefined) {
      const [{ last }]: [{ last: string | null }] = await this.database.query('SELECT max(id) AS last FROM audit_log');
      asked.andWhere('id <= :last', { last });
      await auditExport(this.database, 'audit', rows(), exporting);
    }
    if (cursor !== null) asked.andWhere('id < :cursor', { cursor });
    const found = await asked
      .select('id, sequence, at, actor, action, object, reason, correlation_id, details, hash')
      .orderBy('id', 'DESC')
      .limit(limit + 1)
      .getRawMany<Row>();
    return pageOf(found, limit, ({ id }) => id, rowOf);
  }

  private rows(
    tenantId: string,
    { object, action, correlationId, from, to, scopes }: AuditFilter & { scopes: Scopes },
    identities: readonly string[] | null,
  ): SelectQueryBuilder<ObjectLiteral> {
    const rows: SelectQueryBuilder<ObjectLiteral> = this.database
      .createQueryBuilder()
      .from('audit_log', 'audit_log')
      .where('tenant_id = :tenantId', { tenantId });
    if (object !== undefined) rows.andWhere('object = :object', { object });
    if (action !== undefined) rows.andWhere('action = :action', { action });
    if (identities !== null) rows.andWhere(`${identityColumn} IN (:...identities)`, { identities });
    if (correlationId !== undefined) rows.andWhere('correlation_id = :correlationId', { correlationId });
    if (from !== undefined) rows.andWhere(since, { from: timeOf(from, 'from') });
    if (to !== undefined) rows.andWhere(before, { to: timeOf(to, 'to') });
    if (scopes !== null) {
      const [scopeGroups, scopeProfiles] = scopeParameters(scopes);
      rows.andWhere(objectInScope, { scopeGroups, scopeProfiles });
    }
    return rows;
  }

  own(): Promise<AuditVerification> {
    return verifyAuditChain(this.database, schemaName);
  }

  /**
   * A service that does not answer gives no chain. The result reports this and does not count it as verified; the other chains are still
   * checked.
   */
  async verifyAll(context: ChangeContext): Promise<{ chains: AuditVerification[] }> {
    const call = callContextOf(context);
    const options = { timeoutMs: verifyTimeoutMs };
    const chains = await Promise.all([
      this.own(),
      orNotReached('pki', this.rpc.pki('audit.verify', {}, call, options)),
      orNotReached('update', this.rpc.update('audit.verify', {}, call, options)),
    ]);
    return { chains };
  }
}

async function orNotReached(schema: string, asked: Promise<AuditVerification>): Promise<AuditVerification> {
  try {
    return await asked;
  } catch (error) {
    if (!isCardwrightError(error)) throw error;
    return { schema, rows: 0, ok: false, finding: null, headHashHex: null, notReached: error.code };
  }
}

const rowOf = (row: Row): AuditRow => ({
  sequence: row.sequence === null ? null : Number(row.sequence),
  at: row.at.toISOString(),
  actor: row.actor,
  action: row.action,
  object: row.object,
  ...givenReason(row.reason),
  correlationId: row.correlation_id,
  details: row.details,
  hashHex: row.hash === null ? null : row.hash.toString('hex').toUpperCase(),
});
