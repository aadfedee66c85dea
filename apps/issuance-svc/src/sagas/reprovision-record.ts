/**
 * The record side of a reprovision: what a finished one and a stopped one leave behind. Device, credentials, revocations,
 * request and audit change in one transaction; the CA follows by its own durable job (F08), so that nothing here waits for it.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import { reasonOf } from '@cardwright/contracts/card/reasons';
import type { ReprovisionCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import type { RevocationReason } from '@cardwright/contracts/nats/pki.api';
import type { StageCall } from '@cardwright/card-saga/card-saga';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { DeviceService, type DevicePatch } from '../devices/device.service.js';
import { EndedCard } from '../lifecycle/ended-card.js';
import { CardIntentEntity } from '../persistence/card-intent.entity.js';
import { CredentialEntity } from '../persistence/credential.entity.js';
import { RequestEntity } from '../persistence/request.entity.js';
import type { CardSessionState, RevokedAtCa } from '../card-work/card-session-state.js';
import type { ChangeContext } from '../persistence/change-context.js';
import { RevocationService } from '../revocations/revocation.service.js';
import type { RequestPatch } from '../requests/request-row.js';
import { RequestService } from '../requests/request.service.js';
import { changeContext } from './issue-record.js';
import { inUse } from './reprovision-planner.js';

export type ReprovisionCall = StageCall & { reprovision: ReprovisionCardInput };

/** What becomes of the credentials of the device. */
interface Settled {
  /** In use from now on. */
  active: CredentialEntity[];
  /** Taken out of use: replaced, or of this request and on no card. */
  replaced: CredentialEntity[];
}

@Injectable()
export class ReprovisionRecord {
  constructor(
    private readonly database: DataSource,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly revocations: RevocationService,
    private readonly endedCard: EndedCard,
  ) {}

  /** The card is written and read back: the new certificates count, every other one of the card is revoked. */
  async commit(call: StageCall): Promise<void> {
    await this.settle(call, {
      choose: (rows) => ({
        active: rows.filter((row) => row.requestId === call.input.requestId && row.state === 'VERIFIED'),
        replaced: rows.filter((row) => row.requestId !== call.input.requestId || row.state !== 'VERIFIED'),
      }),
      patch: { pin: 'set', health: 'ok' },
      request: {
        state: 'COMPLETED',
        stage: 'done',
        percent: 100,
        sentence: 'The card is written anew and active; the replaced certificates are being revoked',
      },
      finished: true,
    });
  }

  /**
   * Cancel or abandon (model.md section 4): before the first key nothing is undone. After it, what stands on the card counts, what
   * it replaced is revoked, and the card is left to be finished by another reprovision or to be recycled.
   */
  async giveUp(call: StageCall, outcome: 'cancelled' | 'abandoned', reason: string | null): Promise<void> {
    const { requestId } = call.input;
    await this.requests.mark(requestId, { state: 'CANCELLING', sentence: 'Stopping', reason });
    const begun = await this.begun(requestId);
    const stopped = outcome === 'cancelled' ? 'Cancelled' : 'Given up after waiting too long';
    await this.settle(call, {
      choose: (rows) => {
        const ours = rows.filter((row) => row.requestId === requestId);
        const active = ours.filter((row) => row.state === 'VERIFIED');
        const touched = rows.filter(
          (row) => row.requestId !== requestId && begun.includes(row.keyReference as KeyReferenceName),
        );
        return { active, replaced: [...ours.filter((row) => row.state !== 'VERIFIED'), ...touched] };
      },
      patch: begun.length === 0 ? {} : { health: 'interrupted', pin: 'set' },
      request: {
        state: 'CANCELLED',
        stage: 'done',
        stuckReason: null,
        sentence:
          begun.length === 0
            ? `${stopped}. Nothing on the card was changed: it goes on as before`
            : `${stopped}. The card is neither old nor new: finish by reprovisioning again, or terminate and recycle it`,
        reason,
      },
      finished: false,
    });
  }

  /** Key references whose old key may be gone by now: of the newest attempt that read the card. */
  async begun(requestId: string): Promise<readonly KeyReferenceName[]> {
    return (await this.newestSession(this.database.manager, requestId))?.begun ?? [];
  }

  private async newestSession(manager: EntityManager, requestId: string): Promise<CardSessionState | null> {
    const [newest] = await manager.find(CardIntentEntity, {
      where: { requestId },
      order: { attempt: 'DESC' },
      take: 1,
    });
    return newest?.session ?? null;
  }

  private async settle(
    call: StageCall,
    end: {
      choose: (inUse: CredentialEntity[]) => Settled;
      patch: DevicePatch;
      request: RequestPatch;
      finished: boolean;
    },
  ): Promise<void> {
    const context = changeContext(call);
    const { requestId, deviceId } = call.input;
    const progress = await inTransaction(this.database, async (manager) => {
      const request = await manager.findOneByOrFail(RequestEntity, { requestId });
      const rows = (await manager.findBy(CredentialEntity, { deviceId })).filter(inUse);
      const { active, replaced } = end.choose(rows);
      await setState(manager, active, 'ACTIVE');
      const revokedAtCa = (await this.newestSession(manager, requestId))?.revokedAtCa ?? {};
      const isRevoked = (row: CredentialEntity): boolean => revokedAtCa[row.serialNumberHex!] !== undefined;
      const outside = replaced.filter(isRevoked);
      const toRevoke = replaced.filter((row) => !isRevoked(row));
      await recordRevoked(manager, outside, revokedAtCa, context);
      await this.revocations.enqueueIn(manager, toRevoke, revocationOf(request.reason), context);
      const device = await this.devices.change(
        manager,
        deviceId,
        {
          ...end.patch,
          ...(end.finished && { profileVersion: request.profileVersion }),
          operation: 'idle',
          activeRequestId: null,
        },
        context,
      );
      await this.endedCard.followIn(manager, device, context);
      if (end.finished)
        await enqueueEvent(manager, {
          name: 'card.reprovisioned',
          ...context,
          data: { deviceId, requestId, profileName: request.profileName!, profileVersion: request.profileVersion! },
        });
      // [D23]
      if (end.finished || replaced.length > 0)
        await appendAudit(manager, {
          ...context,
          action: end.finished ? 'card.reprovisioned' : 'card.reprovision-stopped',
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
      return (await this.requests.markIn(manager, requestId, end.request)).progress;
    });
    this.requests.announce(progress);
  }
}

/** [D05] The record follows the CA; there is nothing left to ask of it. */
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
  state: 'ACTIVE' | 'REVOKED',
): Promise<void> {
  await manager.query('UPDATE credential SET state = $2, updated_at = now() WHERE credential_id = ANY ($1)', [
    rows.map(({ credentialId }) => credentialId),
    state,
  ]);
}

/** What the reason of the request means to the CA (model.md section 5). One that was revoked outside stays as it is there. */
export function revocationOf(reason: string | null): { reason: RevocationReason; urgent: boolean } {
  const row = reason === null ? undefined : reasonOf(reason);
  const effect = row?.certificates ?? 'superseded';
  const kept = ['already-revoked', 'old-expires', 'hold', 'release', 'none'].includes(effect);
  return { reason: kept ? 'superseded' : (effect as RevocationReason), urgent: row?.urgent ?? false };
}
