/**
 * What the hold job does: sends the CA the newest wish with its number, and records what the CA then says (F07). May be
 * repeated; every failure is worth another try.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CredentialState } from '@cardwright/contracts/nats/issuance.api';
import type { CertificateStatus } from '@cardwright/contracts/nats/pki.api';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { HoldRepository, type CertificateHold } from '../../records/credentials/hold.repository.js';
import { worthAnotherTry } from './revocation.activities.js';
import type { CertificateName } from '../../records/credentials/revocation.repository.js';

@Injectable()
export class HoldActivities {
  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
    private readonly holds: HoldRepository,
  ) {}

  /** Until the newest wish is carried out. */
  async applyHold(name: CertificateName): Promise<void> {
    for (;;) {
      const row = await this.holds.find(name);
      if (row === null || row.settledSequence >= row.sequence) return;
      let status: CertificateStatus;
      try {
        status = await this.ask(row);
      } catch (error) {
        await this.holds.countAttempt(row, isCardwrightError(error) ? error.code : 'INTERNAL');
        throw worthAnotherTry(error);
      }
      await this.holds.countAttempt(row, null);
      await this.settle(row, status);
    }
  }

  private async ask({ wanted, sequence, serialNumberHex, tenantId, correlationId }: CertificateHold) {
    const context = { tenantId, correlationId };
    const name = wanted === 'held' ? 'certificates.hold' : 'certificates.unhold';
    try {
      await this.rpc.pki(name, { serialNumberHex, sequence }, context);
    } catch (error) {
      // Revoked meanwhile, here or outside: neither held nor released any more.
      if (!isCardwrightError(error, 'PKI_ALREADY_REVOKED') && !isCardwrightError(error, 'PKI_NOT_HELD')) throw error;
    }
    return (await this.rpc.pki('certificates.status', { serialNumberHex }, context)).certificate.status;
  }

  private async settle(row: CertificateHold, status: CertificateStatus): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      if (!(await this.holds.settle(manager, row))) return;
      const state = stateFor[status];
      // Changes only rows that this job owns: a revocation that is under way takes precedence.
      if (state !== null)
        await manager.query(
          `UPDATE credential SET state = $4, updated_at = now()
           WHERE device_id = $1 AND issuer_id = $2 AND serial_number_hex = $3 AND state = 'HELD'`,
          [row.deviceId, row.issuerId, row.serialNumberHex, state],
        );
    });
  }
}

/**
 * Records the CA's answer. `held` after a release means that the certificate was already on hold before the suspension (model.md section
 * 1).
 */
const stateFor: Record<CertificateStatus, CredentialState | null> = {
  planned: null,
  good: 'ACTIVE',
  held: 'HELD',
  revoked: 'REVOKED',
  expired: 'EXPIRED',
};
