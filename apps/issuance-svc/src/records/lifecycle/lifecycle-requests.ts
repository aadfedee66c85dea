/** What people ask of the life of a card: authorised, with a reason that they may give; then the service. For one card, and for each of many. */
import { Injectable } from '@nestjs/common';
import type { Reason, ReasonUse } from '@cardwright/contracts/card/reasons';
import type { LifecycleRequest } from '@cardwright/contracts/nats/issuance.api';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { checkReason } from '../../domain/reason-check.js';
import { contextOf } from '../../persistence/change-context.js';
import { AuthorisationService } from '../authorisation/authorisation.service.js';
import { deviceTarget } from '../authorisation/targets.js';
import { DeviceService } from '../devices/device.service.js';
import { LifecycleService } from './lifecycle.service.js';

type LifecycleEndpoint = 'devices.suspend' | 'devices.resume' | 'devices.terminate';
type AskedOf = RequestEnvelope<LifecycleRequest>;

@Injectable()
export class LifecycleRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly devices: DeviceService,
    private readonly lifecycle: LifecycleService,
  ) {}

  async suspend(asked: AskedOf): Promise<void> {
    const { own } = await this.allowed(asked, 'devices.suspend', 'suspend');
    await this.lifecycle.suspend(asked.body, own, contextOf(asked));
  }

  async resume(asked: AskedOf): Promise<void> {
    const { own } = await this.allowed(asked, 'devices.resume', 'resume');
    await this.lifecycle.resume(asked.body, own, contextOf(asked));
  }

  async terminate(asked: AskedOf): Promise<void> {
    const { reason } = await this.allowed(asked, 'devices.terminate', 'cancel');
    await this.lifecycle.terminate(asked.body, reason, contextOf(asked));
  }

  /** own: the card is that of the person who asks. */
  private async allowed(
    asked: AskedOf,
    endpoint: LifecycleEndpoint,
    use: ReasonUse,
  ): Promise<{ reason: Reason; own: boolean }> {
    const view = await this.devices.view(asked.tenantId, asked.body.deviceId);
    const { grants, personId } = await this.access.authorise(asked, endpoint, deviceTarget(view));
    const reason = checkReason(
      asked.body,
      use,
      grants.map(({ role }) => role),
    );
    return { reason, own: personId !== null && personId === view.device.personId };
  }
}
