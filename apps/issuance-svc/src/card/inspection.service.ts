/**
 * Inspection: reads the card at a workstation, finds or registers its device, and says what could be done with it now and
 * what not, with the reason (D16). Writes nothing to the card and spends no try.
 */
import { identityText, type CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { InspectionReply } from '@cardwright/contracts/nats/issuance.api';
import { cardSagaTypes, sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { begunKeyReferences } from '../records/requests/begun.js';
import { givesWay, refusals, type CardAction } from '../domain/card-eligibility.js';
import { requireIdentity } from '../domain/expected-card.js';
import type { Refusal, ReprovisionCase } from '../domain/reprovision-eligibility.js';
import { callContextOf, type ChangeContext } from '../persistence/change-context.js';
import { ProfileService } from '../records/profiles/profile.service.js';
import { ProfileWithdrawals } from '../records/profiles/profile-withdrawals.js';
import { RequestRepository } from '../records/requests/request.repository.js';
import { labelOf, StockService } from '../records/stock/stock.service.js';
import { CardModelRegistry } from '../records/models/card-model-registry.js';
import { DeviceRepository, type DeviceView } from '../records/devices/device.repository.js';
import { DeviceService } from '../records/devices/device.service.js';

export interface Inspected {
  view: DeviceView;
  image: CardImage;
  model: CardModel;
}

/** What inspection needs of devices and requests, as one. */
@Injectable()
export class InspectedDevices {
  constructor(
    readonly service: DeviceService,
    readonly repository: DeviceRepository,
    readonly requests: RequestRepository,
    readonly profiles: ProfileService,
    readonly withdrawals: ProfileWithdrawals,
  ) {}
}

@Injectable()
export class InspectionService {
  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
    private readonly models: CardModelRegistry,
    private readonly stock: StockService,
    private readonly devices: InspectedDevices,
  ) {}

  /** The card at the workstation, the one with this identity where it is named. Throws what the agent says. */
  async read(
    workstationId: string,
    wanted: { readerName?: string | undefined; identityText?: string | undefined },
    context: ChangeContext,
  ): Promise<CardImage> {
    const { readerName, identityText: identity } = wanted;
    const { image } = await this.rpc.edge(
      workstationId,
      'card.inspect',
      { ...(readerName !== undefined && { readerName }), ...(identity !== undefined && { identityText: identity }) },
      callContextOf(context),
    );
    return image;
  }

  /** The device of this card as it is known; null before its first registration. Throws CARD_NO_IDENTITY. */
  async known(tenantId: string, image: CardImage): Promise<DeviceView | null> {
    const device = await this.devices.repository.findByIdentity(tenantId, identityOf(image));
    return device === null ? null : this.devices.repository.view(tenantId, device.deviceId);
  }

  /**
   * Registers the card at its first sight and checks it in: REGISTERED becomes AVAILABLE, because the card in hand is one
   * that a model describes. expected: the identity of the card that was meant (CARD_WRONG_DEVICE for another).
   */
  async take(
    image: CardImage,
    {
      workstationId,
      readerName,
      expected,
    }: { workstationId: string } & Partial<Record<'readerName' | 'expected', string>>,
    context: ChangeContext,
  ): Promise<Inspected> {
    if (image.interface !== 'contact') throw new CardwrightError('CARD_INTERFACE_UNSUPPORTED');
    const identity = identityOf(image);
    const model = await this.models.match(context.tenantId, image);
    if (expected !== undefined) requireIdentity(image, expected, readerName);
    const stockBatchId = await this.stock.batchOf(context.tenantId, identity);
    const device = await inTransaction(this.database, async (manager) => {
      const asked = {
        identityText: identity,
        label: labelOf(identity),
        modelId: model.id,
        stockBatchId,
        workstationId,
      };
      const { device: registered } = await this.devices.service.register(manager, asked, context);
      const seen = { workstationId, modelId: model.id };
      if (registered.state === 'REGISTERED')
        return this.devices.service.changeState(manager, registered.deviceId, 'AVAILABLE', 'check-in', context, seen);
      const moved = registered.workstationId !== workstationId || registered.modelId !== model.id;
      return moved ? this.devices.service.change(manager, registered.deviceId, seen, context) : registered;
    });
    return { view: (await this.devices.repository.view(context.tenantId, device.deviceId))!, image, model };
  }

  async actions({ view: { device, person }, image }: Inspected): Promise<InspectionReply['actions']> {
    const running = await this.devices.requests.findRunning(this.database.manager, device.deviceId);
    const { tenantId, profileName } = device;
    const profile = profileName === null ? null : await this.devices.profiles.get(tenantId, profileName);
    const asked: ReprovisionCase = {
      device,
      person,
      image,
      profile: profile?.definition ?? null,
      profileWithdrawn: profileName !== null && (await this.devices.withdrawals.has(tenantId, profileName)),
      today: new Date().toISOString().slice(0, 10),
    };
    const all = cardSagaTypes.map((type) => actionOf(sagaKinds[type].action, refusals[type](asked)));
    const busy = (action: CardAction, requestId: string, words: string): Action => {
      const reason = `Request ${requestId} ${words}`;
      return { action, possible: false, code: 'REQUEST_DEVICE_BUSY', reason };
    };
    if (running !== null)
      return all.map(({ action }) => busy(action, running.requestId, `(${running.type}) runs for this card`));
    const parked = await this.parked(device);
    if (parked === null) return all;
    // What would be refused for it when it is asked for is not offered.
    return all.map((each) =>
      each.possible && !givesWay(parked, each.action)
        ? busy(each.action, parked.requestId, `(${parked.type}) is stuck for this card: retry or cancel it first`)
        : each,
    );
  }

  /** The parked saga that has this card. */
  private async parked({ activeRequestId }: DeviceView['device']) {
    const request = activeRequestId === null ? null : await this.devices.requests.find(activeRequestId);
    if (request?.state !== 'FAILED') return null;
    const { requestId, type } = request;
    const begun = (await begunKeyReferences(this.database.manager, requestId)).length > 0;
    return { requestId, type, begun };
  }
}

type Action = InspectionReply['actions'][number];

/** Throws CARD_NO_IDENTITY: the CHUID's GUID can be written by anybody and is never an identity (design.md section 2). */
export function identityOf(image: CardImage): string {
  if (image.identity === null) throw new CardwrightError('CARD_NO_IDENTITY');
  return identityText(image.identity);
}

/** [D16] */
const actionOf = (action: CardAction, refused: Refusal | null): Action =>
  refused === null
    ? { action, possible: true }
    : { action, possible: false, code: refused.code, reason: refused.sentence };
