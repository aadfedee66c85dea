/** Rows of sign-ins with the card on their way back to the portal. Times are the database's: copies of the gateway need not agree on one. */
import { cardSignInSeconds } from '@cardwright/contracts/access/card-sign-in';
import type { CredentialState, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { PersonEntity } from '../../persistence/person.entity.js';

export interface ProvedCard {
  tenantId: string;
  deviceId: string;
  serialNumberHex: string;
}
export interface CardFacts {
  device: { state: DeviceState } | null;
  credential: { state: CredentialState } | null;
  person: PersonEntity | null;
}

@Injectable()
export class CardSignInRepository {
  constructor(private readonly database: DataSource) {}

  /** The card, its certificate and its person, as they are now. */
  async factsOf({ tenantId, deviceId, serialNumberHex }: ProvedCard): Promise<CardFacts> {
    const [row]: [{ state: DeviceState; personId: string | null; credential: CredentialState | null }?] =
      await this.database.query(
        `SELECT device.state, device.person_id AS "personId", (
           SELECT credential.state FROM credential
           WHERE credential.device_id = device.device_id AND serial_number_hex = $3
           ORDER BY created_at DESC LIMIT 1) AS credential
         FROM device WHERE tenant_id = $1 AND device_id = $2`,
        [tenantId, deviceId, serialNumberHex],
      );
    if (row === undefined) return { device: null, credential: null, person: null };
    const { state, personId, credential } = row;
    return {
      device: { state },
      credential: credential === null ? null : { state: credential },
      person: personId === null ? null : await this.database.manager.findOneBy(PersonEntity, { tenantId, personId }),
    };
  }

  /** Also forgets a few that are over, so that the table does not grow. */
  async insert(
    manager: EntityManager,
    codeSha256Hex: string,
    { challenge, tenantId, deviceId, serialNumberHex }: ProvedCard & { challenge: string },
  ): Promise<void> {
    await manager.query(
      `DELETE FROM card_sign_in WHERE code_sha256_hex IN (
         SELECT code_sha256_hex FROM card_sign_in WHERE expires_at < now() - interval '1 hour'
         ORDER BY expires_at LIMIT 20 FOR UPDATE SKIP LOCKED)`,
    );
    await manager.query(
      `INSERT INTO card_sign_in (code_sha256_hex, tenant_id, challenge, device_id, serial_number_hex, expires_at)
       VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))`,
      [codeSha256Hex, tenantId, challenge, deviceId, serialNumberHex, cardSignInSeconds],
    );
  }

  /** Uses the code up, whoever brings it; null: there is none, or it is over. */
  async take(
    manager: EntityManager,
    tenantId: string,
    codeSha256Hex: string,
  ): Promise<(ProvedCard & { challenge: string }) | null> {
    const [rows]: [(Omit<ProvedCard, 'tenantId'> & { challenge: string })[], number] = await manager.query(
      `UPDATE card_sign_in SET used_at = now()
       WHERE tenant_id = $1 AND code_sha256_hex = $2 AND used_at IS NULL AND expires_at > now()
       RETURNING challenge, device_id AS "deviceId", serial_number_hex AS "serialNumberHex"`,
      [tenantId, codeSha256Hex],
    );
    return rows[0] === undefined ? null : { tenantId, ...rows[0] };
  }
}
