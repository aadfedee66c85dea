/**
 * The repairs that need no card (remedy `record`). The CA decides whether a certificate is trusted, so the record follows the CA. Only
 * where the record trusts a certificate less than the CA does (revoked, on hold), the CA is asked to follow the record. Each may be
 * repeated; each is audited.
 */
import type { Finding } from '@cardwright/contracts/card/findings';
import type { CredentialState, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { DeviceService } from '../../records/devices/device.service.js';

/** The states of a device in which its certificates have to be on hold (model.md section 1). */
const holdingStates: readonly DeviceState[] = ['PENDING_ACTIVATION', 'SUSPENDED'];

@Injectable()
export class RecordRepair {
  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
    private readonly devices: DeviceService,
  ) {}

  /** True when there was something to repair; false for a finding that needs the card or a person. */
  async repair(device: DeviceEntity, finding: Finding, context: ChangeContext): Promise<boolean> {
    const serialNumberHex = finding.subject;
    switch (finding.code) {
      case 'CERTIFICATE_REVOKED_AT_CA':
        return this.record(device, finding, 'REVOKED', context);
      case 'CERTIFICATE_HELD_AT_CA':
        return this.record(device, finding, 'HELD', context);
      case 'CERTIFICATE_EXPIRED':
        return this.record(device, finding, 'EXPIRED', context);
      case 'CERTIFICATE_NOT_HELD_AT_CA':
        if (!holdingStates.includes(device.state)) return this.record(device, finding, 'ACTIVE', context);
        await this.rpc.pki('certificates.hold', { serialNumberHex }, callContextOf(context));
        return this.record(device, finding, 'HELD', context);
      case 'CERTIFICATE_STILL_VALID':
        await this.revoke(serialNumberHex, context);
        return this.record(device, finding, 'REVOKED', context);
      default:
        return false;
    }
  }

  private async revoke(serialNumberHex: string, context: ChangeContext): Promise<void> {
    const asked = { serialNumberHex, reason: 'superseded', correlation: context.correlationId } as const;
    try {
      await this.rpc.pki('certificates.revoke', asked, callContextOf(context));
    } catch (error) {
      // It was revoked meanwhile for another reason, which serves the same purpose.
      if (!isCardwrightError(error, 'PKI_ALREADY_REVOKED')) throw error;
    }
  }

  private async record(
    { deviceId }: DeviceEntity,
    { code, subject }: Finding,
    state: CredentialState,
    context: ChangeContext,
  ): Promise<boolean> {
    await inTransaction(this.database, async (manager) => {
      // Behind the lock of the device, as every saga ends.
      await this.devices.lock(manager, deviceId);
      await manager.query(
        `UPDATE credential SET state = $3, updated_at = now()
         WHERE device_id = $1 AND upper(serial_number_hex) = upper($2) AND key_origin = 'card'`,
        [deviceId, subject, state],
      );
      await appendAudit(manager, {
        ...context,
        action: 'finding.repaired',
        object: `device:${deviceId}`,
        details: { code, subject, state },
      });
      // What is due for the card follows from its certificates.
      await this.devices.republish(manager, deviceId, context);
    });
    return true;
  }
}
