/**
 * The orphan sweeper (faults.md I1): a certificate of the CA that is on no card and whose request is closed is revoked, by the next
 * round at the latest. The rule is libs/card-plan/src/reconcile/orphan. A certificate of no request is reported, not revoked: a
 * restored backup would make orphans of good cards (fault 32). A round may be repeated, and two may run at once.
 */
import type { Finding } from '@cardwright/contracts/card/findings';
import type { CertificateFilter, CertificateRow, CertificateStatus } from '@cardwright/contracts/nats/pki.api';
import type { Page } from '@cardwright/contracts/nats/rpc';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { findingOf } from '@cardwright/card-plan/reconcile/finding';
import { orphanOf, type OrphanCode } from '@cardwright/card-plan/reconcile/orphan';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { FindingRepository } from '../../records/findings/finding.repository.js';
import { OrphanRepository, type KnownCertificate } from './orphan.repository.js';

export interface SweepResult {
  checked: number;
  findings: Finding[];
}

/** Revoked and expired certificates can be no orphans any more. */
const live: readonly CertificateStatus[] = ['planned', 'good', 'held'];
const requestsAtOnce = 100;
const certificatesAtOnce = 200;

@Injectable()
export class OrphanSweeper {
  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
    private readonly records: OrphanRepository,
    private readonly findings: FindingRepository,
  ) {}

  /** Every live certificate of the CA. */
  sweepAll(context: ChangeContext): Promise<SweepResult> {
    return this.sweep({}, context);
  }

  /** The certificates of requests that closed since then: what becomes an orphan does so when its request closes. */
  async sweepClosedSince(since: Date, context: ChangeContext): Promise<SweepResult> {
    const total: SweepResult = { checked: 0, findings: [] };
    let after: string | null = null;
    for (;;) {
      const requestIds = await this.records.closedSince(context.tenantId, since, after, requestsAtOnce);
      if (requestIds.length === 0) return total;
      const { checked, findings } = await this.sweep({ requestIds }, context);
      total.checked += checked;
      total.findings.push(...findings);
      after = requestIds.at(-1)!;
    }
  }

  private async sweep(filter: CertificateFilter, context: ChangeContext): Promise<SweepResult> {
    const total: SweepResult = { checked: 0, findings: [] };
    let cursor: string | null = null;
    do {
      const page: Page<CertificateRow> = await this.rpc.pki(
        'certificates.list',
        { ...filter, statuses: live, limit: certificatesAtOnce, ...(cursor === null ? {} : { cursor }) },
        callContextOf(context),
      );
      // Archived keys have certificates of no device: they are shared, and no card's.
      const ofDevices = page.rows.filter(({ deviceId }) => deviceId !== '');
      for (const known of await this.records.factsOf(context.tenantId, ofDevices)) {
        const code = orphanOf(known.facts);
        if (code !== null) total.findings.push(await this.repair(code, known, context));
      }
      total.checked += ofDevices.length;
      cursor = page.nextCursor;
    } while (cursor !== null);
    return total;
  }

  /** Records the finding before the revocation: when a round ends in between, the finding is visible, and the next round finishes the repair. */
  private async repair(code: OrphanCode, known: KnownCertificate, context: ChangeContext): Promise<Finding> {
    const { device, certificate } = known;
    const finding = findingOf(code, device?.identityText ?? null, certificate.serialNumberHex, sentenceOf(code, known));
    const deviceId = device?.deviceId ?? null;
    await inTransaction(this.database, (manager) => this.findings.open(manager, deviceId, finding, context));
    if (finding.remedy !== 'system') return finding;
    await this.revoke(known, context);
    await inTransaction(this.database, async (manager) => {
      await manager.query(
        `UPDATE credential SET state = 'REVOKED', updated_at = now()
         WHERE device_id = $1 AND issuer_id = $2 AND upper(serial_number_hex) = $3`,
        [deviceId, certificate.issuerId, certificate.serialNumberHex.toUpperCase()],
      );
      await this.findings.clear(
        manager,
        deviceId,
        ({ code, subject }) => code === finding.code && subject === finding.subject,
        context,
      );
    });
    return finding;
  }

  private async revoke({ certificate }: KnownCertificate, context: ChangeContext): Promise<void> {
    const { serialNumberHex, requestId } = certificate;
    try {
      await this.rpc.pki(
        'certificates.revoke',
        { serialNumberHex, reason: 'superseded', correlation: requestId },
        callContextOf(context),
      );
    } catch (error) {
      // Somebody else has revoked it meanwhile for another reason, which serves the same purpose.
      if (!isCardwrightError(error, 'PKI_ALREADY_REVOKED')) throw error;
    }
  }
}

function sentenceOf(code: OrphanCode, { certificate, facts, device }: KnownCertificate): Sentence {
  const whose = device?.identityText ?? say('finding.unknown-device', { device: certificate.deviceId });
  const which = {
    serial: certificate.serialNumberHex,
    status: say(`certificate.${certificate.status}`),
    whose,
  };
  switch (code) {
    case 'ORPHAN_NOT_ON_RECORD':
      return say('finding.orphan-not-on-record', which);
    case 'ORPHAN_NOT_DELIVERED':
      return say('finding.orphan-not-delivered', which);
    case 'ORPHAN_NOT_REVOKED':
      return say('finding.orphan-not-revoked', {
        ...which,
        state: say(`credential.${facts.credential?.state ?? 'unknown'}`),
      });
    case 'ORPHAN_WITHOUT_REQUEST':
      return say('finding.orphan-without-request', { ...which, request: certificate.requestId });
  }
}
