/**
 * What the workflow of a reinsertion does: asks the agent, looks at what programs see of the card, reminds once, ends. Each may be repeated. What
 * was found changes row, timeline, audit and the domain event in one transaction.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CredentialsSeen } from '@cardwright/contracts/nats/edge.api';
import type { PropagationInput } from '@cardwright/contracts/workflow/card-write.contract';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { verdictOf, type Verdict } from '../../domain/reinsertion.js';
import { systemContext } from '../../persistence/change-context.js';
import {
  ReinsertionRepository,
  type NewCertificate,
  type ReinsertionRow,
} from '../../records/reinsertions/reinsertion.repository.js';
import { RequestService } from '../../records/requests/request.service.js';
import { ReinsertionQuestion } from './reinsertion-question.js';

/** A fresh session reads every certificate of the card. */
const lookMs = 40_000;

@Injectable()
export class ReinsertionActivities {
  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
    private readonly rows: ReinsertionRepository,
    private readonly requests: RequestService,
    private readonly question: ReinsertionQuestion,
  ) {}

  async askForReinsertion({ requestId }: PropagationInput): Promise<void> {
    const row = await this.rows.find(requestId);
    // In again by now: what the session keeps of the card is looked at with it.
    if (row === null || row.endedAt !== null || row.insertedAt !== null) return;
    await this.question.ask(row, false);
  }

  /** over: nothing is awaited any more. */
  async lookForCredentials({ requestId }: PropagationInput): Promise<{ over: boolean }> {
    const row = await this.rows.find(requestId);
    if (row === null || row.endedAt !== null) return { over: true };
    if (row.insertedAt === null || row.lookedAt?.getTime() === row.insertedAt.getTime()) return { over: false };
    const certificates = await this.withThumbprints(row);
    const seen = await this.look(row, certificates);
    return seen === null ? { over: false } : this.found(row, verdictOf(certificates, seen));
  }

  /** inserted: the card is in again and nobody has looked yet, so that there is nothing to remind of. */
  async remindOfReinsertion({ requestId }: PropagationInput): Promise<{ over: boolean; inserted: boolean }> {
    const row = await this.rows.find(requestId);
    if (row === null || row.endedAt !== null) return { over: true, inserted: false };
    if (row.insertedAt !== null) return { over: false, inserted: true };
    // Whose card may not be used is not asked to try it.
    if (row.deviceState !== 'ACTIVE') return { over: false, inserted: false };
    if ((await this.question.ask(row, false)).inserted) return { over: false, inserted: true };
    // Marked afterwards: the agent shows it once, however often it is asked.
    if ((await this.question.ask(row, true)).reminded) await this.rows.markReminded(requestId);
    return { over: false, inserted: false };
  }

  async endReinsertion({ requestId }: PropagationInput): Promise<void> {
    await this.settle(requestId, async (manager, row) => {
      await this.rows.end(manager, requestId);
      return row.state === 'AWAITING_REINSERT' ? say('reinsertion.not-put-in') : say('reinsertion.never-seen');
    });
  }

  /** null: the card has gone once more, and its next insertion is awaited. */
  private async look(row: ReinsertionRow, certificates: readonly NewCertificate[]): Promise<CredentialsSeen | null> {
    const { identityText, insertedWorkstationId } = row;
    const thumbprints = certificates.flatMap(({ thumbprint }) => thumbprint ?? []);
    try {
      return await this.rpc.edge(insertedWorkstationId!, 'credentials.look', { identityText, thumbprints }, row, {
        timeoutMs: lookMs,
      });
    } catch (error) {
      if (isCardwrightError(error, 'CARD_ABSENT') || isCardwrightError(error, 'CARD_REMOVED')) return null;
      if (isCardwrightError(error, 'REQUEST_NOT_FOUND')) return { by: 'pcsc', why: 'no-desk' };
      throw error;
    }
  }

  /** Of the certificates that the CA made; asked once. */
  private async withThumbprints(row: ReinsertionRow): Promise<NewCertificate[]> {
    if (row.certificates.every(({ thumbprint }) => thumbprint !== null)) return row.certificates;
    const certificates = await Promise.all(
      row.certificates.map(async (each) => {
        const { certificate } = await this.rpc.pki(
          'certificates.status',
          { serialNumberHex: each.serialNumberHex },
          row,
        );
        return { ...each, thumbprint: certificate.sha256Hex };
      }),
    );
    await this.rows.setThumbprints(row.requestId, certificates);
    return certificates;
  }

  private async found(looked: ReinsertionRow, verdict: Verdict): Promise<{ over: boolean }> {
    const { requestId, insertedAt } = looked;
    const { state, why, certificates, sentence } = verdict;
    const over = state !== 'NOT_SEEN';
    await this.settle(requestId, async (manager, row) => {
      await this.rows.looked(manager, { requestId, state, why, certificates, insertedAt }, over);
      const { deviceId } = row;
      if (state === 'PROPAGATED')
        await enqueueEvent(manager, {
          name: 'credentials.propagated',
          ...systemContext(row),
          data: {
            deviceId,
            requestId,
            workstationId: looked.insertedWorkstationId!,
            thumbprints: certificates.map(({ thumbprint }) => thumbprint!),
          },
        });
      await appendAudit(manager, {
        ...systemContext(row),
        action: state === 'PROPAGATED' ? 'credentials.propagated' : 'credentials.not-propagated',
        object: `request:${requestId}`,
        reason: null,
        details: { deviceId, state, why, certificates, workstationId: looked.insertedWorkstationId },
      });
      return sentence;
    });
    return { over };
  }

  /** Does nothing to one that has ended meanwhile. change: answers the sentence for the timeline. */
  private async settle(
    requestId: string,
    change: (manager: EntityManager, row: ReinsertionRow) => Promise<Sentence>,
  ): Promise<void> {
    const progress = await inTransaction(this.database, async (manager) => {
      const row = await this.rows.lockOpen(manager, requestId);
      return row === null ? null : this.requests.addLine(manager, requestId, await change(manager, row));
    });
    this.requests.announce(progress);
  }
}
