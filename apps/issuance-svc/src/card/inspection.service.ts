/**
 * Inspection: reads the card at a workstation, finds or registers its device. Writes nothing to the card and spends no try.
 */
import { identityText, type CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { requireIdentity } from '../domain/expected-card.js';
import { callContextOf, type ChangeContext } from '../persistence/change-context.js';
import { labelOf, StockService } from '../records/stock/stock.service.js';
import { CardModelRegistry } from '../records/models/card-model-registry.js';
import { DeviceRepository, type DeviceView } from '../records/devices/device.repository.js';
import { DeviceService } from '../records/devices/device.service.js';

export interface Inspected {
  view: DeviceView;
  image: CardImage;
  model: CardModel;
}

@Injectable()
export class InspectionService {
  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
    private readonly models: CardModelRegistry,
    private readonly stock: StockService,
    private readonly devices: DeviceService,
    private readonly repository: DeviceRepository,
  ) {}

  /** Reads the card at the workstation; where an identity is named, the card with this identity. Throws the agent's error. */
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

  /** The registered device of this card; null if the card is not registered yet. Throws CARD_NO_IDENTITY. */
  async known(tenantId: string, image: CardImage): Promise<DeviceView | null> {
    const device = await this.repository.findByIdentity(tenantId, identityOf(image));
    return device === null ? null : this.repository.view(tenantId, device.deviceId);
  }

  /**
   * Registers a card that is seen for the first time and checks it in: REGISTERED becomes AVAILABLE, because a model describes the card.
   * expected: the identity of the card that was meant (CARD_WRONG_DEVICE for another).
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
      const { device: registered } = await this.devices.register(manager, asked, context);
      const seen = { workstationId, modelId: model.id };
      if (registered.state === 'REGISTERED')
        return this.devices.changeState(manager, registered.deviceId, 'AVAILABLE', 'check-in', context, seen);
      const moved = registered.workstationId !== workstationId || registered.modelId !== model.id;
      return moved ? this.devices.change(manager, registered.deviceId, seen, context) : registered;
    });
    return { view: (await this.repository.view(context.tenantId, device.deviceId))!, image, model };
  }
}

/** Throws CARD_NO_IDENTITY: the CHUID's GUID can be written by anybody and is never an identity (design.md section 2). */
export function identityOf(image: CardImage): string {
  if (image.identity === null) throw new CardwrightError('CARD_NO_IDENTITY');
  return identityText(image.identity);
}
