/**
 * Offers of card updates, for people: update-svc keeps them, here is said who may see one and who may accept it. "Update now" begins the saga of
 * the offer's kind as the person who asks, by the same way as their own request for it, and has update-svc note which one it is.
 */
import { Injectable } from '@nestjs/common';
import { reasonEffects, reasonOf } from '@cardwright/contracts/card/reasons';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { Page } from '@cardwright/contracts/nats/rpc';
import { updateKinds } from '@cardwright/contracts/update/update-kinds';
import {
  causesDone,
  type DueRow,
  type OfferRow,
  type OfferState,
  type UpdateCause,
} from '@cardwright/contracts/update/update-offer';
import { sagaKind } from '@cardwright/contracts/workflow/saga-kinds';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { Asked } from '../domain/asked.js';
import type { Endpoint } from '../domain/endpoints.js';
import { callContextOf, contextOf } from '../persistence/change-context.js';
import type { DeviceEntity } from '../persistence/device.entity.js';
import { pageLimit } from '../persistence/page.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { DeviceService } from '../records/devices/device.service.js';
import { RequestService } from '../records/requests/request.service.js';
import { SagaBegins } from './saga-begins.js';
import { RequestSubjects } from './steer/request-subjects.js';

const closed: readonly OfferState[] = ['withdrawn', 'superseded', 'done'];

@Injectable()
export class UpdateOffers {
  constructor(
    private readonly rpc: RpcClient,
    private readonly subjects: RequestSubjects,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly begins: SagaBegins,
    private readonly access: AuthorisationService,
  ) {}

  async get(asked: Asked<'update-offers.get'>): Promise<{ offer: OfferRow }> {
    const { offer } = await this.offered(asked, 'update-offers.get');
    return { offer };
  }

  async list(asked: Asked<'devices.update-offers'>): Promise<Page<OfferRow> & { due: DueRow[] }> {
    const { deviceId, cursor } = asked.body;
    const { device } = await this.devices.view(asked.tenantId, deviceId);
    await this.subjects.authorise(asked, 'devices.update-offers', device);
    const page = { deviceId, limit: pageLimit(asked.body.limit), ...(cursor !== undefined && { cursor }) };
    const { offers, ...more } = await this.rpc.update('offers.list', page, callContextOf(contextOf(asked)));
    return { rows: offers, ...more };
  }

  /** Throws REQUEST_OFFER_CLOSED {state}, CARD_ABSENT where nobody knows at which workstation the card is, and as the request of the kind. */
  async begin(asked: Asked<'update-offers.begin'>): Promise<{ saga: SagaRow }> {
    const { offer, device } = await this.offered(asked, 'update-offers.begin');
    if (offer.requestId !== null) return { saga: await this.requests.row(asked.tenantId, offer.requestId) };
    const { offerId, state } = offer;
    if ('holderOnly' in updateKinds[offer.kind]) await this.requireHolder(asked, device);
    if (closed.includes(state)) throw new CardwrightError('REQUEST_OFFER_CLOSED', undefined, { offerId, state });
    const saga = await this.begun(asked, offer, device);
    await this.rpc.update('offers.began', { offerId, requestId: saga.requestId }, callContextOf(contextOf(asked)));
    return { saga };
  }

  private async offered(
    asked: Asked<'update-offers.get' | 'update-offers.begin'>,
    endpoint: Endpoint,
  ): Promise<{ offer: OfferRow; device: DeviceEntity }> {
    const { offerId } = asked.body;
    const { offer } = await this.rpc.update('offers.get', { offerId }, callContextOf(contextOf(asked)));
    const { device } = await this.devices.view(asked.tenantId, offer.deviceId);
    await this.subjects.authorise(asked, endpoint, device);
    return { offer, device };
  }

  /** Throws AUTH_NOT_YOUR_DEVICE. */
  private async requireHolder(
    asked: Asked<'update-offers.begin'>,
    { deviceId, personId }: DeviceEntity,
  ): Promise<void> {
    const actor = await this.access.identify(asked);
    if (actor.personId === null || actor.personId !== personId)
      throw new CardwrightError('AUTH_NOT_YOUR_DEVICE', undefined, { deviceId });
  }

  /** A request that runs already and does what is offered is the one: it may be ours, whose answer was lost. */
  private async begun(asked: Asked<'update-offers.begin'>, offer: OfferRow, device: DeviceEntity): Promise<SagaRow> {
    const request = requestFor(offer, device);
    try {
      return (await this.begins.start({ ...asked, body: request }, updateKinds[offer.kind].saga)).saga;
    } catch (error) {
      if (!isCardwrightError(error, 'REQUEST_DEVICE_BUSY')) throw error;
      const { type, keyReferences, reason, requestId } = await this.requests.get(String(error.details['requestId']));
      const keys = request.keyReferences ?? [];
      const rotated = !setsManagementKey(request.reason) || setsManagementKey(reason ?? '');
      const made = keys.every((name) => keyReferences?.includes(name));
      if (type !== updateKinds[offer.kind].saga || !made || !rotated) throw error;
      return this.requests.row(asked.tenantId, requestId);
    }
  }
}

/** What a person would ask: at the workstation where it was shown, else where the card was seen last. The same offer gives the same saga. */
function requestFor(offer: OfferRow, device: DeviceEntity) {
  const { kind, offerId, readerName } = offer;
  const causes = causesDone(offer.causes);
  const workstationId = offer.workstationId ?? device.workstationId;
  if (workstationId === null) throw new CardwrightError('CARD_ABSENT');
  return {
    deviceId: device.deviceId,
    workstationId,
    ...(readerName !== null && { readerName }),
    ...reasonFor(kind, causes[0]),
    ...(sagaKind(updateKinds[kind].saga).writes === 'keys' && {
      keyReferences: [...new Set(causes.flatMap(({ keyReferences }) => keyReferences))],
    }),
    // A blank card is bound to whom it is issued.
    ...(sagaKind(updateKinds[kind].saga).operation === 'issuing' && boundTo(device)),
    offered: true,
    idempotencyKey: `update-offer:${offerId}`,
  };
}

const setsManagementKey = (reason: string): boolean => reasonEffects(reason).newManagementKey === true;

/** The holder who sets up their card chooses its PIN. */
const boundTo = ({ personId, profileName }: DeviceEntity) => ({ personId, profileName, pinChange: 'holder' as const });

/** A cause that is no reason of the catalogue, or of none that this saga may be begun for, is given in words; so is the campaign that asks for it. */
function reasonFor(
  kind: OfferRow['kind'],
  { cause, campaign }: Pick<UpdateCause, 'cause' | 'campaign'> = { cause: kind },
): { reason: string; reasonText?: string } {
  const use = sagaKind(updateKinds[kind].saga).reasonUse;
  const row = reasonOf(cause);
  if (use !== null && row?.uses.includes(use) && !row.systemOnly) {
    if (campaign !== undefined) return { reason: cause, reasonText: `Campaign: ${campaign.name}` };
    if (!row.textNeeded) return { reason: cause };
  }
  return { reason: 'OTHER', reasonText: `Offered: ${cause}` };
}
