/** What the record knows of certificates of the CA, and which requests closed lately. Reads only. */
import type { CertificateRow } from '@cardwright/contracts/nats/pki.api';
import type { CredentialState, DeviceState, RequestState } from '@cardwright/contracts/nats/issuance.api';
import { isUuid } from '@cardwright/contracts/uuid';
import type { CertificateFacts } from '@cardwright/card-plan/reconcile/orphan';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isFinished } from '../../domain/request-lifecycle.js';

export interface KnownCertificate {
  certificate: CertificateRow;
  facts: CertificateFacts;
  /** null: no such device is known. */
  device: { deviceId: string; identityText: string } | null;
}

interface Row {
  request_state: RequestState | null;
  credential_state: CredentialState | null;
  device_id: string | null;
  device_state: DeviceState | null;
  identity_text: string | null;
  revocation_open: boolean;
}

@Injectable()
export class OrphanRepository {
  constructor(private readonly database: DataSource) {}

  /** Requests that closed since then, oldest first, a page at a time. */
  async closedSince(tenantId: string, since: Date, after: string | null, limit: number): Promise<string[]> {
    const rows: { request_id: string }[] = await this.database.query(
      `SELECT request_id FROM request
       WHERE tenant_id = $1 AND finished_at >= $2
         AND ($3::uuid IS NULL OR (finished_at, request_id) >
           (SELECT last.finished_at, last.request_id FROM request last WHERE last.request_id = $3))
       ORDER BY finished_at, request_id LIMIT $4`,
      [tenantId, since, after, limit],
    );
    return rows.map(({ request_id: id }) => id);
  }

  /**
   * The CA was asked before this read. The record is therefore newer, and a certificate that was delivered in between counts as delivered.
   */
  async factsOf(tenantId: string, certificates: readonly CertificateRow[]): Promise<KnownCertificate[]> {
    const id = (text: string): string | null => (isUuid(text) ? text : null);
    const rows: Row[] = await this.database.query(
      `SELECT request.state AS request_state, credential.state AS credential_state, device.device_id,
         device.state AS device_state, device.identity_text,
         EXISTS (SELECT FROM revocation WHERE revocation.issuer_id = asked.issuer_id
           AND upper(revocation.serial_number_hex) = asked.serial AND revocation.done_at IS NULL) AS revocation_open
       FROM unnest($2::text[], $3::text[], $4::uuid[], $5::uuid[]) WITH ORDINALITY
         AS asked (issuer_id, serial, request_id, device_id, position)
       LEFT JOIN request ON request.request_id = asked.request_id AND request.tenant_id = $1
       LEFT JOIN device ON device.device_id = asked.device_id AND device.tenant_id = $1
       LEFT JOIN LATERAL (
         SELECT state FROM credential WHERE credential.device_id = asked.device_id
           AND credential.issuer_id = asked.issuer_id AND upper(credential.serial_number_hex) = asked.serial
         ORDER BY created_at DESC LIMIT 1) credential ON true
       ORDER BY asked.position`,
      [
        tenantId,
        certificates.map(({ issuerId }) => issuerId),
        certificates.map(({ serialNumberHex }) => serialNumberHex.toUpperCase()),
        certificates.map(({ requestId }) => id(requestId)),
        certificates.map(({ deviceId }) => id(deviceId)),
      ],
    );
    return rows.map((row, index) => {
      const certificate = certificates[index]!;
      const { device_id: deviceId, identity_text: identityText } = row;
      return {
        certificate,
        facts: {
          status: certificate.status,
          request: row.request_state === null ? null : { closed: isFinished(row.request_state) },
          credential: row.credential_state === null ? null : { state: row.credential_state },
          deviceState: row.device_state,
          revocationOpen: row.revocation_open,
        },
        device: deviceId === null ? null : { deviceId, identityText: identityText! },
      };
    });
  }
}
