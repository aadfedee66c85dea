/** Whose a certificate is and where it is, by its serial number. Rows only; the certificates themselves are the CA's. Serial numbers are in capitals. */
import type { CredentialState } from '@cardwright/contracts/nats/issuance.api';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Scopes } from '../../domain/authorisation.js';
import { requestScope, scopeParameters, scopeSql } from '../../persistence/scope.js';

export interface CertificateRecord {
  credentialState: CredentialState;
  container: string;
  deviceLabel: string;
  /** The person of the request that made it: the card may be blank by now, or another person's. */
  personId: string | null;
  personName: string | null;
  organizationalUnit: string | null;
  profileName: string | null;
}

@Injectable()
export class CertificateRepository {
  constructor(private readonly database: DataSource) {}

  /** The card that it was made for, where an archived key is on several. */
  async find(tenantId: string, serialNumberHex: string): Promise<CertificateRecord | null> {
    const [row]: [CertificateRecord?] = await this.database.query(
      `SELECT credential.state AS "credentialState", credential.container, device.label AS "deviceLabel", person.person_id AS "personId",
         person.display_name AS "personName", person.organizational_unit AS "organizationalUnit", request.profile_name AS "profileName"
       FROM ${made} WHERE credential.tenant_id = $1 AND credential.serial_number_hex = $2
       ORDER BY credential.created_at LIMIT 1`,
      [tenantId, serialNumberHex],
    );
    return row ?? null;
  }

  /** The labels of those cards, by serial number; of certificates outside the scopes, nothing. */
  async labels(
    tenantId: string,
    scopes: Scopes,
    serialNumbersHex: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const rows: { serialNumberHex: string; label: string }[] = await this.database.query(
      `SELECT "serialNumberHex", label FROM (
         SELECT DISTINCT ON (serial_number_hex) serial_number_hex AS "serialNumberHex", device.label,
           ${scopeSql({ ...requestScope, personId: 'person.person_id' }, '$2', '$3')} AS seen
         FROM ${made} WHERE credential.tenant_id = $1 AND serial_number_hex = ANY ($4)
         ORDER BY serial_number_hex, credential.created_at) AS first WHERE seen`,
      [tenantId, ...scopeParameters(scopes), serialNumbersHex],
    );
    return new Map(rows.map(({ serialNumberHex, label }) => [serialNumberHex, label]));
  }
}

/** SQL of tables. A certificate is of the person of the request that made it, whoever has the card now. */
export const made = `credential JOIN device ON device.device_id = credential.device_id
  LEFT JOIN request ON request.request_id = credential.request_id
  LEFT JOIN person ON person.person_id = coalesce(request.person_id, device.person_id)`;
