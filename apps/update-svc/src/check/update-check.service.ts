/**
 * Answers "is anything due for this card?", asked by every workstation all day. For now nothing ever is: the answers are
 * `none`, `not-managed` (requirement A05) and `disabled` (A18). Offers come with the update issue.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { UpdateCheckReply, UpdateCheckRequest } from '@cardwright/contracts/nats/edge.api';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { DeviceStateRepository } from '../persistence/device-state.repository.js';
import { ReadModelRebuild } from '../read-model/read-model-rebuild.js';

/** A card in these states is no longer (or not yet) one that we look after. Terminal states never return by a check (model.md 1). */
const unmanaged: ReadonlySet<DeviceState> = new Set(['DISPOSED', 'TERMINATED', 'REPLACED', 'EXPIRED']);

@Injectable()
export class UpdateCheckService {
  constructor(
    private readonly devices: DeviceStateRepository,
    private readonly readModel: ReadModelRebuild,
    @Inject(UPDATE_CONFIG) private readonly config: UpdateConfig,
  ) {}

  /** Throws REQUEST_INVALID; REQUEST_SERVICE_UNAVAILABLE until the read model was filled once (the agent asks again). */
  async check(tenantId: string, request: UpdateCheckRequest): Promise<UpdateCheckReply> {
    if (!this.config.checkEnabled) return { answer: 'disabled' };
    const { identityText } = request;
    if (typeof identityText !== 'string' || !/^[a-z]{1,16}:[0-9A-F]{1,128}$/.test(identityText))
      throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'identityText' });
    const row = await this.devices.find(tenantId, identityText);
    if (row && !unmanaged.has(row.state)) return { answer: 'none' };
    // An unknown card: only a read model that was complete once may say so.
    if (!row) this.readModel.assertFilled();
    return { answer: 'not-managed' };
  }
}
