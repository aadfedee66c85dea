/**
 * What becomes of the passkeys of a card that ends or is suspended: they are deleted at their relying parties, or switched off where one can do that, by
 * jobs of their own (jobs/passkeys), deletions with the clock of revocations. Whatever changes the card enqueues them in its own transaction, and waits
 * neither for a relying party nor for a card.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findingOf } from '@cardwright/card-plan/reconcile/finding';
import { comparedPasskeyCodes, passkeySubject } from '@cardwright/card-plan/reconcile/passkey-findings';
import type { Finding } from '@cardwright/contracts/card/findings';
import type { PasskeyEnd } from '@cardwright/contracts/card/passkey-end';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import type { ChangeContext } from '../../persistence/change-context.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import { FindingRepository } from '../findings/finding.repository.js';
import { becameOf, PasskeyRecords, type PasskeyRow } from './passkey-records.js';
import { PasskeySuspensions } from './passkey-suspensions.js';

const missing = 'PASSKEY_MISSING';

@Injectable()
export class PasskeyEnds {
  constructor(
    private readonly passkeys: PasskeyRecords,
    private readonly suspensions: PasskeySuspensions,
    private readonly parties: RelyingParties,
    private readonly findings: FindingRepository,
  ) {}

  /** For good. May be repeated: what is to be deleted already stays so, with its time. */
  async enqueueIn(
    manager: EntityManager,
    deviceId: string,
    why: Exclude<PasskeyEnd, 'suspended'>,
    change: ChangeContext,
  ): Promise<void> {
    await this.deleteIn(manager, deviceId, { why }, change);
    await this.findings.clear(manager, deviceId, ({ code }) => code === missing, change);
  }

  async suspendIn(manager: EntityManager, deviceId: string, change: ChangeContext): Promise<void> {
    await this.deleteIn(manager, deviceId, { why: 'suspended', except: this.parties.switching() }, change);
    await this.suspensions.wishIn(manager, deviceId, true);
  }

  /**
   * In the transaction that ends the request of a new passkey, whichever way. One that its relying party has counts, and the others of the card end. One
   * that it may have is deleted; the key has taken it in the place of the old one, which is good for nothing any more either. So it is where only the key
   * may have it: what the key holds then nobody can say without its PIN, and the next new one takes its place.
   */
  async settleNewIn(
    manager: EntityManager,
    { requestId, deviceId }: { requestId: string; deviceId: string },
    change: ChangeContext,
  ): Promise<void> {
    const became = becameOf(await this.passkeys.stateIn(manager, requestId));
    if (became !== 'untouched')
      for (const old of await this.passkeys.replaceIn(manager, deviceId, requestId, change.correlationId))
        await this.endedIn(manager, old, 'renewed', change);
    if (became === 'registered') await this.findings.clear(manager, deviceId, ({ code }) => code === missing, change);
    else await this.passkeys.giveUpIn(manager, requestId);
    if (became === 'lost') await this.tellMissing(manager, deviceId, change);
  }

  /** One that was deleted does not come back: somebody is told that the card has none, and its holder is offered another. */
  async resumeIn(manager: EntityManager, deviceId: string, change: ChangeContext): Promise<void> {
    await this.suspensions.wishIn(manager, deviceId, false);
    await this.tellMissing(manager, deviceId, change);
  }

  private async tellMissing(manager: EntityManager, deviceId: string, change: ChangeContext): Promise<void> {
    if (!(await this.passkeys.isMissing(manager, deviceId))) return;
    const finding = findingOf(missing, null, 'passkey', say('finding.passkey-missing'));
    await this.findings.open(manager, deviceId, finding, change);
  }

  private async deleteIn(
    manager: EntityManager,
    deviceId: string,
    { why, except = [] }: { why: PasskeyEnd; except?: readonly string[] },
    change: ChangeContext,
  ): Promise<void> {
    const { correlationId } = change;
    for (const row of await this.passkeys.endIn(manager, deviceId, { why, correlationId, except }))
      await this.endedIn(manager, row, why, change);
  }

  /** What a comparison found of it is about nothing any more. */
  private async endedIn(
    manager: EntityManager,
    row: PasskeyRow,
    why: PasskeyEnd,
    change: ChangeContext,
  ): Promise<void> {
    const { requestId, deviceId, relyingParty, aaguid, credentialIdSha256Hex, deleteDueAt } = row;
    await appendAudit(manager, {
      ...change,
      action: 'passkey.deletion-requested',
      object: `request:${requestId}`,
      reason: why,
      details: { deviceId, relyingParty, aaguid, credentialIdSha256Hex, dueAt: deleteDueAt!.toISOString() },
    });
    const isOfIt = ({ code, subject }: Finding): boolean =>
      comparedPasskeyCodes.includes(code) && subject === passkeySubject(row);
    await this.findings.clear(manager, deviceId, isOfIt, change);
  }
}
