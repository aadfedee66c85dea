/**
 * What the revocation workflow does: asks the CA, reads back what the CA says (F07), settles row and credential, escalates. Each may
 * be repeated. Every failure is worth another try: a revocation ends in no other way than revoked.
 */
import { Injectable, Logger } from '@nestjs/common';
import { ApplicationFailure } from '@temporalio/common';
import { DataSource } from 'typeorm';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { systemActor } from '../../persistence/change-context.js';
import {
  RevocationRepository,
  type CertificateName,
  type Revocation,
} from '../../records/credentials/revocation.repository.js';

@Injectable()
export class RevocationActivities {
  private readonly logger = new Logger(RevocationActivities.name);

  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
    private readonly revocations: RevocationRepository,
  ) {}

  async revokeAtCa(name: CertificateName): Promise<void> {
    const row = await this.revocations.find(name);
    // An earlier call has done it, and its answer was lost.
    if (row === null || row.doneAt !== null) return;
    try {
      await this.ask(row);
    } catch (error) {
      await this.revocations.countAttempt(row, isCardwrightError(error) ? error.code : 'INTERNAL');
      throw worthAnotherTry(error);
    }
    await this.revocations.countAttempt(row, null);
    await this.settle(row);
  }

  /** Throws PKI_STATUS_UNCONFIRMED when the CA does not say `revoked` after it was asked. */
  private async ask(row: Revocation): Promise<void> {
    const { serialNumberHex, reason, tenantId, correlationId } = row;
    const context = { tenantId, correlationId };
    try {
      await this.rpc.pki('certificates.revoke', { serialNumberHex, reason, correlation: correlationId }, context);
    } catch (error) {
      // The certificate was revoked for another reason, by us or outside. The status that the CA reports below decides.
      if (!isCardwrightError(error, 'PKI_ALREADY_REVOKED')) throw error;
    }
    const { certificate } = await this.rpc.pki('certificates.status', { serialNumberHex }, context);
    if (certificate.status !== 'revoked')
      throw new CardwrightError('PKI_STATUS_UNCONFIRMED', undefined, { serialNumberHex, status: certificate.status });
  }

  private async settle(row: Revocation): Promise<void> {
    const { issuerId, serialNumberHex, deviceId, tenantId, correlationId, reason, dueAt } = row;
    await inTransaction(this.database, async (manager) => {
      if (!(await this.revocations.markDone(manager, row))) return;
      await manager.query(
        `UPDATE credential SET state = 'REVOKED', updated_at = now()
         WHERE device_id = $1 AND issuer_id = $2 AND serial_number_hex = $3`,
        [deviceId, issuerId, serialNumberHex],
      );
      await appendAudit(manager, {
        tenantId,
        correlationId,
        actor: systemActor,
        action: 'revocation.done',
        object: `certificate:${serialNumberHex}`,
        reason,
        details: { issuerId, deviceId, inTime: Date.now() <= dueAt.getTime() },
      });
    });
  }

  /** Records that half of the time is gone (`half`) or all of it (`overdue`): audit row, log, and for `overdue` the domain event. Once each. */
  async tellRevocation({ what, ...name }: CertificateName & { what: 'half' | 'overdue' }): Promise<void> {
    const row = await this.revocations.find(name);
    if (row === null) return;
    const { issuerId, serialNumberHex, deviceId, tenantId, correlationId, reason, attempts, lastErrorCode } = row;
    const dueAt = row.dueAt.toISOString();
    const fields = { serialNumberHex, issuerId, deviceId, dueAt, attempts, lastErrorCode };
    const recorded = await inTransaction(this.database, async (manager) => {
      if (!(await this.revocations.markDelay(manager, row, what))) return false;
      await appendAudit(manager, {
        tenantId,
        correlationId,
        actor: systemActor,
        action: what === 'half' ? 'revocation.delayed' : 'revocation.overdue',
        object: `certificate:${serialNumberHex}`,
        reason,
        details: { issuerId, deviceId, dueAt, attempts, lastErrorCode, urgent: row.urgent },
      });
      if (what === 'overdue')
        await enqueueEvent(manager, {
          name: 'revocation.overdue',
          tenantId,
          correlationId,
          data: { serialNumberHex, issuerId, deviceId, dueAt },
        });
      return true;
    });
    if (recorded)
      this.logger.warn(
        fields,
        what === 'half' ? 'half of the time for a revocation is gone' : 'a revocation is overdue',
      );
  }
}

/** Makes every failure retryable, also those whose code says "never": no other job will revoke this certificate. */
export function worthAnotherTry(error: unknown): unknown {
  if (!isCardwrightError(error)) return error;
  const { code, message, details } = error;
  return ApplicationFailure.create({ type: code, message, nonRetryable: false, details: [details] });
}
