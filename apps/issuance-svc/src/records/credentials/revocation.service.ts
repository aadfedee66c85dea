/**
 * Revocation as a durable job of its own (F08): whatever takes certificates out of use enqueues them here, in its own transaction,
 * and never waits for the CA or a card. The starter starts a workflow for each row; it goes on until the CA has revoked.
 */
import type { RevocationReason } from '@cardwright/contracts/card/revocation-reason';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { endOfUseMs } from '../../domain/end-of-use.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { CredentialEntity } from '../../persistence/credential.entity.js';
import { RevocationRepository } from './revocation.repository.js';

export interface RevocationCause {
  /** RFC 5280 section 5.3.1. */
  reason: RevocationReason;
  /** True when the reasons catalogue says that the key may be in wrong hands. */
  urgent: boolean;
}

/** True for a credential with a certificate that has not expired, and of which no revocation is done or under way. */
const isRevocable = ({ keyOrigin, issuerId, serialNumberHex, state }: CredentialEntity): boolean =>
  keyOrigin === 'card' && issuerId !== null && serialNumberHex !== null && state !== 'REVOKED' && state !== 'EXPIRED';

@Injectable()
export class RevocationService {
  private wakeStarter: () => void = () => undefined;

  constructor(private readonly repository: RevocationRepository) {}

  /** `wake` is called when rows have been written; they are committed a moment later. Each copy of the service wakes its own starter. */
  onEnqueued(wake: () => void): void {
    this.wakeStarter = wake;
  }

  /**
   * Marks the credentials REVOKE_PENDING and makes their revocations due 18 h from now, in the caller's transaction. May be repeated.
   * Archived keys are shared with other devices and are passed over; so are credentials without a certificate.
   */
  async enqueueIn(
    manager: EntityManager,
    credentials: readonly CredentialEntity[],
    why: RevocationCause,
    change: ChangeContext,
  ): Promise<void> {
    const dueAt = new Date(Date.now() + endOfUseMs);
    for (const credential of credentials.filter(isRevocable)) {
      const { credentialId, deviceId, keyReference } = credential;
      const name = { issuerId: credential.issuerId!, serialNumberHex: credential.serialNumberHex! };
      await manager.query(
        `UPDATE credential SET state = 'REVOKE_PENDING', updated_at = now() WHERE credential_id = $1 AND state <> 'REVOKED'`,
        [credentialId],
      );
      const { tenantId, correlationId } = change;
      const row = { ...name, tenantId, deviceId, keyReference, ...why, correlationId, dueAt };
      if (!(await this.repository.insert(manager, row))) continue;
      await appendAudit(manager, {
        ...change,
        action: 'revocation.requested',
        object: `certificate:${name.serialNumberHex}`,
        reason: why.reason,
        details: { issuerId: name.issuerId, deviceId, keyReference, urgent: why.urgent, dueAt: dueAt.toISOString() },
      });
      this.wakeStarter();
    }
  }
}
