/** Devices, requests, credentials and the CA's certificates of them, planted as a spec wants them. Specs only. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { CredentialState, DeviceState, RequestState } from '@cardwright/contracts/nats/issuance.api';
import type { CertificateFilter, CertificateRow, CertificateStatus } from '@cardwright/contracts/nats/pki.api';
import { defaultTenantId, type Page, type PageRequest } from '@cardwright/contracts/nats/rpc';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { RecordsService } from './records-service.js';

export type Query = <Row = Record<string, unknown>>(text: string, values?: unknown[]) => Promise<Row[]>;

export async function plantDevice(query: Query, state: DeviceState, identityText: string): Promise<string> {
  const deviceId = randomUUID();
  const [model] = await query<{ model_id: string }>('SELECT model_id FROM card_model ORDER BY position LIMIT 1');
  await query(
    `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state) VALUES ($1, $2, $3, $3, $4, $5)`,
    [deviceId, defaultTenantId, identityText, model!.model_id, state],
  );
  return deviceId;
}

export async function plantRequest(query: Query, deviceId: string, state: RequestState): Promise<string> {
  const requestId = randomUUID();
  const finished = ['COMPLETED', 'CANCELLED', 'SUPERSEDED', 'WITHDRAWN'].includes(state);
  await query(
    `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, sentence, device_id, workstation_id,
       requested_by, correlation_id, finished_at, awaiting)
     VALUES ($1, $2, 'w', 'ISSUE', $3, 'planted', 'planted', $4, 'ws-1', 'spec', 'spec', $5, $6)`,
    [
      requestId,
      defaultTenantId,
      state,
      deviceId,
      finished ? new Date() : null,
      state === 'AWAITING_USER' ? 'pin' : null,
    ],
  );
  return requestId;
}

export async function plantCredential(
  query: Query,
  certificate: CertificateRow,
  state: CredentialState,
): Promise<string> {
  const credentialId = randomUUID();
  await query(
    `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container,
       key_reference, algorithm, key_origin, state, issuer_id, serial_number_hex, public_key_sha256_hex, not_after)
     VALUES ($1, $2, $3, $4, 1, 'PIV', $5, $6, 'ECCP256', 'card', $7, $8, $9, $10, $11)`,
    [
      credentialId,
      defaultTenantId,
      certificate.deviceId,
      certificate.requestId,
      `c-${certificate.keyReference}`,
      certificate.keyReference,
      state,
      certificate.issuerId,
      certificate.serialNumberHex,
      certificate.publicKeySha256Hex,
      certificate.notAfter,
    ],
  );
  return credentialId;
}

/** A CA of rows, in the place of the vault's: lists by filter in pages of two, revokes, holds, releases. */
export class PlantedCa {
  readonly rows: CertificateRow[] = [];

  constructor(service: Pick<RecordsService, 'vault'>) {
    Object.assign(service.vault, {
      'certificates.list': (filter: CertificateFilter & PageRequest) => this.list(filter),
      'certificates.revoke': (body: { serialNumberHex: string; reason: string }) =>
        this.become(body.serialNumberHex, 'revoked', body.reason),
      'certificates.hold': (body: { serialNumberHex: string }) =>
        this.become(body.serialNumberHex, 'held', 'certificateHold'),
      'certificates.unhold': (body: { serialNumberHex: string }) => this.become(body.serialNumberHex, 'good', null),
    } satisfies Partial<Record<keyof RecordsService['vault'], unknown>>);
  }

  plant(row: Pick<CertificateRow, 'deviceId' | 'requestId' | 'status'> & Partial<CertificateRow>): CertificateRow {
    const hex = (bytes: number): string => randomBytes(bytes).toString('hex').toUpperCase();
    const certificate: CertificateRow = {
      serialNumberHex: hex(16),
      issuerId: 'issuing-1',
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2099-01-01T00:00:00.000Z',
      sha256Hex: hex(32),
      keyReference: '9A',
      certificateProfile: 'piv-authentication',
      subjectText: 'CN=Spec',
      publicKeySha256Hex: hex(32),
      revokedAt: null,
      revocationReason: null,
      ...row,
    };
    this.rows.push(certificate);
    return certificate;
  }

  statusOf(serialNumberHex: string): CertificateStatus {
    return this.find(serialNumberHex).status;
  }

  find(serialNumberHex: string): CertificateRow {
    const row = this.rows.find((each) => each.serialNumberHex === serialNumberHex);
    if (row === undefined) throw new CardwrightError('PKI_CERTIFICATE_NOT_FOUND');
    return row;
  }

  private become(serialNumberHex: string, status: CertificateStatus, reason: string | null) {
    const row = this.find(serialNumberHex);
    Object.assign(row, { status, revocationReason: reason, revokedAt: reason && '2026-01-02T00:00:00.000Z' });
    return { certificate: row };
  }

  private list(filter: CertificateFilter & PageRequest): Page<CertificateRow> {
    const { deviceId, requestId, deviceIds, requestIds, statuses, cursor = '0' } = filter;
    const wanted = this.rows.filter(
      (row) =>
        (deviceId === undefined || row.deviceId === deviceId) &&
        (requestId === undefined || row.requestId === requestId) &&
        (deviceIds?.includes(row.deviceId) ?? true) &&
        (requestIds?.includes(row.requestId) ?? true) &&
        (statuses?.includes(row.status) ?? true),
    );
    // Small pages: whoever lists must follow the cursor. Rows keep their place while their status changes.
    const from = this.rows.findIndex((_row, index) => index >= Number(cursor));
    const later = wanted.filter((row) => from >= 0 && this.rows.indexOf(row) >= from);
    const rows = later.slice(0, 2);
    return { rows, nextCursor: later.length > 2 ? String(this.rows.indexOf(rows[1]!) + 1) : null };
  }
}
