/**
 * A parked saga may give way to another request for its card. This class finds such a saga, answers what its end will leave on the card,
 * and ends it. All checks of the new request come first and assume that state; only then is the old saga ended.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { givesWay, isCardSaga, sagaKind, type CardAction } from '@cardwright/contracts/workflow/saga-kinds';
import type { ChangeContext } from '../../persistence/change-context.js';
import { CredentialEntity } from '../../persistence/credential.entity.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { RequestService } from '../../records/requests/request.service.js';
import { doubtsAbout } from '../../records/requests/begun.js';
import { SagaDecisions } from './saga-decisions.service.js';

export interface GivingWay {
  requestId: string;
  type: RequestEntity['type'];
  /** Key references whose old key may be gone by now. */
  begun: readonly KeyReferenceName[];
  /** Its end leaves the card half written. */
  interrupted: boolean;
}

@Injectable()
export class GivingWays {
  constructor(
    private readonly database: DataSource,
    private readonly requests: RequestService,
    private readonly decisions: SagaDecisions,
  ) {}

  /**
   * The parked request of this device, if it may give way; null where the device is free. Throws REQUEST_DEVICE_BUSY where another request
   * has the device and does not give way. Changes nothing.
   */
  async of(device: DeviceEntity, action: CardAction): Promise<GivingWay | null> {
    const { deviceId, activeRequestId, operation } = device;
    if (activeRequestId === null) return null;
    const request = await this.requests.get(activeRequestId);
    const parked = request.state === 'FAILED' ? await this.parked(request) : null;
    if (parked !== null && givesWay({ type: parked.type, begun: parked.begun.length > 0 }, action)) return parked;
    throw new CardwrightError('REQUEST_DEVICE_BUSY', undefined, { deviceId, requestId: activeRequestId, operation });
  }

  /** Cancels the saga with its compensation. Called after every check has passed. */
  async end(giving: GivingWay | null, change: ChangeContext, reason: string): Promise<void> {
    if (giving !== null) await this.decisions.supersedeParked(giving.requestId, change, reason);
  }

  private async parked({ requestId, type }: RequestEntity): Promise<GivingWay> {
    const { manager } = this.database;
    const { begun, torn } = await doubtsAbout(manager, requestId);
    const made = await manager.findBy(CredentialEntity, { requestId, state: 'VERIFIED' });
    const open = begun.filter((name) => !made.some(({ keyReference }) => keyReference === name));
    // If single keys are replaced and all that were begun are finished, the card is complete.
    const keysOnly = isCardSaga(type) && sagaKind(type).writes === 'keys';
    return { requestId, type, begun, interrupted: [...(keysOnly ? open : begun), ...torn].length > 0 };
  }
}

/**
 * Runs in the transaction that begins the new request, and checks that no other request has taken the device. Throws REQUEST_DEVICE_BUSY.
 */
export function requireFree({ deviceId, activeRequestId, operation }: DeviceEntity): void {
  if (activeRequestId !== null)
    throw new CardwrightError('REQUEST_DEVICE_BUSY', undefined, { deviceId, requestId: activeRequestId, operation });
}
