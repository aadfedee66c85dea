/**
 * Revoke, hold and release. State, audit row, domain event and what the next CRL says go in together; the CRL follows within
 * a second (crl-publisher.ts). Every call may be repeated. Governing document: RFC 5280 section 5.3.1.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { RevocationReason } from '@cardwright/contracts/card/revocation-reason';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { Clock } from '../config/clock.js';
import { CertificateEntity } from '../persistence/entities.js';
import { actorOf, type CallOrigin } from '../audit/call-origin.js';
import { hexOf } from './certificate-rows.js';
import { setCrlEntry } from './crl-lists.js';
import { reasonNumber } from './crl.js';

type Change = 'revoked' | 'held' | 'released';

@Injectable()
export class CertificateStatusService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * cause: what led to it (a request id), for the audit row. A planned certificate is voided the same way: its serial number goes on the CRL, so that even a signature that was made and
   * lost is worth nothing. Throws PKI_CERTIFICATE_NOT_FOUND, PKI_ALREADY_REVOKED (for another reason), REQUEST_INVALID.
   */
  async revoke(
    serialNumberHex: string,
    reason: RevocationReason,
    origin: CallOrigin,
    cause?: string,
    manager?: EntityManager,
  ): Promise<CertificateEntity> {
    if (!Object.hasOwn(reasonNumber, reason) || (reason as string) === 'certificateHold')
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('no such revocation reason'));
    const work = async (row: CertificateEntity, manager: EntityManager): Promise<void> => {
      if (row.status === 'revoked') {
        if (row.revocationReason === reason) return;
        throw new CardwrightError('PKI_ALREADY_REVOKED', undefined, { reason: row.revocationReason });
      }
      // If a certificate on hold is revoked, it counts as untrusted from the moment of the hold.
      const revokedAt = row.revokedAt ?? new Date(this.clock.now());
      await manager.query(
        `update certificates set status = 'revoked', revoked_at = $2, revocation_reason = $3 where id = $1`,
        [row.id, revokedAt, reason],
      );
      await setCrlEntry(manager, row, { revokedAt, reason });
      await this.record('revoked', row, origin, manager, reason, cause);
    };
    return this.change(serialNumberHex, origin, work, manager);
  }

  /** Throws PKI_CERTIFICATE_NOT_FOUND. */
  async get(serialNumberHex: string, origin: CallOrigin): Promise<CertificateEntity> {
    const row = await this.dataSource.getRepository(CertificateEntity).findOneBy(named(serialNumberHex, origin));
    if (!row) throw new CardwrightError('PKI_CERTIFICATE_NOT_FOUND');
    return row;
  }

  /** sequence: a suspension's (contracts, `certificates.hold`). Throws PKI_CERTIFICATE_NOT_FOUND, PKI_ALREADY_REVOKED. */
  async hold(serialNumberHex: string, origin: CallOrigin, sequence?: number): Promise<CertificateEntity> {
    return this.change(serialNumberHex, origin, async (row, manager) => {
      if (sequence !== undefined && !(await this.isNewest(row, sequence, manager))) return;
      if (row.status === 'held') {
        // From now on it is also held for another cause, so the end of the suspension does not release it.
        if (sequence === undefined && row.heldBySuspension)
          await manager.query('update certificates set held_by_suspension = false where id = $1', [row.id]);
        return;
      }
      if (row.status !== 'good') throw new CardwrightError('PKI_ALREADY_REVOKED', undefined, { status: row.status });
      const revokedAt = new Date(this.clock.now());
      await manager.query(
        `update certificates set status = 'held', revoked_at = $2, revocation_reason = 'certificateHold', held_by_suspension = $3
         where id = $1`,
        [row.id, revokedAt, sequence !== undefined],
      );
      await setCrlEntry(manager, row, { revokedAt, reason: 'certificateHold' });
      await this.record('held', row, origin, manager);
    });
  }

  /**
   * sequence: the end of a suspension, which releases only what a suspension held. Throws PKI_CERTIFICATE_NOT_FOUND, PKI_NOT_HELD.
   * Releasing what is good already answers the row.
   */
  async unhold(serialNumberHex: string, origin: CallOrigin, sequence?: number): Promise<CertificateEntity> {
    return this.change(serialNumberHex, origin, async (row, manager) => {
      if (sequence !== undefined && !(await this.isNewest(row, sequence, manager))) return;
      if (row.status === 'good') return;
      if (row.status !== 'held') throw new CardwrightError('PKI_NOT_HELD', undefined, { status: row.status });
      if (sequence !== undefined && !row.heldBySuspension) return;
      await manager.query(
        `update certificates set status = 'good', revoked_at = null, revocation_reason = null, held_by_suspension = false
         where id = $1`,
        [row.id],
      );
      await setCrlEntry(manager, row, null);
      await this.record('released', row, origin, manager);
    });
  }

  /** Remembers the number. The same number again is a repetition and is accepted; a lower one comes too late. */
  private async isNewest(row: CertificateEntity, sequence: number, manager: EntityManager): Promise<boolean> {
    if (!Number.isSafeInteger(sequence) || sequence < 1)
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('no such sequence'));
    if (sequence < row.holdSequence) return false;
    if (sequence > row.holdSequence)
      await manager.query('update certificates set hold_sequence = $2 where id = $1', [row.id, sequence]);
    return true;
  }

  private async change(
    serialNumberHex: string,
    origin: CallOrigin,
    work: (row: CertificateEntity, manager: EntityManager) => Promise<void>,
    within?: EntityManager,
  ): Promise<CertificateEntity> {
    const where = named(serialNumberHex, origin);
    const locked = async (manager: EntityManager): Promise<CertificateEntity> => {
      const repository = manager.getRepository(CertificateEntity);
      const row = await repository.findOne({ where, lock: { mode: 'pessimistic_write' } });
      if (!row) throw new CardwrightError('PKI_CERTIFICATE_NOT_FOUND');
      await work(row, manager);
      return repository.findOneByOrFail({ id: row.id });
    };
    return within ? locked(within) : inTransaction(this.dataSource, locked);
  }

  private async record(
    change: Change,
    row: CertificateEntity,
    origin: CallOrigin,
    manager: EntityManager,
    reason?: RevocationReason,
    cause?: string,
  ): Promise<void> {
    const { issuerId, deviceId } = row;
    const serialNumberHex = hexOf(row.serialNumber);
    await appendAudit(manager, {
      ...origin,
      actor: actorOf(origin),
      action: `certificate.${change}`,
      object: `certificate:${serialNumberHex}`,
      reason,
      details: { issuerId, deviceId, from: row.status, ...(cause === undefined ? {} : { cause }) },
    });
    const data = { serialNumberHex, issuerId, deviceId };
    await (reason === undefined
      ? enqueueEvent(manager, {
          ...origin,
          name: change === 'held' ? 'certificate.held' : 'certificate.released',
          data,
        })
      : enqueueEvent(manager, { ...origin, name: 'certificate.revoked', data: { ...data, reason } }));
  }
}

/** Throws PKI_CERTIFICATE_NOT_FOUND for a text that is no serial number. */
function named(serialNumberHex: string, { tenantId }: CallOrigin): { tenantId: string; serialNumber: Buffer } {
  if (!/^([0-9A-Fa-f]{2}){1,20}$/.test(serialNumberHex)) throw new CardwrightError('PKI_CERTIFICATE_NOT_FOUND');
  return { tenantId, serialNumber: Buffer.from(serialNumberHex, 'hex') };
}
