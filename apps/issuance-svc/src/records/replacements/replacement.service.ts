/**
 * Replacement requests (model.md sections 1, 3 and 5): made with what they do to the old card at once, withdrawn, and taken up by the
 * issue of a new card. What follows when that card is active is replacement-follower.ts.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { CredentialProfile, CredentialProfileVersion } from '@cardwright/contracts/card/credential-profile';
import type { Reason } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ReplaceCardRequest } from '@cardwright/contracts/nats/issuance.api';
import { say } from '@cardwright/contracts/words/say';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { DeviceService } from '../devices/device.service.js';
import { checkReplacement, dayOf, effectNow, successorExpiry } from '../../domain/replacement.js';
import { LifecycleChanges } from '../lifecycle/lifecycle-changes.js';
import { revocationReasonOf } from '../../domain/revocation-reason.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { RequestService } from '../requests/request.service.js';
import { ReplacementAsks } from './replacement-asks.service.js';
import { ReplacementRepository, type Replacement } from '../devices/replacement.repository.js';

/** For an issue: the request that it serves, and the last day on which the new card is valid. */
export interface Succession {
  replacement: Replacement;
  /** `YYYY-MM-DD` */
  expiresOn: string;
}

@Injectable()
export class ReplacementService {
  constructor(
    private readonly database: DataSource,
    private readonly repository: ReplacementRepository,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly changes: LifecycleChanges,
    private readonly asks: ReplacementAsks,
  ) {}

  /** Throws what checkReplacement throws, and LIFECYCLE_REPLACEMENT_OPEN {requestId}. */
  async request(
    asked: ReplaceCardRequest,
    reason: Reason,
    profiles: { old: CredentialProfile; successor: CredentialProfileVersion },
    requestedByPersonId: string | null,
    context: ChangeContext,
  ): Promise<RequestEntity> {
    const { deviceId, kind, reasonText } = asked;
    return inTransaction(this.database, async (manager) => {
      const device = await this.devices.lock(manager, deviceId);
      const today = dayOf(new Date());
      const isTemporary = (await this.repository.standingFor(deviceId, manager))?.kind === 'temporary';
      checkReplacement({ kind, reason: reason.code, device, isTemporary, profile: profiles.old, today });
      await this.requireNoneOpen(manager, deviceId, kind);
      const suspended = await this.applyNow(manager, device, reason, reasonText, context);
      const { request } = await this.requests.createIn(
        manager,
        {
          type: kind === 'temporary' ? 'REPLACE_TEMP' : 'REPLACE_PERM',
          state: 'READY',
          sentence: say('replacement.waits'),
          deviceId,
          workstationId: device.workstationId ?? 'none',
          personId: device.personId,
          profileName: profiles.successor.name,
          profileVersion: profiles.successor.version,
          reason: reason.code,
          reasonText: reasonText ?? null,
          requestedByPersonId,
        },
        context,
      );
      const { requestId, tenantId } = request;
      await this.asks.accepted(manager, device, context);
      await this.repository.insert(manager, { requestId, tenantId, deviceId, kind, reason: reason.code, suspended });
      return request;
    });
  }

  /**
   * Resumes the card if the request suspended it; a terminated card stays terminated. Throws REQUEST_DEVICE_BUSY while its new card is
   * issued.
   */
  async withdraw(requestId: string, reason: string, context: ChangeContext): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const replacement = await this.repository.lock(manager, requestId);
      if (replacement === null) throw new CardwrightError('REQUEST_NOT_FOUND', undefined, { requestId });
      const { deviceId, successorDeviceId, suspended, activatedAt } = replacement;
      if (successorDeviceId !== null && activatedAt === null)
        throw busy(successorDeviceId, await this.devices.get(successorDeviceId, manager));
      await this.requests.markIn(manager, requestId, {
        state: 'WITHDRAWN',
        stage: 'done',
        sentence: suspended ? say('replacement.withdrawn-usable') : say('replacement.withdrawn'),
        actor: context.actor,
        reason,
      });
      await this.repository.end(manager, requestId);
      const device = await this.devices.lock(manager, deviceId);
      await this.asks.withdrawn(manager, device, requestId, context);
      if (suspended && device.state === 'SUSPENDED')
        await this.changes.resume(manager, { deviceId, reason: 'FOUND', reasonText: reason }, context);
    });
  }

  /**
   * What an issue for this request has to know. Throws REQUEST_NOT_FOUND, LIFECYCLE_REPLACES_ITSELF, LIFECYCLE_REPLACEMENT_MISMATCH,
   * REQUEST_DEVICE_BUSY while another card is issued for it.
   */
  async succession(
    requestId: string,
    asked: { deviceId: string; personId: string },
    version: Pick<CredentialProfileVersion, 'name' | 'definition'>,
  ): Promise<Succession> {
    const request = await this.requests.get(requestId);
    const replacement = await this.repository.find(requestId);
    if (replacement === null) throw new CardwrightError('REQUEST_NOT_FOUND', undefined, { requestId });
    await this.requireUsable(replacement, asked.deviceId);
    if (request.personId !== asked.personId || request.profileName !== version.name)
      throw new CardwrightError('LIFECYCLE_REPLACEMENT_MISMATCH', undefined, {
        requestId,
        personId: request.personId,
        profileName: request.profileName,
      });
    const { expiresOn } = await this.devices.get(replacement.deviceId);
    const { definition } = version;
    return { replacement, expiresOn: successorExpiry({ ...replacement, expiresOn }, definition, dayOf(new Date())) };
  }

  /** The request to which this blank card is bound. */
  async boundTo(deviceId: string): Promise<string | undefined> {
    return (await this.repository.plannedFor(deviceId))?.requestId;
  }

  /** In the transaction that starts the issue or binds the card: the request is this card's from now on. Throws as `succession`. */
  async bindIn(manager: EntityManager, { requestId }: Replacement, deviceId: string): Promise<void> {
    const replacement = (await this.repository.lock(manager, requestId))!;
    await this.requireUsable(replacement, deviceId, manager);
    await this.repository.bind(manager, requestId, deviceId);
  }

  private async requireUsable(replacement: Replacement, deviceId: string, manager?: EntityManager): Promise<void> {
    const { requestId, successorDeviceId, activatedAt, endedAt } = replacement;
    if (replacement.deviceId === deviceId)
      throw new CardwrightError('LIFECYCLE_REPLACES_ITSELF', undefined, { requestId, deviceId });
    if (activatedAt !== null || endedAt !== null)
      throw new CardwrightError('LIFECYCLE_REPLACEMENT_MISMATCH', say('record.replacement-closed'), {
        requestId,
      });
    if (successorDeviceId !== null && successorDeviceId !== deviceId)
      throw busy(successorDeviceId, await this.devices.get(successorDeviceId, manager));
  }

  private async requireNoneOpen(manager: EntityManager, deviceId: string, kind: Replacement['kind']): Promise<void> {
    const other =
      (await this.repository.openOf(deviceId, manager)) ??
      (kind === 'temporary' ? await this.repository.temporaryOf(deviceId, manager) : null);
    if (other !== null)
      throw new CardwrightError('LIFECYCLE_REPLACEMENT_OPEN', undefined, {
        requestId: other.requestId,
        successorDeviceId: other.successorDeviceId,
      });
  }

  /** Returns whether this request suspended the card. */
  private async applyNow(
    manager: EntityManager,
    { deviceId, state }: DeviceEntity,
    reason: Reason,
    reasonText: string | undefined,
    context: ChangeContext,
  ): Promise<boolean> {
    const asked = { deviceId, reason: reason.code, reasonText };
    switch (effectNow(reason.code)) {
      case 'suspend':
        await this.changes.suspend(manager, asked, context);
        return state === 'ACTIVE';
      case 'terminate': {
        const why = { reason: revocationReasonOf(reason.certificates), urgent: reason.urgent };
        await this.changes.terminate(manager, asked, why, context);
        return false;
      }
      case 'none':
        return false;
    }
  }
}

const boundTo = say('record.replacement-bound');
const issuedFor = say('record.replacement-issuing');
const busy = (deviceId: string, { activeRequestId, state }: DeviceEntity): CardwrightError =>
  new CardwrightError('REQUEST_DEVICE_BUSY', state === 'ASSIGNED' ? boundTo : issuedFor, {
    deviceId,
    requestId: activeRequestId,
    state,
  });
