/**
 * Passkeys are deleted at their relying party when their card has ended, or their issue was given up. It is tried again for as long as it takes: nobody
 * waits for it. When it takes long, that is told as it is of revocations, by the same clock, and stands as a finding of the card until it is done.
 */
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { findingOf } from '@cardwright/card-plan/reconcile/finding';
import { passkeySubject } from '@cardwright/card-plan/reconcile/passkey-findings';
import type { Finding } from '@cardwright/contracts/card/findings';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { LeaderWork } from '@cardwright/service-kit/leader-work';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { systemActor } from '../../persistence/change-context.js';
import { FindingRepository } from '../../records/findings/finding.repository.js';
import type { PasskeyPageState } from '../../records/passkeys/passkey-page-state.js';
import { PasskeyPages } from '../../records/passkeys/passkey-pages.js';
import { PasskeyRecords, type PasskeyRow } from '../../records/passkeys/passkey-records.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { newSince } from '../../relying-parties/new-passkeys.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import type { RegisteredPasskey } from '../../relying-parties/relying-party.port.js';
import { clockLeewayMs } from '../../relying-parties/sought-passkey.js';
import { SAGA_PACE, type SagaPace } from '../../sagas/run/saga-pace.js';
import { withoutLease } from '../../relying-parties/without-lease.js';

const atOnce = 20;
/** The time between two tries doubles up to that many times. */
const mostDoublings = 4;

@Injectable()
export class PasskeyDeletions extends LeaderWork {
  constructor(
    private readonly database: DataSource,
    private readonly passkeys: PasskeyRecords,
    private readonly pages: PasskeyPages,
    private readonly records: SagaRecords,
    private readonly parties: RelyingParties,
    private readonly findings: FindingRepository,
    @Inject(SAGA_PACE) private readonly pace: SagaPace,
  ) {
    super({ dataSource: database, lock: 'cardwright-issuance-passkey-deletions', intervalMs: pace.passkeyDeletionsMs });
  }

  async round(): Promise<boolean> {
    // One that is away is asked once in a round: the others must not wait for it.
    const away = new Set<string>();
    for (const row of await this.passkeys.toDelete(atOnce)) {
      if (away.has(row.relyingParty))
        await this.passkeys.deleteAgain(row.requestId, 'RELYING_PARTY_UNAVAILABLE', this.againMs(row));
      else if (!(await this.delete(row))) away.add(row.relyingParty);
    }
    for (const what of ['half', 'overdue'] as const)
      for (const row of await this.passkeys.late(what, atOnce)) await this.tell(row, what);
    return false;
  }

  /** False where its relying party is away. */
  private async delete(row: PasskeyRow): Promise<boolean> {
    const { requestId, relyingParty } = row;
    try {
      const { providerIds, gone, isCertain } = await this.deleteThere(row);
      const unsettledMs = isCertain ? 0 : this.settlesAt(row) - Date.now();
      if (unsettledMs > 0)
        await this.passkeys.lookAgain(requestId, unsettledMs, async (manager) => {
          if (gone.length > 0) await this.auditIn(manager, row, gone);
        });
      else await this.passkeys.deleted(requestId, (manager) => this.recordIn(manager, row, providerIds));
      return true;
    } catch (error) {
      const code = error instanceof CardwrightError ? error.code : 'INTERNAL';
      this.logger.warn({ err: error, requestId, relyingParty }, 'a passkey is not deleted at its relying party yet');
      await this.passkeys.deleteAgain(requestId, code, this.againMs(row, error));
      return !isCardwrightError(error, 'RELYING_PARTY_UNAVAILABLE');
    }
  }

  /** From then on what its relying party does not find is not there. */
  private settlesAt({ relyingParty, deleteRequestedAt }: PasskeyRow): number {
    return deleteRequestedAt!.getTime() + (this.parties.get(relyingParty).settlesMs ?? 0);
  }

  /** isCertain: the one that is known by an id was there, and is gone. Of what was made on a page nobody knows whether the list has all. */
  private async deleteThere(row: PasskeyRow): Promise<{ providerIds: string[]; gone: string[]; isCertain: boolean }> {
    const { displayName, aaguid, made, providerId, page } = row;
    const party = this.parties.get(row.relyingParty);
    const { context, holder } = withoutLease(row, await this.records.person(row.personId));
    const sought = providerId === null ? [] : [{ id: providerId, isIt: true }];
    // Whether it was registered is not known.
    if (providerId === null && made !== null) {
      const others = await this.passkeys.providerIdsOfOthers(row);
      const likely = await party.find(context, holder, { ...made, displayName, aaguid, others });
      for (const each of likely)
        sought.push({ id: each.providerId, isIt: each.credentialIds.includes(made.credentialIdBase64url) });
    }
    if (providerId === null && page !== null)
      for (const each of newOnPage(await party.list(context, holder), {
        ...{ page, others: await this.pages.ofOthers(row), until: row.deleteRequestedAt! },
      }))
        sought.push({ id: each.providerId, isIt: false });
    const gone: typeof sought = [];
    for (const each of sought) if (await party.delete(context, holder, each.id)) gone.push(each);
    return { providerIds: sought.map(idOf), gone: gone.map(idOf), isCertain: gone.some(({ isIt }) => isIt) };
  }

  private async recordIn(manager: EntityManager, row: PasskeyRow, providerIds: string[]): Promise<void> {
    await this.auditIn(manager, row, providerIds);
    const isIt = ({ code, subject }: Finding): boolean =>
      code === 'PASSKEY_NOT_DELETED' && subject === passkeySubject(row);
    await this.findings.clear(manager, row.deviceId, isIt, changeOf(row));
  }

  private auditIn(manager: EntityManager, row: PasskeyRow, providerIds: string[]): Promise<void> {
    const { requestId, deviceId, relyingParty, aaguid, credentialIdSha256Hex, deleteWhy, deleteDueAt } = row;
    return appendAudit(manager, {
      ...changeOf(row),
      action: 'passkey.deleted',
      object: `request:${requestId}`,
      ...(deleteWhy !== null && { reason: deleteWhy }),
      details: {
        ...{ deviceId, relyingParty, aaguid, credentialIdSha256Hex, providerIds },
        inTime: deleteDueAt === null || Date.now() <= deleteDueAt.getTime(),
      },
    });
  }

  /** Once each: audit and log, for half of the time a finding of the card, for all of it the event. */
  private async tell(row: PasskeyRow, what: 'half' | 'overdue'): Promise<void> {
    const { requestId, deviceId, relyingParty, deleteWhy, deleteAttempts: attempts, deleteFailed: failed } = row;
    const change = changeOf(row);
    const dueAt = row.deleteDueAt!.toISOString();
    const told = await inTransaction(this.database, async (manager) => {
      if (!(await this.passkeys.markToldIn(manager, requestId, what))) return false;
      await appendAudit(manager, {
        ...change,
        action: what === 'half' ? 'passkey.delayed' : 'passkey.overdue',
        object: `request:${requestId}`,
        ...(deleteWhy !== null && { reason: deleteWhy }),
        details: { deviceId, relyingParty, dueAt, attempts, lastErrorCode: failed },
      });
      const failure = failed ?? say('finding.not-asked');
      const sentence = say('finding.passkey-not-deleted', { party: relyingParty, due: dueAt, failure });
      const finding = findingOf('PASSKEY_NOT_DELETED', null, passkeySubject(row), sentence);
      await this.findings.open(manager, deviceId, finding, change);
      if (what === 'overdue')
        await enqueueEvent(manager, {
          name: 'passkey.overdue',
          tenantId: row.tenantId,
          correlationId: row.correlationId,
          data: { deviceId, requestId, relyingParty, dueAt },
        });
      return true;
    });
    if (told)
      this.logger.warn(
        { requestId, deviceId, relyingParty, dueAt, attempts, lastErrorCode: failed },
        what === 'half' ? 'half of the time to delete a passkey is gone' : 'the deletion of a passkey is overdue',
      );
  }

  private againMs({ deleteAttempts }: PasskeyRow, error?: unknown): number {
    const asked = error instanceof CardwrightError ? error.details['retryAfterSeconds'] : undefined;
    const own = this.pace.passkeyDeletionAgainMs * 2 ** Math.min(deleteAttempts, mostDoublings);
    return typeof asked === 'number' ? Math.max(own, asked * 1000) : own;
  }
}

/** What came to be there while the holder was asked for it. What they register afterwards is theirs. */
const newOnPage = (
  listed: readonly RegisteredPasskey[],
  { page, others, until }: { page: PasskeyPageState; others: readonly string[]; until: Date },
): RegisteredPasskey[] =>
  newSince(listed, page, others).filter(({ createdAt }) => Date.parse(createdAt) <= until.getTime() + clockLeewayMs);

const idOf = ({ id }: { id: string }): string => id;

const changeOf = ({ tenantId, correlationId }: PasskeyRow) => ({ tenantId, correlationId, actor: systemActor });
