/** Rows of passkeys at our own portal, and of the challenges that belong to them. Times are the database's: copies of the service need not agree on one. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** Whose passkeys, and at which relying party. */
export interface OwnUser {
  tenantId: string;
  relyingParty: string;
  personId: string;
}
/** What a verified registration says. */
export interface NewOwnPasskey {
  credentialId: string;
  publicKey: Uint8Array;
  signCount: number;
  aaguid: string;
  displayName: string;
}
export interface OwnPasskeyRow extends NewOwnPasskey {
  providerId: string;
  personId: string;
  createdAt: Date;
}

/** How long a registration may take: the holder types a PIN and touches the key. */
const challengeMinutes = 5;
/** Longer than any browser keeps the challenge of a sign-in. */
const answeredHours = 1;

const columns = `provider_id AS "providerId", person_id AS "personId", credential_id AS "credentialId", public_key AS "publicKey",
  sign_count::float AS "signCount", aaguid, display_name AS "displayName", created_at AS "createdAt"`;

@Injectable()
export class OwnPasskeys {
  constructor(readonly database: DataSource) {}

  /** Made at the first time, and the same from then on. */
  async userHandle({ tenantId, relyingParty, personId }: OwnUser): Promise<string> {
    const [row]: [{ handle: string }] = await this.database.query(
      `INSERT INTO own_passkey_user (tenant_id, relying_party, person_id, user_handle) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id, relying_party, person_id) DO UPDATE SET user_handle = own_passkey_user.user_handle
       RETURNING user_handle AS handle`,
      [tenantId, relyingParty, personId, randomBytes(32).toString('base64url')],
    );
    return row.handle;
  }

  /** null: nobody has made one. */
  async handleOf(manager: EntityManager, { tenantId, relyingParty, personId }: OwnUser): Promise<string | null> {
    const [row]: [{ handle: string }?] = await manager.query(
      `SELECT user_handle AS handle FROM own_passkey_user WHERE tenant_id = $1 AND relying_party = $2 AND person_id = $3`,
      [tenantId, relyingParty, personId],
    );
    return row?.handle ?? null;
  }

  /** Also forgets a few that are over, so that the table does not grow. */
  async newChallenge({
    tenantId,
    relyingParty,
    personId,
  }: OwnUser): Promise<{ challenge: string; issuedAt: Date; expiresAt: Date }> {
    await this.database.query(
      `DELETE FROM own_passkey_challenge WHERE challenge IN (
         SELECT challenge FROM own_passkey_challenge WHERE expires_at < now() - interval '1 hour'
         ORDER BY expires_at LIMIT 20 FOR UPDATE SKIP LOCKED)`,
    );
    const challenge = randomBytes(32).toString('base64url');
    const [row]: [{ issuedAt: Date; expiresAt: Date }] = await this.database.query(
      `INSERT INTO own_passkey_challenge (challenge, tenant_id, relying_party, person_id, issued_at, expires_at)
       VALUES ($1, $2, $3, $4, now(), now() + make_interval(mins => $5))
       RETURNING issued_at AS "issuedAt", expires_at AS "expiresAt"`,
      [challenge, tenantId, relyingParty, personId, challengeMinutes],
    );
    return { challenge, ...row };
  }

  /** false: never made for this person, over, or used before. */
  async useChallenge(
    manager: EntityManager,
    { tenantId, relyingParty, personId }: OwnUser,
    challenge: string,
  ): Promise<boolean> {
    const [rows]: [unknown[], number] = await manager.query(
      `UPDATE own_passkey_challenge SET used_at = now()
       WHERE challenge = $1 AND tenant_id = $2 AND relying_party = $3 AND person_id = $4 AND used_at IS NULL AND expires_at > now()
       RETURNING 1`,
      [challenge, tenantId, relyingParty, personId],
    );
    return rows.length > 0;
  }

  /** false: a sign-in with it was answered before. Also forgets a few that no browser has any more. */
  async answerChallenge(manager: EntityManager, challenge: string): Promise<boolean> {
    await manager.query(
      `DELETE FROM own_passkey_answered WHERE challenge IN (
         SELECT challenge FROM own_passkey_answered WHERE answered_at < now() - make_interval(hours => $1)
         ORDER BY answered_at LIMIT 20 FOR UPDATE SKIP LOCKED)`,
      [answeredHours],
    );
    const rows: unknown[] = await manager.query(
      `INSERT INTO own_passkey_answered (challenge) VALUES ($1) ON CONFLICT DO NOTHING RETURNING 1`,
      [challenge],
    );
    return rows.length > 0;
  }

  async find(
    manager: EntityManager,
    { tenantId, relyingParty }: Pick<OwnUser, 'tenantId' | 'relyingParty'>,
    credentialId: string,
  ): Promise<OwnPasskeyRow | null> {
    const [row]: [OwnPasskeyRow?] = await manager.query(
      `SELECT ${columns} FROM own_passkey WHERE tenant_id = $1 AND relying_party = $2 AND credential_id = $3 FOR UPDATE`,
      [tenantId, relyingParty, credentialId],
    );
    return row ?? null;
  }

  async insert(
    manager: EntityManager,
    { tenantId, relyingParty, personId }: OwnUser,
    { credentialId, publicKey, signCount, aaguid, displayName }: NewOwnPasskey,
  ): Promise<OwnPasskeyRow> {
    const [row]: [OwnPasskeyRow] = await manager.query(
      `INSERT INTO own_passkey (tenant_id, relying_party, person_id, credential_id, public_key, sign_count, aaguid, display_name)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${columns}`,
      [tenantId, relyingParty, personId, credentialId, Buffer.from(publicKey), signCount, aaguid, displayName],
    );
    return row;
  }

  list({ tenantId, relyingParty, personId }: OwnUser): Promise<OwnPasskeyRow[]> {
    return this.database.query(
      `SELECT ${columns} FROM own_passkey WHERE tenant_id = $1 AND relying_party = $2 AND person_id = $3 ORDER BY created_at`,
      [tenantId, relyingParty, personId],
    );
  }

  async used(manager: EntityManager, providerId: string, signCount: number): Promise<void> {
    await manager.query('UPDATE own_passkey SET sign_count = $2, last_used_at = now() WHERE provider_id = $1', [
      providerId,
      signCount,
    ]);
  }

  /** false: there is none. */
  async delete({ tenantId, relyingParty, personId }: OwnUser, providerId: string): Promise<boolean> {
    const [, count]: [unknown[], number] = await this.database.query(
      `DELETE FROM own_passkey WHERE tenant_id = $1 AND relying_party = $2 AND person_id = $3 AND provider_id::text = $4`,
      [tenantId, relyingParty, personId, providerId.toLowerCase()],
    );
    return count > 0;
  }
}
