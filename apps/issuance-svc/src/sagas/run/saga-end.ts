/**
 * How every saga ends on record: device, credentials, request, events and audit change in one transaction, behind the lock of the device.
 * May be repeated.
 *
 * A card can be suspended, terminated or replaced while a saga is at work on it. There is one answer for every kind of saga: the record follows the
 * card. What the saga did to the card is recorded, its certificates go the way of the card's other certificates, and the state that
 * somebody gave the card stays. A saga whose whole purpose was to bring the card into another state has then come to nothing, and its
 * request ends as cancelled; any other has done what it was asked for.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { deviceStateWords } from '@cardwright/contracts/words/rows';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { DeviceService, type DevicePatch } from '../../records/devices/device.service.js';
import { isFinished } from '../../domain/request-lifecycle.js';
import { EndedCard } from '../../records/devices/ended-card.js';
import { systemContext, type ChangeContext } from '../../persistence/change-context.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { RequestEntity } from '../../persistence/request.entity.js';
import type { Admitted } from '../../records/requests/admitted.js';
import { hasNewManagementKey } from '../../records/requests/begun.js';
import type { RequestPatch } from '../../records/requests/request-row.js';
import { RequestService } from '../../records/requests/request.service.js';
import { StepEventService } from '../../records/requests/step-events.service.js';

/** The states that a card can be given while a saga works on it. */
export type EndedState = Extract<DeviceState, 'SUSPENDED' | 'TERMINATED' | 'REPLACED'>;

/** The argument of the functions that run in the transaction of the end. */
export interface Ending {
  manager: EntityManager;
  context: ChangeContext;
  request: RequestEntity;
}

export interface SagaEnding {
  /** The state of the device for which the saga was started, if there is one, and the fields that are true only in that state. */
  to?: { state: DeviceState; patch?: DevicePatch };
  /** What the saga did to the card. device: its row behind the lock, as it was before. */
  patch?: (request: RequestEntity, device: DeviceEntity) => DevicePatch;
  /** Settles the certificates. */
  credentials?: (ending: Ending) => Promise<void>;
  /** Writes events and audit rows after the device has changed; not called if the saga achieved nothing. */
  also?: (ending: Ending & { device: DeviceEntity }) => Promise<void>;
  state: 'COMPLETED' | 'CANCELLED';
  /** The sentence for people. meanwhile: the state that the card was given while the saga worked on it. */
  sentence: Sentence | ((meanwhile: EndedState | null) => Sentence);
  /** The reason for the audit row of a request that was stopped. */
  reason?: string | null;
}

/** No saga begins on such a card. */
const isEnded = (state: DeviceState): state is EndedState =>
  state === 'SUSPENDED' || state === 'TERMINATED' || state === 'REPLACED';

@Injectable()
export class SagaEnd {
  constructor(
    private readonly database: DataSource,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly endedCard: EndedCard,
    private readonly steps: StepEventService,
  ) {}

  /** True when the last activity of a saga is repeated, because its answer was lost after it had done its work. */
  hasEnded({ request }: Admitted): boolean {
    return isFinished(request.state);
  }

  async end(call: StageCall, ending: SagaEnding): Promise<void> {
    const { requestId, deviceId } = call.input;
    const context = systemContext(call.input);
    const { to, patch, credentials, also, reason } = ending;
    // The card's last steps stand before the end in the timeline.
    await this.steps.flush(requestId);
    const progress = await inTransaction(this.database, async (manager) => {
      const before = await this.devices.lock(manager, deviceId);
      const { state } = before;
      const request = await manager.findOneByOrFail(RequestEntity, { requestId });
      const meanwhile = isEnded(state) ? state : null;
      const cause = await this.endedCard.causeIn(manager, { deviceId, state });
      await credentials?.({ manager, context, request });
      const newKey = await hasNewManagementKey(manager, requestId);
      const change: DevicePatch = {
        ...(newKey && { managementKeySince: new Date() }),
        ...patch?.(request, before),
        ...({ operation: 'idle', activeRequestId: null } as const),
      };
      const inVain = to !== undefined && meanwhile !== null;
      const device =
        to === undefined || inVain
          ? await this.devices.change(manager, deviceId, change, context)
          : await this.devices.changeState(manager, deviceId, to.state, null, context, { ...to.patch, ...change });
      if (credentials !== undefined) await this.endedCard.followIn(manager, device, cause, context);
      if (inVain && ending.state === 'COMPLETED') {
        const sentence = say('saga.ended-in-vain', { state: deviceStateWords(meanwhile, { lower: true }) });
        await this.requests.markIn(manager, requestId, { state: 'CANCELLING', sentence });
        return (await this.requests.markIn(manager, requestId, { ...ended('CANCELLED'), sentence })).progress;
      }
      await also?.({ manager, context, request, device });
      const sentence = typeof ending.sentence === 'function' ? ending.sentence(meanwhile) : ending.sentence;
      const end: RequestPatch = { ...ended(ending.state), sentence, ...(reason !== undefined && { reason }) };
      return (await this.requests.markIn(manager, requestId, end)).progress;
    });
    this.requests.announce(progress);
  }

  /** Ends a request that changed nothing on the card. */
  async cancelOnly(call: StageCall, sentence: Sentence): Promise<void> {
    await this.requests.mark(call.input.requestId, { state: 'CANCELLING', sentence });
    await this.end(call, { state: 'CANCELLED', sentence });
  }
}

const ended = (state: SagaEnding['state']): RequestPatch =>
  state === 'COMPLETED' ? { state, stage: 'done', percent: 100 } : { state, stage: 'done', stuckReason: null };

/** Completes a sentence about a saga that has done its work. */
export const andMeanwhile = (done: Sentence, meanwhile: EndedState | null): Sentence =>
  meanwhile === null ? done : say('saga.meanwhile', { done, state: deviceStateWords(meanwhile, { lower: true }) });
