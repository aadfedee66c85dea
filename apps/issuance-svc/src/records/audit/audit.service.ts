/** Reads the audit trail of this service, and has every chain of the system verified: own, vault's, update's. */
import type { AuditRow, AuditVerification } from '@cardwright/contracts/nats/audit-rows';
import type { Page, PageRequest } from '@cardwright/contracts/nats/rpc';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { verifyAuditChain } from '@cardwright/service-kit/audit/verify-audit-chain';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { schemaName } from '../../persistence/columns.js';
import type { Scopes } from '../../domain/authorisation.js';
import { decodeCursor, pageLimit, pageOf } from '../../persistence/page.js';
import { scopeParameters, scopeSql } from '../../persistence/scope.js';

/** Reading a chain of several years takes minutes. */
const verifyTimeoutMs = 120_000;

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** The id in `<noun>:<id>`; null for another noun, so that nothing else is cast. */
const idOf = (noun: string): string =>
  `CASE WHEN object ~ '^${noun}:${uuid}$' THEN substring(object FROM ${noun.length + 2})::uuid END`;
const inScope = (columns: { profileName?: string }): string =>
  scopeSql({ personId: 'person.person_id', organizationalUnit: 'person.organizational_unit', ...columns }, '$6', '$7');

/**
 * Which rows of the audit trail a limited grant reaches: those about a person, a card, a request or a certificate in its scope. Rows about
 * the system as a whole (imports, profiles, workstations, refusals) are shown only to people whose grants have no limit. SQL over
 * `audit_log`; $6 and $7 are the parameters of `scopeParameters`.
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

  /** Newest first. object: `device:<id>`; action: `device.state-changed`. */
  async list(
    tenantId: string,
    filter: { object?: string; action?: string; scopes: Scopes },
    page: PageRequest,
  ): Promise<Page<AuditRow>> {
    const limit = pageLimit(page.limit);
    const cursor = decodeCursor(page.cursor, (id) => /^\d{1,18}$/.test(id));
    const rows: Row[] = await this.database.query(
      `SELECT id, sequence, at, actor, action, object, reason, correlation_id, details, hash FROM audit_log
       WHERE tenant_id = $1 AND ($2::text IS NULL OR object = $2) AND ($3::text IS NULL OR action = $3)
         AND ($4::bigint IS NULL OR id < $4) AND ($6::text[] IS NULL OR ${objectInScope})
       ORDER BY id DESC LIMIT $5`,
      [tenantId, filter.object ?? null, filter.action ?? null, cursor, limit + 1, ...scopeParameters(filter.scopes)],
    );
    return pageOf(rows, limit, ({ id }) => id, rowOf);
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
  reason: row.reason,
  correlationId: row.correlation_id,
  details: row.details,
  hashHex: row.hash === null ? null : row.hash.toString('hex').toUpperCase(),
});
