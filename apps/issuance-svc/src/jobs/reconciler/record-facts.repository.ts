/** Reads from the record what reconciliation needs about devices (libs/card-plan/src/reconcile/facts.ts). */
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { KeptSecret } from '@cardwright/contracts/card/well-known-secrets';
import type { Device, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { issuedStates, type DeviceRecord, type RecordedCredential } from '@cardwright/card-plan/reconcile/facts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface RecordedDevice {
  deviceId: string;
  /** A saga is working on the card or is parked with it, so nothing about it is settled. */
  idle: boolean;
  health: Device['health'];
  pin: Device['pin'];
  /** Open findings stand for it. */
  hasFindings: boolean;
  stockBatchId: string;
  record: DeviceRecord;
}

interface DeviceRow {
  device_id: string;
  identity_text: string;
  state: DeviceState;
  operation: Device['operation'];
  active_request_id: string | null;
  health: Device['health'];
  pin_state: Device['pin'];
  keyset: string;
  kept_secrets: KeptSecret[];
  stock_batch_id: string;
  expires_on: string | null;
  card_uuid: string | null;
  fasc_n_hex: string | null;
  profile: CredentialProfile | null;
  has_findings: boolean;
}
interface CredentialRow {
  device_id: string;
  container: string;
  key_reference: string;
  key_origin: 'card' | 'archived';
  state: RecordedCredential['state'];
  serial_number_hex: string | null;
  public_key_sha256_hex: string | null;
  revocation_open: boolean;
  hold_open: boolean;
}

@Injectable()
export class RecordFactsRepository {
  constructor(private readonly database: DataSource) {}

  async of(deviceIds: readonly string[]): Promise<RecordedDevice[]> {
    const devices: DeviceRow[] = await this.database.query(
      `SELECT device.device_id, identity_text, state, operation, active_request_id, health, pin_state, keyset, kept_secrets,
         stock_batch_id,
         expires_on::text, card_uuid, fasc_n_hex, version.definition AS profile,
         EXISTS (SELECT FROM finding WHERE finding.device_id = device.device_id AND cleared_at IS NULL) AS has_findings
       FROM device LEFT JOIN credential_profile_version version ON version.tenant_id = device.tenant_id
         AND version.name = device.profile_name AND version.version = device.profile_version
       WHERE device.device_id = ANY ($1) ORDER BY device.device_id`,
      [deviceIds],
    );
    const credentials: CredentialRow[] = await this.database.query(
      `SELECT credential.device_id, container, credential.key_reference, key_origin, state,
         credential.serial_number_hex, public_key_sha256_hex,
         EXISTS (SELECT FROM revocation WHERE revocation.issuer_id = credential.issuer_id
           AND upper(revocation.serial_number_hex) = upper(credential.serial_number_hex)
           AND revocation.done_at IS NULL) AS revocation_open,
         EXISTS (SELECT FROM certificate_hold hold WHERE hold.issuer_id = credential.issuer_id
           AND hold.serial_number_hex = credential.serial_number_hex AND hold.settled_sequence < hold.sequence) AS hold_open
       FROM credential WHERE credential.device_id = ANY ($1) ORDER BY created_at DESC, attempt DESC`,
      [deviceIds],
    );
    return devices.map((row) => ({
      deviceId: row.device_id,
      idle: row.operation === 'idle' && row.active_request_id === null,
      health: row.health,
      pin: row.pin_state,
      hasFindings: row.has_findings,
      stockBatchId: row.stock_batch_id,
      record: {
        identityText: row.identity_text,
        state: row.state,
        expiresOn: row.expires_on,
        cardUuid: row.card_uuid,
        fascNHex: row.fasc_n_hex,
        keyset: row.keyset,
        keptSecrets: keptOf(row),
        profile: row.profile,
        credentials: credentials.filter(({ device_id: id }) => id === row.device_id).map(credentialOf),
      },
    }));
  }

  /** Devices that have or had certificates, in a stable order, a page at a time. */
  async issuedDevices(tenantId: string, after: string | null, limit: number): Promise<string[]> {
    const rows: { device_id: string }[] = await this.database.query(
      `SELECT device_id FROM device
       WHERE tenant_id = $1 AND ($2::uuid IS NULL OR device_id > $2)
         AND EXISTS (SELECT FROM credential WHERE credential.device_id = device.device_id)
       ORDER BY device_id LIMIT $3`,
      [tenantId, after, limit],
    );
    return rows.map(({ device_id: id }) => id);
  }
}

/** A card that was issued before this list was kept, with the values of its batch, has both of them. */
const keptOf = ({ kept_secrets: kept, keyset, state }: DeviceRow): readonly KeptSecret[] =>
  kept.length === 0 && keyset === 'factory' && issuedStates.includes(state)
    ? (['management-key', 'puk'] as const).map((secret) => ({ secret, wellKnown: false }))
    : kept;

const credentialOf = (row: CredentialRow): RecordedCredential => ({
  container: row.container,
  keyReference: row.key_reference,
  keyOrigin: row.key_origin,
  state: row.state,
  serialNumberHex: row.serial_number_hex,
  publicKeySha256Hex: row.public_key_sha256_hex,
  revocationOpen: row.revocation_open,
  holdOpen: row.hold_open,
});
