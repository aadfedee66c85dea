/** What relying parties still have to delete and have deleted, with the clock of revocations (F08). Only reads; jobs/passkeys carries it out. */
import type { PasskeyEnd } from '@cardwright/contracts/card/passkey-end';
import type { PasskeyDeletionRow } from '@cardwright/contracts/nats/issuance.api';
import type { PasskeyDeletionState } from '@cardwright/contracts/nats/list-filters';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Scopes } from '../../domain/authorisation.js';
import { comesAfter, decodeUuidCursor, orderedBy, pageLimit, type ListOrder } from '../../persistence/page.js';
import { scopeParameters, scopeSql } from '../../persistence/scope.js';

const newestFirst: ListOrder = {
  table: 'passkey',
  by: ['delete_requested_at'],
  key: ['passkey_id'],
  direction: 'DESC',
};

export interface PasskeyDeletionFilter {
  deviceId?: string | undefined;
  state?: PasskeyDeletionState | undefined;
  scopes: Scopes;
}

export interface PasskeyDeletion {
  passkeyId: string;
  requestId: string;
  deviceId: string;
  deviceLabel: string;
  personId: string;
  personName: string | null;
  relyingParty: string;
  displayName: string;
  aaguid: string | null;
  why: PasskeyEnd;
  attempts: number;
  lastErrorCode: string | null;
  requestedAt: Date;
  dueAt: Date;
  doneAt: Date | null;
}

/** Rows count the tries that failed. */
const columns = `passkey.passkey_id AS "passkeyId", passkey.request_id AS "requestId", passkey.device_id AS "deviceId",
  device.label AS "deviceLabel", passkey.person_id AS "personId", person.display_name AS "personName",
  passkey.relying_party AS "relyingParty", passkey.display_name AS "displayName", passkey.aaguid, passkey.delete_why AS why,
  passkey.delete_attempts + CAST(passkey.state = 'DELETED' AS integer) AS attempts, passkey.delete_failed AS "lastErrorCode",
  passkey.delete_requested_at AS "requestedAt", passkey.delete_due_at AS "dueAt", passkey.deleted_at AS "doneAt"`;

/** By the person for whom it was made: the card may now be blank or another person's. */
const inScope = scopeSql(
  {
    personId: 'passkey.person_id',
    organizationalUnit: 'person.organizational_unit',
    profileName: 'request.profile_name',
  },
  '$4',
  '$5',
);

@Injectable()
export class PasskeyDeletionList {
  constructor(private readonly database: DataSource) {}

  /** Newest first; one row more than the limit where there are more. One that no relying party could know was never to be deleted. */
  page(
    tenantId: string,
    { deviceId, state, scopes }: PasskeyDeletionFilter,
    page: PageRequest,
  ): Promise<PasskeyDeletion[]> {
    return this.database.query(
      `SELECT ${columns} FROM passkey
       JOIN request ON request.request_id = passkey.request_id
       JOIN device ON device.device_id = passkey.device_id
       LEFT JOIN person ON person.person_id = passkey.person_id
       WHERE passkey.tenant_id = $1 AND passkey.delete_requested_at IS NOT NULL
         AND passkey.state = ANY (CASE $3::text WHEN 'done' THEN ARRAY['DELETED'] WHEN 'open' THEN ARRAY['TO_DELETE']
           WHEN 'overdue' THEN ARRAY['TO_DELETE'] ELSE ARRAY['TO_DELETE', 'DELETED'] END)
         AND ($3 IS DISTINCT FROM 'overdue' OR passkey.delete_due_at < now())
         AND ($2::uuid IS NULL OR passkey.device_id = $2) AND ${inScope}
         AND ($6::uuid IS NULL OR ${comesAfter(newestFirst, '$6')})
       ORDER BY ${orderedBy(newestFirst)} LIMIT $7`,
      [
        ...[tenantId, deviceId ?? null, state ?? null],
        ...[...scopeParameters(scopes), decodeUuidCursor(page.cursor), pageLimit(page.limit) + 1],
      ],
    );
  }
}

export const passkeyDeletionRowOf = ({ requestedAt, dueAt, doneAt, ...row }: PasskeyDeletion): PasskeyDeletionRow => ({
  ...row,
  state: doneAt === null ? 'pending' : 'done',
  requestedAt: requestedAt.toISOString(),
  dueAt: dueAt.toISOString(),
  doneAt: doneAt?.toISOString() ?? null,
});
