/**
 * Starts PIN resets, changes of a PIN that is known, and locks: authorises, names the rule that forbids the action, and records the request; the saga does the rest. A holder
 * may reset or change the PIN of their own card. The help desk and operators may reset the PINs of others, and only they may lock a card. A lock may
 * also wait for its card (B05): a service begins it when the card is there. A PIN reset may wait for the holder, who is offered it. The card is
 * read here and never written.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { sagaKinds, type SagaTypeWith } from '@cardwright/contracts/workflow/saga-kinds';
import { say } from '@cardwright/contracts/words/say';
import { AuthorisationService, type KnownActor } from '../../records/authorisation/authorisation.service.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { pinRefusals, pinWorkRefusal, requireAllowed } from '../../domain/card-eligibility.js';
import { startEndpoint } from '../../domain/endpoints.js';
import { rolesOf } from '../../domain/authorisation.js';
import { checkReason } from '../../domain/reason-check.js';
import { callContextOf, contextOf, type ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { RequestService } from '../../records/requests/request.service.js';
import { GivingWays, requireFree } from '../steer/giving-way.js';
import { PreflightService } from '../steer/preflight.service.js';
import { RequestSubjects } from '../steer/request-subjects.js';
import { mayWait, WaitingStarts, type WaitingType } from '../steer/waiting-starts.js';
import type { Asked } from '../../domain/asked.js';
import { SagaStarter } from '../run/saga-starter.service.js';

type PinWork = SagaTypeWith<'writes', 'pin'>;
/** A change of a PIN that is known has no reason: its holder wants it. */
type PinWorkBody = RequestOf<IssuanceApi, 'devices.change-pin'> & Partial<RequestOf<IssuanceApi, 'devices.lock'>>;
/** offered: it is the offer of this card that is accepted, so what waits is what is meant. */
type PinWorkStart = PinWorkBody & { offered?: true };

@Injectable()
export class PinRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly subjects: RequestSubjects,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly preflight: PreflightService,
    private readonly starter: SagaStarter,
    private readonly ways: GivingWays,
    private readonly waiting: WaitingStarts,
  ) {}

  /** The card is not here: it begins when the card is, or its holder begins it then. Throws REASON_*, LIFECYCLE_NOT_ACTIVE. */
  async request(
    envelope: Asked<'devices.request-lock' | 'devices.request-pin-reset'>,
    type: PinWork & WaitingType,
  ): Promise<{ saga: SagaRow }> {
    const { body, tenantId } = envelope;
    const target = await this.subjects.targetOf(await this.devices.get(body.deviceId));
    const actor = await this.access.authorise(envelope, sagaKinds[type].waits.request, target);
    checkReason(body, sagaKinds[type].reasonUse, rolesOf(actor));
    const { requestId } = await this.subjects.inTransaction(async (manager) => {
      const device = await this.devices.lock(manager, body.deviceId);
      requirePinWork(device);
      await this.endUndone(manager, device.deviceId, type, contextOf(envelope));
      const { reason, reasonText = null } = body;
      const asked = { type, reason, reasonText, requestedByPersonId: actor.personId };
      return this.waiting.createIn(
        manager,
        device,
        { ...asked, profileVersion: device.profileVersion },
        contextOf(envelope),
      );
    });
    return { saga: await this.requests.row(tenantId, requestId) };
  }

  /** Throws REASON_*, LIFECYCLE_NOT_ACTIVE, REQUEST_DEVICE_BUSY, CARD_WRONG_DEVICE, CARD_PUK_BLOCKED, CARD_PIN_BLOCKED. */
  async start(envelope: RequestEnvelope<PinWorkStart>, type: PinWork): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const { action, operation, reasonUse } = sagaKinds[type];
    const change = contextOf(envelope);
    const known = await this.subjects.repeated(envelope, type);
    if (known !== null) return { saga: await this.requests.row(change.tenantId, known.requestId) };
    const found = await this.devices.get(body.deviceId);
    const actor = await this.access.authorise(envelope, startEndpoint(type), await this.subjects.targetOf(found));
    const own = actor.personId !== null && actor.personId === found.personId;
    const runs = own || actor.service || body.offered === true;
    const waiting = runs && mayWait(type) ? await this.waiting.of(body.deviceId, type) : null;
    if (actor.service && type === 'LOCK' && waiting === null) return this.begunBefore(found, type, change);
    // The reason of one that waits was checked when it was asked for.
    if (waiting === null && reasonUse !== null) checkReason(body, reasonUse, rolesOf(actor));
    requirePinWork(found);
    // A parked saga that has half written its card does not give way. A parked PIN reset or lock gives way, and so does an update that only
    // waits for its PIN.
    const giving = await this.ways.of(found, action);
    const { workstationId, readerName, idempotencyKey = envelope.idempotencyKey } = body;
    const { image } = await this.preflight.inspect(callContextOf(change), found, workstationId, readerName);
    requireAllowed(pinRefusals[type](found.state, image), { deviceId: found.deviceId });
    // Every check has passed: from here on there are effects.
    await this.ways.end(giving, change, 'superseded by a newer PIN reset or lock');
    const request = await this.subjects.inTransaction(async (manager) => {
      const device = await this.devices.lock(manager, body.deviceId);
      requirePinWork(device);
      requireFree(device);
      const request =
        waiting === null
          ? await this.createIn(manager, device, { ...body, type }, actor, change)
          : await this.waiting.beginIn(
              manager,
              waiting,
              { workstationId, readerName: readerName ?? null, idempotencyKey },
              change,
            );
      const patch = { operation, activeRequestId: request.requestId, workstationId };
      await this.devices.change(manager, device.deviceId, patch, change);
      return request;
    });
    return this.starter.begin(request);
  }

  private async createIn(
    manager: EntityManager,
    { deviceId, personId, profileName, profileVersion }: DeviceEntity,
    { type, workstationId, readerName, reason, reasonText, idempotencyKey }: PinWorkBody & { type: PinWork },
    actor: KnownActor,
    change: ChangeContext,
  ): Promise<RequestEntity> {
    const { request, created } = await this.requests.createIn(
      manager,
      {
        ...{ type, deviceId, personId, profileName, profileVersion, workstationId },
        reason: reason ?? null,
        readerName: readerName ?? null,
        reasonText: reasonText ?? null,
        idempotencyKey: idempotencyKey ?? null,
        requestedByPersonId: actor.personId,
      },
      change,
    );
    if (created && mayWait(type)) await this.waiting.supersedeIn(manager, deviceId, type, change);
    if (created) await this.endUndone(manager, deviceId, type, change);
    return request;
  }

  /** A lock undoes the PIN reset that waits: its holder would be offered to open at once what was just locked. One that is asked for later stays. */
  private async endUndone(
    manager: EntityManager,
    deviceId: string,
    type: PinWork,
    change: ChangeContext,
  ): Promise<void> {
    if (type === 'LOCK') await this.waiting.supersedeIn(manager, deviceId, 'UNLOCK', change);
  }

  /**
   * A service begins only what waits. Nothing waits any more: it runs already, because the answer to the service was lost, or it was withdrawn
   * (LIFECYCLE_TRANSITION).
   */
  private async begunBefore(
    { activeRequestId }: DeviceEntity,
    type: PinWork,
    { tenantId }: ChangeContext,
  ): Promise<{ saga: SagaRow }> {
    if (activeRequestId !== null) {
      const saga = await this.requests.row(tenantId, activeRequestId);
      if (saga.type === type) return { saga };
    }
    throw new CardwrightError('LIFECYCLE_TRANSITION', say('request.nothing-waits'), { type });
  }
}

const requirePinWork = ({ deviceId, state }: DeviceEntity): void =>
  requireAllowed(pinWorkRefusal(state), { deviceId, state });
