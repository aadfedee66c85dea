/**
 * The record side of a reprovision and of an update: what a finished one and a stopped one leave behind. Device, credentials, revocations,
 * request and audit change in one transaction; the CA follows by its own durable job (F08), so that nothing here waits for it.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Finding } from '@cardwright/contracts/card/findings';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { UpdateCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import type { DomainEventData } from '@cardwright/contracts/nats/domain-events';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import type { ReprovisionPlan } from '@cardwright/card-plan/plan-reprovision';
import type { DevicePatch } from '../../records/devices/device.service.js';
import { isDrift } from '../../records/findings/drift.js';
import { FindingRepository } from '../../records/findings/finding.repository.js';
import { hasReached } from '../../records/devices/profile-changes.js';
import { keySetWith } from '../../domain/kept-secrets.js';
import { leavesToExpire, revocationOf } from '../../domain/revocation-reason.js';
import { CredentialEntity } from '../../persistence/credential.entity.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import type { RevokedAtCa } from '../../persistence/card-session-state.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import { PasskeyRecords } from '../../records/passkeys/passkey-records.js';
import { ReinsertionRepository } from '../../records/reinsertions/reinsertion.repository.js';
import { RevocationService } from '../../records/credentials/revocation.service.js';
import { RequestService } from '../../records/requests/request.service.js';
import {
  begunKeyReferences,
  doubtsAbout,
  newestSession,
  stoppedCredentials,
  type CardDoubts,
  type StoppedCredentials,
} from '../../records/requests/begun.js';
import { inUse } from '../../card/reprovision-planner.js';
import { andMeanwhile, SagaEnd, type SagaEnding } from '../run/saga-end.js';
import { keysSentence } from './rewrite-warnings.js';

/** How a rewrite ends: the certificates that are in use from now on, and the texts about it. */
interface RewriteEnding extends Pick<SagaEnding, 'patch' | 'state' | 'sentence' | 'reason'> {
  /** Once the certificates are settled. */
  settled?: (manager: EntityManager) => Promise<void>;
  choose: (inUse: CredentialEntity[]) => StoppedCredentials<CredentialEntity>;
  /** Key references that have no certificate any more. */
  removed?: readonly KeyReferenceName[];
  /** The domain event of a rewrite that was completed. */
  event?: (
    request: RequestEntity,
  ) =>
    | { name: 'card.reprovisioned'; data: DomainEventData['card.reprovisioned'] }
    | { name: 'card.updated'; data: DomainEventData['card.updated'] };
  audited: string;
}

/** torn: key references whose certificate on the card may be incomplete. */
function keysAsBefore({ torn, managementKey }: Pick<CardDoubts, 'torn' | 'managementKey'>): Sentence {
  if (torn.length === 0 && managementKey === 'as-before') return say('rewrite.untouched');
  const then = torn.length === 0 ? say('rewrite.else-as-before') : say('rewrite.torn', { keys: torn });
  // The vault knows the key in every case.
  return managementKey === 'as-before'
    ? then
    : say('saga.two', { first: say(`rewrite.${managementKey}-management-key`), then });
}
const interruptedBy = (doubtful: readonly KeyReferenceName[]): DevicePatch =>
  doubtful.length === 0 ? {} : { health: 'interrupted' };
const stopped = (
  outcome: 'cancelled' | 'abandoned',
  reason: string | null,
  left: Sentence,
): Pick<SagaEnding, 'state' | 'sentence' | 'reason'> => ({
  state: 'CANCELLED',
  sentence: say(outcome === 'cancelled' ? 'saga.cancelled' : 'saga.given-up', { left }),
  reason,
});

@Injectable()
export class ReprovisionRecord {
  constructor(
    private readonly database: DataSource,
    private readonly requests: RequestService,
    private readonly revocations: RevocationService,
    private readonly records: SagaRecords,
    private readonly sagaEnd: SagaEnd,
    private readonly reinsertions: ReinsertionRepository,
    private readonly findings: FindingRepository,
    private readonly passkeys: PasskeyRecords,
  ) {}

  /** The card is written and read back: the new certificates count, every other one of the card is revoked. */
  async commit(call: StageCall): Promise<void> {
    const { session } = await this.records.intent(call);
    const kept = session?.kept;
    await this.end(call, {
      choose: (rows) => ({
        active: rows.filter((row) => row.requestId === call.input.requestId && row.state === 'VERIFIED'),
        replaced: rows.filter((row) => row.requestId !== call.input.requestId || row.state !== 'VERIFIED'),
      }),
      patch: ({ profileVersion }) => ({
        ...({ pin: 'set', health: 'ok', profileVersion } as const),
        ...(kept && { keptSecrets: kept, keyset: keySetWith(kept) }),
      }),
      settled: (manager) => this.renewPasskey(manager, call),
      state: 'COMPLETED',
      sentence: (meanwhile) =>
        meanwhile === null ? say('rewrite.done') : andMeanwhile(say('rewrite.written'), meanwhile),
      event: ({ deviceId, requestId, profileName, profileVersion }) => ({
        name: 'card.reprovisioned',
        data: { deviceId, requestId, profileName: profileName!, profileVersion: profileVersion! },
      }),
      audited: 'card.reprovisioned',
    });
  }

  /**
   * The new certificates are in use. The certificates that they replace, or that were removed, are treated as the reason says. The rest of
   * the card, including its PIN, is unchanged (A12). The card has the version of the profile that the request names as soon as nothing is
   * left that it would change (D14).
   */
  async commitUpdate(call: StageCall & { reprovision: UpdateCardInput }): Promise<void> {
    const { requestId } = call.input;
    const { keyReferences, profileVersion, reason } = call.reprovision;
    const { removed = [] } = (await this.records.intent(call)).plan as ReprovisionPlan;
    let reached = false;
    let drifts = true;
    const isNew = (row: CredentialEntity): boolean => row.requestId === requestId && row.state === 'VERIFIED';
    await this.end(call, {
      choose: (rows) => {
        const touched = rows.filter((row) => keyReferences.some((name) => name === row.keyReference));
        return { active: touched.filter(isNew), replaced: touched.filter((row) => !isNew(row)) };
      },
      removed,
      settled: async (manager) => {
        const { deviceId, tenantId } = call.input;
        reached = await hasReached(manager, deviceId, profileVersion);
        drifts = (await this.findings.openOf(manager, tenantId, deviceId)).some(isDrift);
      },
      patch: (_request, { health }) => ({
        ...(reached && { profileVersion }),
        ...(health === 'drift' && !drifts && { health: 'ok' }),
      }),
      state: 'COMPLETED',
      sentence: (meanwhile) =>
        andMeanwhile(say('update.done', { what: keysSentence(keyReferences, removed, reason) }), meanwhile),
      event: ({ deviceId }) => ({ name: 'card.updated', data: { deviceId, requestId, keyReferences } }),
      audited: 'card.updated',
    });
  }

  /**
   * Cancel or abandon (model.md section 4). Before the first key nothing has to be undone. After it, the certificates on the card count,
   * those that they replaced are revoked, and the card has to be finished by another reprovision or recycled.
   */
  async giveUp(call: StageCall, outcome: 'cancelled' | 'abandoned', reason: string | null): Promise<void> {
    const { begun, torn, managementKey } = await this.stopping(call, reason);
    await this.end(call, {
      choose: (rows) => stoppedCredentials(rows, call.input.requestId, begun),
      patch: () => (begun.length === 0 ? interruptedBy(torn) : { health: 'interrupted', pin: 'set' }),
      ...stopped(outcome, reason, begun.length === 0 ? keysAsBefore({ torn, managementKey }) : say('rewrite.half')),
      audited: 'card.reprovision-stopped',
    });
  }

  /** The same as `giveUp`, but a card is complete if all key references that were begun are finished. */
  async giveUpUpdate(call: StageCall, outcome: 'cancelled' | 'abandoned', reason: string | null): Promise<void> {
    const { begun, torn, managementKey } = await this.stopping(call, reason);
    const made = await this.database.manager.findBy(CredentialEntity, {
      requestId: call.input.requestId,
      state: 'VERIFIED',
    });
    const open = begun.filter((name) => !made.some(({ keyReference }) => keyReference === name));
    const finished = begun.filter((name) => !open.includes(name));
    await this.end(call, {
      choose: (rows) => stoppedCredentials(rows, call.input.requestId, begun),
      patch: () => interruptedBy([...open, ...torn]),
      ...stopped(
        outcome,
        reason,
        begun.length === 0
          ? keysAsBefore({ torn, managementKey })
          : open.length === 0
            ? say('update.replaced', { keys: finished })
            : say('update.being-replaced', { keys: open }),
      ),
      audited: 'card.update-stopped',
    });
  }

  /** The card keeps its passkey; where the profile says so, its holder is offered to make a new one. */
  private async renewPasskey(manager: EntityManager, { input }: StageCall): Promise<void> {
    if (!(await this.passkeys.isRegisteredIn(manager, input.deviceId))) return;
    const { profileName, profileVersion } = await this.records.request(input.requestId);
    const { definition } = await this.records.profile(input.tenantId, profileName!, profileVersion!);
    if (definition.passkey?.onReprovision === 'renew') await this.passkeys.wishRenewalIn(manager, input.deviceId);
  }

  /** Key references whose old key may be gone, from the newest attempt that read the card. */
  begun(requestId: string): Promise<readonly KeyReferenceName[]> {
    return begunKeyReferences(this.database.manager, requestId);
  }

  private async stopping({ input }: StageCall, reason: string | null): Promise<CardDoubts> {
    await this.requests.mark(input.requestId, { state: 'CANCELLING', sentence: say('saga.stopping'), reason });
    return doubtsAbout(this.database.manager, input.requestId);
  }

  private async end(
    call: StageCall,
    { choose, removed = [], settled, event, audited, ...ending }: RewriteEnding,
  ): Promise<void> {
    const { requestId, deviceId } = call.input;
    let chosen: StoppedCredentials<CredentialEntity> = { active: [], replaced: [] };
    await this.sagaEnd.end(call, {
      ...ending,
      credentials: async ({ manager, context, request }) => {
        const rows = await manager.findBy(CredentialEntity, { deviceId });
        chosen = choose(rows.filter(inUse));
        await this.settle(manager, chosen, request, context);
        await this.findings.clear(manager, deviceId, (finding) => isMended(finding, chosen, removed), context);
        await settled?.(manager);
      },
      also: async ({ manager, context, request }) => {
        const { active, replaced } = chosen;
        if (event !== undefined) await enqueueEvent(manager, { ...context, ...event(request) });
        // [A16]
        if (event !== undefined && active.length > 0) await this.awaitReinsertion(manager, request, active);
        // [D23]
        if (event === undefined && replaced.length === 0) return;
        await appendAudit(manager, {
          ...context,
          action: audited,
          object: `device:${deviceId}`,
          reason: request.reason,
          details: {
            requestId,
            reasonText: request.reasonText,
            profileName: request.profileName,
            profileVersion: request.profileVersion,
            oldSerials: replaced.map(({ serialNumberHex }) => serialNumberHex),
            newSerials: active.map(({ serialNumberHex }) => serialNumberHex),
          },
        });
      },
    });
  }

  /** Programs see the new certificates only after the card was taken out and put in again. */
  private awaitReinsertion(
    manager: EntityManager,
    { requestId, tenantId, correlationId, deviceId, workstationId, readerName }: RequestEntity,
    certificates: readonly CredentialEntity[],
  ): Promise<void> {
    return this.reinsertions.await(manager, {
      ...{ requestId, tenantId, correlationId, deviceId, workstationId, readerName },
      certificates: certificates.map(({ keyReference, serialNumberHex }) => ({
        keyReference,
        serialNumberHex: serialNumberHex!,
      })),
    });
  }

  private async settle(
    manager: EntityManager,
    { active, replaced }: StoppedCredentials<CredentialEntity>,
    { requestId, reason }: RequestEntity,
    context: ChangeContext,
  ): Promise<void> {
    await setState(manager, active, 'ACTIVE');
    const revokedAtCa = (await newestSession(manager, requestId))?.revokedAtCa ?? {};
    const isRevoked = (row: CredentialEntity): boolean => revokedAtCa[row.serialNumberHex!] !== undefined;
    const expires = (row: CredentialEntity): boolean => row.requestId !== requestId && leavesToExpire(reason);
    await recordRevoked(manager, replaced.filter(isRevoked), revokedAtCa, context);
    const valid = replaced.filter((row) => !isRevoked(row));
    await setState(manager, valid.filter(expires), 'SUPERSEDED');
    const toRevoke = valid.filter((row) => !expires(row));
    await this.revocations.enqueueIn(manager, toRevoke, revocationOf(reason), context);
  }
}

/** [D05] The record follows the CA. The CA has already revoked these certificates and need not be asked. */
async function recordRevoked(
  manager: EntityManager,
  rows: readonly CredentialEntity[],
  revokedAtCa: RevokedAtCa,
  context: ChangeContext,
): Promise<void> {
  await setState(manager, rows, 'REVOKED');
  for (const { serialNumberHex, issuerId, deviceId, keyReference } of rows) {
    const { at, reason } = revokedAtCa[serialNumberHex!]!;
    await appendAudit(manager, {
      ...context,
      action: 'certificate.revoked-outside',
      object: `certificate:${serialNumberHex}`,
      reason,
      details: { issuerId, deviceId, keyReference, revokedAt: at },
    });
  }
}

async function setState(
  manager: EntityManager,
  rows: readonly CredentialEntity[],
  state: 'ACTIVE' | 'SUPERSEDED' | 'REVOKED',
): Promise<void> {
  await manager.query('UPDATE credential SET state = $2, updated_at = now() WHERE credential_id = ANY ($1)', [
    rows.map(({ credentialId }) => credentialId),
    state,
  ]);
}

/** A certificate that somebody else revoked is on the card no more. */
function isMended(
  { code, subject }: Finding,
  { active, replaced }: StoppedCredentials<CredentialEntity>,
  removed: readonly string[],
): boolean {
  if (code === 'CERTIFICATE_REVOKED_AT_CA')
    return replaced.some(({ serialNumberHex }) => serialNumberHex?.toUpperCase() === subject.toUpperCase());
  const written = [...active.map(({ keyReference }) => keyReference), ...removed];
  return code === 'CERTIFICATE_TO_REPLACE' && written.includes(subject);
}
