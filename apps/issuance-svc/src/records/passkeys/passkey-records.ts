/**
 * The rows of passkeys: what was begun, what the key has made, what the relying party knows, what is to be deleted there. Only stores;
 * sagas/issue and jobs/passkeys decide. A credential id is kept as its hash alone once the relying party knows it.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PasskeyEnd } from '@cardwright/contracts/card/passkey-end';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { endOfUseMs } from '../../domain/end-of-use.js';
import type { MadePasskey, PasskeyOptions, RegisteredPasskey } from '../../relying-parties/relying-party.port.js';
import { missingSince } from './missing-passkeys.js';
import type { PasskeyPageState } from './passkey-page-state.js';

/** TO_DELETE: the relying party may know it, and is not to. */
export type PasskeyState = 'BEGUN' | 'MADE' | 'REGISTERED' | 'TO_DELETE' | 'DELETED';

export interface NewPasskey {
  requestId: string;
  tenantId: string;
  correlationId: string;
  deviceId: string;
  personId: string;
  relyingParty: string;
  /** By which the relying party lists it. */
  displayName: string;
}

export interface PasskeyRow extends NewPasskey {
  passkeyId: string;
  state: PasskeyState;
  /** How often options were fetched. */
  tries: number;
  /** The try of the holder that the options were fetched for. */
  triedBy: string | null;
  options: PasskeyOptions | null;
  optionsAt: Date | null;
  made: MadePasskey | null;
  aaguid: string | null;
  credentialIdSha256Hex: string | null;
  /** The first try of which no answer says that the key made none; null: it made none. */
  inDoubtFrom: number | null;
  /** Of the key, by its enterprise attestation, decimal; null: it did not say it. */
  attestedSerial: string | null;
  providerId: string | null;
  /** Of its person when its options were fetched, or before they were sent to a page. */
  objectId: string | null;
  /** null: it is not registered on the relying party's own page, or is registered by now. */
  page: PasskeyPageState | null;
  configuredAt: Date | null;
  deleteWhy: PasskeyEnd | null;
  deleteRequestedAt: Date | null;
  deleteDueAt: Date | null;
  deleteAttempts: number;
  /** The code of the last failure; null: none yet. */
  deleteFailed: string | null;
}

/** One that is registered. */
export interface RecordedPasskey extends PasskeyRow {
  /** As WebAuthn names the relying party. */
  rpId: string | null;
  registeredAt: Date;
}

const columns = `passkey_id AS "passkeyId", request_id AS "requestId", tenant_id AS "tenantId", correlation_id AS "correlationId",
  device_id AS "deviceId", person_id AS "personId", relying_party AS "relyingParty", display_name AS "displayName", state, tries,
  tried_by AS "triedBy", options, options_at AS "optionsAt", made, aaguid, credential_id_sha256_hex AS "credentialIdSha256Hex",
  attested_serial AS "attestedSerial", in_doubt_from AS "inDoubtFrom",
  provider_id AS "providerId", object_id AS "objectId", configured_at AS "configuredAt", delete_why AS "deleteWhy",
  page, delete_requested_at AS "deleteRequestedAt",
  delete_due_at AS "deleteDueAt", delete_attempts AS "deleteAttempts", delete_failed AS "deleteFailed"`;
/** Whether the relying party may know it. */
const mayBeKnown = `state IN ('MADE', 'REGISTERED')`;
const wasOnPage = `state = 'BEGUN' AND (page->>'shown')::boolean`;
/** $2: why, $3: until when. */
const toDelete = `state = 'TO_DELETE', options = NULL, delete_why = $2, delete_requested_at = now(), delete_due_at = $3,
  delete_again_at = now(), updated_at = now()`;

const toldAt = { half: 'half_told_at', overdue: 'overdue_told_at' } as const;
const lateAt = {
  half: 'delete_requested_at + (delete_due_at - delete_requested_at) / 2',
  overdue: 'delete_due_at',
} as const;

/**
 * What became of a new passkey in the place of another. lost: its relying party may know it, or the key alone may have it: it counts for nothing, and has
 * taken the place of the one before. untouched: that one is as it was. Pure.
 */
export function becameOf(row: Pick<PasskeyRow, 'state' | 'inDoubtFrom'> | null): 'registered' | 'lost' | 'untouched' {
  if (row?.state === 'REGISTERED') return 'registered';
  return row?.state === 'MADE' || (row?.state === 'BEGUN' && row.inDoubtFrom !== null) ? 'lost' : 'untouched';
}

@Injectable()
export class PasskeyRecords {
  constructor(private readonly database: DataSource) {}

  async of(requestId: string): Promise<PasskeyRow | null> {
    const [row]: [PasskeyRow?] = await this.database.query(`SELECT ${columns} FROM passkey WHERE request_id = $1`, [
      requestId,
    ]);
    return row ?? null;
  }

  /** Those that their relying parties and the key of this card are to have. */
  registeredOn(deviceId: string): Promise<RecordedPasskey[]> {
    return this.database.query(
      `SELECT ${columns}, relying_party_id AS "rpId", registered_at AS "registeredAt" FROM passkey WHERE device_id = $1 AND state = 'REGISTERED' ORDER BY registered_at`,
      [deviceId],
    );
  }

  /** Whether a key of this card may ever have held one of ours. */
  async wereMadeOn(deviceId: string): Promise<boolean> {
    const rows: unknown[] = await this.database.query(
      'SELECT FROM passkey WHERE device_id = $1 AND tries > 0 LIMIT 1',
      [deviceId],
    );
    return rows.length > 0;
  }

  /** The row of the request, which may be there already. */
  async begin(passkey: NewPasskey): Promise<PasskeyRow> {
    const { requestId, tenantId, correlationId, deviceId, personId, relyingParty, displayName } = passkey;
    await this.database.query(
      `INSERT INTO passkey (request_id, tenant_id, correlation_id, device_id, person_id, relying_party, display_name)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (request_id) DO NOTHING`,
      [requestId, tenantId, correlationId, deviceId, personId, relyingParty, displayName],
    );
    return (await this.of(requestId))!;
  }

  /**
   * Another try: what the key made for options from before is made for nobody any more. inDoubt: the key may make one at once, and not only once a
   * browser has asked it.
   */
  saveOptions(
    requestId: string,
    triedBy: string,
    options: PasskeyOptions,
    { objectId, inDoubt = true }: { objectId: string | null; inDoubt?: boolean },
  ): Promise<PasskeyRow> {
    return this.changed(
      ['BEGUN', 'MADE'],
      `state = 'BEGUN', made = NULL, tries = tries + 1, tried_by = $2, options = $3, options_at = now(), relying_party_id = $4,
       user_handle = $5, object_id = $6, in_doubt_from = CASE WHEN $7 THEN coalesce(in_doubt_from, tries + 1) ELSE in_doubt_from END`,
      [requestId, triedBy, JSON.stringify(options), options.relyingPartyId, options.userIdBase64url, objectId, inDoubt],
    );
  }

  /** What a browser says that it has made, before anybody knows on which key. Kept for the options that it was made for alone. */
  saveAnswer(requestId: string, made: MadePasskey, challengeBase64url: string): Promise<PasskeyRow> {
    return this.changed(
      ['BEGUN'],
      `made = CASE WHEN options->>'challengeBase64url' = $3 THEN $2::jsonb ELSE made END,
       in_doubt_from = CASE WHEN options->>'challengeBase64url' = $3 THEN coalesce(in_doubt_from, tries) ELSE in_doubt_from END`,
      [requestId, JSON.stringify(made), challengeBase64url],
    );
  }

  /** What the browser has made is not taken. doubted: the key may have let go of what it held before. */
  forgetAnswer(requestId: string, doubted: boolean): Promise<PasskeyRow> {
    return this.changed(['BEGUN'], `made = NULL, options = NULL, in_doubt_from = CASE WHEN $2 THEN in_doubt_from END`, [
      requestId,
      doubted,
    ]);
  }

  /** The key has refused the last try. What one before it may have made may be there all the same. */
  saveRefused(requestId: string): Promise<PasskeyRow> {
    return this.changed(['BEGUN'], 'in_doubt_from = nullif(in_doubt_from, tries)', [requestId]);
  }

  /** Before the relying party is told. tries: those of the row for which it was made; one for which another try has begun is not kept. */
  saveMade(
    { requestId, tries }: Pick<PasskeyRow, 'requestId' | 'tries'>,
    made: MadePasskey,
    facts: { aaguid: string; credentialIdSha256Hex: string; serialEvidence: boolean; attestedSerial: string | null },
  ): Promise<PasskeyRow> {
    const { aaguid, credentialIdSha256Hex, serialEvidence, attestedSerial } = facts;
    return this.changed(
      ['BEGUN'],
      `state = CASE WHEN tries = $6 THEN 'MADE' ELSE state END, made = CASE WHEN tries = $6 THEN $2::jsonb ELSE made END,
       aaguid = $3, credential_id_sha256_hex = $4, serial_evidence = $5,
       attested_serial = $7`,
      [requestId, JSON.stringify(made), aaguid, credentialIdSha256Hex, serialEvidence, tries, attestedSerial],
    );
  }

  /** Its challenge is too old: it is made anew. */
  forgetMade(requestId: string): Promise<PasskeyRow> {
    return this.changed(['MADE'], `state = 'BEGUN', made = NULL, options = NULL`, [requestId]);
  }

  saveRegistered(requestId: string, { providerId }: RegisteredPasskey): Promise<PasskeyRow> {
    return this.changed(
      ['MADE', 'REGISTERED'],
      `state = 'REGISTERED', provider_id = $2, registered_at = coalesce(registered_at, now()), made = NULL, options = NULL`,
      [requestId, providerId],
    );
  }

  saveConfigured(requestId: string): Promise<PasskeyRow> {
    return this.changed(['REGISTERED'], `configured_at = coalesce(configured_at, now())`, [requestId]);
  }

  /** In the transaction that ends its issue in vain. What no relying party can know is over at once; its holder may have been on a page of one. */
  async giveUpIn(manager: EntityManager, requestId: string): Promise<void> {
    await manager.query(`UPDATE passkey SET ${toDelete} WHERE request_id = $1 AND (${mayBeKnown} OR ${wasOnPage})`, [
      requestId,
      'undone' satisfies PasskeyEnd,
      new Date(Date.now() + endOfUseMs),
    ]);
    await manager.query(
      `UPDATE passkey SET state = 'DELETED', options = NULL, made = NULL, page = NULL, deleted_at = now(), updated_at = now()
       WHERE request_id = $1 AND state = 'BEGUN'`,
      [requestId],
    );
  }

  /** Whether the card had one that was taken, and has none now (missing-passkeys.ts). */
  async isMissing(manager: EntityManager, deviceId: string): Promise<boolean> {
    const [row]: [{ since: Date | null }?] = await manager.query(
      `SELECT ${missingSince} AS since FROM device WHERE device_id = $1`,
      [deviceId],
    );
    return row?.since != null;
  }

  /** Of the card of this one, by other requests: whatever became of them, the key may hold them. */
  async hashesBefore({ requestId, deviceId }: Pick<PasskeyRow, 'requestId' | 'deviceId'>): Promise<string[]> {
    const rows: { hash: string }[] = await this.database.query(
      `SELECT DISTINCT credential_id_sha256_hex AS hash FROM passkey
       WHERE device_id = $1 AND request_id <> $2 AND credential_id_sha256_hex IS NOT NULL`,
      [deviceId, requestId],
    );
    return rows.map(({ hash }) => hash);
  }

  /** Of the card's other passkeys, as far as they are known. */
  async providerIdsOfOthers({ requestId, deviceId }: Pick<PasskeyRow, 'requestId' | 'deviceId'>): Promise<string[]> {
    const rows: { id: string }[] = await this.database.query(
      `SELECT provider_id AS id FROM passkey WHERE device_id = $1 AND request_id <> $2 AND provider_id IS NOT NULL`,
      [deviceId, requestId],
    );
    return rows.map(({ id }) => id);
  }

  /** All of the card but that of this request. */
  async replaceIn(
    manager: EntityManager,
    deviceId: string,
    requestId: string,
    correlationId: string,
  ): Promise<PasskeyRow[]> {
    const [rows]: [PasskeyRow[], number] = await manager.query(
      `UPDATE passkey SET ${toDelete}, correlation_id = $4, renew_since = NULL WHERE device_id = $1 AND ${mayBeKnown} AND request_id <> $5
       RETURNING ${columns}`,
      [deviceId, 'renewed' satisfies PasskeyEnd, new Date(Date.now() + endOfUseMs), correlationId, requestId],
    );
    return rows;
  }

  async stateIn(manager: EntityManager, requestId: string): Promise<Pick<PasskeyRow, 'state' | 'inDoubtFrom'> | null> {
    const [row]: [Pick<PasskeyRow, 'state' | 'inDoubtFrom'>?] = await manager.query(
      'SELECT state, in_doubt_from AS "inDoubtFrom" FROM passkey WHERE request_id = $1 FOR UPDATE',
      [requestId],
    );
    return row ?? null;
  }

  async isRegisteredIn(manager: EntityManager, deviceId: string): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `SELECT 1 FROM passkey WHERE device_id = $1 AND state = 'REGISTERED' LIMIT 1`,
      [deviceId],
    );
    return rows.length > 0;
  }

  /** Its profile wants a new one after a reprovision; the card keeps the old one until it is there. */
  async wishRenewalIn(manager: EntityManager, deviceId: string): Promise<void> {
    await manager.query(
      `UPDATE passkey SET renew_since = coalesce(renew_since, now()), updated_at = now() WHERE device_id = $1 AND state = 'REGISTERED'`,
      [deviceId],
    );
  }

  /** Of a card that ends; except: relying parties. Those that are to be deleted now and were not before; an issue that has only begun one ends it by itself. */
  async endIn(
    manager: EntityManager,
    deviceId: string,
    { why, correlationId, except = [] }: { why: PasskeyEnd; correlationId: string; except?: readonly string[] },
  ): Promise<PasskeyRow[]> {
    const [rows]: [PasskeyRow[], number] = await manager.query(
      `UPDATE passkey SET ${toDelete}, correlation_id = $4 WHERE device_id = $1 AND ${mayBeKnown}
         AND NOT relying_party = ANY ($5) RETURNING ${columns}`,
      [deviceId, why, new Date(Date.now() + endOfUseMs), correlationId, except],
    );
    return rows;
  }

  /** Those whose time has come, the ones that wait longest first. */
  toDelete(limit: number): Promise<PasskeyRow[]> {
    return this.database.query(
      `SELECT ${columns} FROM passkey WHERE state = 'TO_DELETE' AND delete_again_at <= now() ORDER BY delete_again_at LIMIT $1`,
      [limit],
    );
  }

  async deleteAgain(requestId: string, code: string, inMs: number): Promise<void> {
    await this.database.query(
      `UPDATE passkey SET delete_again_at = now() + $3 * interval '1 millisecond', delete_failed = $2, updated_at = now(),
         delete_attempts = delete_attempts + 1
       WHERE request_id = $1 AND state = 'TO_DELETE'`,
      [requestId, code, inMs],
    );
  }

  /** Nothing has failed: what is not there yet is looked for later. also: in the same transaction, while it is to be deleted. */
  lookAgain(requestId: string, inMs: number, also: (manager: EntityManager) => Promise<void>): Promise<void> {
    return inTransaction(this.database, async (manager) => {
      const [rows]: [unknown[], number] = await manager.query(
        `UPDATE passkey SET delete_again_at = now() + $2 * interval '1 millisecond', delete_failed = NULL, updated_at = now()
         WHERE request_id = $1 AND state = 'TO_DELETE' RETURNING 1`,
        [requestId, inMs],
      );
      if (rows.length > 0) await also(manager);
    });
  }

  /** Those of which half of the time is gone, or all of it, and nobody was told. */
  late(what: 'half' | 'overdue', limit: number): Promise<PasskeyRow[]> {
    return this.database.query(
      `SELECT ${columns} FROM passkey WHERE state = 'TO_DELETE' AND ${toldAt[what]} IS NULL AND now() >= ${lateAt[what]}
       ORDER BY delete_due_at LIMIT $1`,
      [limit],
    );
  }

  /** True only for the first call, and only while it is not deleted. */
  async markToldIn(manager: EntityManager, requestId: string, what: 'half' | 'overdue'): Promise<boolean> {
    const [rows]: [unknown[], number] = await manager.query(
      `UPDATE passkey SET ${toldAt[what]} = now() WHERE request_id = $1 AND state = 'TO_DELETE' AND ${toldAt[what]} IS NULL RETURNING 1`,
      [requestId],
    );
    return rows.length > 0;
  }

  /** also: in the same transaction, once. */
  deleted(requestId: string, also: (manager: EntityManager) => Promise<void>): Promise<void> {
    return inTransaction(this.database, async (manager) => {
      const [rows]: [unknown[], number] = await manager.query(
        `UPDATE passkey SET state = 'DELETED', deleted_at = now(), made = NULL, page = NULL, delete_again_at = NULL, delete_failed = NULL,
           updated_at = now()
         WHERE request_id = $1 AND state = 'TO_DELETE' RETURNING 1`,
        [requestId],
      );
      if (rows.length > 0) await also(manager);
    });
  }

  /** $1 is the request. A row in another state stays as it is. */
  private async changed(
    from: readonly PasskeyState[],
    assignments: string,
    values: readonly unknown[],
  ): Promise<PasskeyRow> {
    const states = from.map((state) => `'${state}'`).join(', ');
    await this.database.query(
      `UPDATE passkey SET ${assignments}, updated_at = now() WHERE request_id = $1 AND state IN (${states})`,
      [...values],
    );
    return (await this.of(values[0] as string))!;
  }
}
