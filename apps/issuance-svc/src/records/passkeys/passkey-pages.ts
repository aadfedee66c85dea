/**
 * Of a passkey that is registered on a relying party's own page: what the person had there before, and what was new when it was looked at. Only stores;
 * sagas/issue and jobs/passkeys decide.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FoundOnPage, PasskeyPageState } from './passkey-page-state.js';
import { PasskeyRecords, type PasskeyRow } from './passkey-records.js';

@Injectable()
export class PasskeyPages {
  constructor(
    private readonly database: DataSource,
    private readonly passkeys: PasskeyRecords,
  ) {}

  /** Once in a request: what was known first stays. */
  remember(
    requestId: string,
    { relyingPartyId, known }: Pick<PasskeyPageState, 'relyingPartyId' | 'known'>,
    objectId: string | null,
  ): Promise<PasskeyRow> {
    const page: PasskeyPageState = { relyingPartyId, known, shown: false };
    return this.changed(
      'page IS NULL',
      'page = $2, relying_party_id = $3, object_id = $4, tries = greatest(tries, 1)',
      [requestId, JSON.stringify(page), relyingPartyId, objectId],
    );
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
