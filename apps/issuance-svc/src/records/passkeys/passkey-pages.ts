/**
 * Of a passkey that is registered on a relying party's own page: what the person had there before, and what was new when it was looked at. Only stores;
 * sagas/issue and jobs/passkeys decide.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { DataSource, type EntityManager } from 'typeorm';
import type { FoundOnPage, PasskeyPageState } from './passkey-page-state.js';
import { PasskeyRecords, type PasskeyRow } from './passkey-records.js';

@Injectable()
export class PasskeyPages {
  constructor(
    private readonly database: DataSource,
    private readonly passkeys: PasskeyRecords,
  ) {}

  /**
   * Once in a request: what was known first stays. Throws REQUEST_CONFLICT while a request for another card has sent the person there: each would take a
   * new passkey of the other for a stray one.
   */
  remember(
    row: PasskeyRow,
    remembered: Required<Pick<PasskeyPageState, 'relyingPartyId' | 'known' | 'askedAt'>>,
    objectId: string | null,
  ): Promise<void> {
    const page: PasskeyPageState = { ...remembered, shown: false };
    return inTransaction(this.database, async (manager) => {
      await this.requireAlone(row, manager);
      await manager.query(
        `UPDATE passkey SET page = $2, relying_party_id = $3, object_id = $4, tries = greatest(tries, 1), updated_at = now()
         WHERE request_id = $1 AND state = 'BEGUN' AND page IS NULL`,
        [row.requestId, JSON.stringify(page), page.relyingPartyId, objectId],
      );
    });
  }

  /** Throws REQUEST_CONFLICT {requestId} of a request for another card of this person. */
  async requireAlone(
    { personId, relyingParty, deviceId }: Pick<PasskeyRow, 'personId' | 'relyingParty' | 'deviceId'>,
    manager?: EntityManager,
  ): Promise<void> {
    // In a transaction the rows are locked: of two requests at once, one sees the other.
    const rows: { requestId: string; deviceId: string; open: boolean }[] = await (manager ?? this.database).query(
      `SELECT request_id AS "requestId", device_id AS "deviceId", state = 'BEGUN' AND page IS NOT NULL AS open FROM passkey
       WHERE person_id = $1 AND relying_party = $2 ORDER BY request_id ${manager === undefined ? '' : 'FOR UPDATE'}`,
      [personId, relyingParty],
    );
    const other = rows.find((row) => row.open && row.deviceId !== deviceId);
    if (other !== undefined)
      throw new CardwrightError('REQUEST_CONFLICT', say('passkey.other-on-page', { relyingParty }), {
        requestId: other.requestId,
      });
  }

  saveShown(requestId: string): Promise<PasskeyRow> {
    return this.changed('page IS NOT NULL', `page = page || '{"shown": true}'`, [requestId]);
  }

  /** Before the card is asked. The key may have let go of what it held before. */
  saveFound(requestId: string, found: FoundOnPage): Promise<PasskeyRow> {
    return this.changed(
      'page IS NOT NULL',
      `page = page || jsonb_build_object('shown', true, 'found', $2::jsonb), in_doubt_from = coalesce(in_doubt_from, tries)`,
      [requestId, JSON.stringify(found)],
    );
  }

  /** None of them is taken. doubted: the key has let go of what it held before, or may have. */
  async saveRefused(requestId: string, doubted: boolean): Promise<void> {
    if (!doubted) await this.changed('page IS NOT NULL', 'in_doubt_from = NULL', [requestId]);
  }

  saveRegistered(
    requestId: string,
    {
      providerId,
      aaguid,
      credentialIdSha256Hex,
    }: { providerId: string; aaguid: string; credentialIdSha256Hex: string },
  ): Promise<PasskeyRow> {
    return this.changed(
      'page IS NOT NULL',
      `state = 'REGISTERED', provider_id = $2, aaguid = $3, credential_id_sha256_hex = $4, registered_at = now(), page = NULL`,
      [requestId, providerId, aaguid, credentialIdSha256Hex],
    );
  }

  /** Hashes of what other requests have of this person there: it is theirs to delete. */
  async ofOthers({ requestId, personId, relyingParty }: PasskeyRow): Promise<string[]> {
    const rows: { hash: string }[] = await this.database.query(
      `SELECT DISTINCT credential_id_sha256_hex AS hash FROM passkey
       WHERE person_id = $2 AND relying_party = $3 AND request_id <> $1 AND credential_id_sha256_hex IS NOT NULL`,
      [requestId, personId, relyingParty],
    );
    return rows.map(({ hash }) => hash);
  }

  /** $1 is the request. */
  private async changed(where: string, assignments: string, values: readonly unknown[]): Promise<PasskeyRow> {
    await this.database.query(
      `UPDATE passkey SET ${assignments}, updated_at = now() WHERE request_id = $1 AND state = 'BEGUN' AND ${where}`,
      [...values],
    );
    return (await this.passkeys.of(values[0] as string))!;
  }
}
